/* units of yaml-to-tfvars render: where variables come from, who provides what, and cycles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture.h"
#include "json_writer.h"
#include "unit.h"
#include "yaml_reader.h"

struct fixture {
	struct capture *capture;
	struct arena arena;
	struct render render;
	struct units units;
	char folder[64];
};

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A folder with three stacks (net and far offer `id`, app wants it) and one kind, which two provide. */
static int set_up(void **state)
{
	static const char *const folders[] = { "stacks",       "stacks/net", "stacks/far",     "stacks/app",
		                               "modules",      "modules/vm", "modules/vm/red", "modules/vm/blue" };
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	void *capture;

	*state = fixture;
	if (!fixture || capture_setup(&capture) != 0)
		return -1;
	fixture->capture = capture;
	strcpy(fixture->folder, "/tmp/test_render_units.XXXXXX");
	if (!mkdtemp(fixture->folder) || chdir(fixture->folder) != 0)
		return -1;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (mkdir(folders[i], 0700) != 0)
			return -1;
	write_file("stacks/net/stack.yml", "variables: [range]\nmocks: {id: 0.10, name: n}\n");
	write_file("stacks/far/stack.yml", "mocks: {id: far, gate: g}\n");
	write_file("stacks/app/stack.yml", "kinds: [vm]\nvariables: [size, id, gate, name]\n");
	fixture->render = (struct render){
		.arena = &fixture->arena,
		.diag = &fixture->capture->diag,
		.settings = { .stacks = "stacks", .modules = "modules", .out_depth = 1, .working_folder = "/w" },
	};
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	void *capture = fixture->capture;
	char command[128];
	int result;

	snprintf(command, sizeof(command), "rm -rf '%s'", fixture->folder);
	result = chdir("/") == 0 ? system(command) : -1;
	units_release(&fixture->units);
	arena_release(&fixture->arena);
	capture_teardown(&capture);
	free(fixture);
	return result;
}

/* Resolves TEXT, the defaults and units of an inventory. */
static int resolve(struct fixture *fixture, const char *text)
{
	const struct node *root;
	struct inventory inventory = { 0 };

	assert_int_equal(yaml_read_memory(&fixture->arena, &fixture->capture->diag, "i.yml", text, strlen(text), &root),
	                 EX_OK);
	inventory.defaults = node_get(root, "defaults");
	inventory.units = node_get(root, "units");
	units_release(&fixture->units);
	return units_resolve(&fixture->render, &inventory, &fixture->units);
}

static void assert_refused(struct fixture *fixture, const char *text, const char *message)
{
	assert_int_equal(resolve(fixture, text), EX_DATAERR);
	assert_string_equal(capture_text(fixture->capture), message);
}

/* Where VARIABLE of the last unit comes from: its value's text, "unit.output=mock", or "" for nowhere. */
static const char *source_of(const struct fixture *fixture, const char *variable)
{
	static char text[64];
	const struct unit *unit = &fixture->units.items[fixture->units.count - 1];

	*text = '\0';
	for (size_t i = 0; i < unit->variable_count; i++)
		if (node_is(unit->variables[i].key, variable))
			snprintf(text, sizeof(text), "%s", unit->variables[i].value->as.text);
	for (size_t i = 0; i < unit->input_count; i++)
		if (strcmp(unit->inputs[i].variable, variable) == 0)
			snprintf(text, sizeof(text), "%s.%s=%s", unit->inputs[i].from->name->as.text, unit->inputs[i].output,
			         unit->inputs[i].mock->as.text);
	return text;
}

#define UNITS "units:\n  n: {stack: net}\n  f: {stack: far}\n  a:\n    stack: app\n    provider: red\n"

static void a_unit_s_own_key_comes_first(void **state)
{
	assert_int_equal(resolve(*state, "defaults: {id: default, size: large}\n" UNITS
	                                 "    depends_on: [n]\n    id: own\n    inputs: {id: n.id}\n"),
	                 EX_OK);
	assert_string_equal(source_of(*state, "id"), "own");
	assert_string_equal(source_of(*state, "size"), "large");
}

