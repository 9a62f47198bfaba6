#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secret_environment.h"

/* Secrets of a file, by name, and what was found for the first of them. */
static struct secrets file_of(struct secret *items, size_t all, size_t asked, struct resolution *resolutions,
                              char *const *values)
{
	for (size_t i = 0; i < asked; i++)
		resolutions[i] = (struct resolution){ .secret = &items[i], .value = values[i] };
	return (struct secrets){ .items = items, .count = asked, .all = all };
}

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

static void secrets_join_what_is_there(void **state)
{
	char *base[] = { "PATH=/bin", "A=old", "AB=x", "EMPTY=", NULL };
	struct secret items[] = { { .name = "A" }, { .name = "B" } };
	struct resolution resolutions[2];
	const struct secrets secrets = file_of(items, 2, 2, resolutions, (char *[]){ "new", "b=c" });
	char **environment = secret_environment_make(base, &secrets, resolutions);

	(void)state;
	assert_non_null(environment);
	assert_int_equal(count_of(environment), 5);
	assert_true(has(environment, "PATH=/bin"));
	assert_true(has(environment, "A=new"));
	assert_true(has(environment, "AB=x"));
	assert_true(has(environment, "EMPTY="));
	assert_true(has(environment, "B=b=c"));
	secret_environment_release(environment, 2);
	assert_string_equal(base[1], "A=old");
}

static void credentials_are_taken_out(void **state)
{
	char *base[] = { "VAULT_TOKEN=1", "VAULT_ROLE_ID=2", "VAULT_SECRET_ID=3", "VAULT_WRAPPED_SECRET_ID=4",
		         "VAULT_ID_TOKEN=5", "OP_SERVICE_ACCOUNT_TOKEN=6", "OP_=7", "ACTIONS_ID_TOKEN_REQUEST_URL=8",
		         "VAULT_ADDR=9", "VAULT_TOKEN_FILE=10", "OPS=11", "ACTIONS_RUNTIME_URL=12", "XVAULT_TOKEN=13", NULL };
	const struct secrets none = { 0 };
	char **environment = secret_environment_make(base, &none, NULL);

	(void)state;
	assert_int_equal(count_of(environment), 5);
	assert_true(has(environment, "VAULT_ADDR=9"));
	assert_true(has(environment, "VAULT_TOKEN_FILE=10"));
	assert_true(has(environment, "OPS=11"));
	assert_true(has(environment, "ACTIONS_RUNTIME_URL=12"));
	assert_true(has(environment, "XVAULT_TOKEN=13"));
	secret_environment_release(environment, 0);
}

static void one_that_is_asked_for_is_there(void **state)
{
	char *base[] = { "VAULT_TOKEN=callers", "OP_X=1", NULL };
	struct secret items[] = { { .name = "VAULT_TOKEN" }, { .name = "OP_Y" } };
	struct resolution resolutions[2];
	const struct secrets secrets = file_of(items, 2, 2, resolutions, (char *[]){ "narrow", "2" });
	char **environment = secret_environment_make(base, &secrets, resolutions);

	(void)state;
	assert_int_equal(count_of(environment), 2);
	assert_true(has(environment, "VAULT_TOKEN=narrow"));
	assert_true(has(environment, "OP_Y=2"));
	secret_environment_release(environment, 2);
	secret_environment_release(NULL, 2);
}

static void others_of_the_file_are_taken_out(void **state)
{
	char *base[] = { "A=1", "B=2", "C_FROM=3", "C=4", "C_FROM_2=5", NULL };
	struct secret items[] = { { .name = "A" }, { .name = "B" }, { .name = "C", .count = 1 } };
	struct resolution resolutions[1];
	const struct secrets secrets = file_of(items, 3, 1, resolutions, (char *[]){ "found" });
	char **environment;

	(void)state;
	items[2].sources[0] = (struct secret_source){ .kind = SECRET_ENV, .text = "C_FROM" };
	environment = secret_environment_make(base, &secrets, resolutions);
	assert_int_equal(count_of(environment), 2);
	assert_true(has(environment, "A=found"));
	assert_true(has(environment, "C_FROM_2=5"));
	secret_environment_release(environment, 1);
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
		cmocka_unit_test_teardown(credentials_are_taken_out, release),
		cmocka_unit_test_teardown(one_that_is_asked_for_is_there, release),
		cmocka_unit_test_teardown(others_of_the_file_are_taken_out, release),
	};

	return cmocka_run_group_tests_name("secret_environment", tests, NULL, NULL);
}
