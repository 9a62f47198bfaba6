/*
 * cost_fuzz: what the fuzz targets of cost-gate share.
 */
#ifndef COST_FUZZ_H
#define COST_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "cost_model.h"
#include "cost_report.h"

struct cost_fuzz {
	struct arena arena;
	struct diag diag;
	struct cost_model model;
	int fd;
};

/* Puts DATA into a file in memory, PATH. */
static inline void cost_fuzz_start(struct cost_fuzz *fuzz, const uint8_t *data, size_t size, char path[32])
{
	memset(fuzz, 0, sizeof(*fuzz));
	fuzz->diag = (struct diag){ .program = "fuzz", .stream = fopen("/dev/null", "w") };
	fuzz->model = (struct cost_model){ .arena = &fuzz->arena, .diag = &fuzz->diag, .money = { .arena = &fuzz->arena },
		                           .environment = "fuzz", .today = "2026-11-25", .today_days = 20782 };
	fuzz->fd = memfd_create("fuzz", 0);
	if (!fuzz->diag.stream || fuzz->fd < 0 || write(fuzz->fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, 32, "/proc/self/fd/%d", fuzz->fd);
}

static inline void cost_fuzz_check(const struct cost_side *side)
{
	for (size_t i = 0; i < side->count; i++) {
		const struct cost_item *item = &side->items[i];

		/* No amount is no zero: it has a reason. */
		if (item->status == COST_PRICED ? !item->amount || !item->currency || !item->source : item->amount != NULL)
			abort();
		if (item->status != COST_PRICED && item->status != COST_FREE && !item->reason)
			abort();
	}
}

/* An error was printed exactly when STATUS is one; else all is whole, and reports can be written. */
static inline void cost_fuzz_end(struct cost_fuzz *fuzz, int status)
{
	struct text reports[3] = { { 0 } };

	if ((status == EX_OK) != (fuzz->diag.errors == 0))
		abort();
	for (size_t i = 0; status == EX_OK && i < fuzz->model.count; i++) {
		for (size_t j = 0; j < fuzz->model.units[i].count; j++) {
			cost_fuzz_check(&fuzz->model.units[i].resources[j]->before);
			cost_fuzz_check(&fuzz->model.units[i].resources[j]->after);
		}
	}
	if (status == EX_OK && cost_sum(&fuzz->model)) {
		cost_report_table(&fuzz->model, &reports[0]);
		cost_report_markdown(&fuzz->model, &reports[1]);
		cost_report_json(&fuzz->model, &reports[2]);
		if (reports[1].length > COST_MARKDOWN_MAX)
			abort();
	}
	for (size_t i = 0; i < 3; i++)
		text_release(&reports[i]);
	arena_release(&fuzz->arena);
	close(fuzz->fd);
	fclose(fuzz->diag.stream);
}

#endif