static void inputs_come_second(void **state)
{
	assert_int_equal(resolve(*state, "defaults: {id: default}\n" UNITS
	                                 "    depends_on: [n, f]\n    inputs: {id: f.id, size: n.name}\n"),
	                 EX_OK);
	assert_string_equal(source_of(*state, "id"), "f.id=far");
	assert_string_equal(source_of(*state, "size"), "n.name=n");
	assert_string_equal(source_of(*state, "gate"), "f.gate=g");
}

static void an_output_of_that_name_comes_third(void **state)
{
	assert_int_equal(resolve(*state, "defaults: {id: default, size: small}\n" UNITS "    depends_on: [n]\n"), EX_OK);
	assert_string_equal(source_of(*state, "id"), "n.id=0.10");
	assert_string_equal(source_of(*state, "name"), "n.name=n");
	assert_string_equal(source_of(*state, "size"), "small");
	assert_string_equal(source_of(*state, "gate"), "");
}

static void a_default_comes_last(void **state)
{
	assert_int_equal(resolve(*state, "defaults: {id: default, unknown: x}\n" UNITS), EX_OK);
	assert_string_equal(source_of(*state, "id"), "default");
	assert_string_equal(source_of(*state, "gate"), "");
}

static void two_offers_are_an_error_unless_something_else_decides(void **state)
{
	assert_refused(*state, UNITS "    depends_on: [n, f]\n",
	               "prog: i.yml:7:5: \"n\" and \"f\" both have an output \"id\": "
	               "say which with \"inputs: {id: n.id}\"\n");
	assert_int_equal(resolve(*state, UNITS "    depends_on: [n, f]\n    id: own\n"), EX_OK);
	assert_int_equal(resolve(*state, UNITS "    depends_on: [f, n]\n    inputs: {id: n.id}\n"), EX_OK);
	assert_string_equal(source_of(*state, "id"), "n.id=0.10");
}

static void inputs_must_lead_somewhere(void **state)
{
	assert_refused(*state, UNITS "    depends_on: [n]\n    inputs: {id: n.idd}\n",
	               "prog: i.yml:8:18: stack \"net\" of unit \"n\" has no output \"idd\"; did you mean \"id\"?\n");
	assert_refused(*state, UNITS "    depends_on: [n]\n    inputs: {id: f.id}\n",
	               "prog: i.yml:8:18: unit \"f\" is not in \"depends_on\"; there are: n\n");
	assert_refused(*state, UNITS "    depends_on: [n]\n    inputs: {id: n}\n",
	               "prog: i.yml:8:18: an input must be a string \"unit.output\"\n");
	assert_refused(*state, UNITS "    depends_on: [n]\n    inputs: {siez: n.id}\n",
	               "prog: i.yml:8:14: stack \"app\" has no variable \"siez\"; did you mean \"size\"?\n");
	/* Also where the unit's own key would win. */
	assert_refused(*state, UNITS "    id: own\n    inputs: {id: n.id}\n",
	               "prog: i.yml:8:18: unit \"n\" is not in \"depends_on\"; there are none\n");
}

/* The provider of the only kind of the last unit. */
static const char *provider(const struct fixture *fixture)
{
	return fixture->units.items[fixture->units.count - 1].modules[0]->provider;
}

static void a_provider_is_the_kind_s_or_the_unit_s_before_a_default(void **state)
{
	assert_int_equal(resolve(*state, "units: {a: {stack: app, provider: red, vm: blue}}"), EX_OK);
	assert_string_equal(provider(*state), "blue");
	assert_int_equal(resolve(*state, "defaults: {provider: red}\nunits: {a: {stack: app, provider: blue}}"), EX_OK);
	assert_string_equal(provider(*state), "blue");
	assert_int_equal(resolve(*state, "defaults: {vm: red}\nunits: {a: {stack: app, provider: blue}}"), EX_OK);
	assert_string_equal(provider(*state), "red");
	assert_int_equal(resolve(*state, "defaults: {provider: red}\nunits: {a: {stack: app, provider: }}"), EX_OK);
	assert_string_equal(provider(*state), "red");
	assert_refused(*state, "units: {a: {stack: app}}",
	               "prog: i.yml:1:9: unit \"a\" needs a \"provider\" (or \"vm: PROVIDER\")\n");
	assert_refused(*state, "units: {a: {stack: app, vm: ../vm/red}}",
	               "prog: i.yml:1:29: unknown provider \"../vm/red\" for \"vm\": no folder 'modules/vm/../vm/red'; "
	               "there are: blue, red\n");
}

