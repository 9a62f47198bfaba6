/*
 * secret_reference: what may stand for a secret in secrets.yml.
 *
 *	name      = letter-or-_ *( letter / digit / "_" )            as POSIX has it for environment variables
 *	vault     = segment 1*( "/" segment ) [ "?version=" number ] "#" field
 *	op        = "op://" part 2*3( "/" part )                     1Password's secret references
 *	segment   = 1*character, but not "." or ".."; no "/", "?", "#"
 *	field     = 1*character; no "#"
 *	part      = 1*character; no "/"
 *	number    = 1 to 999999999, without leading zeros
 *	character = any but control characters; "$" only in "$ENV", which is the environment's name
 *
 * stacks/secrets.schema.json accepts the same.
 */
#ifndef SECRET_REFERENCE_H
#define SECRET_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "secret.h"

/* Enough for each of the reasons below. */
#define SECRET_REASON_SIZE 160

/* True for the name of an environment variable. */
bool secret_name_is_valid(const char *name, size_t length);

/* What NAME was likely meant to be: other characters become '_'. NULL when that is no name either, or memory is out. */
const char *secret_name_suggestion(struct arena *arena, const char *name, size_t length);

/* True for what -e takes: letters, digits and inner '-', '_' and '.'. */
bool secret_environment_is_valid(const char *environment);

/*
 * Whether LENGTH bytes of TEXT are a reference of KIND (SECRET_VAULT or
 * SECRET_OP) by the grammar above. Otherwise REASON says what is wrong with
 * it, in words that hold nothing of it.
 */
bool secret_reference_is_valid(enum secret_source_kind kind, const char *text, size_t length,
                               char reason[SECRET_REASON_SIZE]);

/* True when TEXT holds "$ENV". */
bool secret_reference_needs_environment(const char *text);

/* TEXT with each "$ENV" replaced by ENVIRONMENT; NULL when memory is out. */
const char *secret_reference_expand(struct arena *arena, const char *text, const char *environment);

/* Takes a valid, expanded vault reference apart. False when memory is out. */
bool secret_reference_split(struct arena *arena, const char *text, struct vault_reference *reference);

#endif
