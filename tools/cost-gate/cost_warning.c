/* cost_warning: see cost_warning.h. */
#include "cost_warning.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "input.h"

static bool is_utf8(const char *text, size_t length)
{
	json_t *string = json_stringn(text, length); /* it refuses all else */

	json_decref(string);
	return string != NULL;
}

static void add(struct cost_model *model, const char *text, size_t length)
{
	bool plain = is_utf8(text, length);
	char *copy = arena_strndup(model->arena, text, length);

	if (!copy) {
		model->failed = true;
		return; /* said at the end */
	}
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f || (!plain && (unsigned char)copy[i] > 0x7f))
			copy[i] = '?';
	cost_list_add(model, &model->warnings, "%s", copy);
}

static void add_lines(struct cost_model *model, const char *data, size_t size)
{
	for (const char *end = data + size, *line = data; line < end;) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t length = (size_t)((newline ? newline : end) - line);

		if (length > 0)
			add(model, line, length);
		line += length + 1;
	}
}

int cost_warning_add(struct cost_model *model, const char *text)
{
	unsigned char *data = NULL;
	size_t size = 0;
	int status;

	if (text[0] != '@') {
		add(model, text, strlen(text));
		return EX_OK;
	}
	status = input_read_file(model->diag, text + 1, COST_WARNINGS_MAX, &data, &size);
	if (status == EX_OK && size > COST_WARNINGS_MAX) {
		diag_error_at(model->diag, text + 1, 0, 0, "too large for a file of warnings");
		status = EX_DATAERR;
	}
	if (status == EX_OK)
		add_lines(model, (const char *)data, size);
	free(data);
	return status;
}
