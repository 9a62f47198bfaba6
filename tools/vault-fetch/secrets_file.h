/*
 * secrets_file: inventory/secrets.yml, read and checked.
 *
 *	NAME:                              the environment variable that something needs
 *	  vault: mount/path#field          any of these keys, tried in the order written
 *	  op: op://vault/item/field
 *	  env: OTHER_NAME
 *	  placeholder: text
 */
#ifndef SECRETS_FILE_H
#define SECRETS_FILE_H

#include "diag.h"
#include "secret.h"

/* What the file says, in its order; all in the arena it was read into. */
struct secrets {
	struct secret *items;
	size_t count; /* those that are asked for: they come first */
	size_t all;
};

/*
 * Reads PATH. Every mistake is printed at its line and column, an unknown key
 * with the nearest known one. EX_OK, EX_NOINPUT, EX_DATAERR, EX_IOERR or
 * EX_OSERR (memory).
 */
int secrets_read(struct arena *arena, struct diag *diag, const char *path, struct secrets *secrets);

/* The same for a document that was already read; ROOT is a mapping. */
int secrets_from_node(struct arena *arena, struct diag *diag, const struct node *root, struct secrets *secrets);

/*
 * Asks only for what LIST names, NAME[,NAME]… or nothing, in the order of the file. EX_OK,
 * or EX_USAGE with one line for the first name that is not there.
 */
int secrets_select(struct arena *arena, struct diag *diag, struct secrets *secrets, const char *list);

/*
 * Puts ENVIRONMENT (NULL: none was given) into all references and takes them
 * apart. EX_OK; EX_USAGE when a reference needs one and there is none; EX_OSERR.
 */
int secrets_expand(struct arena *arena, struct diag *diag, struct secrets *secrets, const char *environment);

#endif
