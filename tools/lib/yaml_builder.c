/* yaml_builder: libyaml's events into nodes; see yaml_internal.h. */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "yaml_internal.h"

/* Doubles the array at *DATA when it is full. */
static bool make_room(void *data, size_t size, size_t count, size_t *capacity)
{
	void *old, *new;
	size_t wanted = *capacity ? *capacity * 2 : 64;

	if (count < *capacity)
		return true;
	memcpy(&old, data, sizeof(old));
	new = wanted > SIZE_MAX / size ? NULL : realloc(old, wanted * size);
	if (!new)
		return false;
	memcpy(data, &new, sizeof(new));
	*capacity = wanted;
	return true;
}

static bool push_item(struct yaml_reader *reader, const struct node *item)
{
	if (!make_room(&reader->items, sizeof(*reader->items), reader->item_count, &reader->item_capacity))
		return false;
	reader->items[reader->item_count++] = item;
	return true;
}

static bool push_entry(struct yaml_reader *reader, struct node_entry entry)
{
	if (!make_room(&reader->entries, sizeof(*reader->entries), reader->entry_count, &reader->entry_capacity))
		return false;
	reader->entries[reader->entry_count++] = entry;
	return true;
}

static struct yaml_frame *top(struct yaml_reader *reader)
{
	return reader->depth > 0 ? &reader->frames[reader->depth - 1] : NULL;
}

/* The entries and items of the innermost collection; NULL when no collection has had any yet. */
static const struct node_entry *entries_of(const struct yaml_reader *reader, const struct yaml_frame *frame)
{
	return reader->entries ? reader->entries + frame->first : NULL;
}

static const struct node *const *items_of(const struct yaml_reader *reader, const struct yaml_frame *frame)
{
	return reader->items ? reader->items + frame->first : NULL;
}

static bool expects_key(const struct yaml_frame *frame)
{
	return frame && frame->place.kind == NODE_MAPPING && !frame->key;
}

static int error_at(struct yaml_reader *reader, const struct node *at, const char *message)
{
	diag_error_node(reader->diag, at, "%s", message);
	return EX_DATAERR;
}

static int error_repeated(struct yaml_reader *reader, const struct node *first, const struct node *second)
{
	diag_error_node(reader->diag, second, "duplicate key \"%s\", first at line %u, column %u", second->as.text,
	                first->line, first->column);
	return EX_DATAERR;
}

static int error_merge(struct yaml_reader *reader, const struct node *at)
{
	return error_at(reader, at, "\"<<\" merges a mapping or a sequence of mappings, nothing else");
}

/* The key of a mapping that VALUE, written at AT, makes: JSON has only strings. */
static int set_key(struct yaml_reader *reader, struct yaml_frame *frame, const struct node *value,
                   const struct node *at)
{
	struct node *key;
	const char *word;

	if (value->kind == NODE_STRING && value->line == at->line && value->column == at->column) {
		frame->key = value;
		return EX_OK;
	}
	key = arena_alloc(reader->arena, sizeof(*key));
	if (!key)
		return yaml_no_memory(reader);
	*key = *at;
	key->kind = NODE_STRING;
	if (value->kind == NODE_STRING || value->kind == NODE_NUMBER) {
		key->as.text = value->as.text;
		key->count = value->count;
	} else {
		word = value->kind == NODE_NULL ? "null" : value->truth ? "true" : "false";
		key->as.text = word;
		key->count = (uint32_t)strlen(word);
	}
	frame->key = key;
	return EX_OK;
}

/* `<<` is not a key of the result, so its value is kept apart until the mapping ends. */
static int set_merge(struct yaml_reader *reader, struct yaml_frame *frame, const struct node *value,
                     const struct node *at)
{
	if (value->kind == NODE_SEQUENCE) {
		for (size_t i = 0; i < value->count; i++)
			if (value->as.items[i]->kind != NODE_MAPPING)
				return error_merge(reader, at);
	} else if (value->kind != NODE_MAPPING) {
		return error_merge(reader, at);
	}
	frame->merge = value;
	frame->merge_at = reader->entry_count - frame->first;
	return EX_OK;
}

/*
 * Puts VALUE, written at AT, where the innermost collection expects it. It has
 * NODES nodes with all aliases expanded, HEIGHT levels of them.
 */
