#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "yaml_check.h"

static void one_document_with_a_mapping(void **state)
{
	static const char *const documents[] = {
		"", "\n\n", "# only a comment", "---\n", "--- # comment\n...\n", "{}", "\xef\xbb\xbf", "%YAML 1.2\n---\n",
	};

	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++)
		assert_json(*state, documents[i], "{}");
	assert_json(*state, "%YAML 1.2\n---\na: 1\n...\n# end\n", "{\"a\":1}");
	assert_json(*state, "{\"a\": [1, \"b\"], \"c\":{\"d\":null}}", "{\"a\":[1,\"b\"],\"c\":{\"d\":null}}");
	assert_error(*state, "a: 1\n---\nb: 2", "2:1: a second document; a file holds only one");
	assert_error(*state, "---\n---\n", "2:1: a second document; a file holds only one");
	assert_error(*state, "- a", "1:1: the top level must be a mapping, not a sequence");
	assert_error(*state, "# x\n  text", "2:3: the top level must be a mapping, not a scalar");
	assert_error(*state, "null", "1:1: the top level must be a mapping, not a scalar");
	assert_error(*state, "''", "1:1: the top level must be a mapping, not a scalar");
	assert_error(*state, "--- &a\n", "1:5: the top level must be a mapping, not a scalar");
	assert_error(*state, "!!seq []", "1:1: the top level must be a mapping, not a sequence");
	assert_error(*state, "%YAML 2.0\n---\n", "1:1: found incompatible YAML document");
}

static void syntax_errors_are_one_line(void **state)
{
	assert_error(*state, "a: b: c", "1:5: mapping values are not allowed in this context");
	assert_error(*state, "a: 1\n b: 2", "2:3: mapping values are not allowed in this context");
	assert_error(*state, "a: \"x\n",
	             "2:1: found unexpected end of stream while scanning a quoted scalar that begins at line 1, column 4");
	assert_error(*state, "x:\n  - [1, 2\n",
	             "3:1: did not find expected ',' or ']' while parsing a flow sequence that begins at line 2, column 5");
	assert_error(*state, "a: [1}", "1:6: did not find expected ',' or ']' while parsing a flow sequence");
	assert_error(*state, "a:\n\tb: 1", "2:1: a tab cannot indent YAML, use spaces");
	assert_error(*state, "\xef\xbb\xbf\xc3\xa9: 1\n\xc3\xa9: @x", "2:4: a value cannot start with '@', quote it");
	assert_error(*state, "a: `x`", "1:4: a value cannot start with '`', quote it");
}

static void places_count_characters(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	const struct node *root, *list;
	const char *yaml = "\xef\xbb\xbfk: 1\n\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80:\n  - &x 'a'\n  - {b: c}\n";

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "t.yml", yaml, strlen(yaml), &root), EX_OK);
	assert_int_equal(root->line * 100 + root->column, 101);
	assert_int_equal(root->as.entries[1].key->line * 100 + root->as.entries[1].key->column, 201);
	list = root->as.entries[1].value;
	assert_int_equal(list->line * 100 + list->column, 303);
	assert_int_equal(list->as.items[0]->line * 100 + list->as.items[0]->column, 305);
	assert_int_equal(node_get(list->as.items[1], "b")->line * 100 + node_get(list->as.items[1], "b")->column, 409);
	assert_string_equal(list->file, "t.yml");
	arena_release(&arena);
	assert_error(capture, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80: *x", "1:6: alias \"*x\" has no anchor before it");
}

