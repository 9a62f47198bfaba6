#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lock_record.h"

/* The table of lock_record.h, line by line. Our token is 8. */
static void test_what_is_made_of_a_record(void **context)
{
#define STATE(etag_, serial_, lineage_) { .there = true, .etag = etag_, .serial = serial_, .lineage = lineage_, .digest = "of " etag_ }
#define NONE { .serial = -1 }
	static const struct {
		const char *name;
		struct lock_record record;
		struct lock_state now;
		enum record_verdict verdict;
	} cases[] = {
		{ "none, no state", { 0 }, NONE, RECORD_FIRST },
		{ "none, a state", { 0 }, STATE("a", 1, "l"), RECORD_FIRST },
		{ "closed, none", { .there = true, .closed = true, .token = 7, .state = NONE }, NONE, RECORD_SAME },
		{ "closed, the same", { .there = true, .closed = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("a", 1, "l"), RECORD_SAME },
		{ "closed, greater serial", { .there = true, .closed = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("b", 2, "l"),
		  RECORD_CHANGED },
		{ "closed, none before", { .there = true, .closed = true, .token = 7, .state = NONE }, STATE("b", 2, "l"), RECORD_CHANGED },
		{ "open, none", { .there = true, .token = 7, .state = NONE }, NONE, RECORD_RESUMED },
		{ "open, the same", { .there = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("a", 1, "l"), RECORD_RESUMED },
		{ "open, greater serial", { .there = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("b", 2, "l"), RECORD_RESUMED },
		{ "open, none before", { .there = true, .token = 7, .state = NONE }, STATE("b", 1, "l"), RECORD_RESUMED },
		{ "open, same serial", { .there = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("b", 1, "l"), RECORD_STRAYED },
		{ "open, smaller serial", { .there = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("b", 0, "l"), RECORD_STRAYED },
		{ "open, other lineage", { .there = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("b", 2, "m"), RECORD_STRAYED },
		{ "open, encrypted", { .there = true, .token = 7, .state = STATE("a", -1, "") }, STATE("b", -1, ""), RECORD_STRAYED },
		{ "open, encrypted now", { .there = true, .token = 7, .state = STATE("a", 1, "l") }, STATE("b", -1, ""), RECORD_STRAYED },
		{ "closed, gone", { .there = true, .closed = true, .token = 7, .state = STATE("a", 1, "l") }, NONE, RECORD_GONE },
		{ "open, gone", { .there = true, .token = 7, .state = STATE("a", 1, "l") }, NONE, RECORD_GONE },
		{ "token as ours", { .there = true, .closed = true, .token = 8, .state = STATE("a", 1, "l") }, STATE("a", 1, "l"), RECORD_AHEAD },
		{ "token above ours", { .there = true, .token = 9, .state = STATE("a", 1, "l") }, STATE("b", 2, "l"), RECORD_AHEAD },
	};

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *etag = cases[i].now.there ? cases[i].now.etag : RECORD_ABSENT;
		enum record_verdict accepted = lock_record_stops(cases[i].verdict) ? RECORD_ACCEPTED : cases[i].verdict;

		if (lock_record_judge(&cases[i].record, &cases[i].now, 8, NULL) != cases[i].verdict)
			fail_msg("%s", cases[i].name);
		if (lock_record_judge(&cases[i].record, &cases[i].now, 8, "other") != cases[i].verdict)
			fail_msg("%s, another accepted", cases[i].name);
		if (lock_record_judge(&cases[i].record, &cases[i].now, 8, etag) != accepted)
			fail_msg("%s, accepted", cases[i].name);
	}
	assert_false(lock_record_stops(RECORD_FIRST) || lock_record_stops(RECORD_SAME) || lock_record_stops(RECORD_RESUMED) ||
	             lock_record_stops(RECORD_ACCEPTED));
	assert_true(lock_record_stops(RECORD_GONE) && lock_record_stops(RECORD_CHANGED) && lock_record_stops(RECORD_STRAYED) &&
	            lock_record_stops(RECORD_AHEAD));
}

static void test_records_there_and_back(void **context)
{
	static const struct lock_record records[] = {
		{ .there = true, .token = 1, .who = "a@h", .created = "now", .operation = "apply", .state = { .serial = -1 } },
		{ .there = true, .closed = true, .token = INT64_MAX, .who = "a@h", .created = "now", .operation = "x",
		  .state = { .there = true, .serial = 0, .lineage = "l \"\n", .etag = "e-2", .digest = "d" }, .kept = "0-1.2",
		  .seen = "f", .seen_kept = "1-2" },
		{ .there = true, .token = 2, .state = { .there = true, .serial = -1, .etag = "e", .digest = "d" } },
	};

	(void)context;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		struct lock_record again;
		char *line = lock_record_print(&records[i]), *line_again;

		assert_non_null(line);
		assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
		if (!lock_record_parse(&again, line, strlen(line)))
			fail_msg("refused: %s", line);
		assert_int_equal(again.closed, records[i].closed);
		assert_int_equal(again.token, records[i].token);
		assert_int_equal(again.state.there, records[i].state.there);
		assert_int_equal(again.state.serial, records[i].state.serial);
		assert_string_equal(again.state.lineage, records[i].state.lineage);
		line_again = lock_record_print(&again); /* and all the rest */
		assert_string_equal(line_again, line);
		free(line_again);
		free(line);
	}
}

static void test_text_that_is_no_utf_8_is_not_said(void **context)
{
	struct lock_record record = { .there = true, .token = 1, .who = "\xff", .operation = "\xc3", .state = { .serial = -1 } }, again;
	char *line = lock_record_print(&record);

	(void)context;
	assert_non_null(line);
	assert_true(lock_record_parse(&again, line, strlen(line)));
	assert_string_equal(again.who, "");
	free(line);
}

static void test_what_is_no_record(void **context)
{
	static const char *const texts[] = {
		"", "x", "[]", "{}", "{\"Phase\":\"open\"}", "{\"Token\":1}", "{\"Phase\":\"shut\",\"Token\":1}",
		"{\"Phase\":1,\"Token\":1}", "{\"Phase\":\"open\",\"Token\":0}", "{\"Phase\":\"open\",\"Token\":-1}",
		"{\"Phase\":\"open\",\"Token\":\"1\"}", "{\"Phase\":\"open\",\"Token\":1.5}", "{\"Phase\":\"open\",\"Token\":1,\"Token\":1}",
		"{\"Phase\":\"open\",\"Token\":1,\"Serial\":-1}", "{\"Phase\":\"open\",\"Token\":1,\"Serial\":\"1\"}",
		"{\"Phase\":\"open\",\"Token\":1,\"Kept\":\"a/b\"}", "{\"Phase\":\"open\",\"Token\":1,\"SeenKept\":\"a/b\"}",
		"{\"Phase\":\"open\",\"Token\":1,\"ETag\":\"a b\"}", "{\"Phase\":\"open\",\"Token\":1,\"Seen\":\"\\u001b\"}",
		"{\"Phase\":\"open\",\"Token\":1,\"Who\":1}",
		"{\"Phase\":\"open\",\"Token\":1,\"Created\":\"0123456789012345678901234567890123456789\"}",
	};

	(void)context;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct lock_record record;

		if (lock_record_parse(&record, texts[i], strlen(texts[i])))
			fail_msg("accepted: %s", texts[i]);
		assert_false(record.there);
	}
}

static void test_records_are_described(void **context)
{
	struct lock_record record = { .there = true, .token = 7, .who = "a\x1b@h", .created = "now", .state = { .there = true, .serial = 3, .etag = "e" } };
	struct text text = { 0 };

	(void)context;
	lock_record_describe(&text, &record);
	assert_string_equal(text.data, "serial 3, ETag e, recorded by a\\x1B@h with token 7 at now");
	text.length = 0;
	record.who[0] = record.created[0] = '\0';
	lock_record_describe(&text, &record);
	assert_string_equal(text.data, "serial 3, ETag e, recorded by somebody with token 7");
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_made_of_a_record),
		cmocka_unit_test(test_records_there_and_back),
		cmocka_unit_test(test_text_that_is_no_utf_8_is_not_said),
		cmocka_unit_test(test_what_is_no_record),
		cmocka_unit_test(test_records_are_described),
	};

	return cmocka_run_group_tests_name("lock_record", tests, NULL, NULL);
}
