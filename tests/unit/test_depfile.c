#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "depfile.h"

static void assert_rule(const char *target, const char *first, const char *second, const char *makefile)
{
	const char *const files[] = { first, second };
	struct text text = { 0 };

	depfile_write(&text, target, files, second == NULL ? 1 : 2);
	assert_false(text.failed);
	assert_string_equal(text.data, makefile);
	text_release(&text);
}

static void every_file_is_a_prerequisite_and_a_target(void **state)
{
	(void)state;
	assert_rule("out.json", "a.yml", "b/c.yml", "out.json: a.yml b/c.yml\n\na.yml:\n\nb/c.yml:\n");
}

static void names_are_escaped_for_make(void **state)
{
	(void)state;
	assert_rule("o ut", "a#b", "a$b", "o\\ ut: a\\#b a$$b\n\na\\#b:\n\na$$b:\n");
	assert_rule("o:ut", "a*b", "a?b[c]", "o\\:ut: a\\*b a\\?b\\[c]\n\na\\*b:\n\na\\?b\\[c]:\n");
	/* Backslashes count only in front of what is escaped. */
	assert_rule("o\\ut", "a\\ b", "a\\\\#b\\c", "o\\ut: a\\\\\\ b a\\\\\\\\\\#b\\c\n\na\\\\\\ b:\n\na\\\\\\\\\\#b\\c:\n");
	assert_rule("o\\$", "a~b", NULL, "o\\$$: a~b\n\na~b:\n");
}

static void some_names_have_no_spelling(void **state)
{
	static const char *const good[] = { "a", "a b", "a(1).yml", "R&D.yml", "a~b", "a\\b", "gr\303\266\303\237e", "-", "a'\"b" };
	static const char *const bad[] = { "", "~a", "a&", "a(b)", "a\\", "a%b", "a;b", "a=b", "a|b", "a\nb", "a\tb", "a\177" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(depfile_can_hold(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(depfile_can_hold(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_a_prerequisite_and_a_target),
		cmocka_unit_test(names_are_escaped_for_make),
		cmocka_unit_test(some_names_have_no_spelling),
	};

	return cmocka_run_group_tests_name("depfile", tests, NULL, NULL);
}
