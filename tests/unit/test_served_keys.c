#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "served_keys.h"

#define T "0000000000000000000" /* 19 digits of a token */
#define N "000000000"           /* 9 of a number */
#define AFTER(token, base_token, base_number) T token "-" N "0-after-" T base_token "-" N base_number
#define STATE(token, number) T token "-" N number

/* In the order given: sorting is a part of what is tested. */
static void fill(struct served_keys *keys, const char *const *names)
{
	for (; *names != NULL; names++) {
		struct served_key key;

		assert_true(served_name_parse(*names, &key));
		assert_true(served_keys_add(keys, &key));
	}
	served_keys_sort(keys);
}

#define FILL(keys, ...) fill(keys, (const char *const[]){ __VA_ARGS__, NULL })

static bool is_lost(struct served_keys *keys, const char *name)
{
	struct served_key key;

	assert_true(served_name_parse(name, &key));
	served_keys_find_lost(keys);
	for (size_t i = 0; i < keys->count; i++)
		if (served_version_compare(&keys->keys[i].version, &key.version) == 0)
			return keys->keys[i].lost;
	fail_msg("not there: '%s'", name);
	return false;
}

static bool is_old(const struct served_keys *keys, const char *name, size_t keep)
{
	struct served_key key;

	assert_true(served_name_parse(name, &key));
	return served_key_is_old(&key, served_keys_lowest(keys, keep));
}

static void highest_is(const struct served_keys *keys, uint64_t token, uint64_t number)
{
	const struct served_key *key = served_keys_highest(keys, NULL);

	assert_non_null(key);
	assert_int_equal(key->version.token, token);
	assert_int_equal(key->version.number, number);
}

static void test_names_come_back(void **state)
{
	static const char *const names[] = {
		STATE("1", "1"),
		"18446744073709551615-9999999999",
		AFTER("2", "1", "7"),
		AFTER("1", "0", "0"),
		"18446744073709551615-0000000000-after-18446744073709551614-9999999999",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct served_key key;
		char name[SERVED_NAME_SIZE];

		assert_true(served_name_parse(names[i], &key));
		served_name(&key, name);
		assert_string_equal(name, names[i]);
	}
}

static void test_what_is_no_name(void **state)
{
	static const char *const names[] = {
		"", "x", "1-1", T "1", T "1-", T "1-" N, STATE("1", "1") "1", STATE("1", "1") "-after-" STATE("1", "1"), STATE("1", "1") "/",
		STATE("0", "1"), STATE("1", "0"), AFTER("0", "0", "0"), T "1_" N "1", " " T "-" N "1", "+" T "-" N "1",
		"18446744073709551616-0000000001", "99999999999999999999-0000000001", T "1-" N "0-after-", T "1-" N "0-after-" T "0-" N,
		AFTER("2", "1", "1") "0", AFTER("2", "2", "1"), AFTER("1", "2", "1"), AFTER("2", "1", "0"), AFTER("2", "0", "1"),
		T "2-" N "0-After-" STATE("1", "1"), T "2-" N "0", "\xff" T "-" N "1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct served_key key;

		if (served_name_parse(names[i], &key))
			fail_msg("taken for a name: '%s'", names[i]);
	}
}

static void test_versions(void **state)
{
	struct served_version version, low = { 1, 9 }, high = { 2, 1 };

	(void)state;
	assert_true(served_version_parse(STATE("3", "4"), &version));
	assert_int_equal(version.token, 3);
	assert_int_equal(version.number, 4);
	assert_false(served_version_parse(AFTER("2", "1", "1"), &version));
	assert_false(served_version_parse(STATE("1", "0"), &version));
	assert_true(served_version_compare(&low, &high) < 0);
	assert_true(served_version_compare(&high, &low) > 0);
	assert_int_equal(served_version_compare(&low, &low), 0);
}

