/*
 * schema: JSON Schema 2020-12, the part that configuration needs.
 *
 * Assertions: type enum const pattern minimum maximum exclusiveMinimum
 * exclusiveMaximum multipleOf minLength maxLength properties required
 * additionalProperties patternProperties propertyNames minProperties
 * maxProperties items prefixItems minItems maxItems uniqueItems allOf anyOf
 * oneOf not if/then/else $ref (local: "#", "#/…") $defs. Annotations ($schema
 * $id $comment title description default examples deprecated) are accepted
 * and ignored, so "#" is always the root of the document. Any other keyword is
 * an error, also in a branch never taken.
 *
 * pattern is PCRE2 in UTF mode, not anchored, counts characters; \d \w \s are
 * ASCII as in ECMA-262, and $ matches only at the very end.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include "arena.h"
#include "diag.h"
#include "node.h"

/* Subschemas applied inside each other: bounds the stack to about 2 MB. 256 nested values can take 16 each. */
#define SCHEMA_MAX_DEPTH 4096

/* Subschemas applied in all: forms that multiply end in an error. 12 MB of plain settings take 1,000,000. */
#define SCHEMA_MAX_STEPS 50000000UL

struct schema;

/*
 * Compiles DOCUMENT (read with yaml_read_file; JSON is YAML) into *SCHEMA.
 * EX_OK, EX_DATAERR (a broken schema: unknown keyword, bad type, $ref to
 * nothing or only to itself, bad pattern; each printed at its place) or
 * EX_OSERR (memory; printed); *SCHEMA is NULL unless EX_OK. The schema points
 * into DOCUMENT and ARENA; schema_free frees the rest.
 */
int schema_compile(struct arena *arena, struct diag *diag, const struct node *document, struct schema **schema);

/*
 * Checks VALUE and prints each violation at the node's own line and column
 * with the path of the value, a misspelt key or choice with the nearest known
 * one. Of several forms (anyOf, oneOf) only the one that was most likely meant
 * is spoken of. EX_OK, EX_DATAERR, EX_SOFTWARE when a pattern match gave up
 * (PCRE2's limits), which is never a mismatch, or when one of the limits above
 * is met, or EX_OSERR (memory). Not for two threads at once.
 */
int schema_validate(struct schema *schema, struct diag *diag, const struct node *value);

/* SCHEMA can be NULL. The document and the arena stay. */
void schema_free(struct schema *schema);

#endif
