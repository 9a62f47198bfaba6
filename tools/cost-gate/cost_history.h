/*
 * cost_history: what an environment was to cost, day by day, in a small JSON
 * file: {"format": 1, "costs": [{"date": "2026-11-25", "EUR": "12.34"}]}.
 */
#ifndef COST_HISTORY_H
#define COST_HISTORY_H

#include "cost_model.h"
#include "json_writer.h"

#define COST_HISTORY_DAYS 400 /* entries that are kept */

/*
 * Reads PATH, which may not be there yet, into MODEL's history and puts
 * MODEL's own totals at its end, in place of an entry of the same day. Returns
 * EX_OK or, after printing an error, what yaml_read_file returns.
 */
int cost_history_read(struct cost_model *model, const char *path);

/* The file's new content. */
void cost_history_write(struct cost_model *model, struct text *text);

#endif
