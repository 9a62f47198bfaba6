#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lease.h"
#include "lock_info.h"
#include "lock_text.h"

static void assert_shown(const char *text, const char *expected)
{
	struct text out = { 0 };

	text_add(&out, "");
	lock_text_show(&out, text);
	assert_false(out.failed);
	assert_string_equal(out.data, expected);
	text_release(&out);
}

static void test_what_is_fit_for_a_terminal_is_shown_as_it_is(void **state)
{
	(void)state;
	assert_shown("", "");
	assert_shown("alice@host (CI)", "alice@host (CI)");
	assert_shown("Zoë \xe6\x97\xa5 \xf0\x9f\x94\x92", "Zoë \xe6\x97\xa5 \xf0\x9f\x94\x92");
}

static void test_what_is_not_is_spelt_out(void **state)
{
	(void)state;
	assert_shown("a\x1b[31mb\r\nc\x7f", "a\\x1B[31mb\\x0D\\x0Ac\\x7F");
	assert_shown("\xc2\x9b" "2J", "\\u{009B}2J");             /* CSI, in one character */
	assert_shown("\xe2\x80\xae" "txt.exe", "\\u{202E}txt.exe"); /* right to left */
	assert_shown("\xe2\x81\xa6\xef\xbb\xbf\xe2\x80\xa8\xd8\x9c", "\\u{2066}\\u{FEFF}\\u{2028}\\u{061C}");
	assert_shown("\\x1B", "\\\\x1B"); /* cannot be taken for the above */
}

static void test_what_is_no_utf_8_is_spelt_out(void **state)
{
	(void)state;
	assert_shown("\xff", "\\xFF");
	assert_shown("\xc3", "\\xC3");
	assert_shown("\xc3(", "\\xC3(");
	assert_shown("\xc0\xaf", "\\xC0\\xAF");                 /* overlong */
	assert_shown("\xe0\x80\xaf", "\\xE0\\x80\\xAF");         /* overlong */
	assert_shown("\xed\xa0\x80", "\\xED\\xA0\\x80");         /* a surrogate */
	assert_shown("\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"); /* beyond Unicode */
	assert_shown("\xe2\x80", "\\xE2\\x80");
}

static void test_what_is_long_is_cut(void **state)
{
	char text[300], expected[LOCK_SHOWN_MAX + 4];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	memset(expected, 'x', LOCK_SHOWN_MAX);
	strcpy(expected + LOCK_SHOWN_MAX, "...");
	assert_shown(text, expected);
	text[LOCK_SHOWN_MAX] = '\0';
	expected[LOCK_SHOWN_MAX] = '\0';
	assert_shown(text, expected);
}

