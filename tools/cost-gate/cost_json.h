/*
 * cost_json: JSON from other programs (Terraform, Infracost) as a tree of
 * jansson's, strictly by RFC 8259, with numbers exactly as they are written.
 *
 * jansson rounds 0.1 and refuses integers of more than 64 bits. Numbers are
 * therefore quoted on their way to it, with a mark in front that tells them
 * from strings; cost_json_number takes it off. Plans are several times larger
 * than what libyaml reads in the time that a gate may take.
 */
#ifndef COST_JSON_H
#define COST_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"

#define COST_JSON_MAX_SIZE ((size_t)1 << 30)

/* Read, never changed: its values are the arena's, and no json_decref is called for any. */
struct cost_json {
	const json_t *root; /* an object */
	struct arena arena;
};

/*
 * Reads PATH ("-": standard input), whose top level must be an object, into
 * JSON, which is released also after an error. Duplicate keys are errors.
 * Returns EX_OK, or after printing an error EX_NOINPUT, EX_IOERR, EX_OSERR
 * (memory) or EX_DATAERR with line, column (in bytes) and offset.
 */
int cost_json_read_file(struct diag *diag, const char *path, struct cost_json *json);

/* The same from memory; NAME stands for the file in messages. */
int cost_json_read_memory(struct diag *diag, const char *name, const void *data, size_t size, struct cost_json *json);

void cost_json_release(struct cost_json *json);

/* The text of a number and its length; NULL when VALUE is none. */
const char *cost_json_number(const json_t *value, size_t *length);

/* The text of a string under KEY of an object; NULL when it is none, or a number. */
const char *cost_json_string(const json_t *object, const char *key);

#endif
