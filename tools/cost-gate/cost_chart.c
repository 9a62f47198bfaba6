/*
 * cost_chart: charts as Mermaid text; see cost_report.h.
 *
 * pie and xychart-beta are the two kinds used (mermaid.js.org/syntax/pie.html
 * and /xyChart.html): a pie takes positive numbers only.
 */
#include <string.h>

#include "cost_report.h"

#define HISTORY_SHOWN 30 /* points that a chart has room for */
#define UNITS_SHOWN 30   /* and slices */

/* Names in quotes hold no quotes: those of units are letters, digits and hyphens, others lose theirs. */
static void add_quoted(struct text *text, const char *name)
{
	text_add(text, "\"");
	for (; *name; name++)
		if (*name != '"' && (unsigned char)*name >= ' ')
			text_add_n(text, name, 1);
	text_add(text, "\"");
}

static const char *after_in(const struct cost_totals *totals, const char *currency)
{
	for (size_t i = 0; i < totals->count; i++)
		if (strcmp(totals->of[i].currency, currency) == 0)
			return totals->of[i].after;
	return "0";
}

void cost_chart_units(struct cost_model *model, struct text *text)
{
	for (size_t i = 0; i < model->totals.count; i++) {
		const char *currency = model->totals.of[i].currency;

		if (model->count < 2 || model->count > UNITS_SHOWN || money_is_zero(model->totals.of[i].after))
			continue;
		text_printf(text, "\n```mermaid\npie showData title %s a month by unit\n", currency);
		for (size_t j = 0; j < model->count; j++) {
			const char *amount = money_show(&model->money, after_in(&model->units[j].totals, currency));

			if (money_is_zero(amount))
				continue;
			text_add(text, "  ");
			add_quoted(text, model->units[j].name);
			text_printf(text, " : %s\n", amount);
		}
		text_add(text, "```\n");
	}
}

void cost_chart_history(struct cost_model *model, struct text *text)
{
	size_t first = model->history_count > HISTORY_SHOWN ? model->history_count - HISTORY_SHOWN : 0;

	if (model->history_count < 2)
		return;
	for (size_t i = 0; i < model->totals.count; i++) {
		const char *currency = model->totals.of[i].currency;

		text_printf(text, "\n```mermaid\nxychart-beta\n  title \"%s a month, history\"\n  x-axis [", currency);
		for (size_t j = first; j < model->history_count; j++) {
			text_add(text, j > first ? ", " : "");
			add_quoted(text, model->history[j].date + 5); /* without the year */
		}
		text_add(text, "]\n  line [");
		for (size_t j = first; j < model->history_count; j++)
			text_printf(text, "%s%s", j > first ? ", " : "",
			            money_show(&model->money, after_in(&model->history[j].totals, currency)));
		text_add(text, "]\n```\n");
	}
}
