#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"

static void objects_are_aligned_and_apart(void **state)
{
	struct arena arena = { 0 };
	unsigned char *objects[100];

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		objects[i] = arena_alloc(&arena, i + 1);
		assert_non_null(objects[i]);
		assert_int_equal((uintptr_t)objects[i] % _Alignof(max_align_t), 0);
		memset(objects[i], (int)i, i + 1);
		assert_non_null(arena_strndup(&arena, "odd", i % 3)); /* text must not disturb alignment */
	}
	for (size_t i = 0; i < 100; i++)
		for (size_t j = 0; j <= i; j++)
			assert_int_equal(objects[i][j], i);
	arena_release(&arena);
}

static void an_empty_object_has_an_address(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_non_null(arena_alloc(&arena, 0));
	assert_non_null(arena_calloc(&arena, 0, 8));
	assert_non_null(arena_calloc(&arena, 8, 0));
	arena_release(&arena);
}

static void calloc_zeroes(void **state)
{
	struct arena arena = { 0 };
	unsigned char *bytes;

	(void)state;
	for (int round = 0; round < 3; round++) {
		bytes = arena_calloc(&arena, 1000, 100);
		assert_non_null(bytes);
		for (size_t i = 0; i < 100000; i++)
			assert_int_equal(bytes[i], 0);
		memset(bytes, 0xff, 100000);
	}
	arena_release(&arena);
}

static void text_is_copied_and_ends_in_nul(void **state)
{
	struct arena arena = { 0 };
	const char text[] = "a\0b";
	const char *copy;

	(void)state;
	memset(arena_alloc(&arena, 65536), 'x', 65536); /* the next block may get this memory, which is not zero */
	arena_release(&arena);
	copy = arena_strndup(&arena, text, 3);
	assert_non_null(copy);
	assert_ptr_not_equal(copy, text);
	assert_memory_equal(copy, "a\0b", 4);
	assert_string_equal(arena_strndup(&arena, NULL, 0), "");
	assert_string_equal(arena_printf(&arena, "%s-%d", "unit", 7), "unit-7");
	assert_string_equal(arena_printf(&arena, "%s", ""), "");
	arena_release(&arena);
}

static void large_and_small_share_an_arena(void **state)
{
	struct arena arena = { 0 };
	char *small, *again;
	char *large;

	(void)state;
	small = arena_strndup(&arena, "small", 5);
	large = arena_alloc(&arena, 5000000);
	assert_non_null(large);
	memset(large, 'x', 5000000);
	again = arena_strndup(&arena, "again", 5);
	assert_int_equal(small - again, 6); /* the block in use goes on after a large object */
	assert_string_equal(small, "small");
	arena_release(&arena);
}

static void blocks_grow_within_bounds(void **state)
{
	struct arena arena = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < 200000; i++)
		assert_non_null(arena_alloc(&arena, 48));
	assert_int_equal(arena.used, 200000 * 48);
	arena_release(&arena);
	assert_null(arena.blocks);
	assert_int_equal(arena.used, 0);
}

static void impossible_sizes_fail_and_do_no_harm(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX - 64));
	assert_null(arena_calloc(&arena, SIZE_MAX / 8 + 2, 8)); /* 8 bytes, if it wrapped around */
	assert_null(arena_strndup(&arena, "", SIZE_MAX));
	assert_string_equal(arena_strndup(&arena, "alive", 5), "alive");
	arena_release(&arena);
}

static void each_arena_has_its_own_salt(void **state)
{
	struct arena a = { 0 }, b = { 0 };
	uint64_t salt;

	(void)state;
	assert_non_null(arena_alloc(&a, 1));
	assert_non_null(arena_alloc(&b, 1));
	assert_int_not_equal(a.salt, b.salt);
	salt = a.salt;
	assert_non_null(arena_alloc(&a, 1000000));
	assert_non_null(arena_calloc(&a, 1, 60000));
	assert_true(salt == a.salt); /* what is in a hash table must stay findable */
	arena_release(&a);
	arena_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_aligned_and_apart),
		cmocka_unit_test(an_empty_object_has_an_address),
		cmocka_unit_test(calloc_zeroes),
		cmocka_unit_test(text_is_copied_and_ends_in_nul),
		cmocka_unit_test(large_and_small_share_an_arena),
		cmocka_unit_test(blocks_grow_within_bounds),
		cmocka_unit_test(impossible_sizes_fail_and_do_no_harm),
		cmocka_unit_test(each_arena_has_its_own_salt),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
