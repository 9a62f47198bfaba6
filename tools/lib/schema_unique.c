/* schema_unique: a hash table of items, so that long arrays take linear time. */
#include "schema_internal.h"

#include <stdlib.h>
#include <string.h>

#include "hash.h"

/*
 * Numbers that are equal are not always spelt alike (1, 1.0, 10e-1), so only
 * the digits between the first and the last that is not 0 are hashed: they are
 * the same in every spelling of a value.
 */
static uint64_t hash_number(uint64_t salt, const struct node *number)
{
	uint64_t hash = 0;
	uint64_t zeros = 0; /* seen since the last other digit */

	for (const char *c = number->as.text; *c && *c != 'e' && *c != 'E'; c++) {
		if (*c < '0' || *c > '9')
			continue;
		if (*c == '0') {
			zeros += hash != 0;
			continue;
		}
		for (; zeros; zeros--)
			hash = hash * 31 + 1;
		hash = hash * 31 + (uint64_t)(*c - '0') + 1;
	}
	return hash_bytes(salt, (const char *)&hash, sizeof(hash));
}

/* Equal values have equal hashes. */
static uint64_t hash_node(uint64_t salt, const struct node *node)
{
	uint64_t hash = salt + node->kind;

	switch ((enum node_kind)node->kind) {
	case NODE_NULL:
		break;
	case NODE_BOOL:
		hash += node->truth ? 100 : 200;
		break;
	case NODE_NUMBER:
		return hash_number(hash, node);
	case NODE_STRING:
		return hash_bytes(hash, node->as.text, node->count);
	case NODE_SEQUENCE:
		for (uint32_t i = 0; i < node->count; i++)
			hash = hash * 31 + hash_node(salt, node->as.items[i]);
		break;
	case NODE_MAPPING: /* in any order */
		for (uint32_t i = 0; i < node->count; i++) {
			const struct node_entry *entry = &node->as.entries[i];

			hash += hash_bytes(hash_node(salt, entry->value), entry->key->as.text, entry->key->count);
		}
		break;
	}
	return hash_bytes(salt, (const char *)&hash, sizeof(hash));
}

bool schema_unique_init(struct unique *unique, uint64_t salt, const struct node *sequence)
{
	size_t size = 4;

	while (size / 2 < sequence->count)
		size *= 2;
	*unique = (struct unique){ .sequence = sequence, .salt = salt, .mask = size - 1 };
	unique->slots = calloc(size, sizeof(*unique->slots));
	unique->hashes = malloc((size_t)(sequence->count + 1) * sizeof(*unique->hashes));
	if (unique->slots && unique->hashes)
		return true;
	schema_unique_release(unique);
	return false;
}

uint32_t schema_unique_add(struct unique *unique, uint32_t index)
{
	const struct node *const *items = unique->sequence->as.items;
	uint64_t hash = hash_node(unique->salt, items[index]);
	size_t slot = hash & unique->mask;

	unique->hashes[index] = hash;
	for (; unique->slots[slot]; slot = (slot + 1) & unique->mask) {
		uint32_t other = unique->slots[slot] - 1;

		if (unique->hashes[other] == hash && node_equal(items[other], items[index]))
			return other;
	}
	unique->slots[slot] = index + 1;
	return index;
}

void schema_unique_release(struct unique *unique)
{
	free(unique->slots);
	free(unique->hashes);
	*unique = (struct unique){ 0 };
}
