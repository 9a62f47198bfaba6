#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve_gate.h"

#define PORT 4711
#define HOST "127.0.0.1:4711"
#define PATH "/shop/prod/mgmt.tfstate"

static struct serve_gate gate;
static char allowed[160]; /* the right Authorization header */

static int open_gate(void **state)
{
	(void)state;
	assert_true(serve_gate_open(&gate, PATH + 1));
	gate.port = PORT;
	snprintf(allowed, sizeof(allowed), "Basic %s", gate.credentials);
	return 0;
}

static void test_what_is_let_through(void **state)
{
	static const char *const methods[] = { "GET", "POST", "DELETE" };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(serve_gate_check(&gate, methods[i], PATH, HOST, allowed), 0);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, "localhost:4711", allowed), 0);
	memcpy(allowed, "bAsIc", 5); /* RFC 7235: a scheme's case does not matter */
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, allowed), 0);
}

static void test_the_credentials_are_user_and_password(void **state)
{
	/* Known by another way: base64 of "garage-lock:" and of what is checked here to be the password. */
	(void)state;
	assert_int_equal(strlen(gate.password), SERVE_PASSWORD_SIZE - 1);
	assert_int_equal(strspn(gate.password, "0123456789abcdef"), SERVE_PASSWORD_SIZE - 1);
	assert_memory_equal(gate.credentials, "Z2FyYWdlLWxvY2s6", 16);
	assert_int_equal(strlen(gate.credentials), 104); /* 76 bytes in groups of 3 */
}

static void test_no_two_passwords_are_alike(void **state)
{
	struct serve_gate other;

	(void)state;
	assert_true(serve_gate_open(&other, "x"));
	assert_string_not_equal(other.password, gate.password);
	assert_int_equal(serve_gate_check(&other, "GET", "/x", HOST, allowed), 421); /* no port is known yet */
	other.port = PORT;
	assert_int_equal(serve_gate_check(&other, "GET", "/x", HOST, allowed), 401);
}

static void test_bad_hosts(void **state)
{
	static const char *const hosts[] = {
		NULL, "", "127.0.0.1", "127.0.0.1:", "127.0.0.1:4712", "127.0.0.1:47110", "127.0.0.1:04711", " 127.0.0.1:4711",
		"127.0.0.1:4711 ", "evil.example:4711", "127.0.0.1.evil.example:4711", "localhost.evil.example:4711", "0.0.0.0:4711",
		"localhost", "[::1]:4711", "127.0.0.1:4711,evil.example",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		assert_int_equal(serve_gate_check(&gate, "GET", PATH, hosts[i], allowed), 421);
}

static void test_bad_credentials(void **state)
{
	char text[2 * sizeof(allowed)];

	(void)state;
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, NULL), 401);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, ""), 401);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, "Basic"), 401);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, "Basic "), 401);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, gate.credentials), 401);
	snprintf(text, sizeof(text), "Bearer %s", gate.credentials);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, text), 401);
	snprintf(text, sizeof(text), "Basic %s=", gate.credentials);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, text), 401);
	snprintf(text, sizeof(text), "%s %s", allowed, gate.credentials);
	assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, text), 401);
	/* Each character counts. */
	for (size_t i = strlen("Basic "); allowed[i] != '\0'; i++) {
		memcpy(text, allowed, sizeof(allowed));
		text[i] ^= 1;
		assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, text), 401);
		memcpy(text, allowed, sizeof(allowed));
		text[i] = '\0';
		assert_int_equal(serve_gate_check(&gate, "GET", PATH, HOST, text), 401);
	}
}

static void test_bad_paths(void **state)
{
	static const char *const paths[] = {
		"", "/", "*", "/shop/prod/mgmt.tfstat", PATH "/", PATH "x", "/" PATH, PATH "%00", "/shop/prod/../prod/mgmt.tfstate",
		"/shop%2fprod/mgmt.tfstate", "/SHOP/prod/mgmt.tfstate", "http://" HOST PATH,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(serve_gate_check(&gate, "GET", paths[i], HOST, allowed), 404);
	assert_int_equal(serve_gate_check(&gate, "GET", "/", HOST, "Basic x"), 401); /* which paths there are is not for everybody */
}

static void test_bad_methods(void **state)
{
	static const char *const methods[] = { "", "get", "PUT", "HEAD", "LOCK", "UNLOCK", "OPTIONS", "GETX", "PATCH" };

	(void)state;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		assert_int_equal(serve_gate_check(&gate, methods[i], PATH, HOST, allowed), 405);
}

static void test_md5(void **state)
{
	char text[SERVE_MD5_SIZE];

	(void)state;
	assert_true(serve_md5(NULL, 0, text));
	assert_string_equal(text, "1B2M2Y8AsgTpgAmY7PhCfg=="); /* RFC 1321, A.5: d41d8cd98f00b204e9800998ecf8427e */
	assert_true(serve_md5("a\0b", 1, text));
	assert_string_equal(text, "DMF1ucDxtqgxw5niaXcmYQ=="); /* "a": 0cc175b9c0f1b6a831c399e269772661 */
}

static void test_nothing_is_left_of_the_password(void **state)
{
	struct serve_gate none = { 0 };

	(void)state;
	serve_gate_close(&gate);
	assert_memory_equal(&gate, &none, sizeof(gate));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_what_is_let_through, open_gate),
		cmocka_unit_test_setup(test_the_credentials_are_user_and_password, open_gate),
		cmocka_unit_test_setup(test_no_two_passwords_are_alike, open_gate),
		cmocka_unit_test_setup(test_bad_hosts, open_gate),
		cmocka_unit_test_setup(test_bad_credentials, open_gate),
		cmocka_unit_test_setup(test_bad_paths, open_gate),
		cmocka_unit_test_setup(test_bad_methods, open_gate),
		cmocka_unit_test(test_md5),
		cmocka_unit_test_setup(test_nothing_is_left_of_the_password, open_gate),
	};

	return cmocka_run_group_tests_name("serve_gate", tests, NULL, NULL);
}
