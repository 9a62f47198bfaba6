#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "money.h"

static int setup(void **state)
{
	static struct arena arena;
	static struct money money;

	money = (struct money){ .arena = &arena };
	*state = &money;
	return 0;
}

static int teardown(void **state)
{
	struct money *money = *state;

	arena_release(money->arena);
	return 0;
}

static void nothing_is_rounded_before_it_is_shown(void **state)
{
	struct money *money = *state;
	const char *sum = "0";

	/* Ten thousand times a millionth of a cent is a cent. */
	for (int i = 0; i < 10000; i++)
		sum = money_add(money, sum, "0.000001");
	assert_string_equal(sum, "0.01");
	assert_string_equal(money_show(money, sum), "0.01");
	assert_string_equal(money_subtract(money, "0.3", "0.1"), "0.2");
	assert_string_equal(money_show(money, money_multiply(money, "0.04316778", "730")), "31.51");
	assert_int_equal(money->failed, NUMBER_OK);
}

static void changes_have_a_sign(void **state)
{
	assert_string_equal(money_show_change(*state, "1.005"), "+1.01");
	assert_string_equal(money_show_change(*state, "-1.005"), "-1.01");
	assert_string_equal(money_show_change(*state, "0.001"), "0.00");
	assert_string_equal(money_show_change(*state, "-0.001"), "0.00");
}

static void amounts_are_compared_by_value(void **state)
{
	(void)state;
	assert_true(money_compare("9.9", "10") < 0);
	assert_true(money_compare("-1", "-2") > 0);
	assert_int_equal(money_compare("1.50", "1.5"), 0);
	assert_true(money_is_zero("0.00"));
	assert_false(money_is_zero("0.001"));
}

static void failures_stick(void **state)
{
	struct money *money = *state;

	assert_string_equal(money_multiply(money, "1e9999", "1e9999"), "0");
	assert_int_equal(money->failed, NUMBER_TOO_LONG);
	assert_string_equal(money_add(money, "1", "1"), "2");
	assert_int_equal(money->failed, NUMBER_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_rounded_before_it_is_shown, setup, teardown),
		cmocka_unit_test_setup_teardown(changes_have_a_sign, setup, teardown),
		cmocka_unit_test_setup_teardown(amounts_are_compared_by_value, setup, teardown),
		cmocka_unit_test_setup_teardown(failures_stick, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
