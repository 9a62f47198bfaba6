/* cost_infracost_side: see cost_infracost_side.h. */
#include "cost_infracost_side.h"

#include "cost_json.h"

const char *infracost_amount(struct cost_model *model, const json_t *value)
{
	size_t length = json_string_length(value);
	const char *text = cost_json_number(value, &length);

	text = text ? text : json_string_value(value);
	return text ? money_parse(&model->money, text, length) : NULL;
}

/* Whether a cost component that is marked as usage, here or in a part of the resource, has an amount, or has none. */
static void find_usage(const json_t *resource, bool *told, bool *untold)
{
	const json_t *part;
	size_t i;

	json_array_foreach (json_object_get(resource, "costComponents"), i, part) {
		if (!json_is_true(json_object_get(part, "usageBased")))
			continue;
		*(json_is_null(json_object_get(part, "monthlyCost")) ? untold : told) = true;
	}
	json_array_foreach (json_object_get(resource, "subresources"), i, part) {
		find_usage(part, told, untold);
	}
}

/* Keeps of BOOKS what is in no amount of Infracost's. */
static void keep_books(struct cost_model *model, struct cost_side *side, const struct cost_side *books, bool by_usage)
{
	for (size_t i = 0; i < books->count; i++) {
		struct cost_item *item;

		if (books->items[i].status != COST_PRICED || (by_usage && !books->items[i].by_usage))
			continue;
		item = cost_add_item(model, side);
		if (!item)
			return;
		*item = books->items[i];
	}
}

static void add_not_estimated(struct cost_model *model, struct cost_side *side, const char *name, const char *reason)
{
	struct cost_item *item = cost_add_item(model, side);

	if (item)
		*item = (struct cost_item){ .name = name, .status = COST_NOT_ESTIMATED, .source = "Infracost", .reason = reason };
}

/* What hangs on usage that Infracost was not told: cost components without a cost, also of parts of the resource. */
static void add_unestimated(struct cost_model *model, struct cost_side *side, const json_t *resource, const char *reason)
{
	const json_t *part;
	size_t i;

	json_array_foreach (json_object_get(resource, "costComponents"), i, part) {
		const char *name = cost_json_string(part, "name");

		if (name && json_is_null(json_object_get(part, "monthlyCost")))
			add_not_estimated(model, side, cost_copy(model, name), reason);
	}
	json_array_foreach (json_object_get(resource, "subresources"), i, part) {
		add_unestimated(model, side, part, reason);
	}
}

bool infracost_side_read(struct cost_model *model, const char *currency, bool has_books, const json_t *resource,
                         struct cost_side *side)
{
	const json_t *cost = json_object_get(resource, "monthlyCost");
	const char *amount = cost && !json_is_null(cost) ? infracost_amount(model, cost) : NULL;
	const char *reason = "Infracost was not told the usage";
	const struct cost_side books = has_books ? *side : (struct cost_side){ 0 };
	bool told = false, untold = false;
	struct cost_item *item;
	size_t count;

	if (cost && !json_is_null(cost) && !amount)
		return false;
	*side = (struct cost_side){ 0 };
	item = amount ? cost_add_item(model, side) : NULL;
	if (item)
		*item = (struct cost_item){ .name = "All that Infracost prices", .status = COST_PRICED, .amount = amount,
			                    .currency = currency, .source = "Infracost" };
	count = side->count;
	find_usage(resource, &told, &untold);
	if (!amount || (untold && !told))
		keep_books(model, side, &books, amount != NULL);
	if (side->count > count)
		reason = "Infracost was not told the usage: what the price book has an amount for counts";
	add_unestimated(model, side, resource, reason);
	if (side->count == 0)
		add_not_estimated(model, side, "All of it", reason);
	return true;
}
