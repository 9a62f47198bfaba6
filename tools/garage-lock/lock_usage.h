/*
 * lock_usage: the command lines of garage-lock, as tables, and what it says
 * without a verb.
 */
#ifndef LOCK_USAGE_H
#define LOCK_USAGE_H

#include "options.h"

/* Options without a letter. */
enum {
	KEY_ENDPOINT = 256, KEY_BUCKET, KEY_REGION, KEY_ADDRESS, KEY_ID, KEY_FORCE, KEY_JSON, KEY_STATE, KEY_STATE_BUCKET, KEY_ACCEPT,
	KEY_RESTORE, KEY_UNSAVED, KEY_IN_FLIGHT, KEY_AS_IS, KEY_INTO, KEY_PREFIX, KEY_SERVED, KEY_SERVE, KEY_KEEP, KEY_AT
};

/* By enum lock_verb. */
extern const struct options_usage lock_usages[];

#endif
