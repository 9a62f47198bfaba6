/* cost_sum: sums of amounts, and what is not in them; see cost_model.h. */
#include <string.h>
#include <sysexits.h>

#include "cost_model.h"

static bool sum_side(struct cost_model *model, struct cost_totals *totals, const struct cost_side *side, bool after)
{
	for (size_t i = 0; i < side->count; i++) {
		const struct cost_item *item = &side->items[i];
		struct cost_total *total;

		if (item->status != COST_PRICED)
			continue;
		total = cost_total_in(totals, item->currency);
		if (!total)
			return false;
		if (after)
			total->after = money_add(&model->money, total->after, item->amount);
		else
			total->before = money_add(&model->money, total->before, item->amount);
	}
	return true;
}

/*
 * Whether ITEM, which has no amount, has its like on the OTHER side: the same
 * one without an amount for the same reason. Usage that nobody has told is
 * left out of sums on either side, unless the other has an amount for it.
 */
static bool is_matched(const struct cost_item *item, const struct cost_side *other)
{
	bool priced = false;

	for (size_t i = 0; i < other->count; i++) {
		const struct cost_item *like = &other->items[i];

		if (strcmp(like->name, item->name) != 0)
			continue;
		if (like->status == item->status && strcmp(like->reason, item->reason) == 0)
			return true;
		priced |= like->status == COST_PRICED;
	}
	return item->status == COST_NOT_ESTIMATED && !priced;
}

static bool is_covered(const struct cost_side *side, const struct cost_side *other)
{
	for (size_t i = 0; i < side->count; i++) {
		const struct cost_item *item = &side->items[i];

		if (item->status != COST_PRICED && item->status != COST_FREE && !is_matched(item, other))
			return false;
	}
	return true;
}

/* In the currencies that RESOURCE has amounts in; without any it may be each of TOTALS. */
static void spread_doubt(const struct cost_resource *resource, struct cost_totals *totals)
{
	const struct cost_side *sides[] = { &resource->before, &resource->after };
	bool priced = false;

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < sides[i]->count; j++) {
			if (sides[i]->items[j].status != COST_PRICED)
				continue;
			priced = true;
			cost_total_in(totals, sides[i]->items[j].currency)->unsure = true; /* it is there: it was summed */
		}
	}
	totals->unsure |= !priced;
}

static bool sum_resource(struct cost_model *model, struct cost_totals *totals, struct cost_resource *resource)
{
	const struct cost_side *before = &resource->before, *after = &resource->after;

	if (!sum_side(model, totals, before, false) || !sum_side(model, totals, after, true))
		return false;
	totals->unpriced += cost_side_unpriced(after);
	/* What is created can only cost more, what is deleted only less, and what stays costs the same. */
	resource->unsure = resource->action != COST_SAME && before->count > 0 && after->count > 0 &&
	                   (!is_covered(before, after) || !is_covered(after, before));
	if (resource->unsure)
		spread_doubt(resource, totals);
	return true;
}

static void settle_doubt(struct cost_totals *totals)
{
	for (size_t i = 0; i < totals->count; i++)
		totals->of[i].unsure |= totals->unsure;
}

static bool sum_unit(struct cost_model *model, struct cost_unit *unit)
{
	for (size_t i = 0; i < unit->count; i++)
		if (!sum_resource(model, &unit->totals, unit->resources[i]))
			return false;
	settle_doubt(&unit->totals);
	for (size_t i = 0; i < unit->totals.count; i++) {
		struct cost_total *total = cost_total_in(&model->totals, unit->totals.of[i].currency);

		if (!total)
			return false;
		total->before = money_add(&model->money, total->before, unit->totals.of[i].before);
		total->after = money_add(&model->money, total->after, unit->totals.of[i].after);
		total->unsure |= unit->totals.of[i].unsure;
	}
	model->totals.unpriced += unit->totals.unpriced;
	model->totals.unsure |= unit->totals.unsure;
	return true;
}

bool cost_sum(struct cost_model *model)
{
	if (cost_check(model) != EX_OK)
		return false;
	for (size_t i = 0; i < model->count; i++) {
		if (!sum_unit(model, &model->units[i])) {
			diag_error(model->diag, "more than %d currencies", COST_MAX_CURRENCIES);
			return false;
		}
	}
	settle_doubt(&model->totals);
	return cost_check(model) == EX_OK;
}
