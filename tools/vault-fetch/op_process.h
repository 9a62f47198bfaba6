/*
 * op_process: one `op read` that runs, and the two pipes it writes to. Its end
 * is that of the process: what it left behind may hold the pipes for longer,
 * and it may itself close them sooner.
 */
#ifndef OP_PROCESS_H
#define OP_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "fetch_signals.h"
#include "secret_pool.h"

#define OP_VALUE_MAX ((size_t)1024 * 1024)
#define OP_WORDS_MAX ((size_t)4096)

/* All zero is one that does not run. */
struct op_process {
	pid_t pid;      /* 0: none */
	int out, error; /* what op prints; -1 once it is at its end */
	int end;        /* a pidfd, which can be read once it is over; -1 where there is no such thing: look now and then */
	bool over;
	struct secret_text value, words; /* what it printed on each, a little more than the limits above at most; owned */
};

/* Runs PROGRAM for REFERENCE, without a shell, with nothing to read. 0 or an errno. */
int op_process_start(struct op_process *process, const struct fetch_signals *signals, const char *program,
                     const char *reference);

/* Reads what OUT and ERROR have now, without waiting, and whether it is over. */
void op_process_look(struct op_process *process);

/* Ends it if it is not over; its status as waitpid(2) has it. */
int op_process_reap(struct op_process *process);

/* Wipes what it printed. */
void op_process_release(struct op_process *process);

#endif
