#include "diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "node.h"

/* Lines are put together on the stack, so that they can also say that memory is out. */
#define LINE_SIZE 8192
#define MESSAGE_SIZE 4096

/* Longer words are never taken for a misspelling. */
#define NEAREST_SIZE 128

struct line {
	char data[LINE_SIZE];
	size_t length;
};

static void add_n(struct line *line, const char *data, size_t length)
{
	if (length > sizeof(line->data) - line->length)
		length = sizeof(line->data) - line->length;
	memcpy(line->data + line->length, data, length);
	line->length += length;
}

/* Adds TEXT with control characters spelt out: a diagnostic is one line, whatever a key or a file is called. */
static void add(struct line *line, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		bool c1 = p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F;
		char escape[8];

		if (*p == '\n')
			add_n(line, "\\n", 2);
		else if (*p == '\t')
			add_n(line, "\\t", 2);
		else if (*p < 0x20 || *p == 0x7F || c1)
			add_n(line, escape, (size_t)snprintf(escape, sizeof(escape), "\\x%02X", c1 ? *++p : *p));
		else
			add_n(line, (const char *)p, 1);
	}
}

static void __attribute__((format(printf, 5, 0)))
print(struct diag *diag, const char *file, size_t line_number, size_t column, const char *format, va_list args)
{
	struct line line = { .length = 0 };
	char message[MESSAGE_SIZE];
	int length = vsnprintf(message, sizeof(message), format, args);

	add(&line, diag->program);
	add(&line, ": ");
	if (file != NULL) {
		char place[48] = "";

		add(&line, file);
		if (line_number != 0 && column != 0)
			snprintf(place, sizeof(place), ":%zu:%zu", line_number, column);
		else if (line_number != 0)
			snprintf(place, sizeof(place), ":%zu", line_number);
		add(&line, place);
		add(&line, ": ");
	}
	add(&line, length < 0 ? format : message);
	if (length >= (int)sizeof(message) || line.length == sizeof(line.data)) {
		if (line.length > sizeof(line.data) - 4)
			line.length = sizeof(line.data) - 4;
		add(&line, "...");
	}
	add_n(&line, "\n", 1);
	/* In one piece, so that lines of parallel jobs do not mix. A diagnostic that cannot be written has no other way. */
	(void)fwrite(line.data, 1, line.length, diag->stream);
	diag->errors++;
}

void diag_error(struct diag *diag, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(diag, NULL, 0, 0, format, args);
	va_end(args);
}

void diag_error_at(struct diag *diag, const char *file, size_t line, size_t column, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(diag, file, line, column, format, args);
	va_end(args);
}

void diag_error_node(struct diag *diag, const struct node *node, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(diag, node->file, node->line, node->column, format, args);
	va_end(args);
}

static size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits (insert, delete, replace, swap two neighbours) that make B from A; both shorter than NEAREST_SIZE. */
static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t rows[3][NEAREST_SIZE];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = min(min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min(row[j], before[j - 2] + 1);
		}
		size_t *oldest = before;

		before = last;
		last = row;
		row = oldest;
	}
	return last[b_length];
}

const char *diag_nearest(const char *word, const char *const *candidates, size_t count)
{
	size_t length = strlen(word);
	size_t best = NEAREST_SIZE;
	const char *nearest = NULL;

	if (length >= NEAREST_SIZE)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		size_t candidate_length = strlen(candidates[i]);

		if (candidate_length >= NEAREST_SIZE)
			continue;

		size_t longer = length > candidate_length ? length : candidate_length;
		size_t edits = distance(word, length, candidates[i], candidate_length);

		if (edits < best && edits * 3 <= longer) {
			best = edits;
			nearest = candidates[i];
		}
	}
	return nearest;
}
