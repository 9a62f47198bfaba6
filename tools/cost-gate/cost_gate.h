/*
 * cost_gate: from files to a report and a verdict; main.c only parses options.
 */
#ifndef COST_GATE_H
#define COST_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

#define COST_OVER_BUDGET 3 /* the exit code; sysexits(3) has none for it */

enum cost_format { COST_TABLE, COST_MARKDOWN, COST_JSON };

struct cost_strings {
	const char **texts; /* owned; what they point to is not */
	size_t count;
};

struct cost_request {
	const char *environment; /* never NULL */
	const char *today;       /* YYYY-MM-DD */
	long today_days;
	long max_age;               /* in days, of a price */
	struct cost_strings plans;  /* FILE or UNIT=FILE */
	struct cost_strings infracost;
	struct cost_strings bases; /* not together with infracost */
	bool base_none;            /* nor this: a unit without a base is new, even when none has one */
	struct cost_strings warnings; /* TEXT or @FILE */
	const char *prices; /* a folder, or NULL */
	const char *budget; /* a file with `budgets` at its top level; or NULL */
	const char *usage;  /* one with `usage`; or NULL */
	const char *history;
	bool partial;
	enum cost_format format;
	const char *output;   /* the report's file; NULL: standard output */
	const char *json;     /* further ones, or NULL */
	const char *markdown;
};

/*
 * Does all of it. Returns EX_OK, COST_OVER_BUDGET after printing a line for
 * each breach, or another code of sysexits(3) after an error; then no file was
 * written. Over budget, they are.
 */
int cost_gate_run(struct diag *diag, const struct cost_request *request);

#endif
