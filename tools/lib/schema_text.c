/* schema_text: paths, values and types in words. */
#include "schema_internal.h"

#include <stdlib.h>
#include <string.h>

/* A message stays one line that can be read: longer values and lists are cut. */
#define VALUE_BYTES 60
#define CHOICES_SHOWN 20

static bool is_plain(const struct node *key)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

	return key->count && key->count <= VALUE_BYTES && strspn(key->as.text, plain) == key->count;
}

/* The length of the first characters of DATA that fit into LIMIT bytes. */
static size_t whole_characters(const char *data, size_t limit)
{
	while (limit && ((unsigned char)data[limit] & 0xC0) == 0x80)
		limit--;
	return limit;
}

static void add_string(struct text *text, const char *data, size_t length)
{
	if (length <= VALUE_BYTES) {
		json_write_string(text, data, length);
		return;
	}
	json_write_string(text, data, whole_characters(data, VALUE_BYTES));
	if (!text->failed)
		text->length--; /* the closing quote */
	text_add(text, "…\"");
}

/* JSON on one line: the writer breaks lines, and a line break inside a string is escaped. */
static void add_container(struct text *text, const struct node *value)
{
	struct text json = { 0 };
	size_t to = 0;

	json_write(&json, value, 0);
	for (size_t from = 0; from < json.length; from++) {
		if (json.data[from] != '\n') {
			json.data[to++] = json.data[from];
			continue;
		}
		if (json.data[from - 1] == ',')
			json.data[to++] = ' ';
		from += strspn(json.data + from + 1, " ");
	}
	if (json.failed)
		text->failed = true;
	else if (to <= VALUE_BYTES)
		text_add_n(text, json.data, to);
	else
		text_printf(text, "%.*s…", (int)whole_characters(json.data, VALUE_BYTES), json.data);
	text_release(&json);
}

void schema_add_value(struct text *text, const struct node *value)
{
	if (value->kind == NODE_STRING)
		add_string(text, value->as.text, value->count);
	else if (value->kind == NODE_NUMBER && value->count > VALUE_BYTES)
		text_printf(text, "%.*s…", VALUE_BYTES, value->as.text);
	else
		add_container(text, value);
}

void schema_add_path(struct text *text, const struct place *place)
{
	if (!place->up)
		return;
	schema_add_path(text, place->up);
	if (place->is_key) {
		text_add(text, place->up->up ? ": key " : "key ");
		add_string(text, place->key->as.text, place->key->count);
		return;
	}
	if (!place->key) {
		text_printf(text, "[%u]", (unsigned)place->index);
		return;
	}
	if (place->up->up)
		text_add(text, ".");
	if (is_plain(place->key))
		text_add_n(text, place->key->as.text, place->key->count);
	else
		add_string(text, place->key->as.text, place->key->count);
}

void schema_add_actual(struct text *text, const struct node *value)
{
	text_add(text, ", not ");
	if (value->kind == NODE_MAPPING)
		text_add(text, value->count ? "an object" : "an empty object");
	else if (value->kind == NODE_SEQUENCE)
		text_add(text, value->count ? "an array" : "an empty array");
	else
		schema_add_value(text, value);
}

void schema_add_types(struct text *text, unsigned types)
{
	static const char *const names[] = {
		"a string", "an integer", "a number", "a boolean", "an array", "an object", "null",
	};
	const char *separator = "";

	if (types & TYPE_FRACTION)
		types &= ~(unsigned)TYPE_INTEGER;
	for (unsigned i = 0; types; i++, types >>= 1) {
		if (!(types & 1))
			continue;
		text_add(text, separator);
		text_add(text, names[i]);
		/* Is what follows the last one? */
		separator = ((types >> 1) & ((types >> 1) - 1)) ? ", " : " or ";
	}
}

void schema_add_choices(struct text *text, const struct node *const *choices, size_t count)
{
	text_add(text, count == 1 ? "must be " : count ? "must be one of " : "is not allowed");
	for (size_t i = 0; i < count; i++) {
		if (i == CHOICES_SHOWN) {
			text_printf(text, " or %zu more", count - i);
			break;
		}
		if (i)
			text_add(text, ", ");
		schema_add_value(text, choices[i]);
	}
}

void schema_add_nearest(struct text *text, const struct node *word, const struct node *const *candidates,
                        size_t count, bool aside)
{
	const char **strings;
	const char *nearest;
	size_t used = 0;

	if (word->kind != NODE_STRING || count == 0)
		return;
	strings = calloc(count, sizeof(*strings));
	if (!strings) {
		text->failed = true;
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (candidates[i]->kind == NODE_STRING)
			strings[used++] = candidates[i]->as.text;
	nearest = diag_nearest(word->as.text, strings, used);
	if (nearest) {
		text_add(text, aside ? " (did you mean " : "; did you mean ");
		add_string(text, nearest, strlen(nearest));
		text_add(text, aside ? "?)" : "?");
	}
	free(strings);
}
