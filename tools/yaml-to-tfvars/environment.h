/*
 * environment: OUT, the folder of a whole environment.
 */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

#include "inventory.h"
#include "settings.h"
#include "unit.h"

/*
 * Makes OUT hold UNITS, which have no errors: looks at everything first, writes
 * only what differs, and units.mk last, with the time the rendering started:
 * an input that changes meanwhile is newer. One rendering at a time: another
 * one of the same OUT waits. EX_OK; EX_CANTCREAT (something is in the way, and
 * nothing was written; or a file or folder cannot be made); EX_IOERR; EX_OSERR.
 */
int environment_write(const struct render *render, const struct inventory *inventory, const struct units *units);

#endif
