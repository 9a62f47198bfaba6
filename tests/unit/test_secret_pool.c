#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>

#include "secret_pool.h"

static int release(void **state)
{
	(void)state;
	secret_pool_release();
	return 0;
}

/* How many of SIZE bytes are not 0. */
static size_t left_over(const unsigned char *memory, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += memory[i] != 0;
	return count;
}

static void memory_is_aligned_and_apart(void **state)
{
	unsigned char *pieces[200];

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		pieces[i] = secret_alloc(i * 7);
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		memset(pieces[i], (int)i, i * 7);
	}
	for (size_t i = 0; i < 200; i++)
		for (size_t j = 0; j < i * 7; j++)
			assert_int_equal(pieces[i][j], (unsigned char)i);
	for (size_t i = 0; i < 200; i++)
		secret_free(pieces[i]);
}

static void what_is_given_back_is_wiped_and_used_again(void **state)
{
	unsigned char *first = secret_alloc(100), *second;

	(void)state;
	memset(first, 'x', 100);
	secret_free(first);
	assert_int_equal(left_over(first, 100), 0); /* still mapped: the pool keeps its blocks */
	second = secret_alloc(90);
	assert_ptr_equal(second, first);
	secret_free(second);
	secret_free(NULL);
}

static void a_text_that_grows_leaves_nothing_behind(void **state)
{
	struct secret_text text = { 0 };
	const unsigned char *before;

	(void)state;
	secret_text_add(&text, "secret", 6);
	before = (const unsigned char *)text.data;
	for (int i = 0; i < 10000; i++)
		secret_text_add(&text, "0123456789", 10);
	assert_false(text.failed);
	assert_int_equal(text.length, 100006);
	assert_int_equal(strlen(text.data), 100006);
	assert_memory_equal(text.data, "secret0123", 10);
	assert_int_equal(left_over(before, 6), 0);
	secret_text_release(&text);
	assert_null(text.data);
}

static void large_pieces_are_unmapped(void **state)
{
	char *large[3];
	char line[256];
	FILE *maps;
	char range[32];
	bool found = false;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		large[i] = secret_alloc(1000000);
		assert_non_null(large[i]);
		memset(large[i], 'x', 1000000);
	}
	secret_free(large[1]);
	snprintf(range, sizeof(range), "%lx-", ((unsigned long)large[1] & ~4095ul));
	maps = fopen("/proc/self/maps", "r");
	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		found |= strncmp(line, range, strlen(range)) == 0;
	fclose(maps);
	assert_false(found);
	secret_free(large[2]);
	secret_free(large[0]);
}

static void a_size_that_cannot_be_fails(void **state)
{
	struct secret_text text = { 0 };

	(void)state;
	assert_null(secret_alloc(SIZE_MAX));
	assert_null(secret_alloc(SIZE_MAX / 2 - 1));
	assert_null(secret_strndup("x", SIZE_MAX));
	secret_text_add(&text, "x", SIZE_MAX / 4);
	assert_true(text.failed);
	secret_text_add(&text, "x", 1); /* sticks */
	assert_true(text.failed);
	secret_text_release(&text);
}

/* The line NAME of /proc/self/smaps for the mapping that holds ADDRESS. */
static bool mapping_has(const void *address, const char *name, const char *value)
{
	FILE *maps = fopen("/proc/self/smaps", "r");
	unsigned long from, to, at = (unsigned long)address;
	bool here = false, has = false;
	char line[512];

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			here = from <= at && at < to;
		else if (here && strncmp(line, name, strlen(name)) == 0)
			has = strstr(line, value) != NULL;
	}
	fclose(maps);
	return has;
}

/* The sanitizer makes nothing of mlock(2): that memory is locked, and that it need not be, 15-vault-memory.bats shows. */
static void memory_is_in_no_dump(void **state)
{
	char *small = secret_alloc(10), *large = secret_alloc(1000000);

	(void)state;
	assert_true(mapping_has(small, "VmFlags:", " dd"));
	assert_true(mapping_has(large, "VmFlags:", " dd"));
	secret_free(small);
	secret_free(large);
}

static void jansson_uses_it(void **state)
{
	char *text;
	json_t *root;

	(void)state;
	secret_pool_serve_json();
	root = json_loads("{\"password\": \"canary-in-the-pool\"}", 0, NULL);
	assert_non_null(root);
	assert_true(mapping_has(json_string_value(json_object_get(root, "password")), "VmFlags:", " dd"));
	text = json_dumps(root, JSON_COMPACT);
	assert_string_equal(text, "{\"password\":\"canary-in-the-pool\"}");
	json_decref(root);
	secret_free(text);
	assert_int_equal(left_over((unsigned char *)text, 20), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(memory_is_aligned_and_apart, release),
		cmocka_unit_test_teardown(what_is_given_back_is_wiped_and_used_again, release),
		cmocka_unit_test_teardown(a_text_that_grows_leaves_nothing_behind, release),
		cmocka_unit_test_teardown(large_pieces_are_unmapped, release),
		cmocka_unit_test_teardown(a_size_that_cannot_be_fails, release),
		cmocka_unit_test_teardown(memory_is_in_no_dump, release),
		cmocka_unit_test_teardown(jansson_uses_it, release),
	};

	return cmocka_run_group_tests_name("secret_pool", tests, NULL, NULL);
}
