/*
 * node: one YAML value in memory, with the place it came from.
 *
 * Nodes and all their text belong to the arena they were made in. Strings are
 * valid UTF-8, may hold NUL bytes, and also end in a NUL that their length
 * does not count. Aliases share nodes: a tree may be a graph, never a cycle,
 * so nodes are not changed once they are built (merging makes new ones).
 */
#ifndef NODE_H
#define NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

enum node_kind { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_STRING, NODE_SEQUENCE, NODE_MAPPING };

struct node;

/* One key of a mapping. The key node is always a NODE_STRING. */
struct node_entry {
	const struct node *key;
	const struct node *value;
};

struct node {
	const char *file; /* name of the file, as the user gave it; not owned */
	uint32_t line;    /* from 1 */
	uint32_t column;  /* from 1, in characters */
	uint8_t kind;     /* enum node_kind */
	bool truth;       /* NODE_BOOL */
	uint32_t count;   /* bytes of text, items or entries */
	union {
		const char *text;               /* NODE_STRING; NODE_NUMBER: an exact JSON number (number.h) */
		const struct node *const *items; /* NODE_SEQUENCE */
		const struct node_entry *entries; /* NODE_MAPPING, in the order written; only node.c makes them */
	} as;
};

/* "null", "boolean", "number", "string", "array" or "object": JSON's word for the kind. */
const char *node_kind_name(const struct node *node);

/* The value under KEY (NUL-terminated) in a mapping; NULL when absent or when NODE is no mapping, or NULL. */
const struct node *node_get(const struct node *node, const char *key);

/* The same for a key of LENGTH bytes. */
const struct node *node_get_n(const struct node *node, const char *key, size_t length);

/* The whole entry, for the key's own place. */
const struct node_entry *node_get_entry(const struct node *node, const char *key, size_t length);

/* True when NODE is a string equal to TEXT. */
bool node_is(const struct node *node, const char *text);

/* Equal as JSON values: numbers by value (1 equals 1.0), mappings without regard to order. */
bool node_equal(const struct node *a, const struct node *b);

/*
 * Makers. Each takes the place from AT (or none when NULL) and returns NULL
 * when memory is out. ENTRIES and ITEMS are copied (the pointers, not the
 * nodes). Of entries with equal keys the first is kept.
 */
struct node *node_new_null(struct arena *arena, const struct node *at);
struct node *node_new_string(struct arena *arena, const struct node *at, const char *text, size_t length);
struct node *node_new_sequence(struct arena *arena, const struct node *at, const struct node *const *items,
                               size_t count);
struct node *node_new_mapping(struct arena *arena, const struct node *at, const struct node_entry *entries,
                              size_t count);

/*
 * node_new_mapping for keys that must differ. When two are equal the result
 * is NULL too, and REPEATED holds the first and the second of the two entries
 * (both NULL when memory is out).
 */
struct node *node_new_mapping_strict(struct arena *arena, const struct node *at, const struct node_entry *entries,
                                     size_t count, const struct node_entry *repeated[2]);

#endif
