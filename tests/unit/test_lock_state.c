#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lock_state.h"

static struct lock_state read_text(const char *text)
{
	struct lock_state state = { 0 };

	assert_true(lock_state_read(&state, text, strlen(text)));
	assert_true(state.there);
	assert_int_equal(strlen(state.digest), 64);
	return state;
}

static void test_what_a_state_says_of_itself(void **context)
{
	static const struct {
		const char *text, *lineage;
		int64_t serial;
	} cases[] = {
		{ "{\"version\":4,\"serial\":12,\"lineage\":\"a-b\",\"resources\":[]}", "a-b", 12 },
		{ "{\"serial\":0,\"lineage\":\"x\"}", "x", 0 },
		{ "{\"serial\":9007199254740992}", "", INT64_C(9007199254740992) },
		/* A number of a resource's own may be as large as it likes, and a text may hold a NUL. */
		{ "{\"serial\":3,\"lineage\":\"x\",\"id\":18446744073709551616,\"s\":\"\\u0000\"}", "x", 3 },
		/* Not in the clear, or none. */
		{ "{\"meta\":{},\"encrypted_data\":\"eA==\"}", "", -1 },
		{ "{\"serial\":-1,\"lineage\":7}", "", -1 },
		{ "{\"serial\":1.5}", "", -1 },
		{ "{\"serial\":\"1\"}", "", -1 },
		{ "{\"serial\":1e300}", "", -1 },
		{ "{\"serial\":9007199254740994}", "", -1 },
		{ "\x1f\x8b\x08", "", -1 },
		{ "{\"serial\":1", "", -1 },
		{ "[]", "", -1 },
		{ "", "", -1 },
	};

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lock_state state = read_text(cases[i].text);

		if (state.serial != cases[i].serial || strcmp(state.lineage, cases[i].lineage) != 0)
			fail_msg("%s: serial %lld, lineage '%s'", cases[i].text, (long long)state.serial, state.lineage);
	}
}

static void test_a_lineage_that_is_too_long_is_none(void **context)
{
	char lineage[STATE_LINEAGE_SIZE + 1], text[STATE_LINEAGE_SIZE + 64];
	struct lock_state state;

	(void)context;
	for (size_t size = STATE_LINEAGE_SIZE - 1; size <= STATE_LINEAGE_SIZE; size++) {
		memset(lineage, 'x', size);
		lineage[size] = '\0';
		snprintf(text, sizeof(text), "{\"serial\":1,\"lineage\":\"%s\"}", lineage);
		state = read_text(text);
		assert_string_equal(state.lineage, size < STATE_LINEAGE_SIZE ? lineage : "");
	}
}

