/*
 * lock_etags: garage-lock etags: which states are other ones than last time.
 *
 * DIR/UNIT/.etag holds the ETag of the unit's state. It is written whole, and
 * only when it is another one, so that make rebuilds what hangs on it and
 * nothing else; where there is no state there is no file. A state that cannot
 * be asked for counts as changed.
 */
#ifndef LOCK_ETAGS_H
#define LOCK_ETAGS_H

#include "diag.h"

/* The exit status. Errors were printed through DIAG. */
int lock_etags_main(struct diag *diag, int argc, char **argv);

#endif
