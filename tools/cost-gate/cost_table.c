/* cost_table: the report for a terminal; see cost_report.h. */
#include <string.h>

#include "cost_report.h"

struct cost_table {
	struct cost_model *model;
	struct text *text;
	bool begun;
};

static void add_amounts(struct cost_table *table, const struct cost_total *total, const char *gap)
{
	struct cost_model *model = table->model;

	text_printf(table->text, " %-4s %12s %12s %12s%s%s\n", total->currency, cost_report_amount(model, total->before),
	            cost_report_amount(model, total->after), cost_report_change(model, total), *gap ? " " : "", gap);
}

static void add_items(struct cost_table *table, const struct cost_side *side)
{
	for (size_t i = 0; i < side->count; i++) {
		const struct cost_item *item = &side->items[i];

		if (item->status != COST_PRICED)
			continue;
		text_printf(table->text, "      %s: ", item->name);
		if (item->price && item->quantity)
			text_printf(table->text, "%s %s at %s, ", item->quantity, item->unit, item->price);
		text_printf(table->text, "%s %s (%s)%s%s\n", money_show(&table->model->money, item->amount), item->currency,
		            item->source, item->reason ? "; " : "", item->reason ? item->reason : "");
	}
}

/* A resource without any amount is in one of the lists further down. */
static void add_resource(struct cost_table *table, const struct cost_resource *resource)
{
	struct cost_model *model = table->model;

	for (size_t i = 0; i < model->totals.count; i++) {
		struct cost_total total;

		if (!cost_report_resource(model, resource, model->totals.of[i].currency, &total))
			continue;
		text_printf(table->text, "  %-52s", resource->address);
		add_amounts(table, &total, "");
		text_printf(table->text, "      %s%s%s\n", cost_action_name(resource->action), resource->previous ? ", moved from " : "",
		            resource->previous ? resource->previous : "");
	}
	add_items(table, resource->action == COST_DELETE ? &resource->before : &resource->after);
}

static void add_row(void *context, const struct cost_unit *unit, const struct cost_resource *resource,
                    const struct cost_item *item)
{
	struct cost_table *table = context;

	text_printf(table->text, "  %s: %s: %s%s%s%s\n", unit->name, resource->address, item->name, item->reason ? " (" : "",
	            item->reason ? item->reason : "", item->reason ? ")" : "");
}

static void add_heading(struct cost_table *table, const char *heading)
{
	if (table->text->length > 0)
		text_add(table->text, "\n");
	text_printf(table->text, "%s\n", heading);
}

static void add_status(struct cost_table *table, enum cost_status status, const char *heading)
{
	size_t start, length;

	add_heading(table, heading);
	start = table->text->length;
	cost_report_items(table->model, status, add_row, table);
	length = table->text->length - start;
	if (length == 0)
		text_add(table->text, "  none\n");
}

static void add_list(struct cost_table *table, const struct cost_list *list, const char *heading)
{
	if (list->count == 0)
		return;
	add_heading(table, heading);
	for (size_t i = 0; i < list->count; i++)
		text_printf(table->text, "  %s\n", list->texts[i]);
}

static void add_totals(struct cost_table *table, const char *name, const struct cost_totals *totals)
{
	const char *gap = cost_report_gap(table->model, totals);

	for (size_t i = 0; i < totals->count; i++) {
		text_printf(table->text, "  %-52s", name);
		add_amounts(table, &totals->of[i], gap);
	}
	if (totals->count == 0)
		text_printf(table->text, "  %-52s nothing that has a price%s\n", name, gap);
}

void cost_report_table(struct cost_model *model, struct text *text)
{
	struct cost_table table = { .model = model, .text = text };

	text_printf(text, "%-54s %-4s %12s %12s %12s\n", model->environment, "", "before", "after", "a month");
	for (size_t i = 0; i < model->count; i++)
		add_totals(&table, model->units[i].name, &model->units[i].totals);
	if (model->count != 1)
		add_totals(&table, "all units", &model->totals);
	for (size_t i = 0; i < model->count; i++) {
		add_heading(&table, model->units[i].name);
		for (size_t j = 0; j < model->units[i].count; j++)
			add_resource(&table, model->units[i].resources[j]);
	}
	add_status(&table, COST_NO_PRICE, "No price known, not in the sums:");
	add_status(&table, COST_UNKNOWN, "Known after apply, not in the sums:");
	add_status(&table, COST_NOT_ESTIMATED, "Billed by usage and not estimated, not in the sums:");
	add_list(&table, &model->warnings, "Warnings:");
	add_list(&table, &model->overrides, "Overrides of budgets:");
	add_list(&table, &model->breaches, "Over budget:");
}
