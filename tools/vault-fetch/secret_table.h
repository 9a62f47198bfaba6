/*
 * secret_table: where each secret comes from, for people (--check).
 */
#ifndef SECRET_TABLE_H
#define SECRET_TABLE_H

#include "json_writer.h"
#include "secret_resolve.h"

/* Adds a heading and a line for each secret to TEXT: its name and its source, never its value. */
void secret_table_write(struct text *text, const struct resolution *resolutions, size_t count);

/* True when each secret is there, and none of them is a placeholder. */
bool secret_table_is_complete(const struct resolution *resolutions, size_t count);

#endif