static int add_value(struct yaml_reader *reader, const struct node *value, const struct node *at, uint64_t nodes,
                     unsigned height)
{
	struct yaml_frame *frame = top(reader);
	bool pushed = true;

	if (!frame) {
		reader->root = value;
		return EX_OK;
	}
	frame->nodes += nodes;
	if (frame->height < height)
		frame->height = height;

	if (frame->place.kind == NODE_SEQUENCE) {
		const struct yaml_frame *parent = reader->depth > 1 ? frame - 1 : NULL;

		/* Each item of a sequence under `<<` is merged. */
		if (parent && parent->key && parent->key == parent->merge_key && value->kind != NODE_MAPPING)
			return error_merge(reader, at);
		pushed = push_item(reader, value);
	} else if (!frame->key) {
		return set_key(reader, frame, value, at);
	} else if (frame->key == frame->merge_key) {
		frame->key = NULL;
		return set_merge(reader, frame, value, at);
	} else {
		pushed = push_entry(reader, (struct node_entry){ frame->key, value });
		frame->key = NULL;
	}
	return pushed ? EX_OK : yaml_no_memory(reader);
}

/* The anchor that EVENT's node gets; *ANCHOR is NULL when it has none. */
static int add_anchor(struct yaml_reader *reader, const yaml_char_t *name, struct yaml_anchor **anchor)
{
	*anchor = NULL;
	if (!name)
		return EX_OK;
	*anchor = yaml_anchor_add(&reader->anchors, reader->arena, (const char *)name);
	return *anchor ? EX_OK : yaml_no_memory(reader);
}

/* Only a plain `<<` without a tag, even `!`, merges. */
static bool is_merge_key(const yaml_event_t *event)
{
	return event->data.scalar.length == 2 && memcmp(event->data.scalar.value, "<<", 2) == 0 &&
	       event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !event->data.scalar.tag;
}

int yaml_build_scalar(struct yaml_reader *reader, const yaml_event_t *event)
{
	struct yaml_frame *frame = top(reader);
	struct yaml_anchor *anchor;
	const struct node *node;
	int status = yaml_resolve_scalar(reader, event, &node);

	if (status == EX_OK)
		status = add_anchor(reader, event->data.scalar.anchor, &anchor);
	if (status != EX_OK)
		return status;
	if (anchor) {
		anchor->node = node;
		anchor->nodes = 1;
	}
	if (expects_key(frame) && is_merge_key(event)) {
		if (frame->merge_key)
			return error_repeated(reader, frame->merge_key, node);
		frame->merge_key = node;
	}
	return add_value(reader, node, node, 1, 0);
}

int yaml_build_alias(struct yaml_reader *reader, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	const struct yaml_anchor *anchor = yaml_anchor_find(&reader->anchors, reader->arena->salt, name);
	struct node at = yaml_place(reader, &event->start_mark, NODE_NULL);

	if (!anchor)
		return yaml_error(reader, &event->start_mark, "alias \"*%s\" has no anchor before it", name);
	if (!anchor->node)
		return yaml_error(reader, &event->start_mark, "alias \"*%s\" stands inside what it refers to", name);
	if (expects_key(top(reader)) && anchor->height > 0)
		return error_at(reader, &at, "a key must be a scalar");

	reader->alias_nodes += anchor->nodes;
	if (reader->alias_nodes > YAML_MAX_ALIAS_NODES)
		return yaml_error(reader, &event->start_mark, "aliases add more than %d nodes", YAML_MAX_ALIAS_NODES);
	if (reader->depth + anchor->height > YAML_MAX_DEPTH)
		return yaml_error(reader, &event->start_mark, "nested more than %d deep by an alias", YAML_MAX_DEPTH);
	return add_value(reader, anchor->node, &at, anchor->nodes, anchor->height);
}

