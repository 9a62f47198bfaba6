/* node: see node.h. */
#include "node.h"

#include <string.h>

#include "hash.h"
#include "number.h"

/*
 * A mapping with more keys than this has an index. It stands in memory right
 * before the entries, its slots right before it:
 *
 *     slots[mask + 1] | struct index | entries[count]
 *
 * A slot is 0 (empty) or, in its low bits, the number of an entry from 1 and,
 * in the others, bits of the key's hash that spare most comparisons.
 */
#define LINEAR_MAX 12

struct index {
	uint64_t salt;
	uint64_t mask;
};

static const struct index *index_of(const struct node_entry *entries)
{
	return (const struct index *)entries - 1;
}

static bool key_is(const struct node *key, const char *text, size_t length)
{
	return key->count == length && memcmp(key->as.text, text, length) == 0;
}

/*
 * The slot of a key: the one that holds it, or the empty one where it belongs.
 * *ENTRY is the number of its entry from 1, or 0.
 */
static size_t index_find(const struct index *index, const uint32_t *slots, const struct node_entry *entries,
                         const char *key, size_t length, uint32_t *tag, uint32_t *entry)
{
	uint64_t hash = hash_bytes(index->salt, key, length);
	uint32_t mask = (uint32_t)index->mask;
	size_t slot = (hash >> 32) & mask;

	*tag = (uint32_t)hash & ~mask;
	for (; slots[slot] != 0; slot = (slot + 1) & mask) {
		*entry = slots[slot] & mask;
		if ((slots[slot] & ~mask) == *tag && key_is(entries[*entry - 1].key, key, length))
			return slot;
	}
	*entry = 0;
	return slot;
}

/* Room for COUNT entries with an empty index before them; NULL when memory is out. */
static struct node_entry *new_indexed_entries(struct arena *arena, size_t count)
{
	size_t slots = 32;
	struct index *index;
	char *memory;

	while (slots / 4 * 3 < count)
		slots *= 2;
	memory = arena_alloc(arena, slots * sizeof(uint32_t) + sizeof(*index) + count * sizeof(struct node_entry));
	if (!memory)
		return NULL;
	memset(memory, 0, slots * sizeof(uint32_t));
	index = (struct index *)(memory + slots * sizeof(uint32_t));
	index->salt = arena->salt;
	index->mask = slots - 1;
	return (struct node_entry *)(index + 1);
}

/* Puts ENTRY at the end of the entries of an indexed mapping; or returns the one with that key that is there. */
static const struct node_entry *add_indexed(struct node_entry *entries, size_t *count, const struct node_entry *entry)
{
	const struct index *index = index_of(entries);
	uint32_t *slots = (uint32_t *)index - (index->mask + 1);
	uint32_t tag, found;
	size_t slot = index_find(index, slots, entries, entry->key->as.text, entry->key->count, &tag, &found);

	if (found != 0)
		return &entries[found - 1];
	entries[(*count)++] = *entry;
	slots[slot] = tag | (uint32_t)*count;
	return NULL;
}

static const struct node_entry *add_linear(struct node_entry *entries, size_t *count, const struct node_entry *entry)
{
	for (size_t i = 0; i < *count; i++)
		if (key_is(entries[i].key, entry->key->as.text, entry->key->count))
			return &entries[i];
	entries[(*count)++] = *entry;
	return NULL;
}

static struct node *new_node(struct arena *arena, const struct node *at, enum node_kind kind)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	if (!node)
		return NULL;
	*node = (struct node){ .kind = (uint8_t)kind };
	if (at) {
		node->file = at->file;
		node->line = at->line;
		node->column = at->column;
	}
	return node;
}

struct node *node_new_null(struct arena *arena, const struct node *at)
{
	return new_node(arena, at, NODE_NULL);
}

struct node *node_new_string(struct arena *arena, const struct node *at, const char *text, size_t length)
{
	struct node *node;

	if (length > UINT32_MAX)
		return NULL;
	node = new_node(arena, at, NODE_STRING);
	if (!node)
		return NULL;
	node->count = (uint32_t)length;
	node->as.text = arena_strndup(arena, text, length);
	return node->as.text ? node : NULL;
}

