#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "number.h"

static int setup(void **state)
{
	static struct arena arena;

	*state = &arena;
	return 0;
}

static int teardown(void **state)
{
	arena_release(*state);
	return 0;
}

static void assert_spelt(struct arena *arena, const char *yaml, const char *json)
{
	const char *text;
	size_t length;

	if (number_from_yaml(arena, yaml, strlen(yaml), &text, &length) != NUMBER_OK)
		fail_msg("'%s' is not read as a number", yaml);
	assert_string_equal(text, json);
	assert_int_equal(length, strlen(json));
}

static void assert_result(struct arena *arena, const char *yaml, enum number_result expected)
{
	const char *text;
	size_t length;
	enum number_result result = number_from_yaml(arena, yaml, strlen(yaml), &text, &length);

	if (result != expected)
		fail_msg("'%.40s' gives %d, not %d", yaml, (int)result, (int)expected);
}

/* COUNT times C, between PREFIX and SUFFIX. */
static const char *repeat(struct arena *arena, const char *prefix, char c, size_t count, const char *suffix)
{
	char *middle = arena_calloc(arena, count + 1, 1);

	assert_non_null(middle);
	memset(middle, c, count);
	return arena_printf(arena, "%s%s%s", prefix, middle, suffix);
}

static void json_numbers_stay_as_written(void **state)
{
	static const char *const numbers[] = {
		"0", "-0", "1", "-1", "10", "1234567890123456789012345678901234567890", "0.1", "-0.10", "1.50",
		"1e5", "1E5", "1e+5", "1E-05", "-1.25e10000", "1e-10000", "0e0", "100.00",
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_spelt(*state, numbers[i], numbers[i]);
}

static void other_spellings_become_json(void **state)
{
	static const char *const numbers[][2] = {
		{ "+1", "1" },     { "+0", "0" },       { "007", "7" },      { "-007", "-7" },     { "000", "0" },
		{ "-00", "-0" },   { "1.", "1" },       { "-1.", "-1" },     { ".5", "0.5" },      { "-.5", "-0.5" },
		{ "+.5", "0.5" },  { "1.e3", "1e3" },   { "00.50", "0.50" }, { "01e5", "1e5" },    { ".0", "0.0" },
		{ "+12e3", "12e3" }, { "0x1F", "31" },  { "0xff", "255" },   { "0x0", "0" },       { "0x000a", "10" },
		{ "0o17", "15" },  { "0o0", "0" },      { "0o00777", "511" }, { "08", "8" },       { "0x3b9aca00", "1000000000" },
		{ "0x3B9AC9FF", "999999999" },          { "0xde0b6b3a7640000", "1000000000000000000" },
		{ "0xffffffffffffffffffffffffffffffff", "340282366920938463463374607431768211455" },
		{ "0o7777777777777777777777", "73786976294838206463" },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_spelt(*state, numbers[i][0], numbers[i][1]);
}

static void anything_else_is_a_string(void **state)
{
	static const char *const words[] = {
		"", "-", "+", ".", "-.", "+.", "e5", ".e5", "1e", "1e+", "1e5.0", "1_000", "0b1", "1:30", "0x", "0o", "0xg",
		"0o8", "-0x1F", "+0o7", "0X1F", "0O7", "1.2.3", "--1", "+-1", "1 ", " 1", "1-", "12abc", "0x1.8", "1e5e5",
		"inf", "nan", "-.nan", ".iNf", ".nAN", ".infinity", "..inf", "2024-01-01", "10.0.0.0/8", "٣",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_result(*state, words[i], NUMBER_NOT);
}

static void infinity_and_nan_are_told_apart(void **state)
{
	static const char *const words[] = { ".inf", ".Inf", ".INF", "-.inf", "+.INF", ".nan", ".NaN", ".NAN" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_result(*state, words[i], NUMBER_NOT_FINITE);
}

static void digits_have_a_limit(void **state)
{
	struct arena *arena = *state;

	assert_result(arena, repeat(arena, "", '9', 10000, ""), NUMBER_OK);
	assert_result(arena, repeat(arena, "", '9', 10001, ""), NUMBER_TOO_LONG);
	assert_result(arena, repeat(arena, "-", '9', 9999, ".9"), NUMBER_OK);
	assert_result(arena, repeat(arena, "-", '9', 9999, ".99"), NUMBER_TOO_LONG);
	assert_result(arena, repeat(arena, "", '0', 20000, "1"), NUMBER_OK); /* leading zeros are not kept */
	assert_result(arena, repeat(arena, "", '9', 10001, "x"), NUMBER_NOT);
	assert_result(arena, repeat(arena, "0x", '0', 20000, "f"), NUMBER_OK);
	assert_result(arena, repeat(arena, "0x", 'f', 8304, ""), NUMBER_OK); /* 9,999.7 digits */
	assert_result(arena, repeat(arena, "0x", 'f', 8305, ""), NUMBER_TOO_LONG);
	assert_result(arena, repeat(arena, "0x", 'f', 100000, ""), NUMBER_TOO_LONG);
	assert_result(arena, repeat(arena, "0o", '7', 11073, ""), NUMBER_OK);
	assert_result(arena, repeat(arena, "0o", '7', 11074, ""), NUMBER_TOO_LONG);
	assert_result(arena, repeat(arena, "0x", 'f', 100000, "g"), NUMBER_NOT);
}

static void exponents_have_a_limit(void **state)
{
	assert_result(*state, "1e10000", NUMBER_OK);
	assert_result(*state, "1e10001", NUMBER_TOO_LARGE);
	assert_result(*state, "1e-10000", NUMBER_OK);
	assert_result(*state, "1e-10001", NUMBER_TOO_LARGE);
	assert_result(*state, "1e+000000000000000000000007", NUMBER_OK);
	assert_result(*state, "0e99999999999999999999999999", NUMBER_TOO_LARGE);
}

static int compare(const char *a, const char *b)
{
	int result = number_compare(a, strlen(a), b, strlen(b));
	int reverse = number_compare(b, strlen(b), a, strlen(a));

	assert_int_equal((result > 0) - (result < 0), (reverse < 0) - (reverse > 0));
	return (result > 0) - (result < 0);
}

static void numbers_are_compared_exactly(void **state)
{
	static const char *const rising[] = {
		"-1e10000", "-10", "-9.99", "-1", "-0.1", "-1e-10000", "0", "1e-10000", "0.1", "0.10000000000000000001", "0.5",
		"1", "1.000000000000000000000000001", "9.99", "10", "10.01", "99", "100", "9007199254740992",
		"9007199254740993", "1234567890123456789012345678901234567890", "1234567890123456789012345678901234567891",
		"1e9999", "1e10000", "1.5e10000",
	};
	static const char *const equal[][2] = {
		{ "1", "1.0" },  { "0", "-0" },       { "0.0", "0e5" },   { "1e2", "100" },      { "100e-2", "1" },
		{ "0.1", "1e-1" }, { "0.001", "0.1e-2" }, { "120", "1.2E+2" }, { "-5", "-0.5e1" }, { "10.0", "10" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rising) / sizeof(*rising); i++)
		for (size_t j = 0; j < sizeof(rising) / sizeof(*rising); j++)
			if (compare(rising[i], rising[j]) != (i > j) - (i < j))
				fail_msg("%s against %s", rising[i], rising[j]);
	for (size_t i = 0; i < sizeof(equal) / sizeof(*equal); i++)
		if (compare(equal[i][0], equal[i][1]) != 0)
			fail_msg("%s against %s", equal[i][0], equal[i][1]);
}

static void integers_are_recognised(void **state)
{
	static const char *const integers[] = { "0", "-0", "0.0", "1", "1.0", "10e-1", "1.5e1", "-120", "1e10000", "0e-5" };
	static const char *const others[] = { "0.1", "1.5", "-1e-1", "15e-2", "1e-10000", "1.25e1" };

	(void)state;
	for (size_t i = 0; i < sizeof(integers) / sizeof(*integers); i++)
		if (!number_is_integer(integers[i], strlen(integers[i])))
			fail_msg("%s", integers[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (number_is_integer(others[i], strlen(others[i])))
			fail_msg("%s", others[i]);
}

static bool is_multiple(const char *value, const char *divisor)
{
	bool multiple;

	assert_true(number_is_multiple(value, strlen(value), divisor, strlen(divisor), &multiple));
	return multiple;
}

static void multiples_are_exact(void **state)
{
	static const char *const multiples[][2] = {
		{ "0", "3" },       { "-0.0", "0.1" }, { "9", "3" },        { "-9", "3" },     { "0.3", "0.1" },
		{ "4.2", "0.7" },   { "1e3", "8" },    { "1e10000", "1024" }, { "120", "1.2e1" }, { "19.99", "0.01" },
		{ "7", "0.5" },     { "1e10000", "1e-10000" },              { "1", "1e-10" },  { "100", "20" },
		{ "121932631137021795226185032733622923332237463801111263526900", "123456789012345678901234567890" },
		{ "999999999999999999", "999999999" }, { "1000000000000000000000", "1000000000" },
	};
	static const char *const others[][2] = {
		{ "10", "3" },  { "0.35", "0.1" }, { "1", "2" },   { "-1", "2" },    { "1e10000", "3" }, { "10", "20" },
		{ "1e-5", "1" }, { "7.3", "0.5" }, { "1e3", "7" }, { "1e-10000", "1e10000" },
		{ "121932631137021795226185032733622923332237463801111263526901", "123456789012345678901234567890" },
		{ "121932631137021795226185032733622923332237463801111263526899", "123456789012345678901234567890" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(multiples) / sizeof(*multiples); i++)
		if (!is_multiple(multiples[i][0], multiples[i][1]))
			fail_msg("%s is a multiple of %s", multiples[i][0], multiples[i][1]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (is_multiple(others[i][0], others[i][1]))
			fail_msg("%s is no multiple of %s", others[i][0], others[i][1]);
}

static void large_multiples_are_exact(void **state)
{
	struct arena *arena = *state;
	const char *nines = repeat(arena, "", '9', 9999, "");

	assert_true(is_multiple(nines, repeat(arena, "", '3', 9999, "")));
	assert_true(is_multiple(nines, repeat(arena, "", '1', 303, ""))); /* 303 divides 9,999 */
	assert_false(is_multiple(nines, repeat(arena, "", '1', 304, "")));
	assert_false(is_multiple("1e10000", nines));
	assert_true(is_multiple(repeat(arena, "", '9', 9999, "e10000"), nines));
	assert_false(is_multiple(repeat(arena, "", '9', 9998, "8e10000"), nines));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(json_numbers_stay_as_written, setup, teardown),
		cmocka_unit_test_setup_teardown(other_spellings_become_json, setup, teardown),
		cmocka_unit_test_setup_teardown(anything_else_is_a_string, setup, teardown),
		cmocka_unit_test_setup_teardown(infinity_and_nan_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(digits_have_a_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(exponents_have_a_limit, setup, teardown),
		cmocka_unit_test(numbers_are_compared_exactly),
		cmocka_unit_test(integers_are_recognised),
		cmocka_unit_test(multiples_are_exact),
		cmocka_unit_test_setup_teardown(large_multiples_are_exact, setup, teardown),
	};

	return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
