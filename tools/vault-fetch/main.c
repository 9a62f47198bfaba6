#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "diag.h"
#include "fetch.h"

/* Standard streams that the caller closed: no file of ours may get their number, and using them has to fail. */
static void occupy_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) /* the wrong way round */
			exit(EX_OSERR);
}

/*
 * No core file, and nobody else of the same user to look into this process.
 * The kernel ends the second at exec; the first stays for COMMAND, which has
 * the secrets too and may raise its own limit again.
 */
static void hide(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit) == 0) {
		limit.rlim_cur = 0;
		setrlimit(RLIMIT_CORE, &limit);
	}
	prctl(PR_SET_DUMPABLE, 0);
}

int main(int argc, char **argv)
{
	struct diag diag = { .program = "vault-fetch", .stream = stderr, .version = VERSION };

	occupy_standard_streams();
	hide();
	return fetch_main(&diag, argc, argv);
}
