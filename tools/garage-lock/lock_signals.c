/* lock_signals: see lock_signals.h. */
#include "lock_signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

bool lock_signals_open(struct lock_signals *signals)
{
	static const int all[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		sigaddset(&set, all[i]);
	if (sigaction(SIGPIPE, &ignore, &signals->pipe) != 0 || sigaction(SIGXFSZ, &ignore, &signals->xfsz) != 0 ||
	    sigaction(SIGTSTP, &ignore, &signals->stop) != 0 || sigprocmask(SIG_BLOCK, &set, &signals->mask) != 0)
		return false;
	signals->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return signals->fd >= 0;
}

int lock_signals_take(const struct lock_signals *signals, bool *from_terminal)
{
	struct signalfd_siginfo info;

	if (read(signals->fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	*from_terminal = info.ssi_code == SI_KERNEL;
	return (int)info.ssi_signo;
}

void lock_signals_restore(const struct lock_signals *signals)
{
	(void)sigaction(SIGPIPE, &signals->pipe, NULL); /* none of these can fail: the values come from the same calls */
	(void)sigaction(SIGXFSZ, &signals->xfsz, NULL);
	(void)sigaction(SIGTSTP, &signals->stop, NULL);
	(void)sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}
