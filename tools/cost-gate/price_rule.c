/* price_rule: how a resource's price is found; see price_book.h. */
#include <string.h>

#include "price_book_internal.h"

/* "10" is a constant, "size_gb" an attribute, {"attribute": …, "default": …} one that may be missing. */
static void read_factor(struct price_reading *reading, const struct node *at, struct price_factor *factor)
{
	if (at->kind == NODE_STRING && at->count > 0 && at->as.text[0] >= '0' && at->as.text[0] <= '9') {
		factor->value = price_book_decimal(reading, at);
	} else if (at->kind == NODE_STRING) {
		factor->path = at->as.text;
	} else if (node_get(at, "length")) {
		factor->path = price_book_text(reading, at, "length", true);
		factor->length = true;
	} else {
		factor->path = price_book_text(reading, at, "attribute", true);
		factor->value = price_book_decimal(reading, node_get(at, "default"));
	}
}

static void read_factors(struct price_reading *reading, const struct node *at, struct price_component *component)
{
	const struct node *list = price_book_kind(reading, at, "quantity", NODE_SEQUENCE, false);
	struct price_factor *factors;

	if (!list)
		return;
	factors = price_book_allocate(reading, list->count, sizeof(*factors));
	for (uint32_t i = 0; factors && i < list->count; i++)
		read_factor(reading, list->as.items[i], &factors[i]);
	component->factors = factors;
	component->factor_count = factors ? list->count : 0;
}

/* "shared_by": 5 and "beyond": "0.01" come together. */
static void read_share(struct price_reading *reading, const struct node *at, struct price_component *component)
{
	const struct node *count = node_get(at, "shared_by");

	if (!count)
		return;
	if (count->kind != NODE_NUMBER || count->count != 1 || count->as.text[0] < '1') {
		price_book_wrong(reading, count, "shared_by must be a number from 1 to 9");
		return;
	}
	component->shared_by = (size_t)(count->as.text[0] - '0');
	component->beyond = price_book_decimal(reading, node_get(at, "beyond"));
}

/* A string, a boolean, null (not set), several of these, or {"above": "0"}. */
static bool is_condition(struct price_reading *reading, const struct node *at)
{
	switch ((enum node_kind)at->kind) {
	case NODE_NULL:
	case NODE_BOOL:
	case NODE_STRING:
		return true;
	case NODE_SEQUENCE:
		for (uint32_t i = 0; i < at->count; i++)
			if (at->as.items[i]->kind > NODE_BOOL && at->as.items[i]->kind != NODE_STRING)
				return false;
		return at->count > 0;
	case NODE_MAPPING:
		price_book_decimal(reading, node_get(at, "above"));
		return at->count == 1;
	case NODE_NUMBER:
		break;
	}
	return false;
}

/* "when" and "else" come together: what a book does not speak of must not be taken for free. */
static void read_condition(struct price_reading *reading, const struct node *at, struct price_component *component)
{
	const struct node *when = node_get(at, "when"), *otherwise = node_get(at, "else");
	const struct node *computed = node_get(at, "computed");

	component->when = price_book_kind(reading, at, "when", NODE_MAPPING, false);
	for (uint32_t i = 0; component->when && i < component->when->count; i++)
		if (!is_condition(reading, component->when->as.entries[i].value))
			price_book_wrong(reading, component->when->as.entries[i].value,
			                 "a condition must be a string, a boolean, null, an array of these or {\"above\": …}");
	component->computed = computed && computed->kind == NODE_BOOL && computed->truth;
	component->otherwise_nothing = node_get(otherwise, "nothing") != NULL;
	if (component->otherwise_nothing)
		price_book_text(reading, otherwise, "nothing", true);
	if (!when != !otherwise || (otherwise && !component->otherwise_nothing && !node_is(otherwise, "no-price")))
		price_book_wrong(reading, otherwise ? otherwise : at,
		                 "with when there must be an else: \"no-price\" or {\"nothing\": why}");
	else if (!component->table && (!when || !component->otherwise_nothing))
		price_book_wrong(reading, at, "without price there must be a when, and an else of {\"nothing\": why}");
}

static bool has_table(const struct price_book *book, const char *name)
{
	for (size_t i = 0; i < book->table_count; i++)
		if (strcmp(book->tables[i].name, name) == 0)
			return true;
	return false;
}

static void read_component(struct price_reading *reading, const struct node *at, struct price_component *component)
{
	const struct node *usage = node_get(at, "usage_default");

	component->name = price_book_text(reading, at, "name", true);
	component->table = price_book_text(reading, at, "price", false);
	component->by = price_book_text(reading, at, "by", false);
	component->step = price_book_text(reading, at, "step", false);
	component->usage = price_book_text(reading, at, "usage", false);
	component->usage_default = usage ? price_book_decimal(reading, usage) : NULL;
	component->percent_of = price_book_text(reading, at, "percent_of", false);
	read_factors(reading, at, component);
	read_share(reading, at, component);
	read_condition(reading, at, component);
	if (!reading->failed && component->table && !has_table(reading->book, component->table))
		price_book_wrong(reading, node_get(at, "price"), "it names no price of this book");
}

static void read_rule(struct price_reading *reading, const struct node_entry *entry, struct price_rule *rule)
{
	const struct node *at = entry->value;
	const struct node *list;
	struct price_component *components;

	rule->type = entry->key->as.text;
	if (node_get(at, "free")) {
		rule->free = price_book_source(reading, node_get(at, "free"));
		return;
	}
	rule->part_of = price_book_text(reading, at, "part_of", false);
	if (rule->part_of)
		return;
	rule->region = price_book_strings(reading, at, "region");
	list = price_book_kind(reading, at, "components", NODE_SEQUENCE, true);
	if (!list)
		return;
	components = price_book_allocate(reading, list->count, sizeof(*components));
	for (uint32_t i = 0; components && i < list->count; i++)
		read_component(reading, list->as.items[i], &components[i]);
	rule->components = components;
	rule->component_count = components ? list->count : 0;
}

void price_book_read_rules(struct price_reading *reading, const struct node *root)
{
	const struct node *all = price_book_kind(reading, root, "resources", NODE_MAPPING, true);
	struct price_rule *rules;

	if (!all)
		return;
	rules = price_book_allocate(reading, all->count, sizeof(*rules));
	for (uint32_t i = 0; rules && i < all->count; i++)
		read_rule(reading, &all->as.entries[i], &rules[i]);
	reading->book->rules = rules;
	reading->book->rule_count = rules ? all->count : 0;
}
