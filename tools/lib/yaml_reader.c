/* yaml_reader: the file, and the loop over libyaml's events; see yaml_reader.h and yaml_internal.h. */
#include "yaml_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "input.h"
#include "yaml_internal.h"

int yaml_error(struct yaml_reader *reader, const yaml_mark_t *mark, const char *format, ...)
{
	struct node at = yaml_place(reader, mark, NODE_NULL);
	char message[8192]; /* more than diag prints, so that diag marks what it cuts */
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	diag_error_node(reader->diag, &at, "%s", message);
	return EX_DATAERR;
}

int yaml_no_memory(struct yaml_reader *reader)
{
	diag_error(reader->diag, "out of memory");
	return EX_OSERR;
}

struct node yaml_place(const struct yaml_reader *reader, const yaml_mark_t *mark, enum node_kind kind)
{
	return (struct node){
		.file = reader->name,
		.line = (uint32_t)mark->line + 1,
		.column = (uint32_t)mark->column + 1,
		.kind = (uint8_t)kind,
	};
}

/* A document that holds nothing at all counts as an empty mapping, like a file that does. */
static bool is_nothing(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT && event->start_mark.index == event->end_mark.index;
}

static int take_root(struct yaml_reader *reader, const yaml_event_t *event)
{
	if (event->type == YAML_MAPPING_START_EVENT || is_nothing(event))
		return EX_OK;
	return yaml_error(reader, &event->start_mark, "the top level must be a mapping, not a %s",
	                  event->type == YAML_SCALAR_EVENT ? "scalar" : "sequence");
}

static int take_event(struct yaml_reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (reader->documents++ > 0)
			return yaml_error(reader, &event->start_mark, "a second document; a file holds only one");
		return EX_OK;
	case YAML_SCALAR_EVENT:
		return reader->depth > 0 ? yaml_build_scalar(reader, event) : take_root(reader, event);
	case YAML_ALIAS_EVENT:
		return yaml_build_alias(reader, event);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		if (reader->depth == 0 && take_root(reader, event) != EX_OK)
			return EX_DATAERR;
		return yaml_build_start(reader, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return yaml_build_end(reader);
	default:
		return EX_OK; /* the start of the stream, the end of a document */
	}
}

static int take_events(struct yaml_reader *reader)
{
	bool more = true;

	while (more) {
		yaml_event_t event;
		int status;

		if (!yaml_parser_parse(&reader->parser, &event))
			return yaml_report(reader);
		status = take_event(reader, &event);
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
		if (status != EX_OK)
			return status;
	}
	return EX_OK;
}

int yaml_read_memory(struct arena *arena, struct diag *diag, const char *name, const void *data, size_t size,
                     const struct node **root)
{
	struct yaml_reader reader = {
		.arena = arena,
		.diag = diag,
		.name = name,
		.data = data,
		.size = size,
	};
	struct node start = { .file = name, .line = 1, .column = 1 };
	int status;

	if (size > YAML_MAX_SIZE) {
		diag_error(diag, "'%s' is larger than %zu MiB", name, YAML_MAX_SIZE >> 20);
		return EX_DATAERR;
	}
	if (!yaml_parser_initialize(&reader.parser))
		return yaml_no_memory(&reader);
	yaml_parser_set_input_string(&reader.parser, data, size);
	status = take_events(&reader);
	if (status == EX_OK && !reader.root)
		reader.root = node_new_mapping(arena, &start, NULL, 0);
	if (status == EX_OK && !reader.root)
		status = yaml_no_memory(&reader);
	*root = status == EX_OK ? reader.root : NULL;
	yaml_parser_delete(&reader.parser);
	yaml_build_release(&reader);
	return status;
}

int yaml_read_file(struct arena *arena, struct diag *diag, const char *path, const struct node **root)
{
	const char *name = strcmp(path, "-") == 0 ? "<stdin>" : arena_strndup(arena, path, strlen(path));
	unsigned char *data = NULL;
	size_t size = 0;
	int status;

	*root = NULL;
	if (!name) {
		diag_error(diag, "out of memory");
		return EX_OSERR;
	}
	status = input_read_file(diag, path, YAML_MAX_SIZE, &data, &size);
	if (status == EX_OK)
		status = yaml_read_memory(arena, diag, name, data, size, root);
	free(data);
	return status;
}
