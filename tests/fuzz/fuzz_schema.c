/*
 * fuzz_schema: a schema, a NUL and a document, both any bytes.
 *
 * What is printed must agree with the result, and checking must find the same
 * whether it prints or, as for a form of anyOf, only counts.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "schema_internal.h"
#include "yaml_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_document(struct schema *schema, struct diag *diag, const struct node *root)
{
	struct check check = { .schema = schema, .diag = diag, .status = EX_OK };
	struct place place = { .value = root };
	unsigned before = diag->errors;
	int status = schema_validate(schema, diag, root);
	struct trial trial;

	if ((status == EX_OK) != (diag->errors == before))
		abort();
	if (status != EX_OK && status != EX_DATAERR) /* gave up, after a long time */
		return;
	trial = schema_try(&check, schema->root, &place, NULL);
	text_release(&check.message);
	if (check.status != EX_OK || (status == EX_OK) != (trial.failures == 0))
		abort();
}

static void check_schema(struct arena *arena, struct diag *diag, const struct node *root, const uint8_t *document,
                         size_t size)
{
	struct schema *schema;
	unsigned before = diag->errors;
	int status = schema_compile(arena, diag, root, &schema);

	if ((status == EX_OK) != (diag->errors == before) || (status == EX_OK) != (schema != NULL))
		abort();
	if (schema && yaml_read_memory(arena, diag, "document", document, size, &root) == EX_OK)
		check_document(schema, diag, root);
	schema_free(schema);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *null = fopen("/dev/null", "w");
	struct arena arena = { 0 };
	struct diag diag = { .program = "fuzz_schema", .stream = null };
	const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
	const struct node *root;

	if (!null)
		abort();
	if (end && yaml_read_memory(&arena, &diag, "schema", data, (size_t)(end - data), &root) == EX_OK)
		check_schema(&arena, &diag, root, end + 1, size - (size_t)(end - data) - 1);
	arena_release(&arena);
	fclose(null);
	return 0;
}
