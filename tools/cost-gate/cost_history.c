/* cost_history: see cost_history.h. */
#include "cost_history.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cost_date.h"
#include "node.h"
#include "yaml_reader.h"

static struct cost_past *add_past(struct cost_model *model, const char *date)
{
	struct cost_past *all =
	    cost_grow(model, model->history, model->history_count, &model->history_capacity, sizeof(*all));

	if (!all)
		return NULL;
	model->history = all;
	all[model->history_count] = (struct cost_past){ .date = date };
	return &all[model->history_count++];
}

static int refuse(struct cost_model *model, const struct node *at)
{
	diag_error_node(model->diag, at, "not a history of costs");
	return EX_DATAERR;
}

/* One day: its date, and an amount for each currency. */
static int read_entry(struct cost_model *model, const struct node *entry)
{
	const struct node *date = node_get(entry, "date");
	struct cost_past *past;
	long days;

	if (!date || date->kind != NODE_STRING || !cost_date_read(date->as.text, &days))
		return refuse(model, entry);
	if (days >= model->today_days)
		return EX_OK; /* this run's own takes its place */
	past = add_past(model, date->as.text);
	for (uint32_t i = 0; past && i < entry->count; i++) {
		const struct node *amount = entry->as.entries[i].value;
		const char *currency = entry->as.entries[i].key->as.text;
		struct cost_total *total;

		if (strcmp(currency, "date") == 0)
			continue;
		total = cost_total_in(&past->totals, currency);
		if (!total || amount->kind != NODE_STRING)
			return refuse(model, amount);
		total->after = money_parse(&model->money, amount->as.text, amount->count);
		if (!total->after)
			return refuse(model, amount);
	}
	return EX_OK;
}

static int read_entries(struct cost_model *model, const char *path)
{
	const struct node *root, *costs;
	int status = yaml_read_file(model->arena, model->diag, path, &root);

	if (status != EX_OK)
		return status;
	costs = node_get(root, "costs");
	if (!costs || costs->kind != NODE_SEQUENCE)
		return refuse(model, root);
	for (uint32_t i = 0; i < costs->count && status == EX_OK; i++)
		status = read_entry(model, costs->as.items[i]);
	return status;
}

int cost_history_read(struct cost_model *model, const char *path)
{
	int status = access(path, F_OK) != 0 && errno == ENOENT ? EX_OK : read_entries(model, path);
	struct cost_past *past = status == EX_OK ? add_past(model, model->today) : NULL;

	if (past)
		past->totals = model->totals;
	return status;
}

void cost_history_write(struct cost_model *model, struct text *text)
{
	size_t first = model->history_count > COST_HISTORY_DAYS ? model->history_count - COST_HISTORY_DAYS : 0;

	text_add(text, "{\n  \"format\": 1,\n  \"costs\": [");
	for (size_t i = first; i < model->history_count; i++) {
		const struct cost_past *past = &model->history[i];

		text_printf(text, "%s\n    { \"date\": \"%s\"", i > first ? "," : "", past->date);
		for (size_t j = 0; j < past->totals.count; j++) {
			text_add(text, ", ");
			json_write_string(text, past->totals.of[j].currency, strlen(past->totals.of[j].currency));
			text_printf(text, ": \"%s\"", money_show(&model->money, past->totals.of[j].after));
		}
		text_add(text, " }");
	}
	text_add(text, "\n  ]\n}\n");
}
