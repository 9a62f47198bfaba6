#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secret_environment.h"

/* What the inventory says: A and B are asked for, C and D (which may come from FROM_D) are not. */
static struct secret inventory[] = {
	{ .name = "A" },
	{ .name = "B" },
	{ .name = "C" },
	{ .name = "D", .count = 1, .sources = { { .kind = SECRET_ENV, .text = "FROM_D" } } },
};
static const struct secrets two = { .items = inventory, .count = 2, .all = 4 };
static const struct secrets none = { .items = inventory, .count = 0, .all = 0 };

static bool has(char *const *environment, const char *entry)
{
	for (; *environment; environment++)
		if (strcmp(*environment, entry) == 0)
			return true;
	return false;
}

static size_t count_of(char *const *environment)
{
	size_t count = 0;

	while (environment[count])
		count++;
	return count;
}

static const struct secret_login nothing = { 0 }, kept = { .keep = true }, token = { .keep = true, .token = "of-the-login" };

static void secrets_join_what_is_there(void **state)
{
	char *base[] = { "PATH=/bin", "A=old", "AB=x", "EMPTY=", NULL };
	const struct resolution resolutions[] = { { .value = "new", .secret = &inventory[0] },
		                                  { .value = "b=c", .secret = &inventory[1] } };
	struct secret_environment environment;

	assert_true(secret_environment_make(&environment, base, &two, resolutions, nothing));
	(void)state;
	assert_int_equal(count_of(environment.entries), 5);
	assert_true(has(environment.entries, "PATH=/bin"));
	assert_true(has(environment.entries, "A=new"));
	assert_true(has(environment.entries, "AB=x"));
	assert_true(has(environment.entries, "EMPTY="));
	assert_true(has(environment.entries, "B=b=c"));
	secret_environment_release(&environment);
	assert_string_equal(base[1], "A=old");
}

static void what_was_not_asked_for_is_taken_out(void **state)
{
	char *base[] = { "B=old", "C=other", "D=other", "FROM_D=other", "FROM=x", NULL };
	const struct resolution resolutions[] = { { .value = "a", .secret = &inventory[0] },
		                                  { .value = "b", .secret = &inventory[1] } };
	struct secret_environment environment;

	assert_true(secret_environment_make(&environment, base, &two, resolutions, nothing));
	(void)state;
	assert_int_equal(count_of(environment.entries), 3);
	assert_true(has(environment.entries, "A=a"));
	assert_true(has(environment.entries, "B=b"));
	assert_true(has(environment.entries, "FROM=x"));
	secret_environment_release(&environment);
}

static void credentials_are_taken_out(void **state)
{
	char *base[] = { "VAULT_TOKEN=1", "VAULT_ROLE_ID=2", "VAULT_SECRET_ID=3", "VAULT_WRAPPED_SECRET_ID=4",
		         "VAULT_ID_TOKEN=5", "OP_SERVICE_ACCOUNT_TOKEN=6", "OP_=7", "ACTIONS_ID_TOKEN_REQUEST_URL=8",
		         "VAULT_ADDR=9", "VAULT_TOKEN_FILE=10", "OPS=11", "ACTIONS_RUNTIME_URL=12", "XVAULT_TOKEN=13", NULL };
	struct secret_environment environment;

	assert_true(secret_environment_make(&environment, base, &none, NULL, nothing));
	(void)state;
	assert_int_equal(count_of(environment.entries), 5);
	assert_true(has(environment.entries, "VAULT_ADDR=9"));
	assert_true(has(environment.entries, "VAULT_TOKEN_FILE=10"));
	assert_true(has(environment.entries, "OPS=11"));
	assert_true(has(environment.entries, "ACTIONS_RUNTIME_URL=12"));
	assert_true(has(environment.entries, "XVAULT_TOKEN=13"));
	secret_environment_release(&environment);
}

static void one_that_is_asked_for_is_there(void **state)
{
	char *base[] = { "VAULT_TOKEN=callers", "OP_X=1", NULL };
	struct secret items[] = { { .name = "VAULT_TOKEN" }, { .name = "OP_Y" } };
	const struct secrets both = { .items = items, .count = 2, .all = 2 };
	const struct resolution resolutions[] = { { .value = "narrow", .secret = &items[0] },
		                                  { .value = "2", .secret = &items[1] } };
	struct secret_environment environment;

	assert_true(secret_environment_make(&environment, base, &both, resolutions, nothing));
	(void)state;
	assert_int_equal(count_of(environment.entries), 2);
	assert_true(has(environment.entries, "VAULT_TOKEN=narrow"));
	assert_true(has(environment.entries, "OP_Y=2"));
	secret_environment_release(&environment);
	assert_null(environment.entries);
	secret_environment_release(&environment);
}

