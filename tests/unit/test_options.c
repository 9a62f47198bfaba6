#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdbool.h>
#include <sysexits.h>
#include <unistd.h>

#include "capture.h"
#include "options.h"

enum { KEY_STACKS = 1000, KEY_STATE };

static const struct option_entry entries[] = {
	{ 'o', "output", "OUT", "write to OUT" },
	{ 'q', "quiet", NULL, "say less" },
	{ KEY_STACKS, "stacks", "DIR", "where stacks are" },
	{ KEY_STATE, "state", "DIR", "where state is" },
	{ 0 },
};

static const struct options_usage usage = {
	.synopsis = "prog [-o OUT] FILE...\nprog check FILE",
	.summary = "Does one thing.",
	.entries = entries,
};

static struct options options;

/* Starts on up to six arguments after the program's name. */
static void start(struct capture *capture, const char *const arguments[6])
{
	static char copies[7][64];
	static char *argv[8];
	int argc = 1;

	strcpy(copies[0], "prog");
	argv[0] = copies[0];
	for (; argc < 7 && arguments[argc - 1] != NULL; argc++) {
		strcpy(copies[argc], arguments[argc - 1]);
		argv[argc] = copies[argc];
	}
	argv[argc] = NULL;
	options_init(&options, &usage, &capture->diag, argc, argv);
}

#define START(...) start(*state, (const char *const[6]){ __VA_ARGS__ })

static void options_and_operands_mix(void **state)
{
	START("a", "-o", "x", "b", "--quiet", "c");
	assert_int_equal(options_next(&options), 'o');
	assert_string_equal(options.value, "x");
	assert_int_equal(options_next(&options), 'q');
	assert_null(options.value);
	assert_int_equal(options_next(&options), OPTIONS_END);
	assert_int_equal(options.operands, 4);
	assert_string_equal(options.argv[4], "a");
	assert_string_equal(options.argv[5], "b");
	assert_string_equal(options.argv[6], "c");
	assert_string_equal(capture_text(*state), "");
}

static void all_spellings_are_read(void **state)
{
	START("-qox", "--output=y", "--output", "z", "--out=w", "--stacks=d");
	assert_int_equal(options_next(&options), 'q');
	assert_int_equal(options_next(&options), 'o');
	assert_string_equal(options.value, "x");
	assert_int_equal(options_next(&options), 'o');
	assert_string_equal(options.value, "y");
	assert_int_equal(options_next(&options), 'o');
	assert_string_equal(options.value, "z");
	assert_int_equal(options_next(&options), 'o');
	assert_string_equal(options.value, "w");
	assert_int_equal(options_next(&options), KEY_STACKS);
	assert_string_equal(options.value, "d");
	assert_int_equal(options_next(&options), OPTIONS_END);
}

static void two_dashes_end_the_options(void **state)
{
	START("--", "-q", "--output");
	assert_int_equal(options_next(&options), OPTIONS_END);
	assert_string_equal(options.argv[options.operands], "-q");
	assert_int_equal(options.argc - options.operands, 2);
}

static void a_second_command_line_starts_afresh(void **state)
{
	START("-qq", "a");
	assert_int_equal(options_next(&options), 'q');
	START("-ob"); /* the first one was left inside -qq */
	assert_int_equal(options_next(&options), 'o');
	assert_string_equal(options.value, "b");
	assert_int_equal(options_next(&options), OPTIONS_END);
}

/* The only argument after "a" is wrong, and LINE says how. */
static void assert_wrong(struct capture *capture, const char *argument, const char *line)
{
	start(capture, (const char *const[6]){ "a", argument });
	assert_int_equal(options_next(&options), OPTIONS_EXIT);
	assert_int_equal(options.status, EX_USAGE);
	assert_string_equal(capture_text(capture), line);
}

static void wrong_usage_names_the_nearest_option(void **state)
{
	assert_wrong(*state, "--ouptut=x", "prog: unknown option '--ouptut'; did you mean '--output'?\n");
	assert_wrong(*state, "--quite", "prog: unknown option '--quite'; did you mean '--quiet'?\n");
	assert_wrong(*state, "--helpp", "prog: unknown option '--helpp'; did you mean '--help'?\n");
	assert_wrong(*state, "--nothing-like-it", "prog: unknown option '--nothing-like-it'; see '--help'\n");
	assert_wrong(*state, "-h", "prog: unknown option '-h'; did you mean '--help'?\n");
	assert_wrong(*state, "-O", "prog: unknown option '-O'; did you mean '--output'?\n");
	assert_wrong(*state, "-x", "prog: unknown option '-x'; see '--help'\n");
}

static void wrong_usage_says_what_is_wrong(void **state)
{
	assert_wrong(*state, "--output", "prog: option '--output' needs an argument; see '--help'\n");
	assert_wrong(*state, "-o", "prog: option '--output' needs an argument; see '--help'\n");
	assert_wrong(*state, "--state", "prog: option '--state' needs an argument; see '--help'\n");
	assert_wrong(*state, "--quiet=1", "prog: option '--quiet' takes no argument; see '--help'\n");
	assert_wrong(*state, "--help=1", "prog: option '--help' takes no argument; see '--help'\n");
	assert_wrong(*state, "--sta=d", "prog: option '--sta' is ambiguous: '--stacks' or '--state'; see '--help'\n");
}

static void the_caller_finds_usage_wrong_too(void **state)
{
	START("a");
	assert_int_equal(options_wrong(&options, "missing %s", "FILE"), EX_USAGE);
	assert_string_equal(capture_text(*state), "prog: missing FILE; see '--help'\n");
}

/* What one argument makes the program print on standard output. */
static const char *output_of(struct capture *capture, const char *argument)
{
	static char output[1024];
	int before = dup(STDOUT_FILENO), pipes[2], key;
	ssize_t length;

	start(capture, (const char *const[6]){ argument });
	fflush(stdout);
	assert_int_equal(pipe(pipes), 0);
	dup2(pipes[1], STDOUT_FILENO);
	key = options_next(&options);
	dup2(before, STDOUT_FILENO);
	close(before);
	close(pipes[1]);
	length = read(pipes[0], output, sizeof(output) - 1);
	close(pipes[0]);
	assert_int_equal(key, OPTIONS_EXIT);
	assert_int_equal(options.status, EX_OK);
	assert_true(length > 0);
	output[length] = '\0';
	return output;
}

static void help_is_the_table(void **state)
{
	assert_string_equal(output_of(*state, "--help"),
	                    "Usage: prog [-o OUT] FILE...\n"
	                    "   or: prog check FILE\n"
	                    "Does one thing.\n"
	                    "\n"
	                    "  -o, --output=OUT        write to OUT\n"
	                    "  -q, --quiet             say less\n"
	                    "      --stacks=DIR        where stacks are\n"
	                    "      --state=DIR         where state is\n"
	                    "      --help              print this help and exit\n"
	                    "      --version           print the version and exit\n");
}

static void version_is_one_line(void **state)
{
	assert_string_equal(output_of(*state, "--version"), "prog 1.2.3\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(options_and_operands_mix, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(all_spellings_are_read, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(two_dashes_end_the_options, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(a_second_command_line_starts_afresh, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(wrong_usage_names_the_nearest_option, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(wrong_usage_says_what_is_wrong, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(the_caller_finds_usage_wrong_too, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(help_is_the_table, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(version_is_one_line, capture_setup, capture_teardown),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
