#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cost_date.h"
#include "cost_gate.h"
#include "options.h"

#define MAX_AGE 365 /* days */

enum { INFRACOST = 256, BASE, PRICES, BUDGET, USAGE, HISTORY, PARTIAL, TODAY, MAX_AGE_DAYS, JSON, MARKDOWN, BASE_NONE, WARNING };

static const struct option_entry entries[] = {
	{ 'p', "plan", "PLAN", "a plan as JSON, FILE or UNIT=FILE; may be given again" },
	{ INFRACOST, "infracost", "REPORT", "a report of Infracost's as JSON, FILE or UNIT=FILE; may be given again" },
	{ BASE, "base", "PLAN", "another plan of the unit to compare with, FILE or UNIT=FILE; may be given again" },
	{ BASE_NONE, "base-none", NULL, "a unit without a --base is new: all of it is created" },
	{ PRICES, "prices", "DIR", "price books for what Infracost does not price" },
	{ BUDGET, "budget", "BUDGET", "a file that has budgets" },
	{ USAGE, "usage", "USAGE", "a file that has usage" },
	{ 'e', "environment", "ENV", "what the units are called together (default: all)" },
	{ PARTIAL, "partial", NULL, "these are not all of its units: its own budget is not looked at" },
	{ 'f', "format", "FORMAT", "table (the default), markdown or json" },
	{ 'o', "output", "OUT", "write to this file instead of standard output" },
	{ JSON, "json", "OUT", "write the report as JSON to this file, too" },
	{ MARKDOWN, "markdown", "OUT", "write the report as Markdown to this file, too" },
	{ HISTORY, "history", "HISTORY", "keep what it all costs in this file, and draw it" },
	{ MAX_AGE_DAYS, "max-age", "DAYS", "warn of prices older than this (default: 365)" },
	{ WARNING, "warning", "TEXT", "warn of this in the report, or of each line of @FILE; may be given again" },
	{ TODAY, "today", "DATE", "take this for today" },
	{ 0 },
};

static const struct options_usage usage = {
	.synopsis = "cost-gate [OPTION]... [PLAN]...",
	.summary = "Says what planned units cost a month, before and after, and whether that is within\n"
	           "budget: if not, it exits 3.",
	.entries = entries,
};

static const char *const formats[] = { "table", "markdown", "json" }; /* as enum cost_format */

/* Standard streams that the caller closed: no file of ours may get their number, and using them has to fail. */
static void occupy_standard_streams(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) /* the wrong way round */
			exit(EX_OSERR);
}

static int parse_format(struct options *options, struct cost_request *request)
{
	const char *nearest;

	for (size_t i = 0; i < 3; i++) {
		if (strcmp(options->value, formats[i]) == 0) {
			request->format = (enum cost_format)i;
			return EX_OK;
		}
	}
	nearest = diag_nearest(options->value, formats, 3);
	if (nearest)
		return options_wrong(options, "unknown format '%s'; did you mean '%s'?", options->value, nearest);
	return options_wrong(options, "unknown format '%s': there are table, markdown and json", options->value);
}

static int parse_today(struct options *options, struct cost_request *request)
{
	if (!cost_date_read(options->value, &request->today_days) || strlen(options->value) != 10)
		return options_wrong(options, "'%s' is no date such as 2026-11-25", options->value);
	request->today = options->value;
	return EX_OK;
}

static int parse_age(struct options *options, struct cost_request *request)
{
	char *end;

	request->max_age = strtol(options->value, &end, 10);
	if (end == options->value || *end || request->max_age < 0 || request->max_age > 100000)
		return options_wrong(options, "'%s' is no number of days", options->value);
	return EX_OK;
}

static int take_option(struct options *options, struct cost_request *request, int key)
{
	switch (key) {
	case 'p':
		request->plans.texts[request->plans.count++] = options->value;
		break;
	case INFRACOST:
		request->infracost.texts[request->infracost.count++] = options->value;
		break;
	case BASE:
		request->bases.texts[request->bases.count++] = options->value;
		break;
	case BASE_NONE:
		request->base_none = true;
		break;
	case PRICES:
		request->prices = options->value;
		break;
	case BUDGET:
		request->budget = options->value;
		break;
	case USAGE:
		request->usage = options->value;
		break;
	case 'e':
		request->environment = options->value;
		break;
	case PARTIAL:
		request->partial = true;
		break;
	case 'f':
		return parse_format(options, request);
	case 'o':
		request->output = strcmp(options->value, "-") == 0 ? NULL : options->value;
		break;
	case JSON:
		request->json = options->value;
		break;
	case MARKDOWN:
		request->markdown = options->value;
		break;
	case HISTORY:
		request->history = options->value;
		break;
	case MAX_AGE_DAYS:
		return parse_age(options, request);
	case WARNING:
		if (options->value[strspn(options->value, "@")] == '\0')
			return options_wrong(options, "'%s' is no warning", options->value);
		request->warnings.texts[request->warnings.count++] = options->value;
		break;
	case TODAY:
		return parse_today(options, request);
	}
	return EX_OK;
}

static int run(struct diag *diag, struct cost_request *request, int argc, char **argv)
{
	struct options options;
	int status = EX_OK, key;

	options_init(&options, &usage, diag, argc, argv);
	while (status == EX_OK && (key = options_next(&options)) > 0)
		status = take_option(&options, request, key);
	if (status != EX_OK)
		return status;
	if (key == OPTIONS_EXIT)
		return options.status;
	for (int i = options.operands; i < argc; i++)
		request->plans.texts[request->plans.count++] = argv[i];
	if (request->plans.count + request->infracost.count == 0)
		return options_wrong(&options, "missing PLAN");
	if ((request->bases.count > 0 || request->base_none) && request->infracost.count > 0)
		return options_wrong(&options, "'--base' and '--infracost' together would compare prices of different sources");
	return cost_gate_run(diag, request);
}

int main(int argc, char **argv)
{
	struct diag diag = { .program = "cost-gate", .stream = stderr, .version = VERSION };
	struct cost_request request = { .environment = "all", .max_age = MAX_AGE };
	char today[11];
	int status = EX_OSERR;

	occupy_standard_streams();
	/* A reader that went away and a file size limit are reported like any other failing write. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);

	cost_date_today(today);
	request.today = today;
	cost_date_read(today, &request.today_days);
	request.plans.texts = calloc((size_t)argc + 1, sizeof(char *));
	request.infracost.texts = calloc((size_t)argc + 1, sizeof(char *));
	request.bases.texts = calloc((size_t)argc + 1, sizeof(char *));
	request.warnings.texts = calloc((size_t)argc + 1, sizeof(char *));
	if (request.plans.texts && request.infracost.texts && request.bases.texts && request.warnings.texts)
		status = run(&diag, &request, argc, argv);
	else
		diag_error(&diag, "out of memory");
	free(request.plans.texts);
	free(request.infracost.texts);
	free(request.bases.texts);
	free(request.warnings.texts);
	return status;
}
