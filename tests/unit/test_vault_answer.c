#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "secret_pool.h"
#include "vault_answer.h"

/* The same for every kind: what the results are called here. */
enum { OK = VAULT_ANSWER_OK, BAD = VAULT_ANSWER_MALFORMED, NONE = VAULT_ANSWER_NO_FIELD, NO_TEXT = VAULT_ANSWER_NOT_TEXT,
       WRAPPED = VAULT_ANSWER_WRAPPED };

static void secrets(void **state)
{
	static const struct {
		const char *body;
		bool versioned;
		int result, field; /* field: of the field "f", when the result is OK */
		const char *value;
	} cases[] = {
		{ "{\"data\": {\"f\": \"v\"}}", false, OK, OK, "v" },
		{ "{\"data\": {\"f\": \"\"}}", false, OK, NO_TEXT, NULL },
		{ "{\"data\": {\"f\": \"a\\u00e4\\n\"}}", false, OK, OK, "a\xc3\xa4\n" },
		{ "{\"data\": {\"f\": 5432}}", false, OK, OK, "5432" },
		{ "{\"data\": {\"f\": -9223372036854775808}}", false, OK, OK, "-9223372036854775808" },
		{ "{\"data\": {\"f\": true}}", false, OK, OK, "true" },
		{ "{\"data\": {\"f\": false}}", false, OK, OK, "false" },
		{ "{\"data\": {\"f\": null}}", false, OK, NONE, NULL },
		{ "{\"data\": {\"g\": \"v\"}}", false, OK, NONE, NULL },
		{ "{\"data\": null}", false, OK, NONE, NULL },
		{ "{\"data\": {\"f\": 1.5}}", false, OK, NO_TEXT, NULL },
		{ "{\"data\": {\"f\": [\"v\"]}}", false, OK, NO_TEXT, NULL },
		{ "{\"data\": {\"f\": {\"v\": 1}}}", false, OK, NO_TEXT, NULL },
		{ "{\"data\": {\"f\": \"a\\u0000b\"}}", false, OK, NO_TEXT, NULL },
		{ "{\"data\": {\"data\": {\"f\": \"v\"}, \"metadata\": {}}}", true, OK, OK, "v" },
		{ "{\"data\": {\"data\": null, \"metadata\": {\"destroyed\": true}}}", true, OK, NONE, NULL },
		{ "{\"data\": {\"f\": \"v\"}}", true, BAD, 0, NULL },
		{ "{\"data\": null}", true, BAD, 0, NULL },
		{ "{\"data\": {\"data\": [1]}}", true, BAD, 0, NULL },
		{ "{\"data\": {\"data\": {\"f\": \"v\"}}}", false, OK, NONE, NULL },
		{ "{\"data\": \"v\"}", false, BAD, 0, NULL },
		{ "{}", false, BAD, 0, NULL },
		{ "[]", false, BAD, 0, NULL },
		{ "\"data\"", false, BAD, 0, NULL },
		{ "", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}} x", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\", \"f\": \"w\"}}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}, \"data\": {}}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"\xff\"}}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": 9223372036854775808}}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}, \"wrap_info\": {\"token\": \"t\"}}", false, WRAPPED, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}, \"wrap_info\": null}", false, OK, OK, "v" },
		{ "{\"data\": {\"f\": \"v\"}, \"lease_duration\": \"1h\"}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}, \"lease_duration\": -1}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}, \"lease_id\": 7}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}, \"lease_id\": \"a\\u0000\"}", false, BAD, 0, NULL },
		{ "{\"data\": {\"f\": \"v\"}, \"renewable\": \"yes\"}", false, BAD, 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vault_data data;
		char *value = NULL;
		int result = vault_answer_data(cases[i].body, strlen(cases[i].body), cases[i].versioned, &data);

		if (result != cases[i].result)
			fail_msg("%s: %d", cases[i].body, result);
		if (result == OK && (int)vault_data_field(&data, "f", &value) != cases[i].field)
			fail_msg("the field of %s", cases[i].body);
		assert_int_equal(value != NULL, cases[i].value != NULL);
		if (value)
			assert_string_equal(value, cases[i].value);
		secret_free(value);
		vault_data_release(&data);
	}
}

static void leases(void **state)
{
	const char *body = "{\"lease_id\": \"database/creds/a/1\", \"lease_duration\": 3600, \"renewable\": true, \"data\": {\"f\": \"v\"}}";
	const char *none = "{\"lease_id\": \"\", \"lease_duration\": 2764800, \"renewable\": false, \"data\": {\"f\": \"v\"}}";
	struct vault_data data;

	(void)state;
	assert_int_equal(vault_answer_data(body, strlen(body), false, &data), OK);
	assert_string_equal(data.lease, "database/creds/a/1");
	assert_int_equal(data.duration, 3600);
	assert_true(data.renewable);
	vault_data_release(&data);
	assert_int_equal(vault_answer_data(none, strlen(none), false, &data), OK);
	assert_null(data.lease);
	vault_data_release(&data);
}

