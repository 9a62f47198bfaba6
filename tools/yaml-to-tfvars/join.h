/*
 * join: several strings at the end of a text. Rendering adds thousands, for which printf is slow.
 */
#ifndef JOIN_H
#define JOIN_H

#include "json_writer.h"

/* text_join(&text, "a", b, "c") adds each of the strings. */
#define text_join(text, ...) text_add_strings(text, (const char *const[]){ __VA_ARGS__, NULL })

static inline void text_add_strings(struct text *text, const char *const *strings)
{
	for (; *strings; strings++)
		text_add(text, *strings);
}

#endif
