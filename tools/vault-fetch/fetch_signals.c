/* fetch_signals: see fetch_signals.h. */
#include "fetch_signals.h"

#include <unistd.h>

/* Adds SIGNAL unless it is ignored: a blocked signal would wait even then, and nohup(1) counts on being obeyed. */
static void add(sigset_t *set, int signal)
{
	struct sigaction action;

	if (sigaction(signal, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
		sigaddset(set, signal);
}

bool fetch_signals_open(struct fetch_signals *signals)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 };
	struct sigaction ignore = { .sa_handler = SIG_IGN }, usual = { .sa_handler = SIG_DFL };

	*signals = (struct fetch_signals){ .fd = -1 };
	sigemptyset(&signals->set);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		add(&signals->set, ending[i]);
	if (sigprocmask(SIG_BLOCK, &signals->set, &signals->mask) != 0 ||
	    sigaction(SIGPIPE, &ignore, &signals->pipe) != 0 || sigaction(SIGXFSZ, &ignore, &signals->xfsz) != 0 ||
	    sigaction(SIGCHLD, &usual, &signals->child) != 0)
		return false;
	signals->fd = signalfd(-1, &signals->set, SFD_CLOEXEC | SFD_NONBLOCK);
	return signals->fd >= 0;
}

bool fetch_signals_add_child(struct fetch_signals *signals)
{
	sigaddset(&signals->set, SIGCHLD);
	sigaddset(&signals->set, SIGWINCH);
	return sigprocmask(SIG_BLOCK, &signals->set, NULL) == 0 && signalfd(signals->fd, &signals->set, 0) >= 0;
}

int fetch_signals_take(const struct fetch_signals *signals, int *code)
{
	struct signalfd_siginfo info;

	if (read(signals->fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	*code = info.ssi_code;
	return (int)info.ssi_signo;
}

void fetch_signals_restore(const struct fetch_signals *signals)
{
	sigaction(SIGPIPE, &signals->pipe, NULL);
	sigaction(SIGXFSZ, &signals->xfsz, NULL);
	sigaction(SIGCHLD, &signals->child, NULL);
	sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}
