/*
 * fetch: what vault-fetch does between its command line and its end.
 */
#ifndef FETCH_H
#define FETCH_H

#include "diag.h"

/* The command vault-fetch; the exit status, unless it becomes COMMAND. Errors were printed through DIAG. */
int fetch_main(struct diag *diag, int argc, char **argv);

#endif
