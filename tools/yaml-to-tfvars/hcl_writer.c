#include "hcl_writer.h"

#include <string.h>
#include <sysexits.h>

static void write_value(struct text *text, const struct node *node, unsigned indent);

/* The escape for the byte at DATA, or NULL when it stands for itself. */
static const char *escape(const char *data, const char *end, char buffer[8])
{
	switch (*data) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	case '$':
	case '%': /* "${" and "%{" start a template unless the first character is doubled */
		if (data + 1 == end || data[1] != '{')
			return NULL;
		return *data == '$' ? "$$" : "%%";
	default:
		if ((unsigned char)*data >= 0x20 && *data != 0x7F)
			return NULL;
		snprintf(buffer, 8, "\\u%04X", (unsigned)*data);
		return buffer;
	}
}

static void write_string(struct text *text, const char *data, size_t length)
{
	const char *end = data + length, *plain = data;
	char buffer[8];

	text_add(text, "\"");
	for (; data < end; data++) {
		const char *replacement = escape(data, end, buffer);

		if (replacement == NULL)
			continue;
		text_add_n(text, plain, (size_t)(data - plain));
		text_add(text, replacement);
		plain = data + 1;
	}
	text_add_n(text, plain, (size_t)(end - plain));
	text_add(text, "\"");
}

static void write_indent(struct text *text, unsigned indent)
{
	text_printf(text, "%*s", (int)(2 * indent), "");
}

static void write_sequence(struct text *text, const struct node *node, unsigned indent)
{
	text_add(text, "[\n");
	for (size_t i = 0; i < node->count; i++) {
		write_indent(text, indent + 1);
		write_value(text, node->as.items[i], indent + 1);
		text_add(text, ",\n");
	}
	write_indent(text, indent);
	text_add(text, "]");
}

static void write_mapping(struct text *text, const struct node *node, unsigned indent)
{
	text_add(text, "{\n");
	for (size_t i = 0; i < node->count; i++) {
		const struct node_entry *entry = &node->as.entries[i];

		write_indent(text, indent + 1);
		write_string(text, entry->key->as.text, entry->key->count);
		text_add(text, " = ");
		write_value(text, entry->value, indent + 1);
		text_add(text, "\n");
	}
	write_indent(text, indent);
	text_add(text, "}");
}

static void write_value(struct text *text, const struct node *node, unsigned indent)
{
	switch (node->kind) {
	case NODE_NULL:
		text_add(text, "null");
		break;
	case NODE_BOOL:
		text_add(text, node->truth ? "true" : "false");
		break;
	case NODE_NUMBER: /* a JSON number is an HCL number */
		text_add_n(text, node->as.text, node->count);
		break;
	case NODE_STRING:
		write_string(text, node->as.text, node->count);
		break;
	case NODE_SEQUENCE:
		if (node->count == 0)
			text_add(text, "[]");
		else
			write_sequence(text, node, indent);
		break;
	case NODE_MAPPING:
		if (node->count == 0)
			text_add(text, "{}");
		else
			write_mapping(text, node, indent);
		break;
	}
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_identifier(const char *name, size_t length)
{
	if (length == 0 || !is_letter(name[0]))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!is_letter(name[i]) && !(name[i] >= '0' && name[i] <= '9') && name[i] != '-')
			return false;
	return true;
}

int hcl_write(struct text *text, struct diag *diag, const struct node *document)
{
	int result = EX_OK;

	for (size_t i = 0; i < document->count; i++) {
		const struct node *key = document->as.entries[i].key;

		if (!is_identifier(key->as.text, key->count)) {
			diag_error_node(diag, key,
			                "\"%s\" cannot name a variable, which is a letter or _, then letters, digits, "
			                "_ or -", key->as.text);
			result = EX_DATAERR;
			continue;
		}
		text_add_n(text, key->as.text, key->count);
		text_add(text, " = ");
		write_value(text, document->as.entries[i].value, 0);
		text_add(text, "\n");
	}
	return result;
}
