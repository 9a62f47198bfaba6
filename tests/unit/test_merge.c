#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sysexits.h>

#include "capture.h"
#include "json_writer.h"
#include "merge.h"
#include "yaml_reader.h"

static struct arena arena;

static const struct node *read_yaml(struct capture *capture, const char *name, const char *yaml)
{
	const struct node *root = NULL;

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, name, yaml, strlen(yaml), &root), EX_OK);
	return root;
}

static const struct node *merge_yaml(struct capture *capture, const char *base, const char *over)
{
	const struct node *merged = merge_documents(&arena, read_yaml(capture, "base", base),
	                                            read_yaml(capture, "over", over));

	assert_non_null(merged);
	return merged;
}

/* BASE with OVER laid over it is EXPECTED, all in YAML and in that order of keys. */
static void assert_merges(struct capture *capture, const char *base, const char *over, const char *expected)
{
	struct text actual = { 0 }, wanted = { 0 };

	json_write(&actual, merge_yaml(capture, base, over), 0);
	json_write(&wanted, read_yaml(capture, "expected", expected), 0);
	assert_false(actual.failed || wanted.failed);
	assert_string_equal(actual.data, wanted.data);
	text_release(&actual);
	text_release(&wanted);
	arena_release(&arena);
}

static void mappings_merge_deeply(void **state)
{
	assert_merges(*state, "{a: {b: {c: 1, d: 2}, e: 3}}", "{a: {b: {d: 4, f: 5}}}",
	              "{a: {b: {c: 1, d: 4, f: 5}, e: 3}}");
}

static void other_values_replace(void **state)
{
	assert_merges(*state, "{a: 1, b: [1, 2], c: x, d: {e: 1}}", "{a: 2, b: [3], c: [], d: true}",
	              "{a: 2, b: [3], c: [], d: true}");
	assert_merges(*state, "{a: 1, b: [1]}", "{a: {x: 1}, b: {y: 2}}", "{a: {x: 1}, b: {y: 2}}");
}

static void keys_keep_the_order_of_the_base_then_new_ones(void **state)
{
	assert_merges(*state, "{z: 1, m: 2, a: 3}", "{y: 4, a: 5, b: 6, z: 7}", "{z: 7, m: 2, a: 5, y: 4, b: 6}");
}

static void a_null_removes_the_key(void **state)
{
	assert_merges(*state, "{a: 1, b: {c: 1, d: 2}, e: [1]}", "{a: null, b: {c: ~}, e: }", "{b: {d: 2}}");
	assert_merges(*state, "{b: {c: 1}}", "{b: {c: null}}", "{b: {}}");
	assert_merges(*state, "{a: 1}", "{none: null}", "{a: 1}");
}

static void a_null_removes_inside_a_new_mapping_too(void **state)
{
	assert_merges(*state, "{}", "{a: {b: null, c: {d: null}, e: 1}}", "{a: {c: {}, e: 1}}");
	assert_merges(*state, "{a: 1}", "{a: {b: null, c: 2}}", "{a: {c: 2}}"); /* replaces a scalar */
	assert_merges(*state, "{a: null}", "{a: {b: null, c: 2}}", "{a: {c: 2}}");
}

static void nulls_in_sequences_and_in_the_base_stay(void **state)
{
	assert_merges(*state, "{}", "{a: [null, {b: null}, [~]]}", "{a: [null, {b: null}, [null]]}");
	assert_merges(*state, "{a: null, b: {c: null}}", "{b: {d: 1}}", "{a: null, b: {c: null, d: 1}}");
	assert_merges(*state, "{a: null}", "{a: 1}", "{a: 1}");
}

static void empty_documents_change_nothing(void **state)
{
	assert_merges(*state, "{a: 1}", "", "{a: 1}");
	assert_merges(*state, "", "{a: 1}", "{a: 1}");
	assert_merges(*state, "", "", "{}");
}

static void aliases_of_the_base_do_not_change_together(void **state)
{
	assert_merges(*state, "{a: &x {n: 1}, b: *x}", "{b: {n: 2}}", "{a: {n: 1}, b: {n: 2}}");
}

static void large_mappings_merge_by_key(void **state)
{
	char base[40000] = "", over[40000] = "", expected[40000] = "";
	size_t base_length = 0, over_length = 0, expected_length = 0;

	for (int i = 0; i < 1000; i++) {
		base_length += (size_t)snprintf(base + base_length, sizeof(base) - base_length, "key%d: %d\n", i, i);
		over_length += (size_t)snprintf(over + over_length, sizeof(over) - over_length, "key%d: %d\n",
		                                999 - i, 1000 - i);
		expected_length += (size_t)snprintf(expected + expected_length, sizeof(expected) - expected_length,
		                                    "key%d: %d\n", i, i + 1);
	}
	assert_merges(*state, base, over, expected);
}

static void assert_place(const struct node *node, const char *file, unsigned line)
{
	assert_non_null(node);
	assert_string_equal(node->file, file);
	assert_int_equal(node->line, line);
}

static void values_keep_the_place_they_came_from(void **state)
{
	const struct node *merged = merge_yaml(*state, "a:\n  b: 1\n  c: 2\nd: 3\n", "\n\na:\n  c: 4\ne:\n  f: 5\n");
	const struct node *a = node_get(merged, "a");

	assert_place(merged, "base", 1);
	assert_place(a, "base", 2);
	assert_place(node_get_entry(merged, "a", 1)->key, "base", 1);
	assert_place(node_get(a, "b"), "base", 2);
	assert_place(node_get(a, "c"), "over", 4);
	assert_place(node_get_entry(a, "c", 1)->key, "over", 4);
	assert_place(node_get(merged, "e"), "over", 6);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(mappings_merge_deeply, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(other_values_replace, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(keys_keep_the_order_of_the_base_then_new_ones, capture_setup,
		                                capture_teardown),
		cmocka_unit_test_setup_teardown(a_null_removes_the_key, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(a_null_removes_inside_a_new_mapping_too, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(nulls_in_sequences_and_in_the_base_stay, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(empty_documents_change_nothing, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(aliases_of_the_base_do_not_change_together, capture_setup,
		                                capture_teardown),
		cmocka_unit_test_setup_teardown(large_mappings_merge_by_key, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(values_keep_the_place_they_came_from, capture_setup, capture_teardown),
	};

	return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
