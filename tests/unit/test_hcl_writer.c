#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sysexits.h>

#include "capture.h"
#include "hcl_writer.h"
#include "yaml_reader.h"

static void assert_writes(struct capture *capture, const char *yaml, const char *hcl)
{
	struct arena arena = { 0 };
	struct text text = { 0 };
	const struct node *root;

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "a.yml", yaml, strlen(yaml), &root), EX_OK);
	assert_int_equal(hcl_write(&text, &capture->diag, root), EX_OK);
	assert_false(text.failed);
	assert_string_equal(text.data, hcl);
	text_release(&text);
	arena_release(&arena);
}

static void scalars(void **state)
{
	assert_writes(*state, "s: no\nt: true\nf: false\nz: null\nn: 0.10\nh: 0x1F\ni: -123456789012345678901234567890\n",
	              "s = \"no\"\nt = true\nf = false\nz = null\nn = 0.10\nh = 31\n"
	              "i = -123456789012345678901234567890\n");
}

static void nested_values_are_indented(void **state)
{
	assert_writes(*state, "a: {b c: 1, d: {e: [1, {f: x}]}}\nl: []\nm: {}\n",
	              "a = {\n"
	              "  \"b c\" = 1\n"
	              "  \"d\" = {\n"
	              "    \"e\" = [\n"
	              "      1,\n"
	              "      {\n"
	              "        \"f\" = \"x\"\n"
	              "      },\n"
	              "    ]\n"
	              "  }\n"
	              "}\n"
	              "l = []\n"
	              "m = {}\n");
}

static void templates_are_escaped(void **state)
{
	assert_writes(*state, "s: '${a} %{b} $${c} $ % {} $x %%{ $'\n",
	              "s = \"$${a} %%{b} $$${c} $ % {} $x %%%{ $\"\n");
	assert_writes(*state, "m: {'${k}': 1}\n", "m = {\n  \"$${k}\" = 1\n}\n");
}

static void characters_are_escaped(void **state)
{
	assert_writes(*state, "s: \"quote \\\" back \\\\ nl \\n cr \\r tab \\t nul \\0 bell \\a del \\x7F\"\n",
	              "s = \"quote \\\" back \\\\ nl \\n cr \\r tab \\t nul \\u0000 bell \\u0007 del \\u007F\"\n");
	assert_writes(*state, "s: gr\303\266\303\237e \360\237\230\200\n", "s = \"gr\303\266\303\237e \360\237\230\200\"\n");
}

#define REFUSED " cannot name a variable, which is a letter or _, then letters, digits, _ or -\n"

static void names_are_identifiers(void **state)
{
	struct capture *capture = *state;
	const char *yaml = "a-b_C9: 1\n_x: 2\n1a: 3\n-b: 4\n'': 5\n'a b': 6\ngr\303\266n: 7\n";
	struct arena arena = { 0 };
	struct text text = { 0 };
	const struct node *root;

	assert_int_equal(yaml_read_memory(&arena, &capture->diag, "a.yml", yaml, strlen(yaml), &root), EX_OK);
	assert_int_equal(hcl_write(&text, &capture->diag, root), EX_DATAERR);
	assert_string_equal(text.data, "a-b_C9 = 1\n_x = 2\n");
	assert_string_equal(capture_text(capture), "prog: a.yml:3:1: \"1a\"" REFUSED "prog: a.yml:4:1: \"-b\"" REFUSED
	                    "prog: a.yml:5:1: \"\"" REFUSED "prog: a.yml:6:1: \"a b\"" REFUSED
	                    "prog: a.yml:7:1: \"gr\303\266n\"" REFUSED);
	text_release(&text);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(scalars, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(nested_values_are_indented, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(templates_are_escaped, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(characters_are_escaped, capture_setup, capture_teardown),
		cmocka_unit_test_setup_teardown(names_are_identifiers, capture_setup, capture_teardown),
	};

	return cmocka_run_group_tests_name("hcl_writer", tests, NULL, NULL);
}