static void test_the_digest_is_sha_256(void **context)
{
	(void)context;
	/* "abc", FIPS 180-4's example. */
	assert_string_equal(read_text("abc").digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void test_which_states_are_the_same(void **context)
{
	static const struct lock_state none = { 0 }, a = { .there = true, .etag = "1", .digest = "d" },
	                               moved = { .there = true, .etag = "1-2", .digest = "d" },
	                               headed = { .there = true, .etag = "1" }, other = { .there = true, .etag = "2", .digest = "e" },
	                               bare = { .there = true }, bare_too = { .there = true };

	(void)context;
	assert_true(lock_state_is_same(&none, &none));
	assert_true(lock_state_is_same(&a, &a));
	assert_true(lock_state_is_same(&a, &moved));
	assert_true(lock_state_is_same(&a, &headed));
	assert_false(lock_state_is_same(&moved, &headed));
	assert_false(lock_state_is_same(&a, &other));
	assert_false(lock_state_is_same(&a, &none));
	assert_false(lock_state_is_same(&none, &a));
	assert_false(lock_state_is_same(&bare, &bare_too)); /* nothing says so */
}

static void test_what_follows_a_state(void **context)
{
	static const struct lock_state before = { .there = true, .serial = 5, .lineage = "a" };
	static const struct {
		struct lock_state now;
		bool follows;
	} cases[] = {
		{ { .there = true, .serial = 6, .lineage = "a" }, true },
		{ { .there = true, .serial = 50, .lineage = "a" }, true },
		{ { .there = true, .serial = 5, .lineage = "a" }, false },
		{ { .there = true, .serial = 4, .lineage = "a" }, false },
		{ { .there = true, .serial = 6, .lineage = "b" }, false },
		{ { .there = true, .serial = 6, .lineage = "" }, false },
		{ { .there = true, .serial = -1, .lineage = "a" }, false },
	};
	/* Half of it in the clear is not enough. */
	static const struct lock_state no_lineage = { .there = true, .serial = 2 }, no_lineage_later = { .there = true, .serial = 3 },
	                               no_serial = { .there = true, .serial = -1, .lineage = "a" };

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (lock_state_follows(&cases[i].now, &before) != cases[i].follows)
			fail_msg("case %zu", i);
	assert_false(lock_state_follows(&no_lineage_later, &no_lineage));
	assert_false(lock_state_follows(&cases[0].now, &no_serial));
}

static void test_names_of_the_history(void **context)
{
	static const struct {
		const char *name, *folder;
	} cases[] = {
		{ "a/b/unit.tfstate", "a/b/history/unit" }, { "unit.tfstate", "history/unit" }, { "/a/unit", "/a/history/unit" },
		{ "a/.tfstate", "a/history/.tfstate" }, { "a/x.tfstate.d", "a/history/x.tfstate.d" },
	};
	struct lock_state state = { .there = true, .serial = 12 };
	char entry[STATE_ENTRY_SIZE];

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text = { 0 };

		lock_state_history(&text, cases[i].name);
		assert_string_equal(text.data, cases[i].folder);
		text_release(&text);
	}
	lock_state_entry(&state, 7, 1, entry);
	assert_string_equal(entry, "12-7");
	lock_state_entry(&state, 7, 2, entry);
	assert_string_equal(entry, "12-7.2");
	state.serial = -1;
	lock_state_entry(&state, UINT64_MAX, 1, entry);
	assert_string_equal(entry, "unknown-18446744073709551615");
	state.serial = INT64_MAX;
	lock_state_entry(&state, UINT64_MAX, 9, entry);
	assert_string_equal(entry, "9223372036854775807-18446744073709551615.9");
}

static void test_what_is_a_name_of_the_history(void **context)
{
	static const char *const names[] = { "12-7", "0-1", "12-7.2", "unknown-7", "9223372036854775807-18446744073709551615.9" };
	static const char *const others[] = {
		"", "-", "12", "12-", "-7", "12-7.", "12-7.x", "12-7-1", "unknown", "unknown-", "known-7", "record", "record.json", "12-7/x", "../x",
		"000000000000000000000000000000000000-000000000000000000000000000000000000",
	};

	(void)context;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!lock_state_is_entry(names[i]))
			fail_msg("refused: %s", names[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (lock_state_is_entry(others[i]))
			fail_msg("accepted: %s", others[i]);
}

static void test_a_serial_is_raised_and_nothing_else(void **context)
{
	static const struct {
		const char *text;
		int64_t serial;
		const char *raised;
	} cases[] = {
		{ "{\"version\": 4, \"serial\": 3,\n\"lineage\": \"a\", \"n\": 1.10}", 10003,
		  "{\"version\": 4, \"serial\": 10003,\n\"lineage\": \"a\", \"n\": 1.10}" },
		{ "{\"serial\":3,\"outputs\":{\"serial\":7}}", 10012, "{\"serial\":10012,\"outputs\":{\"serial\":7}}" },
		{ "{\"serial\":30,\"lineage\":\"a\"}", 10030, "{\"serial\":10030,\"lineage\":\"a\"}" },
		{ "{\"serial\":9007199254730992}", INT64_C(9007199254740992), "{\"serial\":9007199254740992}" },
		/* Not to be raised: no room; another one comes first; a name with an escape; encrypted; none in the clear; no state. */
		{ "{\"serial\":9007199254730993}", INT64_C(9007199254740993), NULL },
		{ "{\"outputs\":{\"serial\":7},\"serial\":3}", 10, NULL },
		{ "{\"outputs\":{\"serial\":3},\"serial\":3}", 10, NULL },
		{ "{\"s\\u0065rial\":3}", 10, NULL },
		{ "{\"serial\":3,\"lineage\":\"a\",\"encrypted_data\":\"eA==\"}", 10, NULL },
		{ "{\"encrypted_data\":\"eA==\"}", 10, NULL },
		{ "", 10, NULL },
	};

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lock_state state = read_text(cases[i].text);
		struct text data = { 0 }, raised = { 0 };

		text_add(&data, cases[i].text);
		if (lock_state_raise(&state, &data, cases[i].serial, &raised) != (cases[i].raised != NULL))
			fail_msg("%s", cases[i].text);
		if (cases[i].raised != NULL) {
			struct lock_state read = read_text(cases[i].raised);

			assert_string_equal(raised.data, cases[i].raised);
			assert_true(state.serial == read.serial);
			assert_string_equal(state.digest, read.digest);
			assert_string_equal(state.lineage, read.lineage);
		}
		text_release(&data);
		text_release(&raised);
	}
}

static void test_states_are_described(void **context)
{
	static const struct {
		struct lock_state state;
		const char *text;
	} cases[] = {
		{ { 0 }, "no state" },
		{ { .there = true, .serial = 12, .lineage = "a\x1b[2J", .etag = "e" }, "serial 12 of lineage a\\x1B[2J, ETag e" },
		{ { .there = true, .serial = -1, .etag = "e" }, "a serial not in the clear, ETag e" },
		{ { .there = true, .serial = 0 }, "serial 0" },
	};

	(void)context;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text text = { 0 };

		lock_state_describe(&text, &cases[i].state);
		assert_string_equal(text.data, cases[i].text);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_a_state_says_of_itself),
		cmocka_unit_test(test_a_lineage_that_is_too_long_is_none),
		cmocka_unit_test(test_the_digest_is_sha_256),
		cmocka_unit_test(test_which_states_are_the_same),
		cmocka_unit_test(test_what_follows_a_state),
		cmocka_unit_test(test_names_of_the_history),
		cmocka_unit_test(test_what_is_a_name_of_the_history),
		cmocka_unit_test(test_a_serial_is_raised_and_nothing_else),
		cmocka_unit_test(test_states_are_described),
	};

	return cmocka_run_group_tests_name("lock_state", tests, NULL, NULL);
}
