/*
 * capture: a diag whose lines stay in memory, for tests.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"

struct capture {
	struct diag diag;
	char *text;
	size_t size;
	char *last;
};

/* cmocka fixtures: *STATE becomes a struct capture whose program is called "prog". */
static inline int capture_setup(void **state)
{
	struct capture *capture = calloc(1, sizeof(*capture));

	if (capture == NULL)
		return -1;
	capture->diag.program = "prog";
	capture->diag.version = "1.2.3";
	capture->diag.stream = open_memstream(&capture->text, &capture->size);
	*state = capture;
	return capture->diag.stream == NULL ? -1 : 0;
}

static inline int capture_teardown(void **state)
{
	struct capture *capture = *state;

	fclose(capture->diag.stream);
	free(capture->text);
	free(capture->last);
	free(capture);
	return 0;
}

/* All that was printed since the last call; valid until the next one. */
static inline const char *capture_text(struct capture *capture)
{
	fflush(capture->diag.stream);
	free(capture->last);
	capture->last = strndup(capture->text, capture->size);
	if (capture->last == NULL)
		abort();
	rewind(capture->diag.stream);
	return capture->last;
}

#endif
