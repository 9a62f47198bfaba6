/*
 * lock_show: garage-lock status and garage-lock break.
 */
#ifndef LOCK_SHOW_H
#define LOCK_SHOW_H

#include "diag.h"

/* Both return the exit status; errors were printed through DIAG. */
int lock_status_main(struct diag *diag, int argc, char **argv);
int lock_break_main(struct diag *diag, int argc, char **argv);

#endif
