#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "s3_xml.h"

static enum s3_xml_result add_page(struct s3_list *list, const char *text)
{
	return s3_xml_list(list, text, strlen(text));
}

/* As Garage writes it (src/api/s3/xml.rs, its own test of a list, read 2026-11-25). */
#define PAGE(truncated, rest) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" \
	"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>locks</Name><Prefix>k/</Prefix>" \
	"<MaxKeys>1000</MaxKeys><IsTruncated>" truncated "</IsTruncated><KeyCount>1</KeyCount>" rest "</ListBucketResult>"
#define KEY(name) \
	"<Contents><Key>" name "</Key><LastModified>2026-11-25T12:00:01.234Z</LastModified><ETag>&quot;e&quot;</ETag>" \
	"<Size>3</Size><StorageClass>STANDARD</StorageClass></Contents>"

static void test_pages_add_up(void **state)
{
	struct s3_list list = { 0 };

	(void)state;
	assert_int_equal(add_page(&list, PAGE("true", "<NextContinuationToken>]a=</NextContinuationToken>" KEY("k/1") KEY("k/2"))), S3_XML_OK);
	assert_true(list.truncated);
	assert_string_equal(list.next, "]a=");
	assert_int_equal(list.count, 2);
	assert_int_equal(add_page(&list, PAGE("false", KEY("k/a&amp;b&#x2F;&lt;") "<Contents><Key>k/z</Key><Size>0</Size></Contents>")), S3_XML_OK);
	assert_false(list.truncated);
	assert_false(list.empty[2]);
	assert_true(list.empty[3]);
	assert_null(list.next);
	assert_int_equal(list.count, 4);
	assert_string_equal(list.names[0], "k/1");
	assert_string_equal(list.names[2], "k/a&b/<");
	assert_int_equal(list.times[1], 1795608001);
	s3_list_release(&list);
}

static void test_an_empty_list(void **state)
{
	struct s3_list list = { 0 };

	(void)state;
	assert_int_equal(add_page(&list, PAGE("false", "")), S3_XML_OK);
	assert_int_equal(list.count, 0);
	s3_list_release(&list);
}

static void test_times_are_those_of_their_key(void **state)
{
	static const struct {
		const char *time;
		time_t expected;
	} cases[] = {
		{ "<LastModified>1970-01-01T00:00:07Z</LastModified>", 7 }, { "", 0 }, { "<LastModified/>", 0 },
		{ "<LastModified>yesterday</LastModified>", 0 }, { "<LastModified>1970-01-01T00:00:07+01:00</LastModified>", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct s3_list list = { 0 };
		char page[1024];

		snprintf(page, sizeof(page), PAGE("false", KEY("k/1") "<Contents><Key>k/2</Key>%s</Contents>"), cases[i].time);
		assert_int_equal(add_page(&list, page), S3_XML_OK);
		assert_int_equal(list.times[0], 1795608001);
		assert_int_equal(list.times[1], cases[i].expected);
		s3_list_release(&list);
	}
}

static void test_many_keys(void **state)
{
	struct s3_list list = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++)
		assert_int_equal(add_page(&list, PAGE("false", KEY("k"))), S3_XML_OK);
	assert_int_equal(list.count, 300);
	assert_int_equal(list.times[299], 1795608001);
	s3_list_release(&list);
}

static void test_what_is_no_whole_list_is_malformed(void **state)
{
	static const char *const texts[] = {
		"", "x", "<a/>", "<ListBucketResult/>", PAGE("maybe", ""), PAGE("true", ""), PAGE("true", "<NextContinuationToken/>"),
		PAGE("false", "<IsTruncated>false</IsTruncated>"), PAGE("false", "<Contents>"), PAGE("false", "") "<b/>",
		"<!DOCTYPE a>" PAGE("false", ""), "<a>" PAGE("false", "") "</a>", PAGE("false", "&x;"), PAGE("false", "\xff"),
		"<!DOCTYPE a><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
		"<!DOCTYPE a [<!ENTITY b \"false\">]><ListBucketResult><IsTruncated>&b;</IsTruncated></ListBucketResult>",
		"<Error><IsTruncated>false</IsTruncated></Error>",
		"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a></a>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct s3_list list = { 0 };

		if (add_page(&list, texts[i]) != S3_XML_MALFORMED)
			fail_msg("accepted: %s", texts[i]);
		s3_list_release(&list);
	}
}

static void test_what_is_very_long_is_malformed(void **state)
{
	struct s3_list list = { 0 };
	char *page = NULL;

	(void)state;
	assert_true(asprintf(&page, PAGE("false", KEY("%05000d")), 0) > 0);
	assert_int_equal(add_page(&list, page), S3_XML_MALFORMED);
	free(page);
	s3_list_release(&list);
}

static void test_errors(void **state)
{
	static const char error[] = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>Key &lt;not&gt; found</Message><Resource/></Error>";
	char *code, *message;

	(void)state;
	assert_int_equal(s3_xml_error(error, strlen(error), &code, &message), S3_XML_OK);
	assert_string_equal(code, "NoSuchKey");
	assert_string_equal(message, "Key <not> found");
	free(code);
	free(message);
	assert_int_equal(s3_xml_error("<Error/>", 8, &code, &message), S3_XML_OK);
	assert_null(code);
	assert_null(message);
	assert_int_equal(s3_xml_error("<html/>", 7, &code, &message), S3_XML_MALFORMED);
	assert_int_equal(s3_xml_error("", 0, &code, &message), S3_XML_MALFORMED);
	assert_null(code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_add_up),
		cmocka_unit_test(test_an_empty_list),
		cmocka_unit_test(test_times_are_those_of_their_key),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_what_is_no_whole_list_is_malformed),
		cmocka_unit_test(test_what_is_very_long_is_malformed),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests_name("s3_xml", tests, NULL, NULL);
}
