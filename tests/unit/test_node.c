#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "node.h"

static int setup(void **state)
{
	static struct arena arena;

	*state = &arena;
	return 0;
}

static int teardown(void **state)
{
	arena_release(*state);
	return 0;
}

static const struct node *string(struct arena *arena, const char *text)
{
	const struct node *node = node_new_string(arena, NULL, text, strlen(text));

	assert_non_null(node);
	return node;
}

static const struct node *number(struct arena *arena, const char *text)
{
	struct node *node = node_new_string(arena, NULL, text, strlen(text));

	assert_non_null(node);
	node->kind = NODE_NUMBER;
	return node;
}

/* A mapping of COUNT keys, "key-0" and so on, whose values are the keys; from the last when BACKWARDS. */
static const struct node *mapping(struct arena *arena, size_t count, bool backwards)
{
	struct node_entry entries[3000];
	const struct node *node;

	assert_in_range(count, 0, 3000);
	for (size_t i = 0; i < count; i++) {
		entries[i].key = string(arena, arena_printf(arena, "key-%zu", backwards ? count - 1 - i : i));
		entries[i].value = entries[i].key;
	}
	node = node_new_mapping(arena, NULL, entries, count);
	assert_non_null(node);
	return node;
}

static void makers_take_the_place(void **state)
{
	struct arena *arena = *state;
	struct node at = { .file = "a.yml", .line = 3, .column = 4 };
	const struct node *item = node_new_null(arena, &at);
	const struct node *nodes[] = {
		item,
		node_new_string(arena, &at, "a\0b", 3),
		node_new_sequence(arena, &at, &item, 1),
		node_new_mapping(arena, &at, NULL, 0),
	};
	static const char *const names[] = { "null", "string", "array", "object" };

	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(nodes[i]->file, "a.yml");
		assert_int_equal(nodes[i]->line, 3);
		assert_int_equal(nodes[i]->column, 4);
		assert_string_equal(node_kind_name(nodes[i]), names[i]);
	}
	assert_int_equal(nodes[1]->count, 3);
	assert_memory_equal(nodes[1]->as.text, "a\0b", 4);
	assert_int_equal(nodes[2]->count, 1);
	assert_ptr_equal(nodes[2]->as.items[0], item);
	assert_int_equal(nodes[3]->count, 0);
	assert_null(node_new_null(arena, NULL)->file);
	assert_string_equal(node_kind_name(number(arena, "1")), "number");
	assert_string_equal(node_kind_name(&(struct node){ .kind = NODE_BOOL }), "boolean");
}

static void keys_are_found_in_mappings_of_any_size(void **state)
{
	struct arena *arena = *state;
	const size_t sizes[] = { 0, 1, 2, 11, 12, 13, 14, 23, 24, 25, 96, 97, 1000, 3000 };

	for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++) {
		const struct node *node = mapping(arena, sizes[s], false);

		assert_int_equal(node->count, sizes[s]);
		for (size_t i = 0; i < sizes[s]; i++) {
			const char *key = arena_printf(arena, "key-%zu", i);
			const struct node_entry *entry = node_get_entry(node, key, strlen(key));

			assert_ptr_equal(entry, &node->as.entries[i]); /* so the order is kept as well */
			assert_string_equal(entry->key->as.text, key);
			assert_ptr_equal(node_get(node, key), entry->value);
		}
		assert_null(node_get(node, arena_printf(arena, "key-%zu", sizes[s])));
		assert_null(node_get(node, "key-"));
		assert_null(node_get(node, ""));
	}
}

static void keys_are_compared_by_their_length_too(void **state)
{
	struct arena *arena = *state;
	const struct node *value = node_new_null(arena, NULL);
	const struct node_entry entry = { node_new_string(arena, NULL, "a\0b", 3), value };
	const struct node *node = node_new_mapping(arena, NULL, &entry, 1);

	assert_null(node_get(node, "a"));
	assert_ptr_equal(node_get_n(node, "a\0b", 3), value);
	assert_null(node_get_n(node, "a\0c", 3));
	assert_null(node_get(value, "a"));
	assert_null(node_get_n(entry.key, "a", 1));
}

static void the_first_of_equal_keys_is_kept(void **state)
{
	struct arena *arena = *state;
	const size_t sizes[] = { 2, 12, 13, 500 };

	for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++) {
		const struct node *once = mapping(arena, sizes[s], false);
		struct node_entry entries[1000];
		const struct node *node;

		for (size_t i = 0; i < sizes[s]; i++) {
			entries[2 * i] = once->as.entries[i];
			entries[2 * i + 1] = once->as.entries[i / 2];
			entries[2 * i + 1].value = node_new_null(arena, NULL);
		}
		node = node_new_mapping(arena, NULL, entries, 2 * sizes[s]);
		assert_true(node_equal(node, once));
		assert_memory_equal(node->as.entries, once->as.entries, sizes[s] * sizeof(*entries));
	}
}

