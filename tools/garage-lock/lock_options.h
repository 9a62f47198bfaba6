/*
 * lock_options: what the command line and the environment of garage-lock ask
 * for.
 */
#ifndef LOCK_OPTIONS_H
#define LOCK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"

enum lock_verb { LOCK_RUN, LOCK_SERVE, LOCK_STATUS, LOCK_BREAK, LOCK_ETAGS };

struct store_kind;

/* Nothing here is owned: all text is of argv, of the environment, or constant. */
struct lock_options {
	enum lock_verb verb;
	const char *key;
	const struct store_kind *store;
	int64_t ttl, wait;     /* nanoseconds */
	const char *operation; /* what COMMAND does, for others to read */
	const char *id, *reason;
	bool force, json;
	char **command; /* ends in NULL; LOCK_RUN and LOCK_SERVE only */
	const char *state;        /* where COMMAND keeps its state; NULL: it is not looked after */
	const char *state_bucket; /* garage: the bucket of it */
	const char *accept;       /* the ETag of a state that is taken as it is */
	const char *restore;      /* an entry of the history, which becomes the state before COMMAND starts */
	const char *unsaved;      /* the file in which COMMAND leaves a state that it could not save */
	bool as_is;               /* COMMAND makes a copy: its serial is never raised, and may go back */
	const char *in_flight;    /* the file that is there while COMMAND may write it */
	bool serve;               /* the state is served: LOCK_SERVE, or LOCK_RUN with --serve */
	const char *at;           /* the version of it; NULL: the newest */
	size_t keep;              /* so many versions stay */
	const char *into, *prefix; /* LOCK_ETAGS: the folder of the units' folders, and of their states */
	bool served;
	char **units; /* the same: ends in NULL */

	/* What the stores need; NULL: neither option nor variable. */
	const char *folder;
	const char *endpoint, *region, *bucket, *access_key, *secret_key, *cacert; /* garage */
	const char *consul_address, *consul_token, *consul_cacert;
};

/*
 * Fills OPTIONS from ARGV, whose first string names the verb, and from the
 * environment. True to go on, false to end with *STATUS.
 */
bool lock_options_read(struct diag *diag, enum lock_verb verb, int argc, char **argv, struct lock_options *options,
                       int *status);

/* What garage-lock --help and --version print, and what is wrong without a verb. Returns the exit status. */
int lock_options_overview(struct diag *diag, int argc, char **argv);

#endif
