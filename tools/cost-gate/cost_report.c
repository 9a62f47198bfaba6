/* cost_report: what the reports have in common; see cost_report.h. */
#include "cost_report.h"

const char *cost_report_amount(struct cost_model *model, const char *amount)
{
	return amount ? money_show(&model->money, amount) : "unknown";
}

const char *cost_report_change(struct cost_model *model, const struct cost_total *total)
{
	if (total->unsure)
		return "unknown";
	return money_show_change(&model->money, money_subtract(&model->money, total->after, total->before));
}

const char *cost_report_gap(struct cost_model *model, const struct cost_totals *totals)
{
	return totals->unpriced > 0 ? cost_text(model, " + %zu without a price", totals->unpriced) : "";
}

bool cost_report_resource(struct cost_model *model, const struct cost_resource *resource, const char *currency,
                          struct cost_total *total)
{
	const char *before = cost_side_sum(model, &resource->before, currency);
	const char *after = cost_side_sum(model, &resource->after, currency);

	*total = (struct cost_total){ currency, before, after, resource->unsure };
	if (!before && !(resource->unsure && cost_side_unpriced(&resource->before) > 0))
		total->before = "0";
	if (!after && !(resource->unsure && cost_side_unpriced(&resource->after) > 0))
		total->after = "0";
	return before || after;
}

void cost_report_items(struct cost_model *model, enum cost_status status,
                       void (*row)(void *context, const struct cost_unit *unit, const struct cost_resource *resource,
                                   const struct cost_item *item),
                       void *context)
{
	for (size_t i = 0; i < model->count; i++) {
		for (size_t j = 0; j < model->units[i].count; j++) {
			const struct cost_resource *resource = model->units[i].resources[j];
			const struct cost_side *side = resource->action == COST_DELETE ? &resource->before : &resource->after;

			for (size_t k = 0; k < side->count; k++)
				if (side->items[k].status == status)
					row(context, &model->units[i], resource, &side->items[k]);
		}
	}
}
