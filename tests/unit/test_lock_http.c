#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "consul.h"
#include "lock_http.h"
#include "warden.h"

static void test_urls_taken_apart(void **state)
{
	static const struct {
		const char *url, *host, *path;
	} cases[] = {
		{ "https://garage.example", "garage.example", "" },
		{ "https://garage.example/", "garage.example", "" },
		{ "https://garage.example:443/", "garage.example", "" },
		{ "https://garage.example:3900/s3//", "garage.example:3900", "/s3" },
		{ "HTTPS://a/b/c", "a", "/b/c" },
		{ "http://127.0.0.1:3900", "127.0.0.1:3900", "" },
		{ "http://127.8.9.1", "127.8.9.1", "" },
		{ "http://[::1]:3900/", "[::1]:3900", "" },
		{ "http://localhost:80", "localhost", "" },
		{ "http://LOCALHOST", "LOCALHOST", "" },
	};
	const char *problem;
	char *host, *path;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!lock_url_split(cases[i].url, &host, &path, &problem))
			fail_msg("%s: %s", cases[i].url, problem);
		assert_string_equal(host, cases[i].host);
		assert_string_equal(path, cases[i].path);
		free(host);
		free(path);
	}
}

static void test_urls_that_are_refused(void **state)
{
	static const char *const urls[] = {
		"", "x", "garage.example", "//a", "ftp://a", "file:///etc/passwd", "https://", "https:// a", "https://u:p@a",
		"https://a?b", "https://a#b", "http://garage.example", "http://10.0.0.1", "http://127.0.0.1.example",
		"http://localhost.example", "http://[::2]", "http://0.0.0.0", "http://u@127.0.0.1",
	};
	const char *problem;
	char *host, *path;

	(void)state;
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		if (lock_url_split(urls[i], &host, &path, &problem))
			fail_msg("'%s' was taken for %s and %s", urls[i], host, path);
		assert_null(host);
		assert_null(path);
		assert_true(strlen(problem) > 0);
	}
}

static bool read_value(struct consul_value *value, const char *answer)
{
	struct lock_exchange exchange = { .status = 200 };
	bool done;

	text_add(&exchange.answer, answer);
	done = consul_value_read(value, &exchange);
	lock_exchange_release(&exchange);
	return done;
}

static void test_values_of_consul(void **state)
{
	static const struct {
		const char *answer, *data, *session;
		uint64_t index;
	} cases[] = {
		{ "[{\"Value\":\"b25l\",\"Session\":\"00000000-0000-4000-8000-00000000000a\",\"ModifyIndex\":7}]", "one",
		  "00000000-0000-4000-8000-00000000000a", 7 },
		{ "[{\"Value\":\"b24=\",\"ModifyIndex\":1}]", "on", "", 1 },
		{ "[{\"Value\":\"bw==\",\"Session\":\"\",\"ModifyIndex\":1}]", "o", "", 1 },
		{ "[{\"Value\":null,\"ModifyIndex\":1}]", "", "", 1 },
		{ "[{\"Value\":\"\",\"ModifyIndex\":1}]", "", "", 1 },
		{ "[{\"ModifyIndex\":1}]", "", "", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct consul_value value;

		if (!read_value(&value, cases[i].answer))
			fail_msg("refused: %s", cases[i].answer);
		assert_string_equal(value.data, cases[i].data);
		assert_int_equal(value.size, strlen(cases[i].data));
		assert_string_equal(value.session, cases[i].session);
		assert_int_equal(value.modify_index, cases[i].index);
		free(value.data);
	}
}

static void test_what_is_no_value_of_consul(void **state)
{
	static const char *const answers[] = {
		"", "x", "{}", "[]", "[1]", "[{}]", "[{\"Value\":\"b25l\"}]", "[{\"Value\":1,\"ModifyIndex\":1}]",
		"[{\"Value\":\"b25\",\"ModifyIndex\":1}]", "[{\"Value\":\"b2*l\",\"ModifyIndex\":1}]",
		"[{\"Value\":\"b25l\",\"ModifyIndex\":0}]", "[{\"Value\":\"b25l\",\"ModifyIndex\":-1}]",
		"[{\"Value\":\"b25l\",\"ModifyIndex\":1.5}]", "[{\"Value\":\"b25l\",\"Session\":\"x\",\"ModifyIndex\":1}]",
		"[{\"Value\":\"b25l\",\"Value\":\"b25l\",\"ModifyIndex\":1}]",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		struct consul_value value;

		if (read_value(&value, answers[i]))
			fail_msg("accepted: %s", answers[i]);
	}
}

static void test_the_last_word_of_a_warden_is_heard(void **state)
{
	struct warden_word word = { .kind = WARDEN_LEASE }, heard;
	struct warden warden = { .pid = -1 };
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	warden.fd = ends[0];
	assert_int_equal(warden_hear(&warden, &heard), 0);
	/* It says that all is over, and ends before it has read that the lease is renewed. */
	assert_true(warden_tell(&warden, &word, -1));
	word = (struct warden_word){ .kind = WARDEN_ENDED, .value = 3 };
	assert_int_equal(send(ends[1], &word, sizeof(word), 0), sizeof(word));
	close(ends[1]);
	assert_int_equal(warden_hear(&warden, &heard), 1);
	assert_int_equal(heard.kind, WARDEN_ENDED);
	assert_int_equal(heard.value, 3);
	assert_int_equal(warden_hear(&warden, &heard), -1);
	assert_false(warden_tell(&warden, &word, -1));
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls_taken_apart),
		cmocka_unit_test(test_urls_that_are_refused),
		cmocka_unit_test(test_values_of_consul),
		cmocka_unit_test(test_what_is_no_value_of_consul),
		cmocka_unit_test(test_the_last_word_of_a_warden_is_heard),
	};

	return cmocka_run_group_tests_name("lock_http", tests, NULL, NULL);
}
