/*
 * fetch_signals: signals as something to be read, so that what was fetched can
 * be given back before they end the program.
 */
#ifndef FETCH_SIGNALS_H
#define FETCH_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>

struct fetch_signals {
	int fd;       /* readable when a signal waits */
	sigset_t set; /* those that it reads */
	sigset_t mask;
	struct sigaction pipe, xfsz, child; /* as they were before */
};

/*
 * From now on SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1 and SIGUSR2 wait to be
 * read; those that the caller had ignored stay so. SIGPIPE and SIGXFSZ are
 * ignored: what fails for them is reported. SIGCHLD is not, or nobody could
 * wait for a child. False with errno.
 */
bool fetch_signals_open(struct fetch_signals *signals);

/* Reads SIGCHLD and SIGWINCH too, for the time that a child runs. False with errno. */
bool fetch_signals_add_child(struct fetch_signals *signals);

/* Takes one that waits; 0 when there is none. CODE is its si_code. */
int fetch_signals_take(const struct fetch_signals *signals, int *code);

/* Everything as the caller had it, for a program that is to be started. FD stays open here, not there. */
void fetch_signals_restore(const struct fetch_signals *signals);

#endif
