/* price_component: see price_component.h. */
#include "price_component.h"

#include <string.h>

#include "price_condition.h"
#include "price_quantity.h"
#include "price_region.h"

const char *price_source_text(struct cost_model *model, const struct price_book *book, struct price_source *source)
{
	source->used = true;
	return cost_text(model, "%s: %s, %s", book->provider, source->title, source->date);
}

/* The price in TABLE of the key TEXT, or for a step of the least key that is not less. */
static const char *price_in(const struct price_table *table, const struct price_component *component, const char *text)
{
	const struct node *best = NULL;
	const char *price = NULL;

	if (table->price)
		return table->price;
	for (uint32_t i = 0; table->values && i < table->values->count; i++) {
		const struct node *key = table->values->as.entries[i].key;

		if (component->step
		        ? money_compare(key->as.text, text) >= 0 && (!best || money_compare(key->as.text, best->as.text) < 0)
		        : strcmp(key->as.text, text) == 0) {
			best = key;
			price = table->values->as.entries[i].value->as.text;
		}
	}
	return price;
}

/* Finds the price; item.quantity is already there. */
static bool find_price(struct pricing *pricing, const struct price_rule *rule, const struct price_table **found)
{
	const struct price_component *component = pricing->component;
	const char *path = component->by ? component->by : component->step;
	const char *text = "", *region;
	enum cost_value_state state;
	bool in_region = false;

	if (path) {
		state = cost_value_text(pricing->model->arena, &pricing->subject->values, path, &text);
		if (state != COST_VALUE_SET || !text)
			return price_stop_at(pricing, state, path);
		if (component->step && !price_read_number(pricing, path, text, &text))
			return false;
	}
	state = price_region(pricing->matcher, pricing->book, rule, pricing->subject, &region);
	for (size_t i = 0; i < pricing->book->table_count; i++) {
		const struct price_table *table = &pricing->book->tables[i];

		if (strcmp(table->name, component->table) != 0 || !price_region_matches(table, region))
			continue;
		in_region = true;
		pricing->item.price = price_in(table, component, text);
		*found = table;
		if (pricing->item.price)
			return true;
	}
	if (!in_region && !region)
		return price_stop_at(pricing, state, "the region");
	if (!in_region)
		return price_stop(pricing, COST_NO_PRICE, cost_text(pricing->model, "no price for region %s", region));
	return price_stop(pricing, COST_NO_PRICE,
	                  cost_text(pricing->model, "no price for %s \"%s\"", path, cost_copy(pricing->model, text)));
}

/* A percentage of another component: as far as that one is known. */
static bool take_percentage(struct pricing *pricing, const char *of)
{
	struct cost_item *item = &pricing->item;
	struct money *money = &pricing->model->money;

	for (size_t i = 0; i < pricing->side->count; i++) {
		const struct cost_item *base = &pricing->side->items[i];

		if (strcmp(base->name, of) != 0)
			continue;
		if (base->status != COST_PRICED)
			return price_stop(pricing, base->status, base->reason);
		item->amount = money_multiply(money, money_multiply(money, base->amount, item->price), "0.01");
		return true;
	}
	return price_stop(pricing, COST_NO_PRICE, cost_text(pricing->model, "a percentage of \"%s\", which is not billed", of));
}

/* How many resources of this unit had COMPONENT before this one. */
static size_t count_share(struct price_matcher *matcher, const struct price_component *component, bool after)
{
	struct price_share *shares;

	for (size_t i = 0; i < matcher->share_count; i++)
		if (matcher->shares[i].component == component && matcher->shares[i].after == after)
			return matcher->shares[i].count++;
	shares = cost_grow(matcher->model, matcher->shares, matcher->share_count, &matcher->share_capacity, sizeof(*shares));
	if (!shares)
		return 0;
	matcher->shares = shares;
	shares[matcher->share_count++] = (struct price_share){ component, after, 1 };
	return 0;
}

static void take_amount(struct pricing *pricing, const struct price_table *table)
{
	const struct price_component *component = pricing->component;
	struct cost_item *item = &pricing->item;
	struct money *money = &pricing->model->money;
	size_t before = component->shared_by ? count_share(pricing->matcher, component, pricing->subject->after) : 0;

	if (before >= component->shared_by && component->shared_by) {
		item->price = component->beyond;
	} else if (before > 0) {
		item->price = "0";
		item->reason = cost_text(pricing->model, "the first %zu share one price", component->shared_by);
	}
	item->quantity = money_multiply(money, item->quantity, table->factor);
	item->amount = money_multiply(money, item->quantity, item->price);
}

static void fill(struct pricing *pricing, const struct price_rule *rule)
{
	const struct price_component *component = pricing->component;
	const struct price_table *table = NULL;
	struct cost_item *item = &pricing->item;

	if (!price_quantity(pricing))
		return;
	if (!find_price(pricing, rule, &table))
		return;
	item->unit = table->unit;
	item->currency = pricing->book->currency;
	item->source = price_source_text(pricing->model, pricing->book, table->source);
	if (component->usage && !price_quantity_used(pricing))
		return;
	if (!component->percent_of)
		take_amount(pricing, table);
	else if (!take_percentage(pricing, component->percent_of))
		return;
	item->status = COST_PRICED;
}

void price_component(struct price_matcher *matcher, const struct price_book *book, const struct price_rule *rule,
                     const struct price_component *component, const struct price_subject *subject,
                     struct cost_side *side)
{
	struct pricing pricing = {
		.matcher = matcher,
		.model = matcher->model,
		.book = book,
		.component = component,
		.subject = subject,
		.side = side,
		.item = { .name = component->name },
	};
	struct cost_item *item;

	switch (price_condition(&pricing)) {
	case PRICE_NOTHING:
		return;
	case PRICE_STOPPED:
		break;
	case PRICE_APPLIES:
		fill(&pricing, rule);
		break;
	}
	item = cost_add_item(matcher->model, side);
	if (item)
		*item = pricing.item;
}
