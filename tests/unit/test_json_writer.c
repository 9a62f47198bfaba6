#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "json_writer.h"

static int setup(void **state)
{
	static struct text text;

	*state = &text;
	return 0;
}

static int teardown(void **state)
{
	text_release(*state);
	return 0;
}

static void text_grows_and_stays_terminated(void **state)
{
	struct text *text = *state;

	text_add(text, "");
	assert_string_equal(text->data, "");
	for (int i = 0; i < 10000; i++) {
		text_add_n(text, "ab", 2);
		assert_int_equal(text->data[text->length], '\0');
	}
	text_printf(text, "%d-%s", 42, "x");
	assert_int_equal(text->length, 20004);
	assert_string_equal(text->data + 19998, "ab42-x");
	assert_false(text->failed);
	text_release(text);
	assert_null(text->data);
	assert_int_equal(text->length, 0);
}

static void a_failure_sticks(void **state)
{
	struct text *text = *state;

	text_add(text, "kept");
	text_add_n(text, "x", SIZE_MAX / 2);
	assert_true(text->failed);
	text_add(text, "y");
	text_printf(text, "%d", 1);
	json_write_string(text, "\n", 1);
	json_write(text, &(struct node){ .kind = NODE_NULL }, 0);
	assert_string_equal(text->data, "kept");
	assert_true(text->failed);
	text_release(text);
	assert_false(text->failed);
}

static void strings_are_escaped(void **state)
{
	static const struct {
		const char *data;
		size_t length;
		const char *json;
	} cases[] = {
		{ "", 0, "\"\"" },
		{ "plain text / 'single'", 21, "\"plain text / 'single'\"" },
		{ "\"\\", 2, "\"\\\"\\\\\"" },
		{ "\b\t\n\f\r", 5, "\"\\b\\t\\n\\f\\r\"" },
		{ "\0\x01\x0b\x1f ", 5, "\"\\u0000\\u0001\\u000b\\u001f \"" },
		{ "\x7f\xc2\x80\xc2\x85\xc2\x9f", 7, "\"\\u007f\\u0080\\u0085\\u009f\"" },
		{ "\xc2\xa0\xc3\xa9", 4, "\"\xc2\xa0\xc3\xa9\"" },
		{ "a\xe2\x80\xa8\xe2\x80\xa9" "b", 8, "\"a\\u2028\\u2029b\"" },
		{ "\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac\xe2\x81\xa8", 12, "\"\xe2\x80\xa7\xe2\x80\xaa\xe2\x82\xac\xe2\x81\xa8\"" },
		{ "\xf0\x9f\x98\x80", 4, "\"\xf0\x9f\x98\x80\"" },
	};
	struct text *text = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		text->length = 0;
		json_write_string(text, cases[i].data, cases[i].length);
		assert_string_equal(text->data, cases[i].json);
		assert_int_equal(text->length, strlen(cases[i].json));
	}
}

static void scalars_are_written(void **state)
{
	struct text *text = *state;
	struct node number = { .kind = NODE_NUMBER, .count = 6, .as.text = "-1.0E5" };

	json_write(text, &(struct node){ .kind = NODE_NULL }, 0);
	json_write(text, &(struct node){ .kind = NODE_BOOL, .truth = true }, 3);
	json_write(text, &(struct node){ .kind = NODE_BOOL }, 0);
	json_write(text, &number, 0);
	json_write(text, &(struct node){ .kind = NODE_STRING, .count = 1, .as.text = "x" }, 0);
	assert_string_equal(text->data, "nulltruefalse-1.0E5\"x\"");
}

static void collections_are_indented(void **state)
{
	struct text *text = *state;
	struct arena arena = { 0 };
	const struct node *one = node_new_string(&arena, NULL, "one", 3);
	const struct node *two = node_new_string(&arena, NULL, "tw\"o", 4);
	const struct node *items[] = { one, node_new_sequence(&arena, NULL, NULL, 0) };
	const struct node *list = node_new_sequence(&arena, NULL, items, 2);
	const struct node_entry inner[] = { { two, list }, { one, node_new_mapping(&arena, NULL, NULL, 0) } };
	const struct node_entry outer[] = { { one, node_new_mapping(&arena, NULL, inner, 2) }, { two, one } };

	json_write(text, node_new_mapping(&arena, NULL, outer, 2), 0);
	assert_string_equal(text->data, "{\n"
	                                "  \"one\": {\n"
	                                "    \"tw\\\"o\": [\n"
	                                "      \"one\",\n"
	                                "      []\n"
	                                "    ],\n"
	                                "    \"one\": {}\n"
	                                "  },\n"
	                                "  \"tw\\\"o\": \"one\"\n"
	                                "}");
	text->length = 0;
	json_write(text, list, 2); /* the first line goes where the caller is */
	assert_string_equal(text->data, "[\n      \"one\",\n      []\n    ]");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_grows_and_stays_terminated, setup, teardown),
		cmocka_unit_test_setup_teardown(a_failure_sticks, setup, teardown),
		cmocka_unit_test_setup_teardown(strings_are_escaped, setup, teardown),
		cmocka_unit_test_setup_teardown(scalars_are_written, setup, teardown),
		cmocka_unit_test_setup_teardown(collections_are_indented, setup, teardown),
	};

	return cmocka_run_group_tests_name("json_writer", tests, NULL, NULL);
}