int yaml_build_start(struct yaml_reader *reader, const yaml_event_t *event)
{
	bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
	enum node_kind kind = is_mapping ? NODE_MAPPING : NODE_SEQUENCE;
	const yaml_char_t *tag = is_mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag;
	const yaml_char_t *name = is_mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
	struct node at = yaml_place(reader, &event->start_mark, kind);
	struct yaml_anchor *anchor;
	int status = yaml_check_collection_tag(reader, event, tag, kind);

	if (status != EX_OK)
		return status;
	if (expects_key(top(reader)))
		return error_at(reader, &at, "a key must be a scalar");
	if (reader->depth == YAML_MAX_DEPTH)
		return yaml_error(reader, &event->start_mark, "nested more than %d deep", YAML_MAX_DEPTH);
	status = add_anchor(reader, name, &anchor);
	if (status != EX_OK)
		return status;
	reader->frames[reader->depth++] = (struct yaml_frame){
		.place = at,
		.anchor = anchor,
		.first = is_mapping ? reader->entry_count : reader->item_count,
	};
	return EX_OK;
}

/* Pushes the entries of SOURCE that OWN has not. */
static bool push_missing(struct yaml_reader *reader, const struct node *source, const struct node *own)
{
	for (size_t i = 0; i < source->count; i++) {
		const struct node *key = source->as.entries[i].key;

		if (!node_get_entry(own, key->as.text, key->count) && !push_entry(reader, source->as.entries[i]))
			return false;
	}
	return true;
}

/*
 * OWN, the mapping as written, with the entries that `<<` adds where it stood.
 * A key of OWN wins over a merged one, and an earlier merged one over a later.
 */
static const struct node *merge(struct yaml_reader *reader, const struct yaml_frame *frame, const struct node *own)
{
	const struct node *source = frame->merge;
	const struct node *merged;
	bool pushed = true;

	reader->entry_count = frame->first;
	if (source->kind == NODE_MAPPING)
		pushed = push_missing(reader, source, own);
	else
		for (size_t i = 0; pushed && i < source->count; i++)
			pushed = push_missing(reader, source->as.items[i], own);
	if (!pushed)
		return NULL;
	merged = node_new_mapping(reader->arena, own, entries_of(reader, frame),
	                          reader->entry_count - frame->first);
	if (!merged)
		return NULL;

	reader->entry_count = frame->first;
	for (size_t i = 0; pushed && i < frame->merge_at; i++)
		pushed = push_entry(reader, own->as.entries[i]);
	for (size_t i = 0; pushed && i < merged->count; i++)
		pushed = push_entry(reader, merged->as.entries[i]);
	for (size_t i = frame->merge_at; pushed && i < own->count; i++)
		pushed = push_entry(reader, own->as.entries[i]);
	if (!pushed)
		return NULL;
	return node_new_mapping(reader->arena, own, entries_of(reader, frame),
	                        reader->entry_count - frame->first);
}

/* The mapping that FRAME holds; NULL when memory is out, or when two keys are REPEATED. */
static const struct node *end_mapping(struct yaml_reader *reader, const struct yaml_frame *frame,
                                      const struct node_entry *repeated[2])
{
	const struct node *node = node_new_mapping_strict(reader->arena, &frame->place, entries_of(reader, frame),
	                                                  reader->entry_count - frame->first, repeated);

	if (node && frame->merge)
		node = merge(reader, frame, node);
	reader->entry_count = frame->first;
	return node;
}

static const struct node *end_sequence(struct yaml_reader *reader, const struct yaml_frame *frame)
{
	const struct node *node = node_new_sequence(reader->arena, &frame->place, items_of(reader, frame),
	                                            reader->item_count - frame->first);

	reader->item_count = frame->first;
	return node;
}

int yaml_build_end(struct yaml_reader *reader)
{
	struct yaml_frame *frame = &reader->frames[--reader->depth];
	uint64_t nodes = frame->nodes + 1;
	unsigned height = frame->height + 1;
	const struct node_entry *repeated[2] = { NULL, NULL };
	const struct node *node = frame->place.kind == NODE_MAPPING ? end_mapping(reader, frame, repeated)
	                                                            : end_sequence(reader, frame);

	if (!node)
		return repeated[0] ? error_repeated(reader, repeated[0]->key, repeated[1]->key) : yaml_no_memory(reader);
	if (frame->anchor) {
		frame->anchor->node = node;
		frame->anchor->nodes = nodes;
		frame->anchor->height = height;
	}
	return add_value(reader, node, &frame->place, nodes, height);
}

void yaml_build_release(struct yaml_reader *reader)
{
	free(reader->items);
	free(reader->entries);
	free(reader->anchors.slots);
}
