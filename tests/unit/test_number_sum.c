#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

typedef enum number_result operation(struct arena *arena, const char *a, size_t a_length, const char *b,
                                     size_t b_length, const char **out, size_t *out_length);

static void assert_gives(struct arena *arena, operation *operate, const char *a, const char *b, const char *expected)
{
	const char *text;
	size_t length;

	if (operate(arena, a, strlen(a), b, strlen(b), &text, &length) != NUMBER_OK)
		fail_msg("%s with %s fails", a, b);
	assert_string_equal(text, expected);
	assert_int_equal(length, strlen(expected));
}

/* The two orders of operands. */
static void assert_both(struct arena *arena, operation *operate, const char *a, const char *b, const char *expected)
{
	assert_gives(arena, operate, a, b, expected);
	assert_gives(arena, operate, b, a, expected);
}

static void sums_are_exact(void **state)
{
	assert_both(*state, number_add, "0.1", "0.2", "0.3");
	assert_both(*state, number_add, "0", "0", "0");
	assert_both(*state, number_add, "999.99", "0.01", "1000");
	assert_both(*state, number_add, "1.50", "2.250", "3.75");
	assert_both(*state, number_add, "12345678901234567890123456789", "0.0000000001", "12345678901234567890123456789.0000000001");
	assert_both(*state, number_add, "1e3", "2.5E-2", "1000.025");
	assert_both(*state, number_add, "120", "-20e0", "100");
}

static void sums_know_signs(void **state)
{
	assert_both(*state, number_add, "5", "-7", "-2");
	assert_both(*state, number_add, "-5", "7.25", "2.25");
	assert_both(*state, number_add, "-5", "-0.5", "-5.5");
	assert_both(*state, number_add, "1.10", "-1.1", "0");
	assert_both(*state, number_add, "-0", "0.0", "0");
	assert_both(*state, number_add, "1000", "-0.001", "999.999");
}

static void products_are_exact(void **state)
{
	assert_both(*state, number_multiply, "0.00376602", "4", "0.01506408");
	assert_both(*state, number_multiply, "0.1", "0.1", "0.01");
	assert_both(*state, number_multiply, "-3", "2.50", "-7.5");
	assert_both(*state, number_multiply, "-3", "-2", "6");
	assert_both(*state, number_multiply, "-3", "0", "0");
	assert_both(*state, number_multiply, "730", "0.025", "18.25");
	assert_both(*state, number_multiply, "1e2", "1e-4", "0.01");
	assert_both(*state, number_multiply, "99999999999999999999", "99999999999999999999",
	            "9999999999999999999800000000000000000001");
}

static void assert_rounded(struct arena *arena, const char *number, size_t places, const char *expected)
{
	const char *text;
	size_t length;

	assert_int_equal(number_round(arena, number, strlen(number), places, &text, &length), NUMBER_OK);
	assert_string_equal(text, expected);
	assert_int_equal(length, strlen(expected));
}

static void halves_are_rounded_away_from_zero(void **state)
{
	assert_rounded(*state, "2.005", 2, "2.01");
	assert_rounded(*state, "2.0049999999999999", 2, "2.00");
	assert_rounded(*state, "-2.005", 2, "-2.01");
	assert_rounded(*state, "-0.004", 2, "0.00");
	assert_rounded(*state, "0.005", 2, "0.01");
	assert_rounded(*state, "0.0005", 2, "0.00");
	assert_rounded(*state, "9.999", 2, "10.00");
	assert_rounded(*state, "7", 2, "7.00");
	assert_rounded(*state, "0", 2, "0.00");
	assert_rounded(*state, "1.5", 0, "2");
	assert_rounded(*state, "1e-300", 2, "0.00");
}

static const char *repeat(struct arena *arena, char c, size_t count)
{
	char *text = arena_calloc(arena, count + 1, 1);

	assert_non_null(text);
	memset(text, c, count);
	return text;
}

static void digits_are_limited(void **state)
{
	const char *most = repeat(*state, '9', NUMBER_MAX_DIGITS), *half = repeat(*state, '9', NUMBER_MAX_DIGITS / 2);
	const char *text;
	size_t length;

	assert_int_equal(number_add(*state, most, strlen(most), "1", 1, &text, &length), NUMBER_TOO_LONG);
	assert_int_equal(number_add(*state, most, strlen(most), "0", 1, &text, &length), NUMBER_OK);
	assert_int_equal(length, NUMBER_MAX_DIGITS);
	assert_int_equal(number_add(*state, "1e10000", 7, "0", 1, &text, &length), NUMBER_TOO_LONG);
	assert_int_equal(number_add(*state, "1e9999", 6, "1e-9999", 7, &text, &length), NUMBER_TOO_LONG);
	assert_int_equal(number_multiply(*state, most, strlen(most), "11", 2, &text, &length), NUMBER_TOO_LONG);
	assert_int_equal(number_multiply(*state, half, strlen(half), half, strlen(half), &text, &length), NUMBER_OK);
	assert_int_equal(length, NUMBER_MAX_DIGITS);
	assert_true(text[0] == '9' && text[length - 1] == '1');
	assert_int_equal(number_round(*state, most, strlen(most), 1, &text, &length), NUMBER_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sums_are_exact, setup, teardown),
		cmocka_unit_test_setup_teardown(sums_know_signs, setup, teardown),
		cmocka_unit_test_setup_teardown(products_are_exact, setup, teardown),
		cmocka_unit_test_setup_teardown(halves_are_rounded_away_from_zero, setup, teardown),
		cmocka_unit_test_setup_teardown(digits_are_limited, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
