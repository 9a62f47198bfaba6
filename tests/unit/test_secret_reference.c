#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secret_reference.h"

static bool is_valid(enum secret_source_kind kind, const char *text, char reason[SECRET_REASON_SIZE])
{
	*reason = '\0';
	return secret_reference_is_valid(kind, text, strlen(text), reason);
}

static void references_that_are_good(void **state)
{
	static const char *const vault[] = { "a/b#c", "kv/$ENV/x y#z", "a/b/c/d?version=7#e", "a/b#c/d?e",
		                             "$ENV/$ENV#$ENV", "a/.b/..c/d.#e", "a/%2F#x", "\xc3\xa4/b#c" };
	static const char *const op[] = { "op://a/b/c", "op://a/b/c/d", "op://$ENV/b c/d?attribute=otp" };
	char reason[SECRET_REASON_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(vault) / sizeof(vault[0]); i++)
		if (!is_valid(SECRET_VAULT, vault[i], reason))
			fail_msg("%s: %s", vault[i], reason);
	for (size_t i = 0; i < sizeof(op) / sizeof(op[0]); i++)
		if (!is_valid(SECRET_OP, op[i], reason))
			fail_msg("%s: %s", op[i], reason);
}

static void references_that_are_not(void **state)
{
	static const struct {
		enum secret_source_kind kind;
		const char *text, *reason;
	} cases[] = {
		{ SECRET_VAULT, "", "no field: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "#", "no field: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "a/b", "no field: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "a/b#", "no field: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "#c", "an empty part of the path: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "a#c", "no path after the mount: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "a/#c", "an empty part of the path: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "/a/b#c", "an empty part of the path: it is \"mount/path#field\"" },
		{ SECRET_VAULT, "a/..#c", "\".\" or \"..\" in the path" },
		{ SECRET_VAULT, "./a#c", "\".\" or \"..\" in the path" },
		{ SECRET_VAULT, "a/b#c#d", "more than one '#'" },
		{ SECRET_VAULT, "a/b?#c", "after '?' only \"version=N\" can stand, N from 1 to 999999999" },
		{ SECRET_VAULT, "a/b?version=0#c", "after '?' only \"version=N\" can stand, N from 1 to 999999999" },
		{ SECRET_VAULT, "a/b?version=1?#c", "after '?' only \"version=N\" can stand, N from 1 to 999999999" },
		{ SECRET_VAULT, "a/b\n#c", "a control character" },
		{ SECRET_VAULT, "a/b#\x7f", "a control character" },
		{ SECRET_VAULT, "a/$#c", "'$' stands only in \"$ENV\", the environment's name" },
		{ SECRET_VAULT, "a/b#$EN", "'$' stands only in \"$ENV\", the environment's name" },
		{ SECRET_VAULT, "a/$ENV1#c", "'$' stands only in \"$ENV\", the environment's name" },
		{ SECRET_OP, "a/b#c", "it is \"op://vault/item/field\" or \"op://vault/item/section/field\"" },
		{ SECRET_OP, "op:/", "it is \"op://vault/item/field\" or \"op://vault/item/section/field\"" },
		{ SECRET_OP, "op://", "an empty part: it is \"op://vault/item/field\"" },
		{ SECRET_OP, "op://a/b", "too few parts: it is \"op://vault/item/field\"" },
		{ SECRET_OP, "op://a/b/c/d/e", "too many parts: it is \"op://vault/item/section/field\"" },
	};
	char reason[SECRET_REASON_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (is_valid(cases[i].kind, cases[i].text, reason))
			fail_msg("accepted: %s", cases[i].text);
		if (strcmp(reason, cases[i].reason) != 0)
			fail_msg("%s: %s", cases[i].text, reason);
	}
	/* A NUL does not end what is looked at. */
	assert_false(secret_reference_is_valid(SECRET_VAULT, "a/b#c\0d", 7, reason));
}

static void the_environment_is_put_in(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(secret_reference_expand(&arena, "kv/$ENV/a#$ENV-x", "prod"), "kv/prod/a#prod-x");
	assert_string_equal(secret_reference_expand(&arena, "kv/a#b", "prod"), "kv/a#b");
	assert_true(secret_reference_needs_environment("a/$ENV#b"));
	assert_false(secret_reference_needs_environment("a/b#b"));
	arena_release(&arena);
}

static void a_reference_is_taken_apart(void **state)
{
	struct arena arena = { 0 };
	struct vault_reference reference;

	(void)state;
	assert_true(secret_reference_split(&arena, "kv/a/b?version=12#c/d?e", &reference));
	assert_string_equal(reference.path, "kv/a/b");
	assert_string_equal(reference.field, "c/d?e");
	assert_int_equal(reference.version, 12);
	assert_true(secret_reference_split(&arena, "kv/a#b?c", &reference));
	assert_string_equal(reference.path, "kv/a");
	assert_string_equal(reference.field, "b?c");
	assert_int_equal(reference.version, 0);
	arena_release(&arena);
}

static void names(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_true(secret_name_is_valid("_A1z", 4));
	assert_false(secret_name_is_valid("", 0));
	assert_false(secret_name_is_valid("1A", 2));
	assert_false(secret_name_is_valid("A\xc3\xa4", 3));
	assert_false(secret_name_is_valid("A\0B", 3));
	assert_string_equal(secret_name_suggestion(&arena, "my-name.x", 9), "my_name_x");
	assert_null(secret_name_suggestion(&arena, "1-a", 3));
	assert_null(secret_name_suggestion(&arena, "", 0));
	assert_true(secret_environment_is_valid("prod-eu.1"));
	assert_false(secret_environment_is_valid(""));
	assert_false(secret_environment_is_valid("-a"));
	assert_false(secret_environment_is_valid("a-"));
	assert_false(secret_environment_is_valid("a/b"));
	assert_false(secret_environment_is_valid("."));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_that_are_good), cmocka_unit_test(references_that_are_not),
		cmocka_unit_test(the_environment_is_put_in), cmocka_unit_test(a_reference_is_taken_apart),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("secret_reference", tests, NULL, NULL);
}
