/* yaml_scalar: tags and the core schema, YAML 1.2.2 section 10.3; see yaml_internal.h. */
#include <string.h>
#include <sysexits.h>

#include "number.h"
#include "yaml_internal.h"

#define TAG_PREFIX "tag:yaml.org,2002:"

enum tag { TAG_NONE, TAG_STR, TAG_NULL, TAG_BOOL, TAG_INT, TAG_FLOAT, TAG_SEQ, TAG_MAP, TAG_UNKNOWN };

static enum tag find_tag(const char *tag)
{
	static const char *const names[] = {
		[TAG_NONE] = "", [TAG_STR] = "str",     [TAG_NULL] = "null", [TAG_BOOL] = "bool",
		[TAG_INT] = "int", [TAG_FLOAT] = "float", [TAG_SEQ] = "seq",   [TAG_MAP] = "map",
	};

	if (strncmp(tag, TAG_PREFIX, strlen(TAG_PREFIX)) == 0)
		for (int i = TAG_STR; i < TAG_UNKNOWN; i++)
			if (strcmp(tag + strlen(TAG_PREFIX), names[i]) == 0)
				return (enum tag)i;
	return TAG_UNKNOWN;
}

/* Tags are printed as they are usually written: !!name for YAML's own. */
static int tag_error(struct yaml_reader *reader, const yaml_event_t *event, const char *problem, const char *tag)
{
	bool own = strncmp(tag, TAG_PREFIX, strlen(TAG_PREFIX)) == 0;

	return yaml_error(reader, &event->start_mark, "%s \"%s%s\"", problem, own ? "!!" : "",
	                  own ? tag + strlen(TAG_PREFIX) : tag);
}

static bool is_one_of(const char *text, size_t length, const char *a, const char *b, const char *c)
{
	return memcmp(text, a, length) == 0 || memcmp(text, b, length) == 0 || memcmp(text, c, length) == 0;
}

static bool is_null(const char *text, size_t length)
{
	return length == 0 || (length == 1 && *text == '~') ||
	       (length == 4 && is_one_of(text, length, "null", "Null", "NULL"));
}

static bool is_bool(const char *text, size_t length, bool *truth)
{
	*truth = length == 4;
	return (length == 4 && is_one_of(text, length, "true", "True", "TRUE")) ||
	       (length == 5 && is_one_of(text, length, "false", "False", "FALSE"));
}

/* The form of an int; with a point or an exponent it would be a float. */
static bool is_int_form(const char *text, size_t length)
{
	if (length > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o'))
		return true;
	return !memchr(text, '.', length) && !memchr(text, 'e', length) && !memchr(text, 'E', length);
}

static bool is_float_form(const char *text, size_t length)
{
	return !(length > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o'));
}

/* Makes NODE a number, or sets *FITS to false. */
static int resolve_number(struct yaml_reader *reader, const yaml_event_t *event, struct node *node, bool *fits)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = 0;

	*fits = true;
	switch (number_from_yaml(reader->arena, text, event->data.scalar.length, &node->as.text, &length)) {
	case NUMBER_OK:
		node->kind = NODE_NUMBER;
		node->count = (uint32_t)length;
		return EX_OK;
	case NUMBER_NOT:
		*fits = false;
		return EX_OK;
	case NUMBER_NOT_FINITE:
		return yaml_error(reader, &event->start_mark, "JSON has no number \"%s\"; quote it to make it a string",
		                  text);
	case NUMBER_TOO_LONG:
		return yaml_error(reader, &event->start_mark, "number of more than %d digits; quote it to make it a string",
		                  NUMBER_MAX_DIGITS);
	case NUMBER_TOO_LARGE:
		return yaml_error(reader, &event->start_mark,
		                  "number with an exponent beyond %d; quote it to make it a string",
		                  NUMBER_MAX_EXPONENT);
	case NUMBER_NO_MEMORY:
		break;
	}
	return yaml_no_memory(reader);
}

/*
 * Resolves an untagged plain scalar. Most are strings, which their first
 * character tells. *FITS is false for them.
 */
static int resolve_plain(struct yaml_reader *reader, const yaml_event_t *event, struct node *node, bool *fits)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;

	*fits = false;
	switch (*text) {
	case '\0': case '~': case 'n': case 'N':
		*fits = is_null(text, length);
		node->kind = NODE_NULL;
		break;
	case 't': case 'T': case 'f': case 'F':
		*fits = is_bool(text, length, &node->truth);
		node->kind = NODE_BOOL;
		break;
	case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
	case '-': case '+': case '.':
		return resolve_number(reader, event, node, fits);
	}
	return EX_OK;
}

/* Resolves a scalar that has TAG, whether it is quoted or not. */
static int resolve_tagged(struct yaml_reader *reader, const yaml_event_t *event, const char *tag, struct node *node,
                          bool *is_string)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	bool fits = false;
	int status = EX_OK;

	*is_string = false;
	switch (find_tag(tag)) {
	case TAG_STR:
		*is_string = fits = true;
		break;
	case TAG_NULL:
		fits = is_null(text, length);
		node->kind = NODE_NULL;
		break;
	case TAG_BOOL:
		fits = is_bool(text, length, &node->truth);
		node->kind = NODE_BOOL;
		break;
	case TAG_INT:
		if (is_int_form(text, length))
			status = resolve_number(reader, event, node, &fits);
		break;
	case TAG_FLOAT:
		if (is_float_form(text, length))
			status = resolve_number(reader, event, node, &fits);
		break;
	case TAG_SEQ:
	case TAG_MAP:
		break;
	case TAG_NONE:
	case TAG_UNKNOWN:
		return tag_error(reader, event, "unknown tag", tag);
	}
	if (status == EX_OK && !fits)
		return tag_error(reader, event, "the value does not fit its tag", tag);
	return status;
}

int yaml_resolve_scalar(struct yaml_reader *reader, const yaml_event_t *event, const struct node **result)
{
	const char *tag = (const char *)event->data.scalar.tag;
	struct node *node = arena_alloc(reader->arena, sizeof(*node));
	bool is_string = true, fits;
	int status = EX_OK;

	*result = node;
	if (!node)
		return yaml_no_memory(reader);
	*node = yaml_place(reader, &event->start_mark, NODE_STRING);
	if (tag && strcmp(tag, "!") != 0) {
		status = resolve_tagged(reader, event, tag, node, &is_string);
	} else if (!tag && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
		status = resolve_plain(reader, event, node, &fits);
		is_string = !fits;
	}
	if (status != EX_OK || !is_string)
		return status;

	node->kind = NODE_STRING;
	node->count = (uint32_t)event->data.scalar.length;
	node->as.text = arena_strndup(reader->arena, (const char *)event->data.scalar.value,
	                              event->data.scalar.length);
	return node->as.text ? EX_OK : yaml_no_memory(reader);
}

int yaml_check_collection_tag(struct yaml_reader *reader, const yaml_event_t *event, const yaml_char_t *name,
                              enum node_kind kind)
{
	const char *tag = (const char *)name;
	enum tag found;

	if (!tag || strcmp(tag, "!") == 0)
		return EX_OK;
	found = find_tag(tag);
	if (found == TAG_UNKNOWN)
		return tag_error(reader, event, "unknown tag", tag);
	if (found != (kind == NODE_MAPPING ? TAG_MAP : TAG_SEQ))
		return tag_error(reader, event,
		                 kind == NODE_MAPPING ? "a mapping does not fit the tag" : "a sequence does not fit the tag", tag);
	return EX_OK;
}
