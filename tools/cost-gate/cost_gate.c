/* cost_gate: see cost_gate.h. */
#include "cost_gate.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cost_base.h"
#include "cost_budget.h"
#include "cost_history.h"
#include "cost_infracost.h"
#include "cost_plan.h"
#include "cost_report.h"
#include "cost_warning.h"
#include "output.h"
#include "yaml_reader.h"

/* Everything that a run holds. */
struct cost_run {
	const struct cost_request *request;
	struct arena arena;
	struct cost_model model;
	struct price_book *books;
	size_t book_count, book_capacity;
	struct price_matcher matcher;
	const char **base_names;
};

static int is_book(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

static int read_book(struct cost_run *run, const char *name)
{
	struct cost_model *model = &run->model;
	struct price_book *books = cost_grow(model, run->books, run->book_count, &run->book_capacity, sizeof(*books));
	const char *path = arena_printf(model->arena, "%s/%s", run->request->prices, name);
	int status;

	if (!books || !path) {
		model->failed = true;
		return EX_OK; /* said at the end */
	}
	run->books = books;
	status = price_book_read(model->arena, model->diag, path, &books[run->book_count]);
	run->book_count += status == EX_OK;
	return status;
}

/* Warns of each book's oldest source that counted, when that is too old. */
static void check_ages(struct cost_run *run)
{
	struct cost_model *model = &run->model;

	for (size_t i = 0; i < run->book_count; i++) {
		const struct price_book *book = &run->books[i];
		const struct price_source *oldest = NULL;

		for (size_t j = 0; j < book->source_count; j++)
			if (book->sources[j].used && (!oldest || book->sources[j].days < oldest->days))
				oldest = &book->sources[j];
		if (oldest && model->today_days - oldest->days > run->request->max_age)
			cost_list_add(model, &model->warnings, "prices of %s are from %s, more than %ld days ago (%s)", book->provider,
			              oldest->date, run->request->max_age, oldest->title);
	}
}

/* All books of the folder, in the order of their names. */
static int read_books(struct cost_run *run)
{
	const char *folder = run->request->prices;
	struct dirent **entries;
	int status = EX_OK;
	int count;

	if (!folder)
		return EX_OK;
	count = scandir(folder, &entries, is_book, alphasort);
	if (count < 0) {
		diag_error(run->model.diag, "cannot read folder '%s': %s", folder, strerror(errno));
		return errno == ENOMEM ? EX_OSERR : EX_NOINPUT;
	}
	for (int i = 0; i < count; i++) {
		if (status == EX_OK)
			status = read_book(run, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	run->matcher.books = run->books;
	run->matcher.book_count = run->book_count;
	return status;
}

/* The part KEY of a file; NULL in *PART when it has none, or when there is no file. */
static int read_part(struct cost_run *run, const char *path, const char *key, const struct node **part)
{
	const struct node *root;
	int status;

	*part = NULL;
	if (!path)
		return EX_OK;
	status = yaml_read_file(run->model.arena, run->model.diag, path, &root);
	if (status != EX_OK)
		return status;
	*part = node_get(root, key);
	if (*part && (*part)->kind == NODE_NULL)
		*part = NULL;
	if (*part && (*part)->kind != NODE_MAPPING) {
		diag_error_node(run->model.diag, *part, "%s must be a mapping", key);
		return EX_DATAERR;
	}
	return EX_OK;
}

/* "web=a/plan.json" is the file and its unit; else the unit is the file's folder. NULL name: no memory. */
static const char *split(struct cost_model *model, const char *text, bool folder, const char **name)
{
	const char *equals = strchr(text, '=');
	const char *slash = strchr(text, '/');
	const char *end = strrchr(text, '/'), *start;

	*name = NULL;
	if (equals && equals > text && (!slash || equals < slash)) {
		*name = arena_strndup(model->arena, text, (size_t)(equals - text));
		model->failed |= !*name;
		return equals + 1;
	}
	if (!folder)
		return text;
	for (start = end; start && start > text && start[-1] != '/'; start--)
		;
	*name = end && end > start ? arena_strndup(model->arena, start, (size_t)(end - start)) : "plan";
	model->failed |= !*name;
	return text;
}

static int read_plans(struct cost_run *run)
{
	const struct cost_request *request = run->request;
	struct cost_model *model = &run->model;
	int status = EX_OK;

	for (size_t i = 0; i < request->plans.count && status == EX_OK && !model->failed; i++) {
		const char *name, *path = split(model, request->plans.texts[i], true, &name);

		if (name)
			status = cost_plan_read(&run->matcher, name, path);
	}
	for (size_t i = 0; i < request->infracost.count && status == EX_OK && !model->failed; i++) {
		const char *name, *path = split(model, request->infracost.texts[i], false, &name);

		status = cost_infracost_read(model, name, path);
	}
	return status;
}

/* Whether a plan to compare with is of UNIT; CONTEXT is the run. */
static bool has_base(const void *context, const char *unit)
{
	const struct cost_run *run = context;

	for (size_t i = 0; i < run->request->bases.count; i++)
		if (strcmp(run->base_names[i], unit) == 0)
			return true;
	return false;
}

static int read_bases(struct cost_run *run)
{
	const struct cost_strings *bases = &run->request->bases;
	struct cost_model *model = &run->model;
	int status = EX_OK;

	if (bases->count == 0 && !run->request->base_none)
		return EX_OK;
	run->base_names = arena_calloc(model->arena, bases->count + 1, sizeof(*run->base_names));
	model->failed |= !run->base_names;
	for (size_t i = 0; i < bases->count && status == EX_OK && !model->failed; i++) {
		const char *path = split(model, bases->texts[i], true, &run->base_names[i]);

		if (!model->failed)
			status = cost_base_read(&run->matcher, run->base_names[i], path);
	}
	if (status == EX_OK && !model->failed)
		cost_base_missing(model, has_base, run);
	return status;
}

static int gather(struct cost_run *run)
{
	const struct cost_strings *warnings = &run->request->warnings;
	const struct node *budgets, *usage;
	int status = read_books(run);

	for (size_t i = 0; i < warnings->count && status == EX_OK; i++)
		status = cost_warning_add(&run->model, warnings->texts[i]);
	if (status == EX_OK)
		status = read_part(run, run->request->usage, "usage", &usage);
	if (status != EX_OK)
		return status;
	run->matcher.usage = usage;
	status = read_plans(run);
	if (status == EX_OK)
		status = read_bases(run);
	check_ages(run);
	if (status == EX_OK && !cost_sum(&run->model))
		status = run->model.failed || run->model.money.failed == NUMBER_NO_MEMORY ? EX_OSERR : EX_DATAERR;
	if (status == EX_OK)
		status = read_part(run, run->request->budget, "budgets", &budgets);
	if (status == EX_OK && budgets)
		status = cost_budget_check(&run->model, budgets, run->request->partial);
	if (status == EX_OK && run->request->history)
		status = cost_history_read(&run->model, run->request->history);
	return status;
}

/* A report, its format and where it goes. */
struct cost_output {
	enum cost_format format;
	const char *path; /* NULL: standard output */
	struct text text;
};

static void write_report(struct cost_model *model, struct cost_output *output)
{
	switch (output->format) {
	case COST_TABLE:
		cost_report_table(model, &output->text);
		break;
	case COST_MARKDOWN:
		cost_report_markdown(model, &output->text);
		break;
	case COST_JSON:
		cost_report_json(model, &output->text);
		break;
	}
	model->failed |= output->text.failed;
}

/* Files first, all or none, then standard output. */
static int write_all(struct cost_run *run, const struct cost_output *outputs, size_t count, const struct text *history)
{
	struct output_file files[4] = { { 0 } };
	size_t file_count = 0;
	int status = EX_OK;

	for (size_t i = 0; i < count; i++)
		if (outputs[i].path)
			files[file_count++] = (struct output_file){ .path = outputs[i].path, .data = outputs[i].text.data,
				                                    .size = outputs[i].text.length };
	if (run->request->history)
		files[file_count++] = (struct output_file){ .path = run->request->history, .data = history->data,
			                                    .size = history->length };
	if (file_count > 0)
		status = output_write_files(run->model.diag, files, file_count, OUTPUT_DURABLE);
	if (status == EX_OK && !outputs[0].path)
		status = output_write_stdout(run->model.diag, outputs[0].text.data, outputs[0].text.length);
	return status;
}

static int report(struct cost_run *run)
{
	const struct cost_request *request = run->request;
	struct cost_output outputs[3] = { { .format = request->format, .path = request->output } };
	struct cost_model *model = &run->model;
	struct text history = { 0 };
	size_t count = 1;
	int status;

	if (request->json)
		outputs[count++] = (struct cost_output){ .format = COST_JSON, .path = request->json };
	if (request->markdown)
		outputs[count++] = (struct cost_output){ .format = COST_MARKDOWN, .path = request->markdown };
	for (size_t i = 0; i < count; i++)
		write_report(model, &outputs[i]);
	if (request->history)
		cost_history_write(model, &history);
	model->failed |= history.failed;
	status = cost_check(model);
	if (status == EX_OK)
		status = write_all(run, outputs, count, &history);
	for (size_t i = 0; i < model->breaches.count && status == EX_OK; i++)
		diag_error(model->diag, "over budget: %s", model->breaches.texts[i]);
	for (size_t i = 0; i < count; i++)
		text_release(&outputs[i].text);
	text_release(&history);
	return status == EX_OK && model->breaches.count > 0 ? COST_OVER_BUDGET : status;
}

int cost_gate_run(struct diag *diag, const struct cost_request *request)
{
	struct cost_run run = { .request = request };
	int status;

	run.model = (struct cost_model){
		.arena = &run.arena,
		.diag = diag,
		.money = { .arena = &run.arena },
		.environment = request->environment,
		.today = request->today,
		.today_days = request->today_days,
	};
	run.matcher.model = &run.model;
	status = gather(&run);
	if (status == EX_OK)
		status = cost_check(&run.model);
	if (status == EX_OK)
		status = report(&run);
	arena_release(&run.arena);
	return status;
}
