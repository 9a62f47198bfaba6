#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "bakery.h"
#include "lease.h"

#define S LEASE_SECOND

/* IDs in order. */
#define A "00000000-0000-4000-8000-00000000000a"
#define B "00000000-0000-4000-8000-00000000000b"
#define C "00000000-0000-4000-8000-00000000000c"

static void look(struct bakery *bakery, const char *id, int64_t begun, int64_t ended, const char *const *names)
{
	bakery_look_begin(bakery);
	for (; *names != NULL; names++)
		assert_int_equal(bakery_look_add(bakery, *names, id), BAKERY_OK);
	bakery_look_end(bakery, begun, ended);
}

#define LOOK(bakery, id, begun, ended, ...) look(bakery, id, begun, ended, (const char *const[]){ __VA_ARGS__, NULL })

static const struct bakery_other *find(const struct bakery *bakery, const char *id)
{
	for (size_t i = 0; i < bakery->count; i++)
		if (strcmp(bakery->others[i].id, id) == 0)
			return &bakery->others[i];
	return NULL;
}

static bool is_before(const struct bakery *bakery, const char *other, const char *id, uint64_t ticket)
{
	assert_non_null(find(bakery, other));
	return bakery_is_before(find(bakery, other), id, ticket);
}

static void test_names_there_and_back(void **state)
{
	static const struct {
		struct bakery_key key;
		const char *name;
	} cases[] = {
		{ { BAKERY_CHOOSING, A, 60 * S, 0 }, A ".60000.choosing" },
		{ { BAKERY_TICKET, A, S / 1000, 1 }, A ".1.ticket.1" },
		{ { BAKERY_RENEWAL, A, S, 999999999999999999 }, A ".1000.renewal.999999999999999999" },
		{ { BAKERY_TOKEN, A, 0, 10 }, "token.10." A },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char name[BAKERY_NAME_SIZE];
		struct bakery_key key;

		bakery_name(&cases[i].key, name);
		assert_string_equal(name, cases[i].name);
		assert_true(bakery_parse(name, &key));
		assert_int_equal(key.kind, cases[i].key.kind);
		assert_string_equal(key.id, cases[i].key.id);
		assert_int_equal(key.ttl, cases[i].key.ttl);
		assert_int_equal(key.number, cases[i].key.number);
	}
}

static void test_other_names_are_foreign(void **state)
{
	static const char *const names[] = {
		"", "x", "token", "token.", "token.1", "token.1.", "token.0." A, "token.01." A, "token.1." A "x",
		"token.1000000000000000000." A, A, A ".", A ".1", A ".1.", A ".0.choosing", A ".01.choosing",
		A ".1.choosing.1", A ".1.choosin", A ".x.choosing", A ".1000000000000.choosing", A ".1.ticket",
		A ".1.ticket.", A ".1.ticket.0", A ".1.ticket.-1", A ".1.ticket.1x", A ".1.renewal.1000000000000000000",
		A ".1.renew.1", "A0000000-0000-4000-8000-00000000000a.1.choosing",
		"00000000x0000-4000-8000-00000000000a.1.choosing", "0000000000000-4000-8000-00000000000a.1.choosing",
	};
	struct bakery bakery = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (bakery_look_add(&bakery, names[i], C) != BAKERY_FOREIGN)
			fail_msg("'%s' was taken for a key", names[i]);
	bakery_release(&bakery);
}

static void test_ids_are_random_uuids(void **state)
{
	char id[BAKERY_ID_SIZE], other[BAKERY_ID_SIZE];

	(void)state;
	assert_true(bakery_new_id(id) && bakery_new_id(other));
	assert_true(bakery_is_id(id));
	assert_int_equal(id[14], '4');
	assert_non_null(strchr("89ab", id[19]));
	assert_string_not_equal(id, other);
}

static void test_who_chooses_is_before_all(void **state)
{
	struct bakery bakery = { 0 };

	(void)state;
	LOOK(&bakery, B, 0, 0, A ".1000.choosing", B ".1000.choosing", B ".1000.ticket.1", C ".1000.choosing");
	assert_int_equal(bakery.count, 2); /* not our own */
	assert_int_equal(bakery.highest_ticket, 0);
	assert_true(is_before(&bakery, A, B, 1));
	assert_true(is_before(&bakery, C, B, 1));
	bakery_release(&bakery);
}

static void test_tickets_go_by_number_then_id(void **state)
{
	struct bakery bakery = { 0 };

	(void)state;
	LOOK(&bakery, B, 0, 0, A ".1000.choosing", A ".1000.ticket.7", C ".1000.ticket.7");
	assert_int_equal(bakery.highest_ticket, 7);
	assert_true(is_before(&bakery, A, B, 8));
	assert_true(is_before(&bakery, C, B, 8));
	assert_true(is_before(&bakery, A, B, 7));
	assert_false(is_before(&bakery, C, B, 7));
	assert_false(is_before(&bakery, A, B, 6));
	assert_true(is_before(&bakery, C, B, 0)); /* before our ticket is there, everybody is */
	bakery_release(&bakery);
}

