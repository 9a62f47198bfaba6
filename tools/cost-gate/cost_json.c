/* cost_json: see cost_json.h. */
#include "cost_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "input.h"
#include "number.h"

/* In front of a number's text. As it stands it is not allowed in a JSON string, so it goes to jansson as an escape. */
#define MARK "\x01"
#define OPENING "\"\\u0001"
#define CLOSING "\""

/* The text on its way to jansson: a part as it is, or the piece in hand. */
struct feed {
	const char *next, *end;
	const char *piece; /* OPENING or CLOSING, or NULL */
	const char *number_end; /* of the number that is being given; NULL outside */
	size_t given;           /* bytes, of the text and of pieces */
	bool in_string;
};

static bool is_number_byte(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static const char *digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* The end of the number of RFC 8259 section 6 at P; NULL when there is none, so that jansson says what is wrong. */
static const char *number_end(const char *p, const char *end)
{
	const char *start = p, *whole;

	p += *p == '-';
	whole = p;
	p = digits(p, end);
	if (p == whole || (*whole == '0' && p - whole > 1))
		return NULL;
	if (p < end && *p == '.') {
		const char *fraction = ++p;

		p = digits(p, end);
		if (p == fraction)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		const char *exponent;

		p++;
		p += p < end && (*p == '-' || *p == '+');
		exponent = p;
		p = digits(p, end);
		if (p == exponent)
			return NULL;
	}
	if ((p < end && is_number_byte(*p)) || p - start > NUMBER_MAX_DIGITS)
		return NULL;
	return p;
}

/* How far the text goes on as it is: to the next number, or to the end. Numbers that are none pass, too. */
static const char *plain_end(struct feed *feed, const char *limit)
{
	const char *p = feed->next;

	while (p < limit) {
		if (feed->in_string) {
			/* Most of a plan is in strings. */
			while (p < limit && *p != '"' && *p != '\\')
				p++;
			if (p == limit)
				break;
			if (*p == '"')
				feed->in_string = false;
			else if (p + 1 == limit)
				return p == feed->next ? p + 1 : p; /* an escape is not parted, but for the end of the text */
			p += *p == '"' ? 1 : 2;
		} else if (*p == '"') {
			feed->in_string = true;
			p++;
		} else if (is_number_byte(*p) && *p != 'e' && *p != 'E') {
			if (number_end(p, feed->end))
				break;
			while (p < limit && is_number_byte(*p))
				p++;
		} else {
			p++;
		}
	}
	return p;
}

static size_t give(struct feed *feed, char *buffer, const char *from, size_t length)
{
	memcpy(buffer, from, length);
	feed->given += length;
	return length;
}

/* Gives at most SIZE bytes; 0 at the end. */
static size_t next_bytes(void *buffer, size_t size, void *context)
{
	struct feed *feed = context;
	const char *limit = (size_t)(feed->end - feed->next) > size ? feed->next + size : feed->end;
	const char *end;
	size_t length;

	if (feed->piece) {
		length = strlen(feed->piece);
		end = feed->piece;
		feed->piece = NULL;
		return give(feed, buffer, end, length);
	}
	if (feed->number_end) {
		end = feed->number_end < limit ? feed->number_end : limit;
		if (end == feed->number_end) {
			feed->number_end = NULL;
			feed->piece = CLOSING;
		}
	} else {
		end = plain_end(feed, limit);
		if (end == feed->next && feed->next < feed->end) {
			feed->number_end = number_end(end, feed->end);
			feed->piece = OPENING;
			return next_bytes(buffer, size, context);
		}
	}
	length = (size_t)(end - feed->next);
	feed->next = end;
	return give(feed, buffer, end - length, length);
}

/* Where in the text jansson was when it had taken POSITION bytes. */
static const char *place_of(const char *data, size_t size, size_t position)
{
	struct feed feed = { .next = data, .end = data + size };
	char buffer[256];

	while (feed.given < position) {
		const char *next = feed.next;
		size_t before = feed.given;

		if (next_bytes(buffer, sizeof(buffer), &feed) == 0)
			break;
		if (feed.given >= position)
			return feed.next == next ? next : next + (position - before);
	}
	return feed.next;
}

/* jansson's own words end in where it was, in the text that it got. */
static void take_off_near(char *text)
{
	char *near = strstr(text, " near '");

	if (near)
		*near = '\0';
}

static int refuse(struct diag *diag, const char *name, const char *data, size_t size, json_error_t *error)
{
	const char *at, *line;
	size_t number = 1;

	/* Where memory is out, jansson mostly says nothing at all. */
	if (json_error_code(error) == json_error_out_of_memory || error->text[0] == '\0') {
		diag_error(diag, "out of memory");
		return EX_OSERR;
	}
	at = place_of(data, size, error->position > 0 ? (size_t)error->position : 0);
	line = data;
	for (const char *p = data; p < at; p++) {
		if (*p == '\n') {
			number++;
			line = p + 1;
		}
	}
	take_off_near(error->text);
	diag_error_at(diag, name, number, (size_t)(at - line) + 1, "not JSON, at byte %zu: %s", (size_t)(at - data), error->text);
	return EX_DATAERR;
}

/*
 * A tree is read once and given back whole: from an arena that takes a third
 * of the time off, most of which free(3) spent joining small pieces. jansson's
 * functions have no argument to tell the arena by.
 */
static _Thread_local struct arena *reading;

static void *take(size_t size)
{
	return arena_alloc(reading, size);
}

static void leave(void *memory)
{
	(void)memory;
}

static json_t *load(struct feed *feed, struct arena *arena, json_error_t *error)
{
	json_malloc_t old_malloc;
	json_free_t old_free;
	json_t *root;

	json_get_alloc_funcs(&old_malloc, &old_free);
	reading = arena;
	json_set_alloc_funcs(take, leave);
	root = json_load_callback(next_bytes, feed, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, error);
	json_set_alloc_funcs(old_malloc, old_free);
	reading = NULL;
	return root;
}

int cost_json_read_memory(struct diag *diag, const char *name, const void *data, size_t size, struct cost_json *json)
{
	struct feed feed = { .next = data, .end = (const char *)data + size };
	json_error_t error;

	*json = (struct cost_json){ 0 };
	if (size > COST_JSON_MAX_SIZE) {
		diag_error_at(diag, name, 0, 0, "larger than %zu bytes", COST_JSON_MAX_SIZE);
		return EX_DATAERR;
	}
	json->root = load(&feed, &json->arena, &error);
	if (!json->root)
		return refuse(diag, name, data, size, &error);
	if (json_is_object(json->root))
		return EX_OK;
	diag_error_at(diag, name, 1, 1, "the top level must be an object");
	return EX_DATAERR;
}

int cost_json_read_file(struct diag *diag, const char *path, struct cost_json *json)
{
	unsigned char *data;
	size_t size;
	int status = input_read_file(diag, path, COST_JSON_MAX_SIZE, &data, &size);

	*json = (struct cost_json){ 0 };
	if (status == EX_OK)
		status = cost_json_read_memory(diag, strcmp(path, "-") == 0 ? "<stdin>" : path, data, size, json);
	free(data);
	return status;
}

void cost_json_release(struct cost_json *json)
{
	arena_release(&json->arena);
	json->root = NULL;
}

const char *cost_json_number(const json_t *value, size_t *length)
{
	const char *text = json_string_value(value);

	if (!text || *text != *MARK)
		return NULL;
	*length = json_string_length(value) - 1;
	return text + 1;
}

const char *cost_json_string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text != *MARK ? text : NULL;
}
