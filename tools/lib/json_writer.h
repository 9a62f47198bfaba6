/*
 * json_writer: nodes as JSON text (RFC 8259, UTF-8).
 *
 * Numbers are written as they are spelt in the node, keys in document order,
 * two spaces of indent. U+2028, U+2029 and control characters are escaped.
 */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "node.h"

/* A growing text. All zero is empty and valid; failed sticks once memory is out. */
struct text {
	char *data; /* NUL-terminated once anything was added; owned */
	size_t length;
	size_t capacity;
	bool failed;
};

void text_add(struct text *text, const char *string);
void text_add_n(struct text *text, const char *data, size_t length);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_release(struct text *text);

/* Adds NODE to TEXT, nested lines indented by INDENT levels; no final newline. */
void json_write(struct text *text, const struct node *node, unsigned indent);

/* Adds LENGTH bytes as a quoted JSON string. */
void json_write_string(struct text *text, const char *data, size_t length);

#endif
