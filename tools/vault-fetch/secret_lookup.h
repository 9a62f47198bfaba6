/*
 * secret_lookup: one question to one source, and what came of it.
 */
#ifndef SECRET_LOOKUP_H
#define SECRET_LOOKUP_H

#include "secret.h"

enum secret_found {
	SECRET_FOUND,
	SECRET_MISSING,   /* nothing there, or no such field: the next source may have it */
	SECRET_NO_ANSWER, /* unreachable: the next source may have it, but no placeholder stands in */
	SECRET_STOP,      /* refused, or not what it should be: no other source stands in */
};

struct secret_lookup {
	const struct secret_source *source; /* given */
	enum secret_found found;
	char *value;         /* SECRET_FOUND: in the secret pool, owned by the caller */
	int status;          /* otherwise a sysexits(3) code */
	const char *problem; /* and why; holds nothing secret */
};

#endif
