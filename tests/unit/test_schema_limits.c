/* Where checking gives up, how far it goes before, and what a compiled schema can be used for. */
#include "schema_case.h"

#include <time.h>

/* SIZE bytes of FORMAT repeated with %d (or nothing) for each number below COUNT, between BEFORE and AFTER. */
static char *repeat(const char *before, const char *format, int count, const char *after)
{
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	fputs(before, stream);
	for (int i = 0; i < count; i++)
		for (const char *c = format; *c; c++) {
			if (*c == '%')
				fprintf(stream, "%d", i);
			else if (*c == '^')
				fprintf(stream, "%d", i + 1);
			else
				fputc(*c, stream);
		}
	fputs(after, stream);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static void assert_result(void **state, const char *schema, const char *document, int status, const char *printed)
{
	struct capture *capture = *state;

	assert_int_equal(schema_case_check(capture, schema, document), status);
	assert_string_equal(capture_text(capture), printed);
}

static const char gave_up[] =
    "prog: d:1:4: v: gave up matching the pattern \"^(a+)+$\": match limit exceeded\n";

static void test_match_gives_up(void **state)
{
	assert_result(state, V("{pattern: '^(a+)+$'}"), "v: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", EX_SOFTWARE, gave_up);
}

static void test_match_gives_up_in_a_form(void **state)
{
	assert_result(state, V("{anyOf: [{pattern: '^(a+)+$'}, {type: string}]}"),
	              "v: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", EX_SOFTWARE, gave_up);
	assert_result(state, V("{not: {pattern: '^(a+)+$'}}"), "v: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", EX_SOFTWARE,
	              gave_up);
	assert_result(state, V("{if: {pattern: '^(a+)+$'}, else: false}"), "v: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
	              EX_SOFTWARE, gave_up);
}

static void test_match_gives_up_in_a_later_form(void **state)
{
	assert_result(state, V("{oneOf: [{pattern: '^(a+)+$'}, {type: string}]}"),
	              "v: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", EX_SOFTWARE, gave_up);
	assert_result(state, V("{oneOf: [{type: string}, {pattern: '^(a+)+$'}]}"),
	              "v: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", EX_SOFTWARE, gave_up);
	assert_result(state, V("{anyOf: [{const: a}, {const: b, pattern: '^(a+)+$'}]}"),
	              "v: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", EX_SOFTWARE, gave_up);
}

static void test_match_gives_up_on_a_key(void **state)
{
	assert_result(state, V("{patternProperties: {'^(a+)+$': false}, additionalProperties: false}"),
	              "v: {aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!: 1}", EX_SOFTWARE,
	              "prog: d:1:5: v: key \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\" gave up matching the pattern "
	              "\"^(a+)+$\": match limit exceeded\n");
}

/* 2^40 ways through the schema. */
static void test_forms_that_multiply(void **state)
{
	char *schema = repeat("{$ref: '#/$defs/d0', $defs: {",
	                      "d%: {allOf: [{$ref: '#/$defs/d^'}, {$ref: '#/$defs/d^'}]}, ", 40, "d40: {type: object}}}");

	assert_result(state, schema, "a: 1", EX_SOFTWARE, "prog: d:1:1: gave up: the schema takes too many steps\n");
	free(schema);
}

static void test_chain_of_references(void **state)
{
	char *schema = repeat("{$ref: '#/$defs/d0', $defs: {\n", "d%: {$ref: '#/$defs/d^'},\n", 4000,
	                      "d4000: {required: [b]}}}");

	assert_result(state, schema, "a: 1", EX_DATAERR, "prog: d:1:1: missing key \"b\"\n");
	free(schema);
	schema = repeat("{$ref: '#/$defs/d0', $defs: {\n", "d%: {$ref: '#/$defs/d^'},\n", 5000, "d5000: true}}");
	assert_result(state, schema, "a: 1", EX_DATAERR,
	              "prog: s:4096:15: $ref \"#/$defs/d4095\" is the last of too many in a row\n");
	free(schema);
}

/* Both at once: a chain of 30 for each of 250 nested values. */
static void test_chain_for_each_level(void **state)
{
	struct capture *capture = *state;
	char *schema = repeat("{$ref: '#/$defs/d0', $defs: {", "d%: {$ref: '#/$defs/d^'}, ", 30,
	                      "d30: {additionalProperties: {$ref: '#/$defs/d0'}}}}");
	char *document = repeat("", "{a: ", 250, "1");
	char *closed = repeat(document, "}", 250, "");

	assert_int_equal(schema_case_check(capture, schema, closed), EX_SOFTWARE);
	assert_non_null(strstr(capture_text(capture), ".a: gave up: the schema goes too deep\n"));
	free(schema);
	schema = repeat("{$ref: '#/$defs/d0', $defs: {", "d%: {$ref: '#/$defs/d^'}, ", 13,
	                "d13: {additionalProperties: {$ref: '#/$defs/d0'}}}}");
	assert_result(state, schema, closed, EX_OK, "");
	free(schema);
	free(document);
	free(closed);
}

/* Each level tries two forms: telling what is wrong must not try them anew for every level above. */
static void test_deep_forms_end(void **state)
{
	struct capture *capture = *state;
	char *document = repeat("v: ", "{a: ", 200, "x");
	char *closed = repeat(document, "}", 200, "");

	assert_int_equal(schema_case_check(capture,
	                                   "{properties: {v: {$ref: '#/$defs/t'}}, $defs: {t: {anyOf: [{type: integer}, "
	                                   "{type: object, additionalProperties: {$ref: '#/$defs/t'}}]}}}",
	                                   closed),
	                 EX_DATAERR);
	assert_non_null(strstr(capture_text(capture), ".a: must be an integer or an object, not a string\n"));
	assert_int_equal(capture->diag.errors, 1);
	free(document);
	free(closed);
}

static void test_unique_is_not_quadratic(void **state)
{
	char *document = repeat("v: [", "s%, %, -%.5, [%], ", 50000, "49999.0]");
	clock_t start = clock();

	assert_result(state, V("{uniqueItems: true}"), document, EX_DATAERR,
	              "prog: d:1:1655565: v[200000]: must not repeat item [199997]\n");
	/* 2 * 10^10 comparisons would take minutes. */
	assert_in_range((clock() - start) / CLOCKS_PER_SEC, 0, 20);
	free(document);
}

static void test_one_schema_many_documents(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	struct schema *schema;
	const struct node *root;
	static const char text[] = "{additionalProperties: {pattern: '^a'}, uniqueItems: true}";

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "s", text, strlen(text), &root), EX_OK);
	assert_int_equal(schema_compile(&arena, &capture->diag, root, &schema), EX_OK);
	for (int i = 0; i < 4; i++) {
		const char *document = i % 2 ? "x: b" : "x: a";

		assert_int_equal(yaml_read_memory(&arena, &capture->diag, "d", document, 4, &root), EX_OK);
		assert_int_equal(schema_validate(schema, &capture->diag, root), i % 2 ? EX_DATAERR : EX_OK);
		assert_string_equal(capture_text(capture),
		                    i % 2 ? "prog: d:1:4: x: must match the pattern \"^a\", not \"b\"\n" : "");
	}
	schema_free(schema);
	schema_free(NULL);
	arena_release(&arena);
}

/* yaml_read gives mappings only, but a schema may be any node. */
static void test_schema_that_is_no_mapping(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	struct schema *schema;
	const struct node *text = node_new_string(&arena, NULL, "a", 1);

	assert_int_equal(schema_compile(&arena, &capture->diag, text, &schema), EX_DATAERR);
	assert_null(schema);
	assert_string_equal(capture_text(capture), "prog: a schema must be an object, true or false, not a string\n");
	arena_release(&arena);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, capture_setup, capture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_match_gives_up),
		TEST(test_match_gives_up_in_a_form),
		TEST(test_match_gives_up_in_a_later_form),
		TEST(test_match_gives_up_on_a_key),
		TEST(test_forms_that_multiply),
		TEST(test_chain_of_references),
		TEST(test_chain_for_each_level),
		TEST(test_deep_forms_end),
		TEST(test_unique_is_not_quadratic),
		TEST(test_one_schema_many_documents),
		TEST(test_schema_that_is_no_mapping),
	};

	return cmocka_run_group_tests_name("schema_limits", tests, NULL, NULL);
}
