/*
 * lock_run: garage-lock run: gets the lock, runs COMMAND, gives the lock back.
 * garage-lock serve is the same with no lock at all.
 */
#ifndef LOCK_RUN_H
#define LOCK_RUN_H

#include "diag.h"
#include "lock_options.h"

/* VERB is LOCK_RUN or LOCK_SERVE. The exit status: COMMAND's, or a code of our own. Errors were printed through DIAG. */
int lock_run_main(struct diag *diag, enum lock_verb verb, int argc, char **argv);

#endif
