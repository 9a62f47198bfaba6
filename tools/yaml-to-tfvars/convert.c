#include "convert.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "arena.h"
#include "depfile.h"
#include "hcl_writer.h"
#include "json_writer.h"
#include "merge.h"
#include "options.h"
#include "output.h"
#include "schema.h"
#include "yaml_reader.h"

static const struct option_entry entries[] = {
	{ 's', "schema", "SCHEMA", "check the merged document against this JSON Schema" },
	{ 'o', "output", "OUT", "write to this file instead of standard output" },
	{ 'M', "depfile", "DEPFILE", "write a makefile that says what OUT depends on" },
	{ 'f', "format", "FORMAT", "json (the default), tfvars or pkrvars" },
	{ 0 },
};

static const struct options_usage usage = {
	.synopsis = "yaml-to-tfvars [-s SCHEMA] [-o OUT] [-M DEPFILE] [-f json|tfvars|pkrvars] FILE...\n"
	            "yaml-to-tfvars render -e ENV [OPTION]... -o DIR",
	.summary = "Merges YAML files, each over those before it, into one file of variables.\n"
	           "The second form renders a whole environment, see yaml-to-tfvars render --help.",
	.entries = entries,
};

static const char *const formats[] = { "json", "tfvars", "pkrvars" };

/* What the command line asks for. */
struct request {
	const char *schema;
	const char *out;     /* NULL: standard output */
	const char *depfile; /* NULL: none */
	bool hcl;
	char **files;
	size_t count;
};

static bool same_file(const char *a, const char *b)
{
	struct stat a_status, b_status;

	if (a == NULL || b == NULL || stat(a, &a_status) != 0 || stat(b, &b_status) != 0)
		return false;
	return S_ISREG(a_status.st_mode) && a_status.st_dev == b_status.st_dev && a_status.st_ino == b_status.st_ino;
}

/* The input that TARGET would overwrite, or NULL. */
static const char *overwritten(const struct request *request, const char *target)
{
	if (same_file(target, request->schema))
		return request->schema;
	for (size_t i = 0; i < request->count; i++)
		if (same_file(target, request->files[i]))
			return request->files[i];
	return NULL;
}

static int parse_format(struct options *options, struct request *request)
{
	const size_t count = sizeof(formats) / sizeof(formats[0]);
	const char *nearest;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(options->value, formats[i]) == 0) {
			request->hcl = i > 0;
			return EX_OK;
		}
	}
	nearest = diag_nearest(options->value, formats, count);
	if (nearest != NULL)
		return options_wrong(options, "unknown format '%s'; did you mean '%s'?", options->value, nearest);
	return options_wrong(options, "unknown format '%s': there are json, tfvars and pkrvars", options->value);
}

/* What -M asks for must be something that a makefile can say. */
static int check_depfile(struct options *options, const struct request *request)
{
	const char *bad = NULL;

	if (request->out == NULL)
		return options_wrong(options, "'-M' needs '-o': standard output cannot be a target of Make");
	if (strcmp(request->out, request->depfile) == 0 || same_file(request->out, request->depfile))
		return options_wrong(options, "'%s' cannot be both OUT and DEPFILE", request->out);
	for (size_t i = 0; i < request->count; i++)
		if (!depfile_can_hold(request->files[i]))
			bad = request->files[i];
	if (request->schema != NULL && !depfile_can_hold(request->schema))
		bad = request->schema;
	if (!depfile_can_hold(request->out))
		bad = request->out;
	if (bad != NULL)
		return options_wrong(options, "a makefile cannot hold the file name '%s'", bad);
	return EX_OK;
}

static int check_request(struct options *options, const struct request *request)
{
	const char *const targets[] = { request->out, request->depfile };

	if (request->count == 0)
		return options_wrong(options, "missing FILE");
	for (size_t i = 0; i < 2; i++) {
		const char *input = targets[i] == NULL ? NULL : overwritten(request, targets[i]);

		if (input != NULL)
			return options_wrong(options, "'%s' would overwrite the input '%s'", targets[i], input);
	}
	return request->depfile != NULL ? check_depfile(options, request) : EX_OK;
}

