/* names: see names.h. */
#include "names.h"

#include <string.h>

#include "diag.h"

/* A message names at most as many; nobody reads a thousand. */
#define LISTED_MAX 20

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool name_is_plain(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!is_alphanumeric(name[i]) && name[i] != '_' && (name[i] != '-' || i == 0))
			return false;
	return length > 0;
}

bool name_is_kind(const char *name, size_t length)
{
	const char *slash = memchr(name, '/', length);

	if (!slash)
		return name_is_plain(name, length);
	return name_is_plain(name, (size_t)(slash - name)) &&
	       name_is_plain(slash + 1, length - (size_t)(slash - name) - 1);
}

bool name_is_variable(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!is_alphanumeric(name[i]) && name[i] != '_')
			return false;
	return length > 0 && !(name[0] >= '0' && name[0] <= '9');
}

const char *name_refused_by_make(const char *path)
{
	const char *p = path;

	if (*p == '~' || *p == '-') /* somebody's home, an option */
		return p;
	while (is_alphanumeric(*p) || (unsigned char)*p >= 0x80 || (*p != '\0' && strchr("/._-+@,~", *p)))
		p++;
	return *p == '\0' ? NULL : p;
}

const char *name_listing(struct arena *arena, const struct list *names)
{
	const char *text = "; there are: ";

	if (names->count == 0)
		return "; there are none";
	for (size_t i = 0; i < names->count && i <= LISTED_MAX; i++) {
		const char *name = i == LISTED_MAX ? "..." : names->items[i];
		const char *longer = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ", name);

		if (!longer)
			break;
		text = longer;
	}
	return text;
}

const char *name_hint(struct arena *arena, const char *word, const struct list *names)
{
	const char *nearest = names->count == 0 ? NULL : diag_nearest(word, names->items, names->count);
	const char *hint = nearest ? arena_printf(arena, "; did you mean \"%s\"?", nearest) : NULL;

	if (nearest)
		return hint ? hint : "";
	return name_listing(arena, names);
}

bool name_add_keys(struct arena *arena, struct list *names, const struct node *mapping)
{
	for (size_t i = 0; mapping && i < mapping->count; i++)
		if (!list_add(arena, names, mapping->as.entries[i].key->as.text))
			return false;
	return true;
}

const char *name_of_kind(const struct node *node)
{
	switch ((enum node_kind)node->kind) {
	case NODE_NULL:
		return "null";
	case NODE_BOOL:
		return "a boolean";
	case NODE_NUMBER:
		return "a number";
	case NODE_STRING:
		return "a string";
	case NODE_SEQUENCE:
		return "an array";
	case NODE_MAPPING:
		return "an object";
	}
	return "nothing";
}
