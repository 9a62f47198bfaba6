/* s3_xml: see s3_xml.h. */
#include "s3_xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "json_writer.h"

#define VALUE_MAX 4096
#define DEPTH_MAX 16

/* The paths of elements whose text is wanted. */
enum wanted { NOTHING, LIST_KEY, LIST_TIME, LIST_SIZE, LIST_TRUNCATED, LIST_NEXT, ERROR_CODE, ERROR_MESSAGE };

static const struct {
	const char *path;
	enum wanted wanted;
} paths[] = {
	{ "/ListBucketResult/Contents/Key", LIST_KEY },
	{ "/ListBucketResult/Contents/LastModified", LIST_TIME },
	{ "/ListBucketResult/Contents/Size", LIST_SIZE },
	{ "/ListBucketResult/IsTruncated", LIST_TRUNCATED },
	{ "/ListBucketResult/NextContinuationToken", LIST_NEXT },
	{ "/Error/Code", ERROR_CODE },
	{ "/Error/Message", ERROR_MESSAGE },
};

struct s3_parser {
	XML_Parser expat;
	struct text path; /* "/a/b" of the element that is open */
	unsigned depth;
	enum wanted wanted;
	struct text value; /* of it */
	char *values[ERROR_MESSAGE + 1]; /* by enum wanted, from LIST_TRUNCATED on; owned */
	struct s3_list *list;
	size_t listed;          /* names before the element that is open */
	bool is_list, is_error; /* by the root */
	enum s3_xml_result result;
};

static void stop(struct s3_parser *parser, enum s3_xml_result result)
{
	parser->result = result;
	(void)XML_StopParser(parser->expat, XML_FALSE); /* fails only once it is stopped */
}

static void start_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct s3_parser *parser = context;

	(void)attributes;
	if (++parser->depth > DEPTH_MAX || strlen(name) > VALUE_MAX) {
		stop(parser, S3_XML_MALFORMED);
		return;
	}
	text_printf(&parser->path, "/%s", name);
	if (parser->path.failed) {
		stop(parser, S3_XML_NO_MEMORY);
		return;
	}
	parser->is_list |= strcmp(parser->path.data, "/ListBucketResult") == 0;
	parser->is_error |= strcmp(parser->path.data, "/Error") == 0;
	if (strcmp(parser->path.data, "/ListBucketResult/Contents") == 0)
		parser->listed = parser->list->count;
	parser->wanted = NOTHING;
	parser->value.length = 0;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (strcmp(paths[i].path, parser->path.data) == 0)
			parser->wanted = paths[i].wanted;
}

static void take_text(void *context, const XML_Char *text, int length)
{
	struct s3_parser *parser = context;

	if (parser->wanted == NOTHING)
		return;
	if (parser->value.length + (size_t)length > VALUE_MAX) {
		stop(parser, S3_XML_MALFORMED);
		return;
	}
	text_add_n(&parser->value, text, (size_t)length);
	if (parser->value.failed)
		stop(parser, S3_XML_NO_MEMORY);
}

/* Makes room for twice as many. False: memory is out, and there is as much room as before. */
static bool grow(struct s3_list *list)
{
	size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
	char **names = reallocarray(list->names, capacity, sizeof(*names));
	time_t *times;
	bool *empty;

	if (names == NULL)
		return false;
	list->names = names;
	times = reallocarray(list->times, capacity, sizeof(*times));
	if (times == NULL)
		return false;
	list->times = times;
	empty = reallocarray(list->empty, capacity, sizeof(*empty));
	if (empty == NULL)
		return false;
	list->empty = empty;
	list->capacity = capacity;
	return true;
}

/* Adds NAME, which it owns from now on. False: memory is out. */
static bool add_name(struct s3_list *list, char *name)
{
	if (list->count == list->capacity && !grow(list)) {
		free(name);
		return false;
	}
	list->names[list->count] = name;
	list->empty[list->count] = false;
	list->times[list->count++] = 0;
	return true;
}

/* "2026-11-25T00:00:00.000Z" (RFC 3339, in UTC), or 0. */
static time_t read_time(const char *text)
{
	struct tm parts = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);

	return rest != NULL && (*rest == '.' || *rest == 'Z') ? timegm(&parts) : 0;
}

