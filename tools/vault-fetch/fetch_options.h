/*
 * fetch_options: what the command line of vault-fetch asks for.
 */
#ifndef FETCH_OPTIONS_H
#define FETCH_OPTIONS_H

#include <stdbool.h>

#include "arena.h"
#include "diag.h"

struct fetch_options {
	const char *file;
	const char *environment; /* NULL: not given */
	const char *only;        /* NAME[,NAME]…; "": none; NULL: all */
	double deadline;         /* seconds */
	bool placeholders, offline, keep_login, check, strict;
	char **command; /* ends in NULL; NULL with check */
};

/* Fills OPTIONS. True to go on, false to end with *STATUS. */
bool fetch_options_read(struct arena *arena, struct diag *diag, int argc, char **argv, struct fetch_options *options,
                        int *status);

#endif
