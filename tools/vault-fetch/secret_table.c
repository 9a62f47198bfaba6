/* secret_table: see secret_table.h. */
#include "secret_table.h"

#include <string.h>

static const char heading[] = "NAME";

void secret_table_write(struct text *text, const struct resolution *resolutions, size_t count)
{
	size_t width = strlen(heading);

	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(resolutions[i].secret->name);

		width = length > width ? length : width;
	}
	text_printf(text, "%-*s  SOURCE\n", (int)width, heading);
	for (size_t i = 0; i < count; i++) {
		const struct secret_source *from = resolutions[i].from;

		text_printf(text, "%-*s  ", (int)width, resolutions[i].secret->name);
		if (!from)
			text_add(text, "missing\n");
		else if (from->kind == SECRET_PLACEHOLDER) /* its text is free, and might be what it should not be */
			text_printf(text, "%s\n", secret_source_names[from->kind]);
		else
			text_printf(text, "%s: %s\n", secret_source_names[from->kind], from->text);
	}
}

bool secret_table_is_complete(const struct resolution *resolutions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!resolutions[i].from || resolutions[i].from->kind == SECRET_PLACEHOLDER)
			return false;
	return true;
}
