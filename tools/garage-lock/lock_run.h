/*
 * lock_run: garage-lock run: gets the lock, runs COMMAND, gives the lock back.
 */
#ifndef LOCK_RUN_H
#define LOCK_RUN_H

#include "diag.h"

/* The exit status: COMMAND's, or a code of our own. Errors were printed through DIAG. */
int lock_run_main(struct diag *diag, int argc, char **argv);

#endif