static void test_the_highest_token_wins(void **state)
{
	struct served_keys keys = { 0 };
	const struct served_key *key;

	(void)state;
	assert_null(served_keys_highest(&keys, NULL));
	FILL(&keys, AFTER("9", "2", "1"), STATE("2", "1"), AFTER("1", "0", "0"), STATE("1", "9"), AFTER("2", "1", "8"), STATE("1", "8"));
	highest_is(&keys, 2, 1); /* the holder of 9 wrote nothing */
	key = served_keys_highest(&keys, &(struct served_version){ 2, 1 });
	assert_non_null(key);
	assert_int_equal(key->version.number, 9);
	assert_null(served_keys_highest(&keys, &(struct served_version){ 1, 8 }));
	served_keys_release(&keys);
}

static void test_what_lands_too_late_is_lost(void **state)
{
	struct served_keys keys = { 0 };

	(void)state;
	/* 2 read 1-1; then 1-2 landed; then 2 wrote. */
	FILL(&keys, AFTER("1", "0", "0"), STATE("1", "1"), STATE("1", "2"), AFTER("2", "1", "1"), STATE("2", "1"), STATE("2", "2"));
	assert_false(is_lost(&keys, STATE("1", "1")));
	assert_true(is_lost(&keys, STATE("1", "2")));
	assert_false(is_lost(&keys, AFTER("2", "1", "1")));
	assert_false(is_lost(&keys, STATE("2", "1"))); /* the next of the same holder follows it */
	assert_false(is_lost(&keys, STATE("2", "2")));
	served_keys_release(&keys);
}

static void test_what_a_later_holder_read_is_not_lost(void **state)
{
	struct served_keys keys = { 0 };

	(void)state;
	/* 2 wrote nothing, 3 read what 1 wrote too late. */
	FILL(&keys, AFTER("1", "0", "0"), STATE("1", "1"), STATE("1", "2"), AFTER("2", "1", "1"), AFTER("3", "1", "2"), STATE("3", "1"));
	assert_false(is_lost(&keys, STATE("1", "2")));
	served_keys_release(&keys);
}

static void test_what_lands_below_a_first_state_is_lost(void **state)
{
	struct served_keys keys = { 0 };

	(void)state;
	FILL(&keys, AFTER("1", "0", "0"), STATE("1", "1"), AFTER("2", "0", "0"), STATE("2", "1"));
	assert_true(is_lost(&keys, STATE("1", "1")));
	served_keys_release(&keys);
}

static void test_what_is_old(void **state)
{
	struct served_keys keys = { 0 };

	(void)state;
	FILL(&keys, AFTER("1", "0", "0"), STATE("1", "1"), STATE("1", "2"), AFTER("2", "1", "2"), STATE("2", "1"), STATE("2", "2"));
	assert_false(is_old(&keys, STATE("1", "1"), 4));
	assert_false(is_old(&keys, STATE("1", "1"), 5));
	assert_true(is_old(&keys, STATE("1", "1"), 3));
	assert_false(is_old(&keys, STATE("1", "2"), 3));
	assert_false(is_old(&keys, AFTER("1", "0", "0"), 3));
	assert_true(is_old(&keys, AFTER("1", "0", "0"), 2));
	assert_true(is_old(&keys, STATE("2", "1"), 1));
	assert_false(is_old(&keys, AFTER("2", "1", "2"), 1)); /* it says what 2-2 follows */
	assert_false(is_old(&keys, STATE("2", "2"), 1));
	served_keys_release(&keys);
	assert_false(is_old(&keys, STATE("2", "2"), 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_come_back),
		cmocka_unit_test(test_what_is_no_name),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_the_highest_token_wins),
		cmocka_unit_test(test_what_lands_too_late_is_lost),
		cmocka_unit_test(test_what_a_later_holder_read_is_not_lost),
		cmocka_unit_test(test_what_lands_below_a_first_state_is_lost),
		cmocka_unit_test(test_what_is_old),
	};

	return cmocka_run_group_tests_name("served_keys", tests, NULL, NULL);
}
