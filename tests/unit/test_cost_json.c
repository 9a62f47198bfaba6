#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "capture.h"
#include "cost_json.h"
#include "json_writer.h"

#define CAPTURE_TEST(name) cmocka_unit_test_setup_teardown(name, capture_setup, capture_teardown)

/* The number under "n" is as written. */
static void assert_number(struct capture *capture, const char *number)
{
	struct text text = { 0 };
	struct cost_json json;
	const char *found;
	size_t length;

	text_printf(&text, "{\"before\": [1, \"2\\\"3\", -4.5e+6], \"n\":%s}", number);
	if (cost_json_read_memory(&capture->diag, "t", text.data, text.length, &json) != EX_OK)
		fail_msg("%s", capture_text(capture));
	found = cost_json_number(json_object_get(json.root, "n"), &length);
	assert_non_null(found);
	assert_int_equal(length, strlen(number));
	assert_string_equal(found, number);
	cost_json_release(&json);
	text_release(&text);
}

static void numbers_are_exact(void **state)
{
	static const char *const numbers[] = { "0", "-0", "7", "0.1", "1e5", "-12.50E-3", "18446744073709551616",
		                               "123456789012345678901234567890123456789012345678901234567890", "1e400" };
	struct text longest = { 0 };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		assert_number(*state, numbers[i]);
	/* Longer than what jansson takes at once. */
	for (int i = 0; i < 5000; i++)
		text_add(&longest, "7");
	assert_number(*state, longest.data);
	text_release(&longest);
}

static void strings_are_no_numbers(void **state)
{
	static const char text[] = "{\"s\": \"12\", \"t\": \"a\\\\\\\"5\", \"n\": 5, \"z\": \"\\u0000\", \"b\": true}";
	struct capture *capture = *state;
	struct cost_json json;
	size_t length;

	assert_int_equal(cost_json_read_memory(&capture->diag, "t", text, strlen(text), &json), EX_OK);
	assert_null(cost_json_number(json_object_get(json.root, "s"), &length));
	assert_string_equal(cost_json_string(json.root, "s"), "12");
	assert_string_equal(cost_json_string(json.root, "t"), "a\\\"5");
	assert_null(cost_json_string(json.root, "n"));
	assert_null(cost_json_string(json.root, "b"));
	assert_null(cost_json_string(json.root, "missing"));
	assert_null(cost_json_number(json_object_get(json.root, "b"), &length));
	assert_int_equal(json_string_length(json_object_get(json.root, "z")), 1);
	cost_json_release(&json);
}

/* TEXT is refused with exactly this line. */
static void assert_refused(struct capture *capture, const char *text, const char *line)
{
	struct cost_json json;
	char expected[256];

	snprintf(expected, sizeof(expected), "prog: t:%s\n", line);
	if (cost_json_read_memory(&capture->diag, "t", text, strlen(text), &json) != EX_DATAERR)
		fail_msg("taken: %s", text);
	assert_string_equal(capture_text(capture), expected);
	cost_json_release(&json);
}

static void errors_have_their_place(void **state)
{
	assert_refused(*state, "", "1:1: not JSON, at byte 0: '[' or '{' expected near end of file");
	assert_refused(*state, "[1]", "1:1: the top level must be an object");
	assert_refused(*state, "{\"a\": 1", "1:8: not JSON, at byte 7: '}' expected near end of file");
	assert_refused(*state, "{\"a\": NaN}", "1:10: not JSON, at byte 9: invalid token");
	assert_refused(*state, "{\"a\": -Infinity}", "1:8: not JSON, at byte 7: invalid token");
	assert_refused(*state, "{\n  \"a\": 1,\n  \"a\": 22}", "3:6: not JSON, at byte 17: duplicate object key");
	assert_refused(*state, "{\"a\": 11, \"b\": 22, \"c\": 01}", "1:26: not JSON, at byte 25: invalid token");
	assert_refused(*state, "{\"a\": 1.}", "1:9: not JSON, at byte 8: invalid token");
	assert_refused(*state, "{\"a\": 1} x", "1:11: not JSON, at byte 10: end of file expected");
	assert_refused(*state, "{\"a\": \"\xff\"}", "1:8: not JSON, at byte 7: unable to decode byte 0xff");
	assert_refused(*state, "{\"a\": \"\\", "1:9: not JSON, at byte 8: invalid escape");
}

static void nesting_is_limited(void **state)
{
	struct capture *capture = *state;
	struct text text = { 0 };
	struct cost_json json;

	text_add(&text, "{\"a\": ");
	for (int i = 0; i < 100000; i++)
		text_add(&text, "[");
	assert_int_equal(cost_json_read_memory(&capture->diag, "t", text.data, text.length, &json), EX_DATAERR);
	assert_non_null(strstr(capture_text(capture), "maximum parsing depth reached"));
	cost_json_release(&json);
	text_release(&text);
}

static void a_number_may_have_too_many_digits(void **state)
{
	struct capture *capture = *state;
	struct text text = { 0 };
	struct cost_json json;

	text_add(&text, "{\"a\": ");
	for (int i = 0; i < 10001; i++)
		text_add(&text, "9");
	text_add(&text, "}");
	assert_int_equal(cost_json_read_memory(&capture->diag, "t", text.data, text.length, &json), EX_DATAERR);
	assert_non_null(strstr(capture_text(capture), "not JSON, at byte "));
	cost_json_release(&json);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CAPTURE_TEST(numbers_are_exact),
		CAPTURE_TEST(strings_are_no_numbers),
		CAPTURE_TEST(errors_have_their_place),
		CAPTURE_TEST(nesting_is_limited),
		CAPTURE_TEST(a_number_may_have_too_many_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
