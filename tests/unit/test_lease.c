#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lease.h"

#define S LEASE_SECOND

static void test_it_lasts_its_ttl_less_a_margin_from_before_it_was_asked_for(void **state)
{
	struct lease lease;

	(void)state;
	lease_begin(&lease, 60 * S, 1000 * S);
	assert_int_equal(lease.until, 1054 * S);
	assert_int_equal(lease_renew_at(&lease), 1015 * S);
	assert_int_equal(lease_interrupt_at(&lease), 1030 * S);
	assert_int_equal(lease_answer_by(&lease), 1042 * S); /* 12 s to save its state before it is killed */
	assert_false(lease_is_over(&lease, 1054 * S - 1));
	assert_true(lease_is_over(&lease, 1054 * S));
}

static void test_a_renewal_counts_from_before_it_was_sent(void **state)
{
	struct lease lease;

	(void)state;
	lease_begin(&lease, 60 * S, 1000 * S);
	assert_true(lease_extend(&lease, 1015 * S, 1053 * S)); /* acknowledged at the last moment */
	assert_int_equal(lease.until, 1069 * S);
	assert_int_equal(lease_renew_at(&lease), 1030 * S);
	assert_int_equal(lease_interrupt_at(&lease), 1045 * S);
}

static void test_what_was_once_over_stays_over(void **state)
{
	struct lease lease;

	(void)state;
	lease_begin(&lease, 60 * S, 1000 * S);
	assert_false(lease_extend(&lease, 1015 * S, 1054 * S));
	assert_int_equal(lease.until, 1054 * S);
	assert_true(lease_is_over(&lease, 1020 * S)); /* whatever the clock says now */
	assert_false(lease_extend(&lease, 1055 * S, 1055 * S));
}

static void test_the_margin_is_a_tenth_within_bounds(void **state)
{
	(void)state;
	assert_int_equal(lease_margin(1 * S), S / 5);
	assert_int_equal(lease_margin(60 * S), 6 * S);
	assert_int_equal(lease_margin(3600 * S), 10 * S);
}

static void test_giving_back_is_worth_trying_for_a_while(void **state)
{
	struct lease lease;

	(void)state;
	lease_begin(&lease, 60 * S, 1000 * S);
	assert_int_equal(lease_give_up_at(&lease, 1001 * S, 10 * S), 1011 * S);
	assert_int_equal(lease_give_up_at(&lease, 1050 * S, 10 * S), 1054 * S); /* then it is over */
	assert_int_equal(lease_give_up_at(&lease, 1060 * S, 10 * S), 1061 * S);
	lease_begin_forever(&lease);
	assert_int_equal(lease_give_up_at(&lease, 7 * S, 10 * S), 17 * S);
}

static void test_one_without_end(void **state)
{
	struct lease lease;

	(void)state;
	lease_begin_forever(&lease);
	assert_false(lease_is_over(&lease, INT64_MAX - 1));
	assert_true(lease_renew_at(&lease) == LEASE_FOREVER);
	assert_true(lease_interrupt_at(&lease) == LEASE_FOREVER);
	assert_true(lease_answer_by(&lease) == LEASE_FOREVER);
}

static void test_the_clock_goes_on(void **state)
{
	int64_t before = lease_now();

	(void)state;
	assert_true(before > 0);
	assert_true(lease_now() >= before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_lasts_its_ttl_less_a_margin_from_before_it_was_asked_for),
		cmocka_unit_test(test_a_renewal_counts_from_before_it_was_sent),
		cmocka_unit_test(test_what_was_once_over_stays_over),
		cmocka_unit_test(test_the_margin_is_a_tenth_within_bounds),
		cmocka_unit_test(test_giving_back_is_worth_trying_for_a_while),
		cmocka_unit_test(test_one_without_end),
		cmocka_unit_test(test_the_clock_goes_on),
	};

	return cmocka_run_group_tests_name("lease", tests, NULL, NULL);
}
