/*
 * cost_value: attributes of a resource in a plan, by their path.
 */
#ifndef COST_VALUE_H
#define COST_VALUE_H

#include <jansson.h>

#include "arena.h"

/* One state of a resource: a change's before or after, and what Terraform knows only after apply. */
struct cost_values {
	const json_t *values;  /* an object, or NULL */
	const json_t *unknown; /* of the same shape, true where a value is unknown; or NULL */
};

enum cost_value_state { COST_VALUE_SET, COST_VALUE_MISSING, COST_VALUE_UNKNOWN };

/*
 * Finds PATH ("root_block_device.volume_size"). Nested blocks are arrays in a
 * plan: a name looks into their first item. A null is missing.
 */
enum cost_value_state cost_value_find(const struct cost_values *values, const char *path, const json_t **value);

/* The same for a string, a number or a boolean, as text in ARENA. Anything else is missing; NULL text: no memory. */
enum cost_value_state cost_value_text(struct arena *arena, const struct cost_values *values, const char *path,
                                      const char **text);

#endif
