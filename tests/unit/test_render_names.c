/* names, lists and temporaries of yaml-to-tfvars render. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "folder.h"
#include "list.h"
#include "names.h"

static void plain_names_are_folders_words_and_identifiers(void **state)
{
	static const char *const plain[] = { "a", "web", "Web-2", "_x", "0", "a_b-c" };
	static const char *const other[] = { "", "-a", "a b", "a.b", "a/b", "..", "\xc3\xa4", "a$", "a\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		assert_true(name_is_plain(plain[i], strlen(plain[i])));
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++)
		assert_false(name_is_plain(other[i], strlen(other[i])));
	assert_false(name_is_plain("a\0b", 3));
}

static void variables_are_names_of_the_environment(void **state)
{
	static const char *const names[] = { "a", "HCLOUD_TOKEN", "_", "_1", "TF_VAR_x2" };
	static const char *const others[] = { "", "1A", "A-B", "A B", "A.B", "A$", "A=", "\xc3\xa4" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_true(name_is_variable(names[i], strlen(names[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_false(name_is_variable(others[i], strlen(others[i])));
	assert_false(name_is_variable("A\0B", 3));
}

static void make_refuses_what_it_reads_as_something_else(void **state)
{
	static const char refused[] = " \t\n\r\x01\x7f$#%:;\\|&\"'`*?[](){}<>=!^";

	(void)state;
	for (const char *c = refused; *c != '\0'; c++) {
		const char name[] = { 'a', '/', *c, 'b', '\0' };

		assert_ptr_equal(name_refused_by_make(name), name + 2);
	}
	assert_null(name_refused_by_make("stacks/web-1_x/../main.tf+@,~"));
	assert_null(name_refused_by_make("modules/gr\xc3\xbc\xc3\x9f" "e.tf"));
	assert_null(name_refused_by_make(""));
	assert_string_equal(name_refused_by_make("~root/x"), "~root/x");
	assert_string_equal(name_refused_by_make("-x"), "-x");
}

static void a_hint_names_the_nearest_or_all(void **state)
{
	struct arena arena = { 0 };
	struct list names = { 0 };

	(void)state;
	assert_string_equal(name_hint(&arena, "x", &names), "; there are none");
	assert_true(list_add(&arena, &names, "compute"));
	assert_true(list_add(&arena, &names, "network"));
	assert_string_equal(name_hint(&arena, "compuet", &names), "; did you mean \"compute\"?");
	assert_string_equal(name_hint(&arena, "x", &names), "; there are: compute, network");
	for (int i = 0; i < 30; i++)
		assert_true(list_add(&arena, &names, "n"));
	assert_non_null(strstr(name_listing(&arena, &names), "n, n, ..."));
	arena_release(&arena);
}

static void a_list_grows_sorts_and_drops_repeats(void **state)
{
	static const char *const items[] = { "b", "a", "B", "b", "a/b", "a-b", "a", "z", "y", "x", "w" };
	static const char *const sorted[] = { "B", "a", "a-b", "a/b", "b", "w", "x", "y", "z" };
	struct arena arena = { 0 };
	struct list list = { 0 };

	(void)state;
	list_sort(&list);
	assert_int_equal(list.count, 0);
	for (size_t i = 0; i < sizeof(items) / sizeof(*items); i++)
		assert_true(list_add(&arena, &list, items[i]));
	assert_true(list_has(&list, "z"));
	assert_false(list_has(&list, "q"));
	list_sort(&list);
	assert_int_equal(list.count, sizeof(sorted) / sizeof(*sorted));
	for (size_t i = 0; i < list.count; i++)
		assert_string_equal(list.items[i], sorted[i]);
	arena_release(&arena);
}

static void temporaries_are_told_from_hidden_files(void **state)
{
	static const char *const ours[] = { ".links.12.0.tmp", ".units.mk.1.99.tmp", ".a.1.2.3.tmp" };
	static const char *const others[] = { "links.12.0.tmp", ".links.12.tmp", ".links.0.tmp.tmp", ".12.0.tmp", ".links.12.0",
		                              ".links.a.0.tmp", ".links.12..tmp", ".links..0.tmp", ".tmp",      "",
		                              ".",              "..12.0.tmp",     ".init" };

	(void)state;
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		assert_true(folder_name_is_temporary(ours[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (folder_name_is_temporary(others[i]))
			fail_msg("'%s' was taken for a temporary", others[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_names_are_folders_words_and_identifiers),
		cmocka_unit_test(variables_are_names_of_the_environment),
		cmocka_unit_test(make_refuses_what_it_reads_as_something_else),
		cmocka_unit_test(a_hint_names_the_nearest_or_all),
		cmocka_unit_test(a_list_grows_sorts_and_drops_repeats),
		cmocka_unit_test(temporaries_are_told_from_hidden_files),
	};

	return cmocka_run_group_tests_name("render_names", tests, NULL, NULL);
}