static void strict_mappings_name_the_first_repetition(void **state)
{
	struct arena *arena = *state;
	const size_t sizes[] = { 3, 12, 13, 500 };
	const struct node_entry *repeated[2];

	for (size_t s = 0; s < sizeof(sizes) / sizeof(*sizes); s++) {
		const struct node *once = mapping(arena, sizes[s], false);
		struct node_entry entries[502];

		memcpy(entries, once->as.entries, sizes[s] * sizeof(*entries));
		assert_non_null(node_new_mapping_strict(arena, NULL, entries, sizes[s], repeated));
		assert_null(repeated[0]);
		assert_null(repeated[1]);

		entries[sizes[s]].key = string(arena, "key-1");
		entries[sizes[s] + 1].key = string(arena, "key-0");
		assert_null(node_new_mapping_strict(arena, NULL, entries, sizes[s] + 2, repeated));
		assert_ptr_equal(repeated[0]->key, entries[1].key);
		assert_ptr_equal(repeated[1], &entries[sizes[s]]);
	}
}

static void strings_are_compared_whole(void **state)
{
	struct arena *arena = *state;

	assert_true(node_is(string(arena, "abc"), "abc"));
	assert_false(node_is(string(arena, "abc"), "ab"));
	assert_false(node_is(string(arena, "ab"), "abc"));
	assert_false(node_is(node_new_string(arena, NULL, "a\0", 2), "a"));
	assert_false(node_is(number(arena, "1"), "1"));
}

static void scalars_are_equal_by_value(void **state)
{
	struct arena *arena = *state;
	const struct node yes = { .kind = NODE_BOOL, .truth = true }, no = { .kind = NODE_BOOL };

	assert_true(node_equal(number(arena, "1"), number(arena, "1.0")));
	assert_true(node_equal(number(arena, "10e-1"), number(arena, "1")));
	assert_false(node_equal(number(arena, "1"), number(arena, "2")));
	assert_false(node_equal(number(arena, "1"), string(arena, "1")));
	assert_true(node_equal(string(arena, "a"), string(arena, "a")));
	assert_false(node_equal(string(arena, "a"), string(arena, "b")));
	assert_true(node_equal(node_new_null(arena, NULL), node_new_null(arena, NULL)));
	assert_true(node_equal(&yes, &(struct node){ .kind = NODE_BOOL, .truth = true }));
	assert_false(node_equal(&yes, &no));
	assert_false(node_equal(&no, node_new_null(arena, NULL)));
}

static void collections_are_equal_by_content(void **state)
{
	struct arena *arena = *state;
	const struct node *a[] = { number(arena, "1"), string(arena, "x") };
	const struct node *b[] = { number(arena, "1.0"), string(arena, "x") };
	const struct node *c[] = { string(arena, "x"), number(arena, "1") };
	const struct node *first = node_new_sequence(arena, NULL, a, 2);
	const struct node *small = mapping(arena, 3, false), *large = mapping(arena, 40, false);

	assert_true(node_equal(first, node_new_sequence(arena, NULL, b, 2)));
	assert_false(node_equal(first, node_new_sequence(arena, NULL, c, 2)));
	assert_false(node_equal(first, node_new_sequence(arena, NULL, a, 1)));
	assert_true(node_equal(small, mapping(arena, 3, true)));
	assert_true(node_equal(large, mapping(arena, 40, true)));
	assert_false(node_equal(large, mapping(arena, 41, true)));
	assert_false(node_equal(small, node_new_mapping(arena, NULL, large->as.entries + 1, 3)));
	assert_false(node_equal(node_new_mapping(arena, NULL, NULL, 0), node_new_sequence(arena, NULL, NULL, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(makers_take_the_place, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_are_found_in_mappings_of_any_size, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_are_compared_by_their_length_too, setup, teardown),
		cmocka_unit_test_setup_teardown(the_first_of_equal_keys_is_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(strict_mappings_name_the_first_repetition, setup, teardown),
		cmocka_unit_test_setup_teardown(strings_are_compared_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(scalars_are_equal_by_value, setup, teardown),
		cmocka_unit_test_setup_teardown(collections_are_equal_by_content, setup, teardown),
	};

	return cmocka_run_group_tests_name("node", tests, NULL, NULL);
}
