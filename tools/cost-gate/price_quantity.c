/* price_quantity: see price_quantity.h. */
#include "price_quantity.h"

#include <string.h>

bool price_stop(struct pricing *pricing, enum cost_status status, const char *reason)
{
	pricing->item.status = status;
	pricing->item.reason = reason;
	return false;
}

bool price_stop_at(struct pricing *pricing, enum cost_value_state state, const char *path)
{
	if (state == COST_VALUE_UNKNOWN)
		return price_stop(pricing, COST_UNKNOWN, cost_text(pricing->model, "%s is known after apply", path));
	return price_stop(pricing, COST_NO_PRICE, cost_text(pricing->model, "%s is not set", path));
}

/* A number that an attribute holds. */
bool price_read_number(struct pricing *pricing, const char *path, const char *text, const char **number)
{
	*number = money_parse(&pricing->model->money, text, strlen(text));
	if (!*number || **number == '-')
		return price_stop(pricing, COST_NO_PRICE, cost_text(pricing->model, "%s is no number from 0 on", path));
	return true;
}

static bool multiply_length(struct pricing *pricing, const char *path)
{
	size_t items;
	enum cost_value_state state = cost_value_count(&pricing->subject->values, path, &items);

	if (state != COST_VALUE_SET)
		return price_stop_at(pricing, state, path);
	pricing->item.quantity =
	    money_multiply(&pricing->model->money, pricing->item.quantity, cost_text(pricing->model, "%zu", items));
	return true;
}

static bool multiply_factor(struct pricing *pricing, const struct price_factor *factor)
{
	const char *text = NULL, *number = factor->value;
	enum cost_value_state state;

	if (factor->length)
		return multiply_length(pricing, factor->path);
	if (factor->path) {
		state = cost_value_text(pricing->model->arena, &pricing->subject->values, factor->path, &text);
		if (state == COST_VALUE_UNKNOWN || (state == COST_VALUE_MISSING && !number))
			return price_stop_at(pricing, state, factor->path);
		if (text && !price_read_number(pricing, factor->path, text, &number))
			return false;
	}
	pricing->item.quantity = money_multiply(&pricing->model->money, pricing->item.quantity, number);
	return true;
}

bool price_quantity(struct pricing *pricing)
{
	const struct price_component *component = pricing->component;

	pricing->item.quantity = "1";
	for (size_t i = 0; i < component->factor_count; i++)
		if (!multiply_factor(pricing, &component->factors[i]))
			return false;
	return true;
}

/* What the inventory's usage says: of this resource, of its type in this unit, or of its type. */
static const struct node *find_usage(struct pricing *pricing)
{
	const struct price_subject *subject = pricing->subject;
	const char *unit = pricing->matcher->unit;
	const char *const keys[] = {
		cost_text(pricing->model, "%s/%s", unit, subject->address),
		cost_text(pricing->model, "%s/%s", unit, subject->type),
		subject->address,
		subject->type,
	};
	const struct node *found = NULL;

	for (size_t i = 0; i < 4 && !found; i++)
		found = node_get(node_get(pricing->matcher->usage, keys[i]), pricing->component->usage);
	return found;
}

bool price_quantity_used(struct pricing *pricing)
{
	const struct price_component *component = pricing->component;
	const struct node *usage = pricing->matcher->usage ? find_usage(pricing) : NULL;
	const char *number = component->usage_default;

	if (usage && usage->kind == NODE_NUMBER) {
		if (!price_read_number(pricing, component->usage, usage->as.text, &number))
			return false;
		pricing->item.by_usage = !component->usage_default;
	} else if (number) {
		pricing->item.reason = cost_text(pricing->model, "%s taken for %s: usage does not say", component->usage, number);
	} else {
		return price_stop(pricing, COST_NOT_ESTIMATED, cost_text(pricing->model, "usage does not say %s", component->usage));
	}
	pricing->item.quantity = money_multiply(&pricing->model->money, pricing->item.quantity, number);
	return true;
}
