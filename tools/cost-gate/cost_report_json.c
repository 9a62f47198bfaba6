/* cost_report_json: the report for programs; see cost_report.h. */
#include <string.h>

#include "cost_report.h"

static void add_string(struct text *text, const char *string)
{
	json_write_string(text, string, strlen(string));
}

/* , "KEY": "VALUE", or nothing when there is no value. */
static void add_member(struct text *text, const char *key, const char *value)
{
	if (!value)
		return;
	text_printf(text, ", \"%s\": ", key);
	add_string(text, value);
}

static void add_totals(struct cost_model *model, struct text *text, const struct cost_totals *totals)
{
	text_add(text, "[");
	for (size_t i = 0; i < totals->count; i++) {
		const struct cost_total *total = &totals->of[i];

		text_printf(text, "%s{ \"currency\": ", i > 0 ? ", " : "");
		add_string(text, total->currency);
		add_member(text, "before", total->before);
		add_member(text, "after", total->after);
		add_member(text, "change",
		           total->unsure ? NULL : money_subtract(&model->money, total->after, total->before));
		text_add(text, " }");
	}
	text_add(text, "]");
}

static void add_side(struct text *text, const char *key, const struct cost_side *side)
{
	text_printf(text, ",\n          \"%s\": [", key);
	for (size_t i = 0; i < side->count; i++) {
		const struct cost_item *item = &side->items[i];

		text_printf(text, "%s\n            { \"name\": ", i > 0 ? "," : "");
		add_string(text, item->name);
		add_member(text, "status", cost_status_name(item->status));
		add_member(text, "amount", item->amount);
		add_member(text, "currency", item->currency);
		add_member(text, "quantity", item->price ? item->quantity : NULL);
		add_member(text, "unit", item->price ? item->unit : NULL);
		add_member(text, "price", item->price);
		add_member(text, "source", item->source);
		add_member(text, "reason", item->reason);
		text_add(text, " }");
	}
	text_add(text, side->count > 0 ? "\n          ]" : "]");
}

static void add_resource(struct text *text, const struct cost_resource *resource)
{
	text_add(text, "\n        { \"address\": ");
	add_string(text, resource->address);
	add_member(text, "moved_from", resource->previous);
	add_member(text, "type", resource->type);
	add_member(text, "action", cost_action_name(resource->action));
	add_side(text, "before", &resource->before);
	add_side(text, "after", &resource->after);
	text_add(text, " }");
}

static void add_unit(struct cost_model *model, struct text *text, const struct cost_unit *unit)
{
	text_add(text, "\n    { \"name\": ");
	add_string(text, unit->name);
	text_add(text, ",\n      \"totals\": ");
	add_totals(model, text, &unit->totals);
	text_printf(text, ",\n      \"unpriced\": %zu", unit->totals.unpriced);
	text_add(text, ",\n      \"resources\": [");
	for (size_t i = 0; i < unit->count; i++) {
		text_add(text, i > 0 ? "," : "");
		add_resource(text, unit->resources[i]);
	}
	text_add(text, unit->count > 0 ? "\n      ] }" : "] }");
}

static void add_list(struct text *text, const char *key, const struct cost_list *list)
{
	text_printf(text, ",\n  \"%s\": [", key);
	for (size_t i = 0; i < list->count; i++) {
		text_add(text, i > 0 ? ",\n    " : "\n    ");
		add_string(text, list->texts[i]);
	}
	text_add(text, list->count > 0 ? "\n  ]" : "]");
}

void cost_report_json(struct cost_model *model, struct text *text)
{
	text_add(text, "{\n  \"format\": 1,\n  \"environment\": ");
	add_string(text, model->environment);
	text_printf(text, ",\n  \"date\": \"%s\",\n  \"within_budget\": %s,\n  \"totals\": ", model->today,
	            model->breaches.count == 0 ? "true" : "false");
	add_totals(model, text, &model->totals);
	text_printf(text, ",\n  \"unpriced\": %zu", model->totals.unpriced);
	text_add(text, ",\n  \"units\": [");
	for (size_t i = 0; i < model->count; i++) {
		text_add(text, i > 0 ? "," : "");
		add_unit(model, text, &model->units[i]);
	}
	text_add(text, model->count > 0 ? "\n  ]" : "]");
	add_list(text, "breaches", &model->breaches);
	add_list(text, "overrides", &model->overrides);
	add_list(text, "warnings", &model->warnings);
	text_add(text, "\n}\n");
}
