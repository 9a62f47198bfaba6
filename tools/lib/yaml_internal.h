/*
 * yaml_internal: what the parts of the YAML reader share; others include
 * yaml_reader.h.
 *
 *     yaml_reader.c   the file, and the loop over libyaml's events
 *     yaml_builder.c  collections, keys, merge keys and aliases into nodes
 *     yaml_scalar.c   tags, and the core schema's forms of null, bool, int, float
 *     yaml_anchor.c   anchors by name
 *     yaml_report.c   libyaml's own errors, in words and places
 */
#ifndef YAML_INTERNAL_H
#define YAML_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yaml.h>

#include "yaml_reader.h"

struct yaml_anchor {
	const char *name;
	const struct node *node; /* NULL until its collection has ended */
	uint64_t nodes;          /* in it, itself and its keys too, with all aliases expanded */
	unsigned height;         /* 0 for a scalar, else one more than the highest inside */
};

/* All zero is a valid, empty table. */
struct yaml_anchors {
	struct yaml_anchor **slots; /* owned; the anchors belong to the arena */
	size_t capacity;            /* a power of two, or 0 */
	size_t count;
};

/* A collection that has begun. */
struct yaml_frame {
	struct node place;          /* where it began, and its kind */
	struct yaml_anchor *anchor; /* or NULL */
	size_t first;               /* its first item or entry on the reader's stack */
	uint64_t nodes;             /* as in struct yaml_anchor, for what is in it so far */
	unsigned height;
	const struct node *key; /* of the value that comes next; NULL when a key comes next */
	const struct node *merge_key, *merge; /* `<<` and its value, if any */
	size_t merge_at;                      /* entries before it */
};

struct yaml_reader {
	struct arena *arena;
	struct diag *diag;
	const char *name;
	const unsigned char *data; /* the text */
	size_t size;
	yaml_parser_t parser;

	struct yaml_frame frames[YAML_MAX_DEPTH];
	size_t depth;
	const struct node **items; /* of the sequences that have begun */
	size_t item_count, item_capacity;
	struct node_entry *entries; /* of the mappings that have begun */
	size_t entry_count, entry_capacity;

	struct yaml_anchors anchors;
	unsigned documents;
	uint64_t alias_nodes; /* that aliases have added so far */
	const struct node *root;
};

/* The functions below that return an int return a sysexits(3) code, EX_OK or an error that was printed. */

/* Prints an error at MARK; returns EX_DATAERR. */
int yaml_error(struct yaml_reader *reader, const yaml_mark_t *mark, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints that memory is out; returns EX_OSERR. */
int yaml_no_memory(struct yaml_reader *reader);

/* A node of KIND at MARK, otherwise empty. */
struct node yaml_place(const struct yaml_reader *reader, const yaml_mark_t *mark, enum node_kind kind);

/* Takes the events of a document's content; the last one sets reader->root. */
int yaml_build_scalar(struct yaml_reader *reader, const yaml_event_t *event);
int yaml_build_alias(struct yaml_reader *reader, const yaml_event_t *event);
int yaml_build_start(struct yaml_reader *reader, const yaml_event_t *event);
int yaml_build_end(struct yaml_reader *reader);
void yaml_build_release(struct yaml_reader *reader);

/* The scalar of EVENT as a new node. */
int yaml_resolve_scalar(struct yaml_reader *reader, const yaml_event_t *event, const struct node **node);

/* Checks that TAG (NULL for none) suits a collection of KIND. */
int yaml_check_collection_tag(struct yaml_reader *reader, const yaml_event_t *event, const yaml_char_t *tag,
                              enum node_kind kind);

/* The anchor that bears NAME now, or NULL. */
struct yaml_anchor *yaml_anchor_find(const struct yaml_anchors *anchors, uint64_t salt, const char *name);

/* A new anchor, which takes NAME from an older one; NULL when memory is out. */
struct yaml_anchor *yaml_anchor_add(struct yaml_anchors *anchors, struct arena *arena, const char *name);

/* Prints the error that stopped libyaml. */
int yaml_report(struct yaml_reader *reader);

#endif
