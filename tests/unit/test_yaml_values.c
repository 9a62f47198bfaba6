#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "yaml_check.h"

static void nulls_and_booleans_are_those_of_the_core_schema(void **state)
{
	assert_json(*state, "a: [null, Null, NULL, ~, '']\nb:\nc: # comment\nd: !!null\n",
	            "{\"a\":[null,null,null,null,\"\"],\"b\":null,\"c\":null,\"d\":null}");
	assert_json(*state, "a: [true, True, TRUE, false, False, FALSE]", "{\"a\":[true,true,true,false,false,false]}");
	assert_json(*state, "a: [yes, no, on, off, y, n, Yes, NO, tRUE, truE, nULL, nul, nulls, trues, ~~, fals]",
	            "{\"a\":[\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\",\"Yes\",\"NO\",\"tRUE\",\"truE\",\"nULL\",\"nul\","
	            "\"nulls\",\"trues\",\"~~\",\"fals\"]}");
}

static void numbers_are_those_of_the_core_schema(void **state)
{
	assert_json(*state, "a: [0, -1, +12, 007, 0o17, 0x1F, 1.5, .5, 1., -1e3, 6.02E+23]",
	            "{\"a\":[0,-1,12,7,15,31,1.5,0.5,1,-1e3,6.02E+23]}");
	assert_json(*state, "a: [1_000, 0b1, 1:30, 2024-01-01, 10.0.0.1, -, +, 0x, 1e, 1.2.3, -0x1]",
	            "{\"a\":[\"1_000\",\"0b1\",\"1:30\",\"2024-01-01\",\"10.0.0.1\",\"-\",\"+\",\"0x\",\"1e\",\"1.2.3\","
	            "\"-0x1\"]}");
	assert_json(*state, "a: 0.1\nb: 1234567890123456789012345678901234567890\nc: 1.10\n",
	            "{\"a\":0.1,\"b\":1234567890123456789012345678901234567890,\"c\":1.10}");
}

static void quoted_and_block_scalars_are_strings(void **state)
{
	assert_json(*state, "a: '1'\nb: \"true\"\nc: |\n  null\nd: >-\n  1\n  2\ne: 'it''s'\n",
	            "{\"a\":\"1\",\"b\":\"true\",\"c\":\"null\\n\",\"d\":\"1 2\",\"e\":\"it's\"}");
	assert_json(*state, "a: \"\\0\\x41\\u00e9\\U0001F600\\L\\/\"\n",
	            "{\"a\":\"\\u0000A\xc3\xa9\xf0\x9f\x98\x80\\u2028/\"}");
}

static void what_json_cannot_hold_is_an_error(void **state)
{
	char number[10100] = "a: ";

	assert_error(*state, "a: .inf", "1:4: JSON has no number \".inf\"; quote it to make it a string");
	assert_error(*state, "a: [1, -.INF]", "1:8: JSON has no number \"-.INF\"; quote it to make it a string");
	assert_error(*state, ".nan: 1", "1:1: JSON has no number \".nan\"; quote it to make it a string");
	assert_error(*state, "a: 1e10001", "1:4: number with an exponent beyond 10000; quote it to make it a string");
	memset(number + 3, '7', 10001);
	assert_error(*state, number, "1:4: number of more than 10000 digits; quote it to make it a string");
}

static void tags_are_obeyed(void **state)
{
	assert_json(*state, "a: [!!str 1, !!str true, !!str, ! 12, ! true, !, ! 'x', &a ! 3, ! &b 4]",
	            "{\"a\":[\"1\",\"true\",\"\",\"12\",\"true\",\"\",\"x\",\"3\",\"4\"]}");
	assert_json(*state, "a: [!!int 0x1F, !!int '7', !!float 1, !!float '1.5', !!bool 'true', !!null '', !!null ~]",
	            "{\"a\":[31,7,1,1.5,true,null,null]}");
	assert_json(*state, "!!map {a: !!seq [1], b: !!map {}, c: ! [x], d: ! {}}",
	            "{\"a\":[1],\"b\":{},\"c\":[\"x\"],\"d\":{}}");
	assert_json(*state, "%TAG !y! tag:yaml.org,2002:\n---\na: !y!int 1\nb: !<tag:yaml.org,2002:str> 2\n",
	            "{\"a\":1,\"b\":\"2\"}");
}

