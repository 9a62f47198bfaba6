/*
 * yaml_check: what tests of the YAML reader share.
 */
#ifndef YAML_CHECK_H
#define YAML_CHECK_H

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "capture.h"
#include "json_writer.h"
#include "yaml_reader.h"

/* A test whose *STATE is a struct capture. */
#define CAPTURE_TEST(name) cmocka_unit_test_setup_teardown(name, capture_setup, capture_teardown)

/* Checks that LENGTH bytes of YAML give this JSON, written without spaces and new lines between its tokens. */
static inline void assert_json_n(struct capture *capture, const char *yaml, size_t length, const char *json)
{
	struct arena arena = { 0 };
	struct text text = { 0 };
	const struct node *root;
	size_t kept = 0;
	bool quoted = false;

	if (yaml_read_memory(&arena, &capture->diag, "t.yml", yaml, length, &root) != EX_OK)
		fail_msg("\n%s\n%s", yaml, capture_text(capture));
	json_write(&text, root, 0);
	assert_false(text.failed);
	for (size_t i = 0; i < text.length; i++) {
		quoted ^= text.data[i] == '"' && (i == 0 || text.data[i - 1] != '\\');
		if (quoted || (text.data[i] != ' ' && text.data[i] != '\n'))
			text.data[kept++] = text.data[i];
	}
	text.data[kept] = '\0';
	assert_string_equal(text.data, json);
	assert_string_equal(capture_text(capture), "");
	text_release(&text);
	arena_release(&arena);
}

static inline void assert_json(struct capture *capture, const char *yaml, const char *json)
{
	assert_json_n(capture, yaml, strlen(yaml), json);
}

/* Checks that YAML is refused with exactly this line, "place: message". */
static inline void assert_error_n(struct capture *capture, const char *yaml, size_t length, const char *error)
{
	struct arena arena = { 0 };
	const struct node *root;
	char expected[512];

	snprintf(expected, sizeof(expected), "prog: t.yml:%s\n", error);
	if (yaml_read_memory(&arena, &capture->diag, "t.yml", yaml, length, &root) != EX_DATAERR)
		fail_msg("accepted:\n%s", yaml);
	assert_null(root);
	assert_string_equal(capture_text(capture), expected);
	arena_release(&arena);
}

static inline void assert_error(struct capture *capture, const char *yaml, const char *error)
{
	assert_error_n(capture, yaml, strlen(yaml), error);
}

/* COUNT lines "key-N: N". */
static inline struct text many_keys(int count)
{
	struct text text = { 0 };

	for (int i = 0; i < count; i++)
		text_printf(&text, "key-%d: %d\n", i, i);
	assert_false(text.failed);
	return text;
}

#endif
