#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "diag.h"
#include "lock_etags.h"
#include "lock_options.h"
#include "lock_run.h"
#include "lock_show.h"

/* Standard streams that the caller closed: no file of ours may get their number, and using them has to fail. */
static void occupy_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) /* the wrong way round */
			exit(EX_OSERR);
}

int main(int argc, char **argv)
{
	struct diag diag = { .program = "garage-lock", .stream = stderr, .version = VERSION };

	occupy_standard_streams();
	if (argc > 1 && strcmp(argv[1], "run") == 0)
		return lock_run_main(&diag, LOCK_RUN, argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "serve") == 0)
		return lock_run_main(&diag, LOCK_SERVE, argc - 1, argv + 1);
	/* A reader that went away is reported like any other failing write. */
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && strcmp(argv[1], "status") == 0)
		return lock_status_main(&diag, argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "break") == 0)
		return lock_break_main(&diag, argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "etags") == 0)
		return lock_etags_main(&diag, argc - 1, argv + 1);
	return lock_options_overview(&diag, argc, argv);
}