static void values_that_do_not_fit_their_tag_are_errors(void **state)
{
	static const char *const cases[][2] = {
		{ "a: !!int abc", "1:4: the value does not fit its tag \"!!int\"" },
		{ "a: !!int 1.5", "1:4: the value does not fit its tag \"!!int\"" },
		{ "a: !!int 1e3", "1:4: the value does not fit its tag \"!!int\"" },
		{ "a: !!int", "1:4: the value does not fit its tag \"!!int\"" },
		{ "a: !!float 0x1F", "1:4: the value does not fit its tag \"!!float\"" },
		{ "a: !!float x", "1:4: the value does not fit its tag \"!!float\"" },
		{ "a: !!bool yes", "1:4: the value does not fit its tag \"!!bool\"" },
		{ "a: !!null none", "1:4: the value does not fit its tag \"!!null\"" },
		{ "a: !!map x", "1:4: the value does not fit its tag \"!!map\"" },
		{ "a: !!seq x", "1:4: the value does not fit its tag \"!!seq\"" },
		{ "a: !!map []", "1:4: a sequence does not fit the tag \"!!map\"" },
		{ "a: !!seq {}", "1:4: a mapping does not fit the tag \"!!seq\"" },
		{ "a: !!str []", "1:4: a sequence does not fit the tag \"!!str\"" },
		{ "a: !!float .inf", "1:4: JSON has no number \".inf\"; quote it to make it a string" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_error(*state, cases[i][0], cases[i][1]);
}

static void unknown_tags_are_errors(void **state)
{
	assert_error(*state, "a: !!binary aGk=", "1:4: unknown tag \"!!binary\"");
	assert_error(*state, "a: !!timestamp 2024-01-01", "1:4: unknown tag \"!!timestamp\"");
	assert_error(*state, "a:\n  - !Ref x", "2:5: unknown tag \"!Ref\"");
	assert_error(*state, "a: !vault {}", "1:4: unknown tag \"!vault\"");
	assert_error(*state, "!!set {a}", "1:1: unknown tag \"!!set\"");
	assert_error(*state, "a: !!merge x", "1:4: unknown tag \"!!merge\"");
	assert_error(*state, "a: !x!y 1", "1:4: found undefined tag handle while parsing a node");
}

static void scalar_keys_become_strings(void **state)
{
	assert_json(*state, "1: a\ntrue: b\n~: c\n0x1F: d\n1.50: e\n'x': f\n+7: g\n",
	            "{\"1\":\"a\",\"true\":\"b\",\"null\":\"c\",\"31\":\"d\",\"1.50\":\"e\",\"x\":\"f\",\"7\":\"g\"}");
	assert_json(*state, "? long\n: 1\n? b\n", "{\"long\":1,\"b\":null}");
	assert_json(*state, "?\n: a\n", "{\"null\":\"a\"}");
	assert_json(*state, "no: a\nNo: b\n!!str 1: c\n", "{\"no\":\"a\",\"No\":\"b\",\"1\":\"c\"}");
}

static void duplicate_keys_name_both_places(void **state)
{
	assert_error(*state, "a: 1\nb: 2\n\"a\": 3\n", "3:1: duplicate key \"a\", first at line 1, column 1");
	assert_error(*state, "x:\n  1: a\n  '1': b\n", "3:3: duplicate key \"1\", first at line 2, column 3");
	assert_error(*state, "{true: 1, True: 2}", "1:11: duplicate key \"true\", first at line 1, column 2");
	assert_error(*state, "{0x10: 1, 16: 2}", "1:11: duplicate key \"16\", first at line 1, column 2");
	assert_error(*state, "{~: 1, ? : 2}", "1:10: duplicate key \"null\", first at line 1, column 2");
	assert_error(*state, "k: &k x\nm: {x: 1, *k : 2}", "2:11: duplicate key \"x\", first at line 2, column 5");
	assert_error(*state, "{<<: {}, <<: {}}", "1:10: duplicate key \"<<\", first at line 1, column 2");
	assert_json(*state, "a: {a: {a: 1}}\nb: [{a: 1}, {a: 2}]", "{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}]}");
	assert_json(*state, "1: a\n1.0: b\n", "{\"1\":\"a\",\"1.0\":\"b\"}"); /* numbers are keys as they are spelt */
}

static void large_mappings_are_checked_and_searched(void **state)
{
	struct capture *capture = *state;
	struct text text = many_keys(100000);
	struct arena arena = { 0 };
	const struct node *root;

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", text.data, text.length, &root), EX_OK);
	assert_int_equal(root->count, 100000);
	assert_string_equal(node_get(root, "key-99999")->as.text, "99999");
	assert_null(node_get(root, "key-100000"));
	text_add(&text, "key-500: again\n");
	assert_error(capture, text.data, "100001:1: duplicate key \"key-500\", first at line 501, column 1");
	text_release(&text);
	arena_release(&arena);
}

static void merge_keys_merge(void **state)
{
	assert_json(*state, "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", "{\"a\":{\"x\":1,\"y\":2},\"b\":{\"x\":1,\"y\":3}}");
	assert_json(*state, "a: {x: 1, <<: {x: 2, y: 3}, z: 4}", "{\"a\":{\"x\":1,\"y\":3,\"z\":4}}");
	assert_json(*state, "a: {<<: [{x: 1}, {x: 2, y: 2}, {y: 3, z: 3}]}", "{\"a\":{\"x\":1,\"y\":2,\"z\":3}}");
	assert_json(*state, "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}",
	            "{\"a\":{\"x\":1},\"b\":{\"x\":1,\"y\":2},\"c\":{\"x\":1,\"y\":2}}");
	assert_json(*state, "l: &l [{x: 1}, {y: 2}]\nm: {<<: *l}", "{\"l\":[{\"x\":1},{\"y\":2}],\"m\":{\"x\":1,\"y\":2}}");
	assert_json(*state, "a: {<<: {}}\nb: {<<: []}\n<<: {c: 1}\n", "{\"a\":{},\"b\":{},\"c\":1}");
	assert_json(*state, "a: {<<: {x: {<<: {y: 1}}}}", "{\"a\":{\"x\":{\"y\":1}}}");
	assert_json(*state, "a: {&k <<: {x: 1}, b: *k}", "{\"a\":{\"x\":1,\"b\":\"<<\"}}");
}

static void only_a_plain_merge_key_merges(void **state)
{
	assert_json(*state, "'<<': {a: 1}", "{\"<<\":{\"a\":1}}");
	assert_json(*state, "\"<<\": 1\n<<: {b: 2}", "{\"<<\":1,\"b\":2}");
	assert_json(*state, "!!str <<: 1", "{\"<<\":1}");
	assert_json(*state, "! <<: 1", "{\"<<\":1}");
	assert_json(*state, "a: &k <<\n*k : 1", "{\"a\":\"<<\",\"<<\":1}");
	assert_json(*state, "a: <<\nb: [<<]", "{\"a\":\"<<\",\"b\":[\"<<\"]}");
}

static void only_mappings_are_merged(void **state)
{
	static const char *const cases[][2] = {
		{ "<<: 1", "1:5" },  { "<<:\na: 1", "1:4" },   { "<<: [{}, 1]", "1:10" }, { "<<: [[{}]]", "1:6" },
		{ "a: &a 5\nb:\n  <<: *a", "3:7" },             { "a: &a [{}, x]\nb: {<<: *a}", "2:9" },
		{ "a: &a 5\nb: {<<: [{}, *a]}", "2:14" },       { "<<: !!str x", "1:5" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char error[128];

		snprintf(error, sizeof(error), "%s: \"<<\" merges a mapping or a sequence of mappings, nothing else",
		         cases[i][1]);
		assert_error(*state, cases[i][0], error);
	}
}

static void large_mappings_merge(void **state)
{
	struct capture *capture = *state;
	struct text text = { 0 }, keys = many_keys(1000);
	struct arena arena = { 0 };
	const struct node *root, *merged;

	text_add(&text, "base: &base {");
	for (char *line = strtok(keys.data, "\n"); line; line = strtok(NULL, "\n"))
		text_printf(&text, "%s, ", line);
	text_add(&text, "}\nmerged: {first: 1, <<: [*base, {key-1: late, extra: 2}], key-7: own, last: 3}\n");
	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", text.data, text.length, &root), EX_OK);
	merged = node_get(root, "merged");
	assert_int_equal(merged->count, 1003);
	assert_string_equal(merged->as.entries[0].key->as.text, "first");
	assert_string_equal(merged->as.entries[1].key->as.text, "key-0");
	assert_string_equal(merged->as.entries[1002].key->as.text, "last");
	assert_string_equal(node_get(merged, "key-1")->as.text, "1");
	assert_string_equal(node_get(merged, "key-7")->as.text, "own");
	assert_string_equal(node_get(merged, "extra")->as.text, "2");
	text_release(&text);
	text_release(&keys);
	arena_release(&arena);
}

static void aliases_share_nodes(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	const struct node *root;
	const char *yaml = "a: &a {x: [1]}\nb: *a\nc: &a 2\nd: *a\n*a : e\n";

	assert_json(capture, yaml, "{\"a\":{\"x\":[1]},\"b\":{\"x\":[1]},\"c\":2,\"d\":2,\"2\":\"e\"}");
	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", yaml, strlen(yaml), &root), EX_OK);
	assert_ptr_equal(node_get(root, "a"), node_get(root, "b"));
	arena_release(&arena);
	assert_json(capture, "a: &x [&x 1, *x]\nb: *x\n&k key: *k\n", "{\"a\":[1,1],\"b\":1,\"key\":\"key\"}");
}

static void bad_aliases_are_errors(void **state)
{
	assert_error(*state, "a: *b", "1:4: alias \"*b\" has no anchor before it");
	assert_error(*state, "a: *b\nb: &b 1", "1:4: alias \"*b\" has no anchor before it");
	assert_error(*state, "a: &b [1, {c: *b}]", "1:15: alias \"*b\" stands inside what it refers to");
	assert_error(*state, "a: &b [1]\n? *b\n: 1", "2:3: a key must be a scalar");
}

static void many_anchors_are_found(void **state)
{
	struct capture *capture = *state;
	struct text text = { 0 };
	struct arena arena = { 0 };
	const struct node *root;

	for (int i = 0; i < 5000; i++)
		text_printf(&text, "a%d: &n%d %d\nb%d: *n%d\n", i, i, i, i, i / 2);
	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", text.data, text.length, &root), EX_OK);
	assert_string_equal(node_get(root, "b4999")->as.text, "2499");
	assert_string_equal(node_get(root, "b0")->as.text, "0");
	text_release(&text);
	arena_release(&arena);
}

/* A mapping with a sequence of 1,000 nodes, itself included, and COUNT aliases of it. */
static struct text thousands(int count)
{
	struct text text = { 0 };

	text_add(&text, "a: &a [");
	for (int i = 0; i < 999; i++)
		text_add(&text, "1,");
	text_add(&text, "]\nb: [");
	for (int i = 0; i < count; i++)
		text_add(&text, "*a,");
	text_add(&text, "]\n");
	assert_false(text.failed);
	return text;
}

static void aliases_add_a_million_nodes_at_most(void **state)
{
	struct capture *capture = *state;
	struct text enough = thousands(1000), many = thousands(1001), laughs = { 0 };
	struct arena arena = { 0 };
	const struct node *root;

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", enough.data, enough.length, &root), EX_OK);
	assert_error(capture, many.data, "2:3005: aliases add more than 1000000 nodes");
	text_add(&laughs, "a0: &a0 {x: 1}\n");
	for (int i = 1; i < 100; i++)
		text_printf(&laughs, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
	assert_error(capture, laughs.data, "18:18: aliases add more than 1000000 nodes");
	text_release(&enough);
	text_release(&many);
	text_release(&laughs);
	arena_release(&arena);
}

/* "a: " and COUNT nested sequences. */
static struct text nested(const char *anchor, int count)
{
	struct text text = { 0 };

	text_printf(&text, "a: %s", anchor);
	for (int i = 0; i < count; i++)
		text_add(&text, "[");
	for (int i = 0; i < count; i++)
		text_add(&text, "]");
	text_add(&text, "\n");
	assert_false(text.failed);
	return text;
}

static void nesting_has_a_limit(void **state)
{
	struct capture *capture = *state;
	struct text deep = nested("", 255), deeper = nested("", 256), alias = nested("&a ", 253);
	struct arena arena = { 0 };
	const struct node *root;

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", deep.data, deep.length, &root), EX_OK);
	assert_error(capture, deeper.data, "1:259: nested more than 256 deep");
	text_add(&alias, "b: [[*a]]\n");
	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", alias.data, alias.length, &root), EX_OK);
	text_add(&alias, "c: [[[*a]]]\n");
	assert_error(capture, alias.data, "3:7: nested more than 256 deep by an alias");
	text_release(&deep);
	text_release(&deeper);
	text_release(&alias);
	arena_release(&arena);
}

static void complex_keys_are_errors(void **state)
{
	assert_error(*state, "? [a]\n: 1", "1:3: a key must be a scalar");
	assert_error(*state, "a: {{b: 1}: 2}", "1:5: a key must be a scalar");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CAPTURE_TEST(nulls_and_booleans_are_those_of_the_core_schema),
		CAPTURE_TEST(numbers_are_those_of_the_core_schema),
		CAPTURE_TEST(quoted_and_block_scalars_are_strings),
		CAPTURE_TEST(what_json_cannot_hold_is_an_error),
		CAPTURE_TEST(tags_are_obeyed),
		CAPTURE_TEST(values_that_do_not_fit_their_tag_are_errors),
		CAPTURE_TEST(unknown_tags_are_errors),
		CAPTURE_TEST(scalar_keys_become_strings),
		CAPTURE_TEST(duplicate_keys_name_both_places),
		CAPTURE_TEST(large_mappings_are_checked_and_searched),
		CAPTURE_TEST(merge_keys_merge),
		CAPTURE_TEST(only_a_plain_merge_key_merges),
		CAPTURE_TEST(only_mappings_are_merged),
		CAPTURE_TEST(large_mappings_merge),
		CAPTURE_TEST(aliases_share_nodes),
		CAPTURE_TEST(bad_aliases_are_errors),
		CAPTURE_TEST(many_anchors_are_found),
		CAPTURE_TEST(aliases_add_a_million_nodes_at_most),
		CAPTURE_TEST(nesting_has_a_limit),
		CAPTURE_TEST(complex_keys_are_errors),
	};

	return cmocka_run_group_tests_name("yaml_values", tests, NULL, NULL);
}
