#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "capture.h"
#include "diag.h"
#include "node.h"

static void prints_program_and_message(void **state)
{
	struct capture *capture = *state;

	diag_error(&capture->diag, "cannot open '%s'", "a.yml");
	assert_string_equal(capture_text(capture), "prog: cannot open 'a.yml'\n");
	assert_int_equal(capture->diag.errors, 1);
}

static void prints_the_place(void **state)
{
	struct capture *capture = *state;
	struct node node = { .file = "b.yml", .line = 7, .column = 9 };

	diag_error_at(&capture->diag, "a.yml", 3, 14, "bad");
	assert_string_equal(capture_text(capture), "prog: a.yml:3:14: bad\n");
	diag_error_at(&capture->diag, "a.yml", 3, 0, "bad");
	assert_string_equal(capture_text(capture), "prog: a.yml:3: bad\n");
	diag_error_at(&capture->diag, "a.yml", 0, 14, "bad");
	assert_string_equal(capture_text(capture), "prog: a.yml: bad\n");
	diag_error_node(&capture->diag, &node, "bad %d", 1);
	assert_string_equal(capture_text(capture), "prog: b.yml:7:9: bad 1\n");
	node.file = NULL;
	diag_error_node(&capture->diag, &node, "bad");
	assert_string_equal(capture_text(capture), "prog: bad\n");
	assert_int_equal(capture->diag.errors, 5);
}

static void a_diagnostic_is_one_line(void **state)
{
	struct capture *capture = *state;

	diag_error_at(&capture->diag, "a\nb.yml", 1, 2, "tab\tbell\a escape\033[0m delete\177 next\302\205line");
	assert_string_equal(capture_text(capture),
	                    "prog: a\\nb.yml:1:2: tab\\tbell\\x07 escape\\x1B[0m delete\\x7F next\\x85line\n");
	diag_error(&capture->diag, "gr\303\266\303\237e \302\240 \360\237\230\200");
	assert_string_equal(capture_text(capture), "prog: gr\303\266\303\237e \302\240 \360\237\230\200\n");
}

static void long_messages_are_cut_and_say_so(void **state)
{
	struct capture *capture = *state;
	char word[10000];
	const char *line;

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	diag_error(&capture->diag, "%s", word);
	line = capture_text(capture);
	assert_in_range(strlen(line), 4000, 4200);
	assert_string_equal(line + strlen(line) - 5, "x...\n");

	memset(word, '\a', sizeof(word) - 1); /* grows fourfold */
	diag_error(&capture->diag, "%s", word);
	line = capture_text(capture);
	assert_in_range(strlen(line), 8000, 8192);
	assert_string_equal(line + strlen(line) - 4, "...\n");
	assert_null(memchr(line, '\n', strlen(line) - 1));
}

static void nearest_finds_misspellings(void **state)
{
	static const char *const known[] = { "region", "servers", "size", "ssh_keys", "provider" };

	(void)state;
	assert_string_equal(diag_nearest("regoin", known, 5), "region");    /* swapped */
	assert_string_equal(diag_nearest("rgion", known, 5), "region");     /* left out */
	assert_string_equal(diag_nearest("regionn", known, 5), "region");   /* too many */
	assert_string_equal(diag_nearest("server", known, 5), "servers");   /* at the end */
	assert_string_equal(diag_nearest("ssh-keys", known, 5), "ssh_keys"); /* another one */
	assert_string_equal(diag_nearest("size", known, 5), "size");
	assert_string_equal(diag_nearest("porvidre", known, 5), "provider"); /* 2 of 8 */
}

static void nearest_keeps_its_distance(void **state)
{
	static const char *const known[] = { "region", "size" };
	char long_word[200];

	(void)state;
	memset(long_word, 'x', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';
	assert_null(diag_nearest("labels", known, 2));
	assert_null(diag_nearest("rigeno", known, 2)); /* 3 edits of 6 letters */
	assert_string_equal(diag_nearest("regaan", known, 2), "region"); /* 2 of 6 */
	assert_null(diag_nearest("", known, 2));
	assert_null(diag_nearest("si", known, 2));
	assert_null(diag_nearest("size", known, 0));
	assert_null(diag_nearest(long_word, known, 2));
	assert_null(diag_nearest(long_word, (const char *const[]){ long_word }, 1)); /* beyond the limit */
}

static void nearest_prefers_the_nearer_then_the_first(void **state)
{
	static const char *const known[] = { "abcdxx", "abcdex", "abcdey" };

	(void)state;
	assert_string_equal(diag_nearest("abcdef", known, 3), "abcdex");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(prints_program_and_message, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(prints_the_place, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(a_diagnostic_is_one_line, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(long_messages_are_cut_and_say_so, capture_setup, capture_teardown),
		cmocka_unit_test(nearest_finds_misspellings),
		cmocka_unit_test(nearest_keeps_its_distance),
		cmocka_unit_test(nearest_prefers_the_nearer_then_the_first),
	};

	return cmocka_run_group_tests_name("diag", tests, NULL, NULL);
}
