/* cost_value: see cost_value.h. */
#include "cost_value.h"

#include <string.h>

#include "cost_json.h"

struct walk {
	cost_value_visit *visit;
	void *context;
};

static const json_t *member(const json_t *value, const char *name, size_t length)
{
	char key[128]; /* longer than any attribute's name */

	if (length >= sizeof(key))
		return NULL;
	memcpy(key, name, length);
	key[length] = '\0';
	return json_object_get(value, key);
}

/* What is unknown of the item AT, or of the member PATH: all that is in an unknown value is unknown. */
static const json_t *unknown_item(const json_t *unknown, size_t at)
{
	return json_is_true(unknown) ? unknown : json_array_get(unknown, at);
}

static const json_t *unknown_member(const json_t *unknown, const char *path, size_t length)
{
	return json_is_true(unknown) ? unknown : member(unknown, path, length);
}

static bool walk_leaf(const struct walk *walk, const json_t *value, const json_t *unknown)
{
	enum cost_value_state state = json_is_true(unknown) ? COST_VALUE_UNKNOWN : COST_VALUE_MISSING;

	return walk->visit(walk->context, value && !json_is_null(value) ? COST_VALUE_SET : state, value);
}

/* False when a visit was. It is as deep as the path is long, or as arrays lie in arrays: jansson has a limit for these. */
static bool walk_path(const struct walk *walk, const json_t *at, const json_t *unknown, const char *path)
{
	size_t items = json_array_size(at) > json_array_size(unknown) ? json_array_size(at) : json_array_size(unknown);
	size_t length = strcspn(path, ".");

	if (*path == '\0')
		return walk_leaf(walk, at, unknown);
	for (size_t i = 0; i < items; i++)
		if (!walk_path(walk, json_array_get(at, i), unknown_item(unknown, i), path))
			return false;
	if (items > 0)
		return true;
	return walk_path(walk, member(at, path, length), unknown_member(unknown, path, length),
	                 path + length + (path[length] == '.'));
}

void cost_value_each(const struct cost_values *values, const char *path, cost_value_visit *visit, void *context)
{
	walk_path(&(struct walk){ visit, context }, values->values, values->unknown, path);
}

struct first {
	enum cost_value_state state;
	const json_t *value;
};

static bool take_first(void *context, enum cost_value_state state, const json_t *value)
{
	*(struct first *)context = (struct first){ state, value };
	return false;
}

enum cost_value_state cost_value_read(struct arena *arena, const json_t *value, const char **text)
{
	const char *found = NULL;
	size_t length = 0;

	*text = NULL;
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

enum cost_value_state cost_value_text(struct arena *arena, const struct cost_values *values, const char *path,
                                      const char **text)
{
	struct first first = { COST_VALUE_MISSING, NULL };

	*text = NULL;
	cost_value_each(values, path, take_first, &first);
	return first.state == COST_VALUE_SET ? cost_value_read(arena, first.value, text) : first.state;
}

struct count {
	size_t items;
	bool set, unknown;
};

static bool count_items(void *context, enum cost_value_state state, const json_t *value)
{
	struct count *count = context;

	count->items += json_array_size(value);
	count->set |= state == COST_VALUE_SET;
	count->unknown |= state == COST_VALUE_UNKNOWN;
	return true;
}

enum cost_value_state cost_value_count(const struct cost_values *values, const char *path, size_t *items)
{
	struct count count = { 0 };

	cost_value_each(values, path, count_items, &count);
	*items = count.items;
	if (count.unknown)
		return COST_VALUE_UNKNOWN;
	return count.set ? COST_VALUE_SET : COST_VALUE_MISSING;
}
