#include "depfile.h"

#include <string.h>

bool depfile_can_hold(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || name[0] == '~' || strchr("&)\\", name[length - 1]) != NULL)
		return false;
	for (const char *p = name; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F || strchr("%;=|", *p) != NULL)
			return false;
	return true;
}

/* A backslash is literal unless it leads to a character that needs one; then each of them is doubled. */
static void add_name(struct text *text, const char *name)
{
	for (size_t i = 0; name[i] != '\0'; i++) {
		size_t slashes = strspn(name + i, "\\");

		text_add_n(text, name + i, slashes);
		i += slashes;
		if (name[i] == '\0')
			break;
		if (name[i] == '$') {
			text_add(text, "$");
		} else if (strchr(" #:*?[", name[i]) != NULL) {
			text_add_n(text, name + i - slashes, slashes);
			text_add(text, "\\");
		}
		text_add_n(text, name + i, 1);
	}
}

void depfile_write(struct text *text, const char *target, const char *const *files, size_t count)
{
	add_name(text, target);
	text_add(text, ":");
	for (size_t i = 0; i < count; i++) {
		text_add(text, " ");
		add_name(text, files[i]);
	}
	text_add(text, "\n");
	for (size_t i = 0; i < count; i++) {
		text_add(text, "\n");
		add_name(text, files[i]);
		text_add(text, ":\n");
	}
}
