#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "capture.h"
#include "cost_json.h"
#include "cost_value.h"

#define CAPTURE_TEST(name) cmocka_unit_test_setup_teardown(name, capture_setup, capture_teardown)

static const char plan[] = "{\"v\": {\"size\": 5, \"on\": true, \"none\": null, \"empty\": [], \"disk\": [{\"gb\": \"20\"}, {\"gb\": 30}],"
                           " \"nic\": [{\"ip\": [{}]}, {\"ip\": []}, {}, {\"ip\": [{}, {}]}], \"late\": [{\"ip\": [{}]}, {}], \"set\": [1]},"
                           " \"u\": {\"none\": true, \"all\": true, \"some\": [{\"gb\": true}], \"late\": [{}, {\"ip\": true}],"
                           " \"set\": [true], \"disk\": [{}, {\"gb\": true}]}}";

static const char *state_name(enum cost_value_state state)
{
	static const char *const names[] = { "set", "missing", "unknown" };

	return names[state];
}

/* PATH leads to text that is TEXT, or to what STATE says. */
static void assert_text(struct arena *arena, const struct cost_values *values, const char *path,
                        enum cost_value_state state, const char *text)
{
	const char *found;
	enum cost_value_state result = cost_value_text(arena, values, path, &found);

	if (result != state)
		fail_msg("%s is %s, not %s", path, state_name(result), state_name(state));
	if (text)
		assert_string_equal(found, text);
	else
		assert_null(found);
}

static void assert_count(const struct cost_values *values, const char *path, enum cost_value_state state, size_t items)
{
	size_t found;
	enum cost_value_state result = cost_value_count(values, path, &found);

	if (result != state || found != items)
		fail_msg("%s is %s with %zu items, not %s with %zu", path, state_name(result), found, state_name(state), items);
}

static void values_are_found(void **state)
{
	struct capture *capture = *state;
	struct arena arena = { 0 };
	struct cost_json json;
	struct cost_values values;

	assert_int_equal(cost_json_read_memory(&capture->diag, "t", plan, strlen(plan), &json), EX_OK);
	values.values = json_object_get(json.root, "v");
	values.unknown = json_object_get(json.root, "u");
	assert_text(&arena, &values, "size", COST_VALUE_SET, "5");
	assert_text(&arena, &values, "on", COST_VALUE_SET, "true");
	assert_text(&arena, &values, "disk.gb", COST_VALUE_SET, "20");
	assert_text(&arena, &values, "disk", COST_VALUE_MISSING, NULL);
	assert_text(&arena, &values, "size.more", COST_VALUE_MISSING, NULL);
	assert_text(&arena, &values, "empty.gb", COST_VALUE_MISSING, NULL);
	assert_text(&arena, &values, "nothing.at.all", COST_VALUE_MISSING, NULL);
	assert_text(&arena, &values, "none", COST_VALUE_UNKNOWN, NULL);
	assert_text(&arena, &values, "all.below.it", COST_VALUE_UNKNOWN, NULL);
	assert_text(&arena, &values, "some.gb", COST_VALUE_UNKNOWN, NULL);
	assert_count(&values, "nic.ip", COST_VALUE_SET, 3);
	assert_count(&values, "nic", COST_VALUE_SET, 4);
	assert_count(&values, "empty", COST_VALUE_SET, 0);
	assert_count(&values, "nothing", COST_VALUE_MISSING, 0);
	assert_count(&values, "late.ip", COST_VALUE_UNKNOWN, 1);
	assert_count(&values, "all", COST_VALUE_UNKNOWN, 0);
	assert_count(&values, "set", COST_VALUE_SET, 1);
	values.unknown = NULL;
	assert_text(&arena, &values, "none", COST_VALUE_MISSING, NULL);
	assert_count(&values, "late.ip", COST_VALUE_SET, 1);
	values.values = NULL;
	assert_text(&arena, &values, "size", COST_VALUE_MISSING, NULL);
	arena_release(&arena);
	cost_json_release(&json);
}

struct visits {
	char states[8];
	size_t count, most;
};

static bool note(void *context, enum cost_value_state state, const json_t *value)
{
	struct visits *visits = context;

	(void)value;
	visits->states[visits->count++] = *state_name(state);
	return visits->count < visits->most;
}

static void each_nested_block_is_visited(void **state)
{
	struct capture *capture = *state;
	struct visits all = { .most = 7 }, two = { .most = 2 };
	struct cost_json json;
	struct cost_values values;

	assert_int_equal(cost_json_read_memory(&capture->diag, "t", plan, strlen(plan), &json), EX_OK);
	values.values = json_object_get(json.root, "v");
	values.unknown = json_object_get(json.root, "u");
	cost_value_each(&values, "late.ip", note, &all);
	assert_string_equal(all.states, "su");
	cost_value_each(&values, "nic.ip", note, &two);
	assert_string_equal(two.states, "ss");
	cost_json_release(&json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CAPTURE_TEST(values_are_found),
		CAPTURE_TEST(each_nested_block_is_visited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
