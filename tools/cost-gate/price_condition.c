/* price_condition: see price_condition.h. */
#include "price_condition.h"

#include <string.h>

/* One condition, held against each value that its attribute has. */
struct holding {
	struct pricing *pricing;
	const struct node *wanted;
	bool met, unknown;
	const char *text; /* of the value that meets it, else of the first that is set */
};

/* Whether TEXT (NULL: not set) is what a condition that is no number wants: false is also what is not set. */
static bool is_wanted(const struct node *wanted, const char *text)
{
	if (wanted->kind == NODE_SEQUENCE) {
		for (uint32_t i = 0; i < wanted->count; i++)
			if (is_wanted(wanted->as.items[i], text))
				return true;
		return false;
	}
	if (wanted->kind == NODE_NULL)
		return !text;
	if (wanted->kind == NODE_BOOL)
		return strcmp(text ? text : "false", wanted->truth ? "true" : "false") == 0;
	return text && node_is(wanted, text);
}

/* Whether a number, or how many items an array has, is above LEAST. What is no number is not taken to be below. */
static bool is_above(struct cost_model *model, const char *least, const json_t *value, const char *text)
{
	const char *number = text ? money_parse(&model->money, text, strlen(text)) : "0";

	if (json_is_array(value))
		number = cost_text(model, "%zu", json_array_size(value));
	return !number || money_compare(number, least) > 0;
}

static bool hold(void *context, enum cost_value_state state, const json_t *value)
{
	struct holding *holding = context;
	struct cost_model *model = holding->pricing->model;
	const struct node *above = node_get(holding->wanted, "above");
	const char *text = NULL;

	if (state == COST_VALUE_UNKNOWN && !holding->pricing->component->computed) {
		holding->unknown = true;
		return true;
	}
	if (cost_value_read(model->arena, value, &text) == COST_VALUE_SET && !text)
		model->failed = true;
	holding->met = above ? is_above(model, above->as.text, value, text) : is_wanted(holding->wanted, text);
	if (holding->met || !holding->text)
		holding->text = text;
	return !holding->met;
}

/* What is met where the book has no price, or is not met where only that has one. */
static enum price_condition stop(struct pricing *pricing, const char *path, const struct holding *holding)
{
	struct cost_model *model = pricing->model;
	const struct node *above = node_get(holding->wanted, "above");
	const char *reason;

	if (above && holding->met && money_is_zero(above->as.text))
		reason = cost_text(model, "no price for %s", path);
	else if (above)
		reason = cost_text(model, "no price for %s %s %s", path, holding->met ? "above" : "up to", above->as.text);
	else if (holding->text)
		reason = cost_text(model, "no price for %s \"%s\"", path, cost_copy(model, holding->text));
	else
		reason = cost_text(model, "no price where %s is not set", path);
	price_stop(pricing, COST_NO_PRICE, reason);
	return PRICE_STOPPED;
}

/* A condition that is not met decides, also over those that are unknown. */
enum price_condition price_condition(struct pricing *pricing)
{
	const struct price_component *component = pricing->component;
	struct holding holding = { 0 };
	const char *unknown = NULL, *path = NULL;

	for (uint32_t i = 0; component->when && i < component->when->count; i++) {
		path = component->when->as.entries[i].key->as.text;
		holding = (struct holding){ .pricing = pricing, .wanted = component->when->as.entries[i].value };
		cost_value_each(&pricing->subject->values, path, hold, &holding);
		if (!holding.met && holding.unknown)
			unknown = path;
		else if (!holding.met)
			return component->otherwise_nothing ? PRICE_NOTHING : stop(pricing, path, &holding);
	}
	if (unknown)
		price_stop_at(pricing, COST_VALUE_UNKNOWN, unknown);
	else if (!component->table)
		return stop(pricing, path, &holding);
	return unknown ? PRICE_STOPPED : PRICE_APPLIES;
}
