#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cost_date.h"

static long days(const char *text)
{
	long result = -1;

	if (!cost_date_read(text, &result))
		fail_msg("%s is no date", text);
	return result;
}

static void days_are_counted_from_1970(void **state)
{
	(void)state;
	assert_int_equal(days("1970-01-01"), 0);
	assert_int_equal(days("1969-12-31"), -1);
	assert_int_equal(days("2000-03-01"), 11017);
	assert_int_equal(days("2026-11-25"), 20782);
	assert_int_equal(days("2024-02-29") + 1, days("2024-03-01"));
	assert_int_equal(days("2025-12-31") + 1, days("2026-01-01"));
}

static void less_of_a_date_is_its_first_day(void **state)
{
	(void)state;
	assert_int_equal(days("2026-09"), days("2026-09-01"));
	assert_int_equal(days("2026"), days("2026-01-01"));
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const wrong[] = { "",           "26-11-25",    "2026-13-01", "2026-00-10", "2026-02-29", "2026-11-31",
		                             "2026-11-25T", "2026-11-25 ", "2026/11/25", "2026-",      "2026-1",     "x026-11-25",
		                             "1900-02-29", "0000-01-01",  "2026-11-00" };
	long result;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (cost_date_read(wrong[i], &result))
			fail_msg("'%s' is taken for a date", wrong[i]);
}

static void today_is_a_date(void **state)
{
	char text[11];

	(void)state;
	cost_date_today(text);
	assert_int_equal(strlen(text), 10);
	assert_true(days(text) > 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_counted_from_1970),
		cmocka_unit_test(less_of_a_date_is_its_first_day),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(today_is_a_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
