/*
 * fuzz_yaml: any bytes through the YAML reader. What it accepts is written as
 * JSON, which is YAML, and must read back as the same value.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "json_writer.h"
#include "yaml_reader.h"

#define MAX_KEY 1024 /* libyaml takes nothing longer for a key without `?` */
#define MAX_TEXT ((size_t)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* True for JSON that libyaml cannot read: a noncharacter, which only an escape gives, or perhaps a long key. */
static bool is_beyond_libyaml(const struct text *json)
{
	size_t line = 0;

	for (size_t i = 0; i < json->length; i++) {
		line = json->data[i] == '\n' ? 0 : line + 1;
		if (line > MAX_KEY)
			return true;
	}
	return strstr(json->data, "\xef\xbf\xbe") || strstr(json->data, "\xef\xbf\xbf");
}

static void check_json(struct arena *arena, struct diag *diag, const struct node *root)
{
	struct text json = { 0 };
	const struct node *again;

	json_write(&json, root, 0);
	if (!json.failed && json.length < MAX_TEXT && !is_beyond_libyaml(&json)) {
		if (yaml_read_memory(arena, diag, "json", json.data, json.length, &again) != EX_OK)
			abort();
		if (!node_equal(root, again))
			abort();
	}
	text_release(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *null = fopen("/dev/null", "w");
	struct arena arena = { 0 };
	struct diag diag = { .program = "fuzz_yaml", .stream = null };
	const struct node *root;
	int status;

	if (!null)
		abort();
	status = yaml_read_memory(&arena, &diag, "input", data, size, &root);
	if (status == EX_OK)
		check_json(&arena, &diag, root);
	if ((status == EX_OK) != (diag.errors == 0)) /* an error is printed, and only an error */
		abort();
	arena_release(&arena);
	fclose(null);
	return 0;
}
