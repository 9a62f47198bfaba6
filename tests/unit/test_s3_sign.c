#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "s3_sign.h"

/* The credentials of all examples in the Amazon S3 API Reference. */
static const struct s3_credentials example = { "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1" };

/* 2013-05-24T00:00:00Z */
#define EXAMPLE_TIME ((time_t)1369353600)

static void test_the_example_of_the_documentation(void **state)
{
	struct text out = { 0 };

	/*
	 * "Authenticating Requests: Using Query Parameters", docs.aws.amazon.com/AmazonS3/latest/API/
	 * sigv4-query-string-auth.html; several public copies agree, read 2026-11-25.
	 */
	(void)state;
	assert_true(s3_sign(&out, &example, "GET", "examplebucket.s3.amazonaws.com", "/test.txt", NULL, EXAMPLE_TIME, 86400));
	assert_string_equal(out.data, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
	                              "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
	                              "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
	text_release(&out);
}

static const char *signature(struct text *out)
{
	return strrchr(out->data, '=') + 1;
}

static void test_everything_is_signed(void **state)
{
	static const struct {
		const char *method, *host, *path, *query;
		int later;
		unsigned expires;
	} cases[] = {
		{ "PUT", "a", "/b", NULL, 0, 5 },  { "GET", "a:1", "/b", NULL, 0, 5 }, { "GET", "a", "/c", NULL, 0, 5 },
		{ "GET", "a", "/b", "x=", 0, 5 }, { "GET", "a", "/b", NULL, 1, 5 },   { "GET", "a", "/b", NULL, 0, 6 },
	};
	struct text first = { 0 };

	(void)state;
	assert_true(s3_sign(&first, &example, "GET", "a", "/b", NULL, EXAMPLE_TIME, 5));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text out = { 0 };

		assert_true(s3_sign(&out, &example, cases[i].method, cases[i].host, cases[i].path, cases[i].query,
		                    EXAMPLE_TIME + cases[i].later, cases[i].expires));
		assert_string_not_equal(signature(&out), signature(&first));
		text_release(&out);
	}
	text_release(&first);
}

static void test_the_query_comes_after_what_is_added(void **state)
{
	struct text out = { 0 };

	(void)state;
	assert_true(s3_sign(&out, &example, "GET", "a", "/b", "list-type=2&prefix=p%2F", EXAMPLE_TIME, 5));
	assert_non_null(strstr(out.data, "&X-Amz-SignedHeaders=host&list-type=2&prefix=p%2F&X-Amz-Signature="));
	text_release(&out);
}

static void test_credentials_are_escaped(void **state)
{
	const struct s3_credentials odd = { "a/b+c", "s", "r g" };
	struct text out = { 0 };

	(void)state;
	assert_true(s3_sign(&out, &odd, "GET", "a", "/b", NULL, EXAMPLE_TIME, 5));
	assert_non_null(strstr(out.data, "X-Amz-Credential=a%2Fb%2Bc%2F20130524%2Fr%20g%2Fs3%2Faws4_request&"));
	text_release(&out);
}

static void test_escapes(void **state)
{
	struct text out = { 0 };

	(void)state;
	s3_escape(&out, "aZ09-._~ /+=&%\xc3\xa4");
	assert_string_equal(out.data, "aZ09-._~%20%2F%2B%3D%26%25%C3%A4");
	text_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_example_of_the_documentation),
		cmocka_unit_test(test_everything_is_signed),
		cmocka_unit_test(test_the_query_comes_after_what_is_added),
		cmocka_unit_test(test_credentials_are_escaped),
		cmocka_unit_test(test_escapes),
	};

	return cmocka_run_group_tests_name("s3_sign", tests, NULL, NULL);
}
