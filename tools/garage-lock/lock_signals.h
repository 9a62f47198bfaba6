/*
 * lock_signals: signals as something to be read, so that none of them ends a
 * process that still has something to give back.
 */
#ifndef LOCK_SIGNALS_H
#define LOCK_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct lock_signals {
	int fd;        /* readable when a signal waits */
	sigset_t mask; /* as it was before */
	struct sigaction pipe, xfsz, stop; /* the same, of SIGPIPE, SIGXFSZ and SIGTSTP */
};

/*
 * From now on SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 and SIGCHLD
 * wait to be read; those that the caller had ignored stay so. SIGPIPE and
 * SIGXFSZ are ignored: what fails for them is reported. So is SIGTSTP: who
 * holds a lock must go on renewing it. False with errno.
 */
bool lock_signals_open(struct lock_signals *signals);

/* Takes one that waits; 0 when there is none. FROM_TERMINAL: the whole foreground group got it. */
int lock_signals_take(const struct lock_signals *signals, bool *from_terminal);

/* Everything as the caller had it, for a program that is to be started. */
void lock_signals_restore(const struct lock_signals *signals);

#endif