static void a_default_that_is_wrong_is_told_once(void **state)
{
	assert_refused(*state, "defaults: {provider: rde}\nunits: {a: {stack: app}, b: {stack: app}, c: {stack: app}}",
	               "prog: i.yml:1:22: unknown provider \"rde\" for \"vm\": no folder 'modules/vm/rde'; "
	               "there are: blue, red\n");
}

static void a_secret_comes_from_neither_the_inventory_nor_another_unit(void **state)
{
	write_file("stacks/app/stack.yml", "kinds: [vm]\nvariables: [size]\nsecrets: [id]\n");
	assert_int_equal(resolve(*state, "defaults: {id: default}\n" UNITS "    depends_on: [n]\n"), EX_OK);
	assert_string_equal(source_of(*state, "id"), "");
	assert_refused(*state, UNITS "    id: own\n",
	               "prog: i.yml:7:5: unknown key \"id\" for a unit of stack \"app\"; "
	               "there are: stack, provider, depends_on, inputs, secrets, vm, size\n");
}

static void a_stack_is_read_once_and_its_errors_told_once(void **state)
{
	write_file("stacks/net/stack.yml", "kinsd: []\n");
	assert_refused(*state, "units: {a: {stack: net}, b: {stack: net}}",
	               "prog: stacks/net/stack.yml:1:1: unknown key \"kinsd\"; did you mean \"kinds\"?\n");
}

static void cycles_are_told_with_all_their_units(void **state)
{
	assert_refused(*state, "units:\n  a: {stack: net, depends_on: [a]}\n",
	               "prog: i.yml:2:19: units depend on each other: a -> a\n");
	assert_refused(*state,
	               "units:\n"
	               "  x: {stack: net, depends_on: [a]}\n"
	               "  a: {stack: net, depends_on: [free, b]}\n"
	               "  b: {stack: net, depends_on: [c, free]}\n"
	               "  c: {stack: net, depends_on: [a]}\n"
	               "  free: {stack: net}\n"
	               "  y: {stack: net, depends_on: [c, p]}\n"
	               "  p: {stack: net, depends_on: [q]}\n"
	               "  q: {stack: net, depends_on: [p]}\n",
	               "prog: i.yml:3:19: units depend on each other: a -> b -> c -> a\n"
	               "prog: i.yml:8:19: units depend on each other: p -> q -> p\n");
}

static void a_diamond_is_no_cycle(void **state)
{
	assert_int_equal(resolve(*state, "units:\n"
	                                 "  d: {stack: net, depends_on: [b, c]}\n"
	                                 "  b: {stack: net, depends_on: [a]}\n"
	                                 "  c: {stack: net, depends_on: [a]}\n"
	                                 "  a: {stack: net}\n"),
	                 EX_OK);
	assert_string_equal(capture_text(((struct fixture *)*state)->capture), "");
}

static void a_long_chain_needs_no_deep_stack(void **state)
{
	struct text text = { 0 };

	text_add(&text, "units:\n  u0: {stack: net}\n");
	for (int i = 1; i < 20000; i++)
		text_printf(&text, "  u%d: {stack: net, depends_on: [u%d]}\n", i, i - 1);
	assert_false(text.failed);
	assert_int_equal(resolve(*state, text.data), EX_OK);
	text_release(&text);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_unit_s_own_key_comes_first),
		TEST(inputs_come_second),
		TEST(an_output_of_that_name_comes_third),
		TEST(a_default_comes_last),
		TEST(two_offers_are_an_error_unless_something_else_decides),
		TEST(inputs_must_lead_somewhere),
		TEST(a_provider_is_the_kind_s_or_the_unit_s_before_a_default),
		TEST(a_default_that_is_wrong_is_told_once),
		TEST(a_secret_comes_from_neither_the_inventory_nor_another_unit),
		TEST(a_stack_is_read_once_and_its_errors_told_once),
		TEST(cycles_are_told_with_all_their_units),
		TEST(a_diamond_is_no_cycle),
		TEST(a_long_chain_needs_no_deep_stack),
	};

	return cmocka_run_group_tests_name("render_units", tests, NULL, NULL);
}
