/* cost_value: see cost_value.h. */
#include "cost_value.h"

#include <string.h>

#include "cost_json.h"

/* What a name looks into: the first item of an array. */
static const json_t *into(const json_t *value)
{
	return json_is_array(value) ? json_array_get(value, 0) : value;
}

static const json_t *member(const json_t *value, const char *name, size_t length)
{
	char key[128]; /* longer than any attribute's name */

	if (length >= sizeof(key))
		return NULL;
	memcpy(key, name, length);
	key[length] = '\0';
	return json_object_get(into(value), key);
}

enum cost_value_state cost_value_find(const struct cost_values *values, const char *path, const json_t **value)
{
	const json_t *at = values->values;
	const json_t *unknown = values->unknown;

	while (*path) {
		size_t length = strcspn(path, ".");

		at = member(at, path, length);
		if (unknown && !json_is_true(unknown))
			unknown = json_is_true(into(unknown)) ? into(unknown) : member(unknown, path, length);
		path += length + (path[length] == '.');
	}
	*value = at;
	if (at && !json_is_null(at))
		return COST_VALUE_SET;
	return json_is_true(unknown) ? COST_VALUE_UNKNOWN : COST_VALUE_MISSING;
}

enum cost_value_state cost_value_text(struct arena *arena, const struct cost_values *values, const char *path,
                                      const char **text)
{
	const json_t *value;
	enum cost_value_state state = cost_value_find(values, path, &value);
	const char *found = NULL;
	size_t length = 0;

	*text = NULL;
	if (state != COST_VALUE_SET)
		return state;
	if (json_is_boolean(value)) {
		found = json_is_true(value) ? "true" : "false";
		length = strlen(found);
	} else if (json_is_string(value)) {
		found = cost_json_number(value, &length);
		if (!found) {
			found = json_string_value(value);
			length = json_string_length(value);
		}
	}
	if (!found)
		return COST_VALUE_MISSING;
	*text = arena_strndup(arena, found, length);
	return COST_VALUE_SET;
}
