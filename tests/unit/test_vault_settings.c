#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>
#include <sysexits.h>

#include "capture.h"
#include "vault_settings.h"

/* Reads the settings with NAME=VALUE beside an address; the line that was printed is in CAPTURE. */
static int read_with(struct capture *capture, const char *name, const char *value, struct vault_settings *settings)
{
	struct arena arena = { 0 };
	int status;

	setenv("VAULT_ADDR", "https://vault.example.com:8200/", 1);
	setenv(name, value, 1);
	status = vault_settings_read(&arena, &capture->diag, settings);
	unsetenv(name);
	unsetenv("VAULT_ADDR");
	vault_settings_release(settings);
	arena_release(&arena);
	return status;
}

static void without_an_address_vault_is_not_configured(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	struct vault_settings settings;

	setenv("VAULT_SKIP_VERIFY", "nonsense", 1); /* nobody looks */
	assert_int_equal(vault_settings_read(&arena, &capture->diag, &settings), EX_OK);
	assert_null(settings.address);
	setenv("VAULT_ADDR", "", 1);
	assert_int_equal(vault_settings_read(&arena, &capture->diag, &settings), EX_OK);
	assert_null(settings.address);
	unsetenv("VAULT_ADDR");
	unsetenv("VAULT_SKIP_VERIFY");
	assert_string_equal(capture_text(capture), "");
	arena_release(&arena);
}

static void addresses(void **state)
{
	struct capture *capture = *state;
	static const char *const kept[][2] = {
		{ "https://vault.example.com", "https://vault.example.com" },
		{ "https://vault.example.com:8200//", "https://vault.example.com:8200" },
		{ "https://vault.example.com/prefix/", "https://vault.example.com/prefix" },
		{ "http://127.0.0.1:8200", "http://127.0.0.1:8200" },
		{ "http://127.9.8.7:8200", "http://127.9.8.7:8200" },
		{ "http://LOCALHOST:8200", "http://LOCALHOST:8200" },
		{ "http://[::1]:8200", "http://[::1]:8200" },
	};
	static const char *const refused[] = { "vault.example.com", "http://vault.example.com", "http://127.0.0.1.example.com",
		                               "http://127.x", "https://user@vault.example.com", "https://a:b@127.0.0.1",
		                               "https://x/?a", "https://x/#a", "unix:///run/vault.sock", "file:///etc/passwd",
		                               "https://", "http://[::2]:8200", "https://x\ny" };
	struct vault_settings settings;

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		struct arena arena = { 0 };

		setenv("VAULT_ADDR", kept[i][0], 1);
		assert_int_equal(vault_settings_read(&arena, &capture->diag, &settings), EX_OK);
		assert_string_equal(settings.address, kept[i][1]);
		arena_release(&arena);
	}
	assert_string_equal(capture_text(capture), "");
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct arena arena = { 0 };

		setenv("VAULT_ADDR", refused[i], 1);
		if (vault_settings_read(&arena, &capture->diag, &settings) != EX_USAGE)
			fail_msg("accepted: %s", refused[i]);
		assert_string_equal(capture_text(capture),
		                    "prog: VAULT_ADDR: not https://HOST[:PORT]; http:// only for this machine itself\n");
		arena_release(&arena);
	}
	unsetenv("VAULT_ADDR");
}

static void durations(void **state)
{
	static const struct {
		const char *text;
		double seconds; /* 0: refused */
	} cases[] = { { "30", 30 }, { "90s", 90 }, { "1m30s", 90 }, { "1.5h", 5400 }, { "500ms", 0.5 }, { "0", 10 },
		      { "s", 0 },  { "1", 1 },    { "1x", 0 },     { "-1", 0 },       { "1m30", 0 },     { "1e3", 0 } };
	struct capture *capture = *state;
	struct vault_settings settings;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = read_with(capture, "VAULT_CLIENT_TIMEOUT", cases[i].text, &settings);

		if (status != (cases[i].seconds > 0 ? EX_OK : EX_USAGE))
			fail_msg("%s: %d", cases[i].text, status);
		if (status == EX_OK && (int)(settings.timeout * 1000) != (int)(cases[i].seconds * 1000))
			fail_msg("%s: %f", cases[i].text, settings.timeout);
	}
	assert_int_equal(read_with(capture, "VAULT_MAX_RETRIES", "3", &settings), EX_OK);
	assert_int_equal(settings.max_retries, 3);
	assert_int_equal(read_with(capture, "VAULT_MAX_RETRIES", "99999999999999999999", &settings), EX_USAGE);
	assert_int_equal(read_with(capture, "VAULT_MAX_RETRIES", "x", &settings), EX_USAGE);
}

static void proxies(void **state)
{
	struct capture *capture = *state;
	struct vault_settings settings;

	assert_int_equal(read_with(capture, "VAULT_HTTP_PROXY", "http://one", &settings), EX_OK);
	assert_string_equal(settings.proxy, "http://one");
	setenv("VAULT_PROXY_ADDR", "http://two", 1);
	assert_int_equal(read_with(capture, "VAULT_HTTP_PROXY", "http://one", &settings), EX_OK);
	assert_string_equal(settings.proxy, "http://two");
	unsetenv("VAULT_PROXY_ADDR");
	assert_int_equal(read_with(capture, "VAULT_NAMESPACE", "team", &settings), EX_OK);
	assert_null(settings.proxy); /* curl's own choice */
	assert_string_equal(settings.namespace, "team");
}

static void booleans_are_gos(void **state)
{
	static const char *const truths[] = { "1", "t", "T", "TRUE", "true", "True" };
	static const char *const lies[] = { "0", "f", "F", "FALSE", "false", "False" };
	struct capture *capture = *state;
	struct vault_settings settings;

	unsetenv("CI");
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(read_with(capture, "VAULT_SKIP_VERIFY", truths[i], &settings), EX_OK);
		assert_true(settings.skip_verify);
		assert_int_equal(read_with(capture, "VAULT_SKIP_VERIFY", lies[i], &settings), EX_OK);
		assert_false(settings.skip_verify);
	}
	assert_int_equal(read_with(capture, "VAULT_SKIP_VERIFY", "yes", &settings), EX_USAGE);
	setenv("CI", "1", 1);
	assert_int_equal(read_with(capture, "VAULT_SKIP_VERIFY", "1", &settings), EX_USAGE);
	assert_int_equal(read_with(capture, "VAULT_SKIP_VERIFY", "0", &settings), EX_OK);
	unsetenv("CI");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(without_an_address_vault_is_not_configured, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(addresses, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(durations, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(proxies, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(booleans_are_gos, capture_setup, capture_teardown),
	};

	return cmocka_run_group_tests_name("vault_settings", tests, NULL, NULL);
}
