/* json_writer: see json_writer.h. */
#include "json_writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for MORE bytes and a NUL. */
static bool text_reserve(struct text *text, size_t more)
{
	size_t capacity = text->capacity;
	char *data;

	if (text->failed)
		return false;
	if (more < capacity - text->length)
		return true;
	if (more >= SIZE_MAX / 2 - text->length) {
		text->failed = true;
		return false;
	}
	if (capacity < 256)
		capacity = 256;
	while (capacity - text->length <= more)
		capacity *= 2;
	data = realloc(text->data, capacity);
	if (!data) {
		text->failed = true;
		return false;
	}
	text->data = data;
	text->capacity = capacity;
	return true;
}

void text_add_n(struct text *text, const char *data, size_t length)
{
	if (!text_reserve(text, length))
		return;
	if (length > 0)
		memcpy(text->data + text->length, data, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_n(text, string, strlen(string));
}

void text_printf(struct text *text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0) {
		text->failed = true;
		return;
	}
	if (!text_reserve(text, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

void text_release(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}

/*
 * How each byte of a string is written: 0 as it is, 'u' as \u00XX, 'C' and 'E'
 * when the next bytes decide, any other letter after a backslash.
 */
static const char escapes[256] = {
	[0x00] = 'u', [0x01] = 'u', [0x02] = 'u', [0x03] = 'u', [0x04] = 'u', [0x05] = 'u', [0x06] = 'u', [0x07] = 'u',
	[0x08] = 'b', [0x09] = 't', [0x0a] = 'n', [0x0b] = 'u', [0x0c] = 'f', [0x0d] = 'r', [0x0e] = 'u', [0x0f] = 'u',
	[0x10] = 'u', [0x11] = 'u', [0x12] = 'u', [0x13] = 'u', [0x14] = 'u', [0x15] = 'u', [0x16] = 'u', [0x17] = 'u',
	[0x18] = 'u', [0x19] = 'u', [0x1a] = 'u', [0x1b] = 'u', [0x1c] = 'u', [0x1d] = 'u', [0x1e] = 'u', [0x1f] = 'u',
	['"'] = '"',  ['\\'] = '\\', [0x7f] = 'u',
	[0xc2] = 'C', /* U+0080 to U+009F, which are control characters, or U+00A0 to U+00BF */
	[0xe2] = 'E', /* U+2028 and U+2029, or others of U+2000 to U+2FFF */
};

/* Writes \uXXXX at OUT. */
static char *write_unicode(char *out, unsigned code)
{
	static const char hex[] = "0123456789abcdef";

	*out++ = '\\';
	*out++ = 'u';
	for (int shift = 12; shift >= 0; shift -= 4)
		*out++ = hex[code >> shift & 0xf];
	return out;
}

/* Writes the character at DATA, which the table marks, at OUT (6 bytes at most) and tells how many bytes it had. */
static char *write_escape(char *out, const unsigned char *data, size_t left, size_t *taken)
{
	char escape = escapes[*data];

	*taken = 1;
	if (escape == 'u')
		return write_unicode(out, *data);
	if (escape == 'C' && left >= 2 && data[1] < 0xa0) {
		*taken = 2;
		return write_unicode(out, data[1]);
	}
	if (escape == 'E' && left >= 3 && data[1] == 0x80 && (data[2] == 0xa8 || data[2] == 0xa9)) {
		*taken = 3;
		return write_unicode(out, 0x2000u | (data[2] & 0x3fu));
	}
	if (escape != 'C' && escape != 'E')
		*out++ = '\\';
	*out++ = escape == 'C' || escape == 'E' ? (char)*data : escape;
	return out;
}

void json_write_string(struct text *text, const char *data, size_t length)
{
	const unsigned char *p = (const unsigned char *)data;
	const unsigned char *end = p + length;
	size_t taken;

	text_add_n(text, "\"", 1);
	while (p < end) {
		const unsigned char *plain = p;

		while (p < end && escapes[*p] == 0)
			p++;
		text_add_n(text, (const char *)plain, (size_t)(p - plain));
		if (p == end || !text_reserve(text, 6))
			break;
		text->length = (size_t)(write_escape(text->data + text->length, p, (size_t)(end - p), &taken) - text->data);
		p += taken;
	}
	text_add_n(text, "\"", 1);
}

/* A new line with INDENT levels of two spaces. */
static void new_line(struct text *text, unsigned indent)
{
	if (!text_reserve(text, 1 + 2 * (size_t)indent))
		return;
	text->data[text->length] = '\n';
	memset(text->data + text->length + 1, ' ', 2 * (size_t)indent);
	text->length += 1 + 2 * (size_t)indent;
	text->data[text->length] = '\0';
}

static void write_mapping(struct text *text, const struct node *node, unsigned indent)
{
	for (size_t i = 0; i < node->count; i++) {
		const struct node_entry *entry = &node->as.entries[i];

		text_add_n(text, i == 0 ? "{" : ",", 1);
		new_line(text, indent + 1);
		json_write_string(text, entry->key->as.text, entry->key->count);
		text_add_n(text, ": ", 2);
		json_write(text, entry->value, indent + 1);
	}
	new_line(text, indent);
	text_add_n(text, "}", 1);
}

static void write_sequence(struct text *text, const struct node *node, unsigned indent)
{
	for (size_t i = 0; i < node->count; i++) {
		text_add_n(text, i == 0 ? "[" : ",", 1);
		new_line(text, indent + 1);
		json_write(text, node->as.items[i], indent + 1);
	}
	new_line(text, indent);
	text_add_n(text, "]", 1);
}

void json_write(struct text *text, const struct node *node, unsigned indent)
{
	switch ((enum node_kind)node->kind) {
	case NODE_NULL:
		text_add_n(text, "null", 4);
		break;
	case NODE_BOOL:
		text_add(text, node->truth ? "true" : "false");
		break;
	case NODE_NUMBER:
		text_add_n(text, node->as.text, node->count);
		break;
	case NODE_STRING:
		json_write_string(text, node->as.text, node->count);
		break;
	case NODE_SEQUENCE:
		if (node->count == 0)
			text_add_n(text, "[]", 2);
		else
			write_sequence(text, node, indent);
		break;
	case NODE_MAPPING:
		if (node->count == 0)
			text_add_n(text, "{}", 2);
		else
			write_mapping(text, node, indent);
		break;
	}
}
