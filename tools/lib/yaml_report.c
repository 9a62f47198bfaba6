/* yaml_report: what stopped libyaml, in one line and at its place; see yaml_internal.h. */
#include <string.h>
#include <sysexits.h>

#include "yaml_internal.h"

/* A place in the text. libyaml gives none for text that it cannot decode, only a byte offset. */
struct place {
	size_t byte;
	size_t index;        /* characters before it */
	size_t line, column; /* from 1 */
	unsigned previous;   /* the character before it */
};

/* The byte order mark is no character; without one the text is UTF-8. */
static struct place start_of(const struct yaml_reader *reader)
{
	struct place place = { .line = 1, .column = 1 };

	if (reader->parser.encoding != YAML_UTF8_ENCODING)
		place.byte = 2;
	else if (reader->size >= 3 && memcmp(reader->data, "\xef\xbb\xbf", 3) == 0)
		place.byte = 3;
	return place;
}

/* How many bytes the character at BYTE has; *CHARACTER is it when it is ASCII. */
static size_t char_size(const struct yaml_reader *reader, size_t byte, unsigned *character)
{
	const unsigned char *p = reader->data + byte;
	unsigned low, high;

	*character = *p;
	if (reader->parser.encoding == YAML_UTF8_ENCODING)
		return *p < 0xc0 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
	if (byte + 1 == reader->size)
		return 1;
	low = reader->parser.encoding == YAML_UTF16LE_ENCODING ? p[0] : p[1];
	high = reader->parser.encoding == YAML_UTF16LE_ENCODING ? p[1] : p[0];
	*character = high << 8 | low;
	return high >= 0xd8 && high < 0xdc ? 4 : 2; /* a surrogate pair has four */
}

/* Moves to the next character, unless that is beyond byte OFFSET. */
static bool step(const struct yaml_reader *reader, struct place *place, size_t offset)
{
	unsigned character;
	size_t size;

	if (place->byte >= reader->size)
		return false;
	size = char_size(reader, place->byte, &character);
	if (size > offset - place->byte)
		return false;
	place->byte += size;
	place->index++;
	place->column++;
	if (character == '\n' && place->previous == '\r') {
		place->column = 1; /* the second half of a line break */
	} else if (character == '\n' || character == '\r') {
		place->line++;
		place->column = 1;
	}
	place->previous = character;
	return true;
}

/* The text cannot be decoded, or has a character that YAML does not allow. */
static int report_character(struct yaml_reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *encoding = parser->encoding == YAML_UTF8_ENCODING ? "UTF-8" : "UTF-16";
	struct place place = start_of(reader);
	char value[32] = "";

	while (step(reader, &place, parser->problem_offset))
		;
	if (strncmp(parser->problem, "control", strlen("control")) == 0) {
		diag_error_at(reader->diag, reader->name, place.line, place.column,
		              "character U+%04X is not allowed; in double quotes it can be written as an escape",
		              (unsigned)parser->problem_value);
		return EX_DATAERR;
	}
	if (parser->problem_value >= 0)
		snprintf(value, sizeof(value), " (0x%02X)", (unsigned)parser->problem_value);
	diag_error_at(reader->diag, reader->name, place.line, place.column, "invalid %s: %s%s", encoding,
	              parser->problem, value);
	return EX_DATAERR;
}

/* Says what to do about a character that libyaml only calls one that "cannot start any token". */
static int report_start(struct yaml_reader *reader)
{
	const yaml_mark_t *mark = &reader->parser.problem_mark;
	struct place place = start_of(reader);
	unsigned character = 0;

	while (place.index < mark->index && step(reader, &place, reader->size))
		;
	if (place.byte < reader->size)
		char_size(reader, place.byte, &character);
	if (character == '\t')
		return yaml_error(reader, mark, "a tab cannot indent YAML, use spaces");
	return yaml_error(reader, mark, "a value cannot start with '%c', quote it", (char)character);
}

int yaml_report(struct yaml_reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const yaml_mark_t *problem = &parser->problem_mark, *context = &parser->context_mark;

	if (parser->error == YAML_MEMORY_ERROR)
		return yaml_no_memory(reader);
	if (parser->error == YAML_READER_ERROR)
		return report_character(reader);
	if (strcmp(parser->problem, "found character that cannot start any token") == 0)
		return report_start(reader);
	if (!parser->context)
		return yaml_error(reader, problem, "%s", parser->problem);
	if (context->line == problem->line)
		return yaml_error(reader, problem, "%s %s", parser->problem, parser->context);
	return yaml_error(reader, problem, "%s %s that begins at line %zu, column %zu", parser->problem,
	                  parser->context, context->line + 1, context->column + 1);
}
