/*
 * lock_info: who holds a lock, as Terraform writes it for its own locks.
 *
 * The fields are those of statemgr.LockInfo in Terraform and OpenTofu
 * (internal/states/statemgr/locker.go), as JSON: ID, Operation, Info, Who,
 * Version, Created, Path. What others wrote is not believed: each field may be
 * missing or of any content, and is escaped before it is shown.
 */
#ifndef LOCK_INFO_H
#define LOCK_INFO_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "json_writer.h"

enum lock_field { LOCK_ID, LOCK_OPERATION, LOCK_INFO, LOCK_WHO, LOCK_VERSION, LOCK_CREATED, LOCK_PATH, LOCK_FIELDS };

/* The fields' names in JSON, by enum lock_field. */
extern const char *const lock_field_names[LOCK_FIELDS];

/* All NULL is an empty one. */
struct lock_info {
	char *fields[LOCK_FIELDS]; /* owned; NULL: not known */
};

/* Ours: WHO is found out, CREATED is now. False when memory is out. */
bool lock_info_make(struct lock_info *info, const char *id, const char *operation, const char *version,
                    const char *path);

/* "user@host". Owned by the caller; NULL when memory is out. */
char *lock_info_who(void);

/* Now, as RFC 3339 has it, in UTC. */
void lock_info_now(char out[32]);

/* As a JSON object, a new reference; NULL when memory is out. */
json_t *lock_info_to_json(const struct lock_info *info);

/* What OBJECT has of the fields; others are ignored. False when memory is out. */
bool lock_info_from_json(struct lock_info *info, const json_t *object);

/* JSON text to an object, or NULL: not JSON, no object, or memory is out. A new reference. */
json_t *lock_json_parse(const char *text, size_t size);

/* JSON on one line and a new line; NULL when memory is out. Owned by the caller. */
char *lock_json_print(const json_t *json);

/* Adds "WHO since CREATED, OPERATION (ID …)", escaped. */
void lock_info_describe(struct text *out, const struct lock_info *info);

void lock_info_release(struct lock_info *info);

#endif
