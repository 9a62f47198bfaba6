/*
 * settings: what a rendering was told, and what all its parts share.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <sysexits.h>
#include <time.h>

#include "arena.h"
#include "diag.h"

/* Paths are as make sees them from the project's folder, without a final slash. */
struct settings {
	const char *environment;
	const char *inventory;
	const char *schema;
	bool schema_required; /* given on the command line: a missing one is an error */
	const char *stacks;
	const char *modules;
	const char *state;
	const char *out;
	int out_depth;              /* folders in OUT; -1 where links from there must be absolute */
	const char *working_folder; /* absolute */
};

/* Everything that a part makes lives in the arena, until the rendering ends. */
struct render {
	struct arena *arena;
	struct diag *diag;
	struct settings settings;
	struct timespec started; /* before the first input was read */
};

/* Says so and returns EX_OSERR. */
static inline int render_no_memory(const struct render *render)
{
	diag_error(render->diag, "out of memory");
	return EX_OSERR;
}

#endif