static void bad_characters_have_a_place(void **state)
{
	static const char *const cases[][2] = {
		{ "a: \"caf\xe9\"\n", "1:8: invalid UTF-8: invalid trailing UTF-8 octet (0x22)" },
		{ "\xc3\xa9: 1\n\xc3\xa9: \xff", "2:4: invalid UTF-8: invalid leading UTF-8 octet (0xFF)" },
		{ "a: \x80", "1:4: invalid UTF-8: invalid leading UTF-8 octet (0x80)" },
		{ "a: \xc3", "1:4: invalid UTF-8: incomplete UTF-8 octet sequence" },
		{ "a: \xc0\xaf", "1:4: invalid UTF-8: invalid length of a UTF-8 sequence" },
		{ "a: \xed\xa0\x80", "1:4: invalid UTF-8: invalid Unicode character (0xD800)" },
		{ "a: 1\r\nb: 2\rc: \x01",
		  "3:4: character U+0001 is not allowed; in double quotes it can be written as an escape" },
		{ "\xef\xbb\xbf" "a: \x7f",
		  "1:4: character U+007F is not allowed; in double quotes it can be written as an escape" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_error(*state, cases[i][0], cases[i][1]);
	assert_error_n(*state, "a: \0", 4,
	               "1:4: character U+0000 is not allowed; in double quotes it can be written as an escape");
}

static void utf_16_is_read(void **state)
{
	static const char little[] = "\xff\xfe" "a\0:\0 \0\xe9\0\x3d\xd8\x00\xde";
	static const char big[] = "\xfe\xff\0a\0:\0 \0\xe9\xd8\x3d\xde\x00";
	static const char bad_little[] = "\xff\xfe" "\x3d\xd8\x00\xde:\0\n\0 \0\x00\xdc";
	static const char bad_big[] = "\xfe\xff\0a\0:\0\n\0 \xd8\x3d\0a";
	static const char cut[] = "\xff\xfe" "a\0:\0 ";

	assert_json_n(*state, little, sizeof(little) - 1, "{\"a\":\"\xc3\xa9\xf0\x9f\x98\x80\"}");
	assert_json_n(*state, big, sizeof(big) - 1, "{\"a\":\"\xc3\xa9\xf0\x9f\x98\x80\"}");
	assert_error_n(*state, bad_little, sizeof(bad_little) - 1,
	               "2:2: invalid UTF-16: unexpected low surrogate area (0xDC00)");
	assert_error_n(*state, bad_big, sizeof(bad_big) - 1, "2:2: invalid UTF-16: expected low surrogate area (0x61)");
	assert_error_n(*state, cut, sizeof(cut) - 1, "1:3: invalid UTF-16: incomplete UTF-16 character");
}

static void files_are_read_whole(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	struct text text = many_keys(20000);
	const struct node *root;
	char path[] = "/tmp/test_yaml_reader.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.data, text.length), text.length);
	close(fd);
	assert_int_equal(yaml_read_file(&arena, &capture->diag, path, &root), EX_OK);
	unlink(path);
	assert_int_equal(root->count, 20000);
	assert_string_equal(root->file, path);
	path[0] = '?'; /* the nodes keep a copy */
	assert_true(root->file[0] == '/');
	text_release(&text);
	arena_release(&arena);
}

static void standard_input_is_a_dash(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	struct text text = many_keys(20000); /* more than a pipe or a first buffer holds */
	const struct node *root;
	int ends[2], saved = dup(STDIN_FILENO);
	pid_t writer;

	assert_true(saved >= 0 && pipe(ends) == 0);
	writer = fork();
	assert_true(writer >= 0);
	if (writer == 0)
		_exit(write(ends[1], text.data, text.length) == (ssize_t)text.length ? 0 : 1);
	close(ends[1]);
	assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
	close(ends[0]);
	assert_int_equal(yaml_read_file(&arena, &capture->diag, "-", &root), EX_OK);
	assert_int_equal(root->count, 20000);
	assert_string_equal(root->file, "<stdin>");
	assert_int_equal(waitpid(writer, NULL, 0), writer);
	assert_true(dup2(saved, STDIN_FILENO) >= 0);
	close(saved);
	text_release(&text);
	arena_release(&arena);
}

static void files_that_cannot_be_read_say_why(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	const struct node *root;
	char path[] = "/tmp/test_yaml_reader.XXXXXX";
	char expected[80];
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)YAML_MAX_SIZE + 1), 0);
	assert_int_equal(yaml_read_file(&arena, &capture->diag, path, &root), EX_DATAERR);
	snprintf(expected, sizeof(expected), "prog: '%s' is larger than 1024 MiB\n", path);
	assert_string_equal(capture_text(capture), expected);
	close(fd);
	unlink(path);
	assert_int_equal(yaml_read_file(&arena, &capture->diag, "/nonexistent/a.yml", &root), EX_NOINPUT);
	assert_string_equal(capture_text(capture), "prog: cannot read '/nonexistent/a.yml': No such file or directory\n");
	assert_int_equal(yaml_read_file(&arena, &capture->diag, "/", &root), EX_NOINPUT);
	assert_string_equal(capture_text(capture), "prog: cannot read '/': Is a directory\n");
	assert_null(root);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CAPTURE_TEST(one_document_with_a_mapping),
		CAPTURE_TEST(syntax_errors_are_one_line),
		CAPTURE_TEST(places_count_characters),
		CAPTURE_TEST(bad_characters_have_a_place),
		CAPTURE_TEST(utf_16_is_read),
		CAPTURE_TEST(files_are_read_whole),
		CAPTURE_TEST(standard_input_is_a_dash),
		CAPTURE_TEST(files_that_cannot_be_read_say_why),
	};

	return cmocka_run_group_tests_name("yaml_reader", tests, NULL, NULL);
}