static void mounts(void **state)
{
	static const struct {
		const char *body;
		int result;
		const char *path;
		bool versioned;
	} cases[] = {
		{ "{\"data\": {\"path\": \"kv/\", \"type\": \"kv\", \"options\": {\"version\": \"2\"}}}", OK, "kv/", true },
		{ "{\"data\": {\"path\": \"a/b/\", \"type\": \"kv\", \"options\": {\"version\": \"1\"}}}", OK, "a/b/", false },
		{ "{\"data\": {\"path\": \"kv/\", \"type\": \"kv\", \"options\": null}}", OK, "kv/", false },
		{ "{\"data\": {\"path\": \"kv/\", \"type\": \"kv\", \"options\": {\"version\": 2}}}", OK, "kv/", false },
		{ "{\"data\": {\"path\": \"kv/\", \"options\": {\"version\": \"2\"}}}", OK, "kv/", true },
		{ "{\"data\": {\"path\": \"old/\", \"type\": \"generic\", \"options\": {\"version\": \"2\"}}}", OK, "old/", true },
		{ "{\"data\": {\"path\": \"db/\", \"type\": \"database\", \"options\": {\"version\": \"2\"}}}", OK, "db/", false },
		{ "{\"data\": {\"path\": \"db/\", \"type\": \"database\"}}", OK, "db/", false },
		{ "{\"data\": {\"path\": \"db\", \"type\": \"kv\"}}", BAD, NULL, false },
		{ "{\"data\": {\"path\": \"\", \"type\": \"kv\"}}", BAD, NULL, false },
		{ "{\"data\": {\"path\": 1}}", BAD, NULL, false },
		{ "{\"data\": {\"path\": \"kv/\", \"options\": \"2\"}}", BAD, NULL, false },
		{ "{\"data\": {}}", BAD, NULL, false },
		{ "{\"data\": []}", BAD, NULL, false },
		{ "null", BAD, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vault_mount mount;
		int result = vault_answer_mount(cases[i].body, strlen(cases[i].body), &mount);

		if (result != cases[i].result || mount.versioned != cases[i].versioned)
			fail_msg("%s: %d", cases[i].body, result);
		assert_int_equal(mount.path != NULL, cases[i].path != NULL);
		if (mount.path)
			assert_string_equal(mount.path, cases[i].path);
		secret_free(mount.path);
	}
}

static void logins(void **state)
{
	static const struct {
		const char *body;
		int result;
		double duration;
		bool renewable, batch;
	} cases[] = {
		{ "{\"auth\": {\"client_token\": \"t\", \"lease_duration\": 60, \"renewable\": true, \"token_type\": \"service\"}}",
		  OK, 60, true, false },
		{ "{\"auth\": {\"client_token\": \"t\", \"token_type\": \"batch\"}, \"wrap_info\": null}", OK, 0, false, true },
		{ "{\"auth\": {\"client_token\": \"\"}}", BAD, 0, false, false },
		{ "{\"auth\": {}}", BAD, 0, false, false },
		{ "{\"auth\": null}", BAD, 0, false, false },
		{ "{\"auth\": {\"client_token\": \"t\", \"lease_duration\": \"x\"}}", BAD, 0, false, false },
		{ "{\"auth\": null, \"wrap_info\": {\"token\": \"w\"}}", WRAPPED, 0, false, false },
		{ "<html>", BAD, 0, false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vault_token token;
		int result = vault_answer_login(cases[i].body, strlen(cases[i].body), &token);

		if (result != cases[i].result || token.renewable != cases[i].renewable || token.batch != cases[i].batch)
			fail_msg("%s: %d", cases[i].body, result);
		assert_true(token.duration == cases[i].duration);
		assert_int_equal(token.id != NULL, result == OK);
		secret_free(token.id);
	}
}

static void strings_and_renewals(void **state)
{
	const char *inside = "{\"data\": {\"secret_id\": \"s\"}, \"value\": \"v\"}";
	const char *lease = "{\"lease_duration\": 30, \"renewable\": true, \"auth\": null}";
	const char *token = "{\"lease_duration\": 0, \"auth\": {\"lease_duration\": 40, \"renewable\": true}}";
	bool renewable;
	double duration;
	char *value;

	(void)state;
	assert_int_equal(vault_answer_string(inside, strlen(inside), true, "secret_id", &value), OK);
	assert_string_equal(value, "s");
	secret_free(value);
	assert_int_equal(vault_answer_string(inside, strlen(inside), false, "value", &value), OK);
	assert_string_equal(value, "v");
	secret_free(value);
	assert_int_equal(vault_answer_string(inside, strlen(inside), true, "value", &value), BAD);
	assert_null(value);
	assert_int_equal(vault_answer_renewal(lease, strlen(lease), &duration, &renewable), OK);
	assert_true(duration == 30 && renewable);
	assert_int_equal(vault_answer_renewal(token, strlen(token), &duration, &renewable), OK);
	assert_true(duration == 40 && renewable);
	assert_int_equal(vault_answer_renewal("{\"renewable\": 1}", 16, &duration, &renewable), BAD);
	assert_int_equal(vault_answer_renewal("{\"lease_duration\": -1}", 22, &duration, &renewable), BAD);
	assert_true(duration == 0 && !renewable);
	assert_int_equal(vault_answer_renewal(NULL, 0, &duration, &renewable), BAD);
}

/* --- 10,000 answers that are nearly right ----------------------------------------------------------------------- */

#define CANARY "canary-4f1d"
#define MUTANTS 10000

static uint64_t next(uint64_t *state)
{
	/* xorshift64*, Vigna 2016: the same sequence everywhere. */
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 2685821657736338717u;
}

/* Changes BODY, of *SIZE bytes in a buffer of MAX, at a few places. */
static void mutate(char *body, size_t *size, size_t max, uint64_t *random)
{
	static const char *const pieces[] = { "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ",", ":", "null", "1e999",
		                              "\xff", "\"data\":", "-0", "9223372036854775808", "\"f\":\"w\"," };

	for (size_t count = 1 + next(random) % 6; count > 0; count--) {
		const char *piece = pieces[next(random) % (sizeof(pieces) / sizeof(pieces[0]))];
		size_t at = next(random) % (*size + 1), length = strlen(piece);

		switch (next(random) % 4) {
		case 0: /* a piece more */
			if (*size + length > max)
				break;
			memmove(body + at + length, body + at, *size - at);
			memcpy(body + at, piece, length);
			*size += length;
			break;
		case 1: /* something less */
			length = next(random) % (*size - at + 1);
			memmove(body + at, body + at + length, *size - at - length);
			*size -= length;
			break;
		case 2: /* one bit */
			if (at < *size)
				body[at] ^= (char)(1u << next(random) % 8);
			break;
		default: /* the end is missing */
			*size = at;
		}
	}
}

/* What must hold whatever the bytes are: a result that is one, and what is given with it. */
static int feed(const char *body, size_t size)
{
	struct vault_mount mount;
	struct vault_token token;
	struct vault_data data;
	bool renewable;
	double duration;
	int good = 0, result;
	char *value;

	for (int versioned = 0; versioned < 2; versioned++) {
		result = vault_answer_data(body, size, versioned, &data);
		assert_int_equal(result == OK, data.root != NULL);
		if (result == OK && vault_data_field(&data, "f", &value) == VAULT_ANSWER_OK) {
			good += strcmp(value, CANARY) == 0;
			secret_free(value);
		}
		vault_data_release(&data);
	}
	result = vault_answer_mount(body, size, &mount);
	assert_int_equal(result == OK, mount.path != NULL);
	secret_free(mount.path);
	result = vault_answer_login(body, size, &token);
	assert_int_equal(result == OK, token.id != NULL);
	secret_free(token.id);
	result = vault_answer_string(body, size, true, "f", &value);
	assert_int_equal(result == OK, value != NULL);
	secret_free(value);
	vault_answer_renewal(body, size, &duration, &renewable);
	assert_true(duration >= 0);
	return good;
}

static void answers_with_random_changes(void **state)
{
	static const char *const answers[] = {
		"{\"lease_id\":\"db/1\",\"lease_duration\":60,\"renewable\":true,\"data\":{\"f\":\"" CANARY "\",\"g\":[1,{\"h\":null}]}}",
		"{\"data\":{\"data\":{\"f\":\"" CANARY "\"},\"metadata\":{\"version\":1}},\"wrap_info\":null}",
		"{\"data\":{\"path\":\"kv/\",\"type\":\"kv\",\"options\":{\"version\":\"2\"},\"f\":\"" CANARY "\"}}",
		"{\"auth\":{\"client_token\":\"" CANARY "\",\"lease_duration\":60,\"renewable\":true},\"data\":null}",
	};
	uint64_t random = 20261125;
	int good = 0;

	(void)state;
	for (int i = 0; i < MUTANTS; i++) {
		const char *answer = answers[i % 4];
		size_t size = strlen(answer);
		char body[512], *exact;

		memcpy(body, answer, size);
		mutate(body, &size, sizeof(body), &random);
		exact = malloc(size ? size : 1); /* so that the sanitizer sees a byte read beyond its end */
		assert_non_null(exact);
		memcpy(exact, body, size);
		good += feed(exact, size);
		free(exact);
	}
	assert_true(good > 100 && good < MUTANTS); /* some changes do not matter, most do */
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
		cmocka_unit_test_teardown(secrets, release),
		cmocka_unit_test_teardown(leases, release),
		cmocka_unit_test_teardown(mounts, release),
		cmocka_unit_test_teardown(logins, release),
		cmocka_unit_test_teardown(strings_and_renewals, release),
		cmocka_unit_test_teardown(answers_with_random_changes, release),
	};

	return cmocka_run_group_tests_name("vault_answer", tests, NULL, NULL);
}