static void a_command_that_fetches_more_keeps_what_it_needs_for_it(void **state)
{
	char *base[] = { "A=old", "C=other", "FROM_D=d", "VAULT_TOKEN=1", "OP_X=2", NULL };
	const struct resolution resolutions[] = { { .value = "a", .secret = &inventory[0] },
		                                  { .value = "b", .secret = &inventory[1] } };
	struct secret_environment environment;

	assert_true(secret_environment_make(&environment, base, &two, resolutions, kept));
	(void)state;
	assert_int_equal(count_of(environment.entries), 6);
	assert_true(has(environment.entries, "A=a"));
	assert_true(has(environment.entries, "B=b"));
	assert_true(has(environment.entries, "C=other"));
	assert_true(has(environment.entries, "FROM_D=d"));
	assert_true(has(environment.entries, "VAULT_TOKEN=1"));
	assert_true(has(environment.entries, "OP_X=2"));
	secret_environment_release(&environment);
}

static void once_logged_in_it_keeps_the_token_alone(void **state)
{
	char *base[] = { "A=old", "C=other", "FROM_D=d", "OP_X=2", "VAULT_TOKEN=1", "VAULT_ROLE_ID=3", "VAULT_SECRET_ID=4",
		         "VAULT_WRAPPED_SECRET_ID=5", "VAULT_ID_TOKEN=6", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=7", "VAULT_ADDR=8", NULL };
	const struct resolution resolutions[] = { { .value = "a", .secret = &inventory[0] },
		                                  { .value = "b", .secret = &inventory[1] } };
	struct secret_environment environment;

	assert_true(secret_environment_make(&environment, base, &two, resolutions, token));
	(void)state;
	assert_int_equal(count_of(environment.entries), 7);
	assert_int_equal(environment.made, 3);
	assert_true(has(environment.entries, "A=a"));
	assert_true(has(environment.entries, "B=b"));
	assert_true(has(environment.entries, "VAULT_TOKEN=of-the-login"));
	assert_true(has(environment.entries, "C=other"));
	assert_true(has(environment.entries, "FROM_D=d"));
	assert_true(has(environment.entries, "OP_X=2"));
	assert_true(has(environment.entries, "VAULT_ADDR=8"));
	secret_environment_release(&environment);
}

/* A login is COMMAND's only if it was to be kept, and no secret of its name was asked for. */
static void the_token_is_nobody_elses(void **state)
{
	char *base[] = { "PATH=/bin", NULL };
	struct secret item = { .name = "VAULT_TOKEN" };
	const struct secrets one = { .items = &item, .count = 1, .all = 1 };
	const struct resolution resolution = { .value = "narrow", .secret = &item };
	struct secret_environment environment;

	(void)state;
	assert_true(secret_environment_make(&environment, base, &none, NULL, (struct secret_login){ .token = "t" }));
	assert_int_equal(count_of(environment.entries), 1);
	assert_true(has(environment.entries, "PATH=/bin"));
	secret_environment_release(&environment);
	assert_true(secret_environment_make(&environment, base, &one, &resolution, token));
	assert_int_equal(count_of(environment.entries), 2);
	assert_true(has(environment.entries, "VAULT_TOKEN=narrow"));
	secret_environment_release(&environment);
}

static int release(void **state)
{
	(void)state;
	secret_pool_release();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(secrets_join_what_is_there, release),
		cmocka_unit_test_teardown(what_was_not_asked_for_is_taken_out, release),
		cmocka_unit_test_teardown(credentials_are_taken_out, release),
		cmocka_unit_test_teardown(one_that_is_asked_for_is_there, release),
		cmocka_unit_test_teardown(a_command_that_fetches_more_keeps_what_it_needs_for_it, release),
		cmocka_unit_test_teardown(once_logged_in_it_keeps_the_token_alone, release),
		cmocka_unit_test_teardown(the_token_is_nobody_elses, release),
	};

	return cmocka_run_group_tests_name("secret_environment", tests, NULL, NULL);
}
