/* cost_markdown: the report for a pull or merge request; see cost_report.h. */
#include <string.h>

#include "cost_report.h"

struct markdown {
	struct cost_model *model;
	struct text *text;
	size_t end;     /* how long the text may get */
	size_t omitted; /* rows of this list that did not fit */
	size_t rows;
};

/* What Markdown would take for a sign of its own: pipes part cells, and names are no HTML. */
static void add_cell(struct text *text, const char *cell)
{
	for (; *cell; cell++) {
		if (*cell == '|' || *cell == '`' || *cell == '\\')
			text_add(text, "\\");
		if (*cell == '<')
			text_add(text, "&lt;");
		else if ((unsigned char)*cell >= ' ')
			text_add_n(text, cell, 1);
	}
}

static void add_amounts(struct markdown *markdown, const struct cost_total *total, const char *gap)
{
	struct cost_model *model = markdown->model;

	text_printf(markdown->text, " | %s | %s | %s%s | %s |\n", total->currency, cost_report_amount(model, total->before),
	            cost_report_amount(model, total->after), gap, cost_report_change(model, total));
}

/* A row is added and taken back when it is too much. */
static void keep_row(struct markdown *markdown, size_t start)
{
	if (markdown->text->length <= markdown->end || markdown->text->failed) {
		markdown->rows++;
		return;
	}
	markdown->text->length = start;
	markdown->text->data[start] = '\0';
	markdown->omitted++;
}

static void open_list(struct markdown *markdown, const char *summary, const char *heading)
{
	markdown->omitted = 0;
	markdown->rows = 0;
	text_printf(markdown->text, "\n<details><summary>%s</summary>\n\n%s", summary, heading);
}

static void close_list(struct markdown *markdown)
{
	if (markdown->omitted > 0)
		text_printf(markdown->text, "\n… and %zu more, in cost.json.\n", markdown->omitted);
	text_add(markdown->text, "\n</details>\n");
}

/* A unit's rows; it has none when nothing of it is billed. */
static void add_totals(struct markdown *markdown, const char *name, const struct cost_totals *totals)
{
	const char *gap = cost_report_gap(markdown->model, totals);

	for (size_t i = 0; i < totals->count || (i == 0 && *gap); i++) {
		size_t start = markdown->text->length;

		text_add(markdown->text, "| ");
		add_cell(markdown->text, name);
		if (totals->count > 0)
			add_amounts(markdown, &totals->of[i], gap);
		else
			text_printf(markdown->text, " | | |%s | |\n", gap);
		keep_row(markdown, start);
	}
}

static void add_summary(struct markdown *markdown)
{
	struct cost_model *model = markdown->model;

	text_add(markdown->text, "| unit | | before | after | change |\n|---|---|---:|---:|---:|\n");
	for (size_t i = 0; i < model->count; i++)
		add_totals(markdown, model->units[i].name, &model->units[i].totals);
	for (size_t i = 0; i < model->totals.count; i++) {
		text_add(markdown->text, "| **all**");
		add_amounts(markdown, &model->totals.of[i], cost_report_gap(model, &model->totals));
	}
	if (model->totals.count == 0 && model->totals.unpriced > 0)
		text_printf(markdown->text, "| **all** | | |%s | |\n", cost_report_gap(model, &model->totals));
	if (markdown->omitted > 0)
		text_printf(markdown->text, "\n… and %zu more units.\n", markdown->omitted);
}

static void add_resource(struct markdown *markdown, const struct cost_unit *unit, const struct cost_resource *resource)
{
	struct cost_model *model = markdown->model;

	for (size_t i = 0; i < model->totals.count; i++) {
		const char *currency = model->totals.of[i].currency;
		const struct cost_side *side =
		    cost_side_sum(model, &resource->after, currency) ? &resource->after : &resource->before;
		size_t start = markdown->text->length;
		struct cost_total total;

		if (!cost_report_resource(model, resource, currency, &total))
			continue;
		text_add(markdown->text, "| ");
		add_cell(markdown->text, unit->name);
		text_add(markdown->text, " | ");
		add_cell(markdown->text, resource->address);
		text_printf(markdown->text, " | %s | ", cost_action_name(resource->action));
		for (size_t j = 0; j < side->count; j++)
			if (side->items[j].status == COST_PRICED) {
				add_cell(markdown->text, side->items[j].source);
				break;
			}
		add_amounts(markdown, &total, "");
		keep_row(markdown, start);
	}
}