/* Fills REQUEST; true to go on, false to end with *STATUS. */
static bool parse_options(struct options *options, struct request *request, int *status)
{
	int key;

	while ((key = options_next(options)) > 0) {
		switch (key) {
		case 's':
			request->schema = options->value;
			break;
		case 'o':
			request->out = strcmp(options->value, "-") == 0 ? NULL : options->value;
			break;
		case 'M':
			request->depfile = options->value;
			break;
		case 'f':
			*status = parse_format(options, request);
			if (*status != EX_OK)
				return false;
			break;
		}
	}
	if (key == OPTIONS_EXIT) {
		*status = options->status;
		return false;
	}
	request->files = options->argv + options->operands;
	request->count = options->argc > options->operands ? (size_t)(options->argc - options->operands) : 0;
	*status = check_request(options, request);
	return *status == EX_OK;
}

static int out_of_memory(struct diag *diag)
{
	diag_error(diag, "out of memory");
	return EX_OSERR;
}

static int read_files(struct arena *arena, struct diag *diag, const struct request *request,
                      const struct node **document)
{
	const struct node *next;
	int result = yaml_read_file(arena, diag, request->files[0], document);

	for (size_t i = 1; i < request->count && result == EX_OK; i++) {
		result = yaml_read_file(arena, diag, request->files[i], &next);
		if (result != EX_OK)
			break;
		*document = merge_documents(arena, *document, next);
		if (*document == NULL)
			return out_of_memory(diag);
	}
	return result;
}

static int validate(struct arena *arena, struct diag *diag, const char *path, const struct node *document)
{
	struct schema *schema = NULL;
	const struct node *root;
	int result = yaml_read_file(arena, diag, path, &root);

	if (result == EX_OK)
		result = schema_compile(arena, diag, root, &schema);
	if (result == EX_OK)
		result = schema_validate(schema, diag, document);
	schema_free(schema);
	return result;
}

static int write_document(struct text *text, struct diag *diag, const struct request *request,
                          const struct node *document)
{
	int result = EX_OK;

	if (request->hcl) {
		result = hcl_write(text, diag, document);
	} else {
		json_write(text, document, 0);
		text_add(text, "\n");
	}
	return text->failed ? out_of_memory(diag) : result;
}

/* Standard input is left out: it is no file that Make could look at. */
static int write_dependencies(struct text *text, struct diag *diag, const struct request *request)
{
	const char **names = calloc(request->count + 1, sizeof(*names));
	size_t count = 0;

	if (names == NULL)
		return out_of_memory(diag);
	for (size_t i = 0; i < request->count; i++)
		if (strcmp(request->files[i], "-") != 0)
			names[count++] = request->files[i];
	if (request->schema != NULL)
		names[count++] = request->schema;
	depfile_write(text, request->out, names, count);
	free(names);
	return text->failed ? out_of_memory(diag) : EX_OK;
}

/* DEPFILE goes first: after a kill in between, Make may know more prerequisites than OUT was made from, never fewer. */
static int write_files(struct diag *diag, const struct request *request, const struct text *document,
                       const struct text *dependencies)
{
	struct output_file files[] = {
		{ .path = request->depfile, .data = dependencies->data, .size = dependencies->length },
		{ .path = request->out, .data = document->data, .size = document->length },
	};

	if (request->out == NULL)
		return output_write_stdout(diag, document->data, document->length);
	if (request->depfile == NULL)
		return output_write_files(diag, &files[1], 1, OUTPUT_DURABLE);
	return output_write_files(diag, files, 2, OUTPUT_DURABLE);
}

static int convert(struct diag *diag, const struct request *request)
{
	struct arena arena = { 0 };
	struct text document = { 0 }, dependencies = { 0 };
	const struct node *root;
	int result = read_files(&arena, diag, request, &root);

	if (result == EX_OK && request->schema != NULL)
		result = validate(&arena, diag, request->schema, root);
	if (result == EX_OK)
		result = write_document(&document, diag, request, root);
	if (result == EX_OK && request->depfile != NULL)
		result = write_dependencies(&dependencies, diag, request);
	if (result == EX_OK)
		result = write_files(diag, request, &document, &dependencies);
	text_release(&document);
	text_release(&dependencies);
	arena_release(&arena);
	return result;
}

int convert_main(struct diag *diag, int argc, char **argv)
{
	struct request request = { 0 };
	struct options options;
	int status;

	options_init(&options, &usage, diag, argc, argv);
	if (!parse_options(&options, &request, &status))
		return status;
	return convert(diag, &request);
}
