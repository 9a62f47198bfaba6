#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "convert.h"
#include "diag.h"
#include "render.h"

/* Standard streams that the caller closed: no file of ours may get their number, and using them has to fail. */
static void occupy_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) /* the wrong way round */
			exit(EX_OSERR);
}

int main(int argc, char **argv)
{
	struct diag diag = { .program = "yaml-to-tfvars", .stream = stderr, .version = VERSION };

	occupy_standard_streams();
	/* A reader that went away and a file size limit are reported like any other failing write. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);

	if (argc > 1 && strcmp(argv[1], "render") == 0)
		return render_main(&diag, argc - 1, argv + 1);
	return convert_main(&diag, argc, argv);
}