static void test_the_dead_were_not_renewed_for_their_ttl_in_a_later_look(void **state)
{
	struct bakery bakery = { 0 };

	(void)state;
	LOOK(&bakery, B, 10 * S, 12 * S, A ".5000.choosing", A ".5000.ticket.1");
	assert_true(is_before(&bakery, A, B, 2));
	/* The answer came late, but it may be as old as the question. */
	LOOK(&bakery, B, 17 * S - 1, 100 * S, A ".5000.choosing", A ".5000.ticket.1");
	assert_true(is_before(&bakery, A, B, 2));
	LOOK(&bakery, B, 17 * S, 17 * S, A ".5000.choosing", A ".5000.ticket.1");
	assert_false(is_before(&bakery, A, B, 2));
	assert_true(find(&bakery, A)->dead);
	bakery_release(&bakery);
}

static void test_a_renewal_begins_the_count_again(void **state)
{
	struct bakery bakery = { 0 };

	(void)state;
	LOOK(&bakery, B, 0, 0, A ".5000.choosing", A ".5000.renewal.3");
	LOOK(&bakery, B, 4 * S, 4 * S, A ".5000.choosing", A ".5000.renewal.4");
	LOOK(&bakery, B, 8 * S, 8 * S, A ".5000.choosing", A ".5000.renewal.3"); /* late, or still listed: no news */
	assert_true(is_before(&bakery, A, B, 2));
	LOOK(&bakery, B, 9 * S, 9 * S, A ".5000.choosing");
	assert_false(is_before(&bakery, A, B, 2));
	LOOK(&bakery, B, 9 * S, 10 * S, A ".5000.choosing", A ".5000.renewal.5");
	assert_true(is_before(&bakery, A, B, 2)); /* it lives, and finds out by itself whether it must start again */
	bakery_release(&bakery);
}

static void test_who_was_not_shown_is_forgotten(void **state)
{
	struct bakery bakery = { 0 };

	(void)state;
	LOOK(&bakery, B, 0, 0, A ".5000.choosing");
	LOOK(&bakery, B, 4 * S, 4 * S, C ".5000.choosing");
	assert_null(find(&bakery, A));
	LOOK(&bakery, B, 6 * S, 6 * S, A ".5000.choosing");
	assert_true(is_before(&bakery, A, B, 1)); /* counted from now */
	bakery_release(&bakery);
}

static void test_the_highest_token_is_of_anybody(void **state)
{
	struct bakery bakery = { 0 };

	(void)state;
	LOOK(&bakery, B, 0, 0, A ".1000.choosing", A ".1000.ticket.1", "token.41." A, "token.42." C, "token.50." B);
	assert_int_equal(bakery.highest_token, 42); /* our own does not count */
	assert_true(find(&bakery, A)->has_token);
	assert_int_equal(find(&bakery, A)->token, 41);
	assert_null(find(&bakery, C)); /* only its token is left */
	LOOK(&bakery, B, 1, 1, A ".1000.choosing");
	assert_int_equal(bakery.highest_token, 0);
	assert_false(find(&bakery, A)->has_token);
	bakery_release(&bakery);
}

static void test_a_renewal_alone_is_before_nobody(void **state)
{
	struct bakery bakery = { 0 };

	(void)state;
	LOOK(&bakery, B, 0, 0, A ".1000.renewal.1");
	assert_false(is_before(&bakery, A, B, 1));
	LOOK(&bakery, B, S, S, A ".1000.renewal.1");
	assert_true(find(&bakery, A)->dead); /* so that it is swept up */
	bakery_release(&bakery);
}

static void test_many(void **state)
{
	struct bakery bakery = { 0 };
	char name[BAKERY_NAME_SIZE];

	(void)state;
	bakery_look_begin(&bakery);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "00000000-0000-4000-8000-%012x.1000.ticket.%d", (unsigned)i, i + 1);
		assert_int_equal(bakery_look_add(&bakery, name, NULL), BAKERY_OK);
	}
	bakery_look_end(&bakery, 0, 0);
	assert_int_equal(bakery.count, 1000);
	assert_int_equal(bakery.highest_ticket, 1000);
	bakery_release(&bakery);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_there_and_back),
		cmocka_unit_test(test_other_names_are_foreign),
		cmocka_unit_test(test_ids_are_random_uuids),
		cmocka_unit_test(test_who_chooses_is_before_all),
		cmocka_unit_test(test_tickets_go_by_number_then_id),
		cmocka_unit_test(test_the_dead_were_not_renewed_for_their_ttl_in_a_later_look),
		cmocka_unit_test(test_a_renewal_begins_the_count_again),
		cmocka_unit_test(test_who_was_not_shown_is_forgotten),
		cmocka_unit_test(test_the_highest_token_is_of_anybody),
		cmocka_unit_test(test_a_renewal_alone_is_before_nobody),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests_name("bakery", tests, NULL, NULL);
}
