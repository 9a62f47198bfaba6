/*
 * op_process: one `op read` that runs, and the two pipes it writes to.
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
	struct secret_text value, words; /* what it printed on each, a little more than the limits above at most; owned */
};

/* Runs PROGRAM for REFERENCE, without a shell, with nothing to read. 0 or an errno. */
int op_process_start(struct op_process *process, const struct fetch_signals *signals, const char *program,
                     const char *reference);

/* Reads what OUT or ERROR has now: waits if that is nothing. */
void op_process_read_out(struct op_process *process);
void op_process_read_error(struct op_process *process);

/* True when it has closed both. */
bool op_process_has_ended(const struct op_process *process);

/* Waits for its end, which is near, or with KILL is made so; its status as waitpid(2) has it. */
int op_process_reap(struct op_process *process, bool kill_first);

/* Wipes what it printed. */
void op_process_release(struct op_process *process);

#endif
