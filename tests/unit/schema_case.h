/*
 * schema_case: tables of a schema, a document and exactly what must be said.
 *
 * A case runs as a test of its own. In what is expected the schema is called
 * s and the document d, and every line stands without the program's name.
 */
#ifndef SCHEMA_CASE_H
#define SCHEMA_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include <cmocka.h>

#include "capture.h"
#include "schema.h"
#include "yaml_reader.h"

struct schema_case {
	const char *name;
	const char *schema;
	const char *document; /* NULL: the schema itself is broken */
	const char *expected; /* NULL: everything is right */
};

/* A schema for the value under v. */
#define V(schema) "properties: {v: " schema "}"

/* Compiles and checks; what was printed is in CAPTURE. */
static inline int schema_case_check(struct capture *capture, const char *schema_text, const char *document_text)
{
	struct arena arena = { 0 };
	struct schema *schema = NULL;
	const struct node *root;
	int status;

	if (yaml_read_memory(&arena, &capture->diag, "s", schema_text, strlen(schema_text), &root) != EX_OK)
		fail_msg("the schema is no YAML: %s", capture_text(capture));
	status = schema_compile(&arena, &capture->diag, root, &schema);
	assert_int_equal(status == EX_OK, schema != NULL);
	if (status == EX_OK && document_text) {
		if (yaml_read_memory(&arena, &capture->diag, "d", document_text, strlen(document_text), &root) != EX_OK)
			fail_msg("the document is no YAML: %s", capture_text(capture));
		status = schema_validate(schema, &capture->diag, root);
	}
	schema_free(schema);
	arena_release(&arena);
	return status;
}

/* LINES as they are printed; to be freed. */
static inline char *schema_case_printed(const char *lines)
{
	char *printed = NULL;
	size_t size;
	FILE *stream = open_memstream(&printed, &size);

	assert_non_null(stream);
	while (lines) {
		size_t length = strcspn(lines, "\n");

		fprintf(stream, "prog: %.*s\n", (int)length, lines);
		lines = lines[length] ? lines + length + 1 : NULL;
	}
	assert_int_equal(fclose(stream), 0);
	return printed;
}

static inline void schema_case_run(void **state)
{
	const struct schema_case *c = *state;
	char *expected = schema_case_printed(c->expected);
	void *capture;
	int status;

	assert_int_equal(capture_setup(&capture), 0);
	status = schema_case_check(capture, c->schema, c->document);
	assert_string_equal(capture_text(capture), expected);
	assert_int_equal(status, c->expected ? EX_DATAERR : EX_OK);
	free(expected);
	capture_teardown(&capture);
}

/* Runs COUNT cases as one group; main's result. */
static inline int schema_case_run_all(const char *group, const struct schema_case *cases, size_t count)
{
	struct CMUnitTest *tests = calloc(count, sizeof(*tests));
	int failed;

	if (!tests)
		return EXIT_FAILURE;
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){ cases[i].name, schema_case_run, NULL, NULL, (void *)&cases[i] };
	failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
	free(tests);
	return failed;
}

#endif
