/*
 * fetch_command: COMMAND, started with the secrets in its environment.
 */
#ifndef FETCH_COMMAND_H
#define FETCH_COMMAND_H

#include "diag.h"
#include "fetch_signals.h"
#include "vault_session.h"

/* What a shell says of a command that it cannot run. */
enum { FETCH_CANNOT_RUN = 126, FETCH_NOT_FOUND = 127 };

/* Becomes the command. Returns only when that fails: one line, and one of the codes above. */
int fetch_command_become(struct diag *diag, const struct fetch_signals *signals, char **arguments, char **environment);

/* A child that runs it. */
struct fetch_child {
	int pid;
	int end; /* as waitpid(2) has it, once it is over */
};

/* Starts the command as a child. False, with one line, when no process can be made. */
bool fetch_command_start(struct diag *diag, struct fetch_signals *signals, char **arguments, char **environment,
                         struct fetch_child *child);

/*
 * Waits for the child and meanwhile passes signals on to it and renews what
 * SESSION holds. A signal that came from the terminal has reached the child
 * by itself: the terminal sends it to the whole group.
 */
void fetch_command_wait(struct diag *diag, const struct fetch_signals *signals, struct vault_session *session,
                        struct fetch_child *child);

/* The exit status of the child; one that died of a signal makes this program die of the same. */
int fetch_command_end(const struct fetch_child *child);

/* Ends this program by SIGNAL, as if it had not waited to be read; returns 128 + SIGNAL if that cannot be. */
int fetch_die_of(int signal);

#endif
