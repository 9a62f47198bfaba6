/*
 * cost_value: attributes of a resource in a plan, by their path.
 *
 * Nested blocks are arrays in a plan: a name on a path ("root_block_device.volume_size")
 * looks into each of their items. A null is missing.
 */
#ifndef COST_VALUE_H
#define COST_VALUE_H

#include <jansson.h>
#include <stdbool.h>

#include "arena.h"

/* One state of a resource: a change's before or after, and what Terraform knows only after apply. */
struct cost_values {
	const json_t *values;  /* an object, or NULL */
	const json_t *unknown; /* of the same shape, true where a value is unknown; or NULL */
};

enum cost_value_state { COST_VALUE_SET, COST_VALUE_MISSING, COST_VALUE_UNKNOWN };

/* Is told of one value, which may be NULL unless it is set; false: of no further one. */
typedef bool cost_value_visit(void *context, enum cost_value_state state, const json_t *value);

/* Calls VISIT for each value that PATH leads to, in their order: at least one, unless visits end it. */
void cost_value_each(const struct cost_values *values, const char *path, cost_value_visit *visit, void *context);

/* A string, a number or a boolean as text in ARENA. Anything else is missing; set, and NULL text: no memory. */
enum cost_value_state cost_value_read(struct arena *arena, const json_t *value, const char **text);

/* The same of the first value that PATH leads to. */
enum cost_value_state cost_value_text(struct arena *arena, const struct cost_values *values, const char *path,
                                      const char **text);

/* How many ITEMS the arrays hold that PATH leads to, all together; unknown when any of them is. */
enum cost_value_state cost_value_count(const struct cost_values *values, const char *path, size_t *items);

#endif