struct node *node_new_sequence(struct arena *arena, const struct node *at, const struct node *const *items,
                               size_t count)
{
	struct node *node;
	const struct node **copy;

	if (count > UINT32_MAX)
		return NULL;
	node = new_node(arena, at, NODE_SEQUENCE);
	copy = node ? arena_alloc(arena, count * sizeof(*copy)) : NULL;
	if (!copy)
		return NULL;
	if (count > 0)
		memcpy(copy, items, count * sizeof(*copy));
	node->count = (uint32_t)count;
	node->as.items = copy;
	return node;
}

/* REPEATED says what to do with a second equal key: NULL leaves it out, else it is an error. */
static struct node *new_mapping(struct arena *arena, const struct node *at, const struct node_entry *entries,
                                size_t count, const struct node_entry *repeated[2])
{
	struct node *node;
	struct node_entry *copy = NULL;
	size_t kept = 0;

	if (count > UINT32_MAX / 4) /* a slot must hold the number of an entry */
		return NULL;
	node = new_node(arena, at, NODE_MAPPING);
	if (node)
		copy = count > LINEAR_MAX ? new_indexed_entries(arena, count)
		                          : arena_alloc(arena, count * sizeof(*copy));
	if (!copy)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const struct node_entry *first = count > LINEAR_MAX ? add_indexed(copy, &kept, &entries[i])
		                                                    : add_linear(copy, &kept, &entries[i]);

		if (first && repeated) {
			repeated[0] = first;
			repeated[1] = &entries[i];
			return NULL;
		}
	}
	node->count = (uint32_t)kept;
	node->as.entries = copy;
	return node;
}

struct node *node_new_mapping(struct arena *arena, const struct node *at, const struct node_entry *entries,
                              size_t count)
{
	return new_mapping(arena, at, entries, count, NULL);
}

struct node *node_new_mapping_strict(struct arena *arena, const struct node *at, const struct node_entry *entries,
                                     size_t count, const struct node_entry *repeated[2])
{
	repeated[0] = repeated[1] = NULL;
	return new_mapping(arena, at, entries, count, repeated);
}

const char *node_kind_name(const struct node *node)
{
	static const char *const names[] = {
		[NODE_NULL] = "null",     [NODE_BOOL] = "boolean",   [NODE_NUMBER] = "number",
		[NODE_STRING] = "string", [NODE_SEQUENCE] = "array", [NODE_MAPPING] = "object",
	};

	return names[node->kind];
}

const struct node_entry *node_get_entry(const struct node *node, const char *key, size_t length)
{
	const struct node_entry *entries;

	if (!node || node->kind != NODE_MAPPING)
		return NULL;
	entries = node->as.entries;
	if (node->count > LINEAR_MAX) {
		const struct index *index = index_of(entries);
		uint32_t tag, entry;

		index_find(index, (const uint32_t *)index - (index->mask + 1), entries, key, length, &tag, &entry);
		return entry != 0 ? &entries[entry - 1] : NULL;
	}
	for (size_t i = 0; i < node->count; i++)
		if (key_is(entries[i].key, key, length))
			return &entries[i];
	return NULL;
}

const struct node *node_get_n(const struct node *node, const char *key, size_t length)
{
	const struct node_entry *entry = node_get_entry(node, key, length);

	return entry ? entry->value : NULL;
}

const struct node *node_get(const struct node *node, const char *key)
{
	return node_get_n(node, key, strlen(key));
}

bool node_is(const struct node *node, const char *text)
{
	return node->kind == NODE_STRING && key_is(node, text, strlen(text));
}

static bool sequences_equal(const struct node *a, const struct node *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (!node_equal(a->as.items[i], b->as.items[i]))
			return false;
	return true;
}

/* Both have the same number of keys, and keys differ from each other: so one direction is enough. */
static bool mappings_equal(const struct node *a, const struct node *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct node_entry *entry = &a->as.entries[i];
		const struct node *other = node_get_n(b, entry->key->as.text, entry->key->count);

		if (!other || !node_equal(entry->value, other))
			return false;
	}
	return true;
}

bool node_equal(const struct node *a, const struct node *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind)
		return false;
	switch ((enum node_kind)a->kind) {
	case NODE_NULL:
		return true;
	case NODE_BOOL:
		return a->truth == b->truth;
	case NODE_NUMBER:
		return number_compare(a->as.text, a->count, b->as.text, b->count) == 0;
	case NODE_STRING:
		return key_is(a, b->as.text, b->count);
	case NODE_SEQUENCE:
		return a->count == b->count && sequences_equal(a, b);
	case NODE_MAPPING:
		return a->count == b->count && mappings_equal(a, b);
	}
	return false;
}
