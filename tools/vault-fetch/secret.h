/*
 * secret: what the inventory says of one secret, and the words for where it
 * may come from.
 */
#ifndef SECRET_H
#define SECRET_H

#include <stddef.h>

#include "node.h"

enum secret_source_kind { SECRET_VAULT, SECRET_OP, SECRET_ENV, SECRET_PLACEHOLDER, SECRET_SOURCES };

/* The keys of secrets.yml, by enum secret_source_kind. */
extern const char *const secret_source_names[SECRET_SOURCES];

/* "mount/path?version=N#field", taken apart. */
struct vault_reference {
	const char *text;  /* as a whole, for messages */
	const char *path;  /* mount and path, without a slash at either end */
	const char *field;
	unsigned version; /* of KV version 2; 0 is the newest */
};

/* One place to look, in the order written. */
struct secret_source {
	enum secret_source_kind kind;
	const struct node *value;     /* where the file says it */
	const char *text;             /* op: the reference; env: the variable; placeholder: the value */
	struct vault_reference vault; /* SECRET_VAULT */
};

/* All text lives in the arena of the file. */
struct secret {
	const char *name; /* of the environment variable */
	size_t count;     /* at least 1 */
	struct secret_source sources[SECRET_SOURCES];
};

/* The source of that kind, or NULL. */
const struct secret_source *secret_find_source(const struct secret *secret, enum secret_source_kind kind);

#endif
