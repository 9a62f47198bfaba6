#include "merge.h"

#include <stdlib.h>

static const struct node *merge_values(struct arena *arena, const struct node *base, const struct node *over);

/* The entry that BASE (NULL: a new key) and OVER, which is no null, make together; its value is NULL when memory is out. */
static struct node_entry merge_entry(struct arena *arena, const struct node_entry *base,
                                     const struct node_entry *over)
{
	bool deep = base != NULL && base->value->kind == NODE_MAPPING && over->value->kind == NODE_MAPPING;

	return (struct node_entry){
		.key = deep ? base->key : over->key,
		.value = merge_values(arena, deep ? base->value : NULL, over->value),
	};
}

/* Merges into ENTRIES, which has room for all, and sets *COUNT; false when memory is out. */
static bool merge_entries(struct arena *arena, const struct node *base, const struct node *over,
                          struct node_entry *entries, size_t *count)
{
	const struct node_entry *other;

	*count = 0;
	for (size_t i = 0; base != NULL && i < base->count; i++) {
		const struct node_entry *entry = &base->as.entries[i];

		other = node_get_entry(over, entry->key->as.text, entry->key->count);
		if (other != NULL && other->value->kind == NODE_NULL)
			continue;
		entries[*count] = other == NULL ? *entry : merge_entry(arena, entry, other);
		if (entries[(*count)++].value == NULL)
			return false;
	}
	for (size_t i = 0; i < over->count; i++) {
		other = &over->as.entries[i];
		if (other->value->kind == NODE_NULL ||
		    (base != NULL && node_get_entry(base, other->key->as.text, other->key->count) != NULL))
			continue;
		entries[*count] = merge_entry(arena, NULL, other);
		if (entries[(*count)++].value == NULL)
			return false;
	}
	return true;
}

/* BASE, a mapping or NULL for none, with OVER laid over it. */
static const struct node *merge_values(struct arena *arena, const struct node *base, const struct node *over)
{
	const struct node *merged = NULL;
	struct node_entry *entries;
	size_t room, count;

	if (over->kind != NODE_MAPPING)
		return over;
	room = (base != NULL ? base->count : 0) + (size_t)over->count;
	entries = calloc(room + 1, sizeof(*entries)); /* never of size 0, which may give NULL */
	if (entries == NULL)
		return NULL;
	if (merge_entries(arena, base, over, entries, &count))
		merged = node_new_mapping(arena, base != NULL ? base : over, entries, count);
	free(entries);
	return merged;
}

const struct node *merge_documents(struct arena *arena, const struct node *base, const struct node *over)
{
	return merge_values(arena, base, over);
}