/* VALUE is owned from now on. */
static void take_value(struct s3_parser *parser, char *value)
{
	struct s3_list *list = parser->list;

	switch (parser->wanted) {
	case LIST_KEY:
		if (!add_name(list, value))
			stop(parser, S3_XML_NO_MEMORY);
		return;
	case LIST_TIME:
		if (list->count > parser->listed)
			list->times[list->count - 1] = read_time(value);
		break;
	case LIST_SIZE:
		if (list->count > parser->listed)
			list->empty[list->count - 1] = strcmp(value, "0") == 0;
		break;
	default:
		if (parser->values[parser->wanted] == NULL) {
			parser->values[parser->wanted] = value;
			return;
		}
		stop(parser, S3_XML_MALFORMED); /* it is said twice */
		break;
	}
	free(value);
}

static void end_element(void *context, const XML_Char *name)
{
	struct s3_parser *parser = context;

	if (parser->wanted != NOTHING) {
		char *value = strndup(parser->value.length > 0 ? parser->value.data : "", parser->value.length);

		if (value != NULL)
			take_value(parser, value);
		else
			stop(parser, S3_XML_NO_MEMORY);
	}
	parser->wanted = NOTHING;
	parser->depth--;
	parser->path.length -= strlen(name) + 1;
	parser->path.data[parser->path.length] = '\0';
}

static void start_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(context, S3_XML_MALFORMED);
}

static void parse(struct s3_parser *parser, const char *text, size_t size)
{
	parser->expat = XML_ParserCreate("UTF-8");
	if (parser->expat == NULL) {
		parser->result = S3_XML_NO_MEMORY;
		return;
	}
	XML_SetUserData(parser->expat, parser);
	XML_SetElementHandler(parser->expat, start_element, end_element);
	XML_SetCharacterDataHandler(parser->expat, take_text);
	XML_SetStartDoctypeDeclHandler(parser->expat, start_doctype);
	if (XML_Parse(parser->expat, text, (int)size, XML_TRUE) != XML_STATUS_OK && parser->result == S3_XML_OK)
		parser->result = XML_GetErrorCode(parser->expat) == XML_ERROR_NO_MEMORY ? S3_XML_NO_MEMORY : S3_XML_MALFORMED;
	XML_ParserFree(parser->expat);
}

static void end_parser(struct s3_parser *parser)
{
	for (size_t i = 0; i < sizeof(parser->values) / sizeof(parser->values[0]); i++)
		free(parser->values[i]);
	text_release(&parser->path);
	text_release(&parser->value);
}

enum s3_xml_result s3_xml_list(struct s3_list *list, const char *text, size_t size)
{
	struct s3_parser parser = { .list = list };
	const char *truncated;

	parse(&parser, text, size);
	truncated = parser.values[LIST_TRUNCATED];
	if (parser.result == S3_XML_OK &&
	    (!parser.is_list || truncated == NULL || (strcmp(truncated, "true") != 0 && strcmp(truncated, "false") != 0)))
		parser.result = S3_XML_MALFORMED;
	if (parser.result == S3_XML_OK) {
		list->truncated = strcmp(truncated, "true") == 0;
		free(list->next);
		list->next = parser.values[LIST_NEXT];
		parser.values[LIST_NEXT] = NULL;
		if (list->truncated && (list->next == NULL || *list->next == '\0'))
			parser.result = S3_XML_MALFORMED;
	}
	end_parser(&parser);
	return parser.result;
}

void s3_list_release(struct s3_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->names[i]);
	free(list->names);
	free(list->times);
	free(list->empty);
	free(list->next);
	*list = (struct s3_list){ 0 };
}

enum s3_xml_result s3_xml_error(const char *text, size_t size, char **code, char **message)
{
	struct s3_list none = { 0 };
	struct s3_parser parser = { .list = &none };

	parse(&parser, text, size);
	if (parser.result == S3_XML_OK && !parser.is_error)
		parser.result = S3_XML_MALFORMED;
	*code = *message = NULL;
	if (parser.result == S3_XML_OK) {
		*code = parser.values[ERROR_CODE];
		*message = parser.values[ERROR_MESSAGE];
		parser.values[ERROR_CODE] = parser.values[ERROR_MESSAGE] = NULL;
	}
	s3_list_release(&none);
	end_parser(&parser);
	return parser.result;
}