static void test_durations_there_and_back(void **state)
{
	static const struct {
		const char *text;
		int64_t milliseconds;
		const char *shown;
	} cases[] = {
		{ "0", 0, "0s" },         { "1", 1000, "1s" },       { "250ms", 250, "250ms" }, { "90s", 90000, "90s" },
		{ "120s", 120000, "2m" }, { "60m", 3600000, "1h" },  { "1h", 3600000, "1h" },   { "1500ms", 1500, "1500ms" },
		{ "168h", 604800000, "168h" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text out = { 0 };
		int64_t value;

		assert_true(lock_duration_parse(cases[i].text, &value));
		assert_int_equal(value, cases[i].milliseconds * (LEASE_SECOND / 1000));
		lock_duration_show(&out, value);
		assert_string_equal(out.data, cases[i].shown);
		text_release(&out);
	}
}

static void assert_described(const char *json, const char *expected)
{
	json_t *object = lock_json_parse(json, strlen(json));
	struct lock_info info;
	struct text out = { 0 };

	assert_non_null(object);
	assert_true(lock_info_from_json(&info, object));
	lock_info_describe(&out, &info);
	assert_string_equal(out.data, expected);
	text_release(&out);
	lock_info_release(&info);
	json_decref(object);
}

static void test_lock_infos_are_described(void **state)
{
	(void)state;
	assert_described("{\"ID\": \"i\", \"Who\": \"w\", \"Created\": \"c\", \"Operation\": \"o\", \"Info\": \"n\"}",
	                 "w since c, for o, ID i");
	assert_described("{}", "somebody");
	assert_described("{\"ID\": 1, \"Who\": \"\", \"Created\": null, \"More\": []}", "somebody");
	assert_described("{\"Who\": \"\\u001b\"}", "\\x1B");
}

static void test_our_lock_info_has_terraforms_fields(void **state)
{
	struct lock_info info;
	json_t *object;
	char *line;

	(void)state;
	assert_true(lock_info_make(&info, "i", "apply", "1.2.3", "prod/mgmt"));
	object = lock_info_to_json(&info);
	line = lock_json_print(object);
	assert_int_equal(json_object_size(object), LOCK_FIELDS);
	assert_memory_equal(line, "{\"ID\":\"i\",\"Operation\":\"apply\",\"Info\":\"\",\"Who\":\"", 43);
	assert_string_equal(json_string_value(json_object_get(object, "Version")), "1.2.3");
	assert_string_equal(json_string_value(json_object_get(object, "Path")), "prod/mgmt");
	assert_int_equal(strlen(json_string_value(json_object_get(object, "Created"))), strlen("2026-11-25T00:00:00Z"));
	assert_non_null(strchr(json_string_value(json_object_get(object, "Who")), '@'));
	free(line);
	json_decref(object);
	lock_info_release(&info);
}

static void test_what_is_no_object_is_no_lock_info(void **state)
{
	static const char *const texts[] = { "", "[]", "1", "{", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":\"\xff\"}" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_null(lock_json_parse(texts[i], strlen(texts[i])));
}

static void test_etags_without_what_is_around_them(void **state)
{
	static const struct {
		const char *header, *etag;
	} cases[] = {
		{ " \"d41d8cd98f00b204e9800998ecf8427e-2\"\r\n", "d41d8cd98f00b204e9800998ecf8427e-2" },
		{ "W/\"a\"", "a" }, { "\ta \n", "a" }, { "\"a", "" }, { "a\"", "" }, { "\"\"", "" }, { "\"", "" }, { "", "" }, { "\r\n", "" },
		{ "\"a b\"", "" }, { "\"a\"b\"", "" }, { "\"\x1b\"", "" }, { "\"\xc3\xa9\"", "" }, { "\"\x7f\"", "" },
	};
	char etag[LOCK_ETAG_SIZE], longest[LOCK_ETAG_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		lock_etag_read(cases[i].header, strlen(cases[i].header), etag);
		assert_string_equal(etag, cases[i].etag);
	}
	memset(longest, 'x', LOCK_ETAG_SIZE);
	longest[LOCK_ETAG_SIZE] = '\0';
	lock_etag_read(longest, LOCK_ETAG_SIZE, etag);
	assert_string_equal(etag, "");
	lock_etag_read(longest, LOCK_ETAG_SIZE - 1, etag);
	assert_string_equal(etag, longest + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_fit_for_a_terminal_is_shown_as_it_is),
		cmocka_unit_test(test_what_is_not_is_spelt_out),
		cmocka_unit_test(test_what_is_no_utf_8_is_spelt_out),
		cmocka_unit_test(test_what_is_long_is_cut),
		cmocka_unit_test(test_durations_there_and_back),
		cmocka_unit_test(test_etags_without_what_is_around_them),
		cmocka_unit_test(test_lock_infos_are_described),
		cmocka_unit_test(test_our_lock_info_has_terraforms_fields),
		cmocka_unit_test(test_what_is_no_object_is_no_lock_info),
	};

	return cmocka_run_group_tests_name("lock_text", tests, NULL, NULL);
}
