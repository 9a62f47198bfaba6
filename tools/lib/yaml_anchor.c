/* yaml_anchor: a hash table of anchors, open addressing; see yaml_internal.h. */
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "yaml_internal.h"

/* The slot that holds NAME, or the empty one where it belongs. */
static struct yaml_anchor **find_slot(struct yaml_anchor **slots, size_t capacity, uint64_t salt, const char *name)
{
	size_t slot = hash_bytes(salt, name, strlen(name)) & (capacity - 1);

	while (slots[slot] && strcmp(slots[slot]->name, name) != 0)
		slot = (slot + 1) & (capacity - 1);
	return &slots[slot];
}

struct yaml_anchor *yaml_anchor_find(const struct yaml_anchors *anchors, uint64_t salt, const char *name)
{
	if (anchors->count == 0)
		return NULL;
	return *find_slot(anchors->slots, anchors->capacity, salt, name);
}

static bool grow(struct yaml_anchors *anchors, uint64_t salt)
{
	size_t capacity = anchors->capacity ? 2 * anchors->capacity : 16;
	struct yaml_anchor **slots = calloc(capacity, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < anchors->capacity; i++)
		if (anchors->slots[i])
			*find_slot(slots, capacity, salt, anchors->slots[i]->name) = anchors->slots[i];
	free(anchors->slots);
	anchors->slots = slots;
	anchors->capacity = capacity;
	return true;
}

struct yaml_anchor *yaml_anchor_add(struct yaml_anchors *anchors, struct arena *arena, const char *name)
{
	/* The arena first: with its first block it gets the salt. */
	struct yaml_anchor *anchor = arena_calloc(arena, 1, sizeof(*anchor));
	struct yaml_anchor **slot;

	if (!anchor)
		return NULL;
	anchor->name = arena_strndup(arena, name, strlen(name));
	if (!anchor->name)
		return NULL;
	if (anchors->count >= anchors->capacity / 2 && !grow(anchors, arena->salt))
		return NULL;
	slot = find_slot(anchors->slots, anchors->capacity, arena->salt, name);
	if (!*slot)
		anchors->count++;
	*slot = anchor;
	return anchor;
}