static void add_resources(struct markdown *markdown, bool changed)
{
	struct cost_model *model = markdown->model;

	open_list(markdown, changed ? "Resources that change" : "Resources that stay",
	          "| unit | resource | | price from | | before | after | change |\n|---|---|---|---|---|---:|---:|---:|\n");
	for (size_t i = 0; i < model->count; i++)
		for (size_t j = 0; j < model->units[i].count; j++)
			if ((model->units[i].resources[j]->action != COST_SAME) == changed)
				add_resource(markdown, &model->units[i], model->units[i].resources[j]);
	if (markdown->rows + markdown->omitted == 0)
		text_add(markdown->text, "| none | | | | | | | |\n");
	close_list(markdown);
}

static void add_item(void *context, const struct cost_unit *unit, const struct cost_resource *resource,
                     const struct cost_item *item)
{
	struct markdown *markdown = context;
	size_t start = markdown->text->length;

	text_add(markdown->text, "- ");
	add_cell(markdown->text, unit->name);
	text_add(markdown->text, ": ");
	add_cell(markdown->text, resource->address);
	text_add(markdown->text, ": ");
	add_cell(markdown->text, item->name);
	if (item->reason) {
		text_add(markdown->text, " (");
		add_cell(markdown->text, item->reason);
		text_add(markdown->text, ")");
	}
	text_add(markdown->text, "\n");
	keep_row(markdown, start);
}

static void add_status(struct markdown *markdown, enum cost_status status, const char *summary)
{
	open_list(markdown, summary, "");
	cost_report_items(markdown->model, status, add_item, markdown);
	if (markdown->rows + markdown->omitted == 0)
		text_add(markdown->text, "none\n");
	close_list(markdown);
}

static void add_texts(struct markdown *markdown, const struct cost_list *list, const char *before)
{
	markdown->omitted = 0;
	for (size_t i = 0; i < list->count; i++) {
		size_t start = markdown->text->length;

		text_add(markdown->text, before);
		add_cell(markdown->text, list->texts[i]);
		text_add(markdown->text, "\n");
		keep_row(markdown, start);
	}
	if (markdown->omitted > 0)
		text_printf(markdown->text, "- … and %zu more\n", markdown->omitted);
}

void cost_report_markdown(struct cost_model *model, struct text *text)
{
	struct markdown markdown = { .model = model, .text = text, .end = COST_MARKDOWN_MAX / 5 };

	/* The line by which a later comment finds this one. */
	text_printf(text, "<!-- cost-gate: %s -->\n### Costs of %s a month%s\n\n", model->environment, model->environment,
	            model->breaches.count > 0 ? ": over budget" : "");
	add_texts(&markdown, &model->breaches, "- **Over budget:** ");
	add_texts(&markdown, &model->overrides, "- Override ");
	add_texts(&markdown, &model->warnings, "- Warning: ");
	text_add(text, model->breaches.count + model->overrides.count + model->warnings.count > 0 ? "\n" : "");
	markdown.omitted = 0;
	add_summary(&markdown);
	cost_chart_units(model, text);
	cost_chart_history(model, text);

	/* Each list may fill up to a mark, so that a long one leaves room for the next; marks leave room for the ends. */
	markdown.end = COST_MARKDOWN_MAX * 3 / 5;
	add_resources(&markdown, true);
	markdown.end = COST_MARKDOWN_MAX * 7 / 10;
	add_status(&markdown, COST_NO_PRICE, "No price known, not in the sums");
	markdown.end = COST_MARKDOWN_MAX * 8 / 10;
	add_status(&markdown, COST_UNKNOWN, "Known after apply, not in the sums");
	markdown.end = COST_MARKDOWN_MAX * 9 / 10;
	add_status(&markdown, COST_NOT_ESTIMATED, "Billed by usage and not estimated, not in the sums");
	markdown.end = COST_MARKDOWN_MAX - 1000;
	add_resources(&markdown, false);
}
