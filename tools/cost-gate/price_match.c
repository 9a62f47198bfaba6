/* price_match: see price_match.h. What a component costs is in price_component.c. */
#include "price_match.h"

#include <string.h>

#include "price_component.h"

void price_match_start(struct price_matcher *matcher, const char *unit, const char *region)
{
	matcher->unit = matcher->base_of ? matcher->base_of : unit;
	matcher->region = region;
	matcher->share_count = 0;
}

/* One item without an amount. */
static void add_item(struct price_matcher *matcher, struct cost_side *side, enum cost_status status, const char *reason,
                     const char *source)
{
	struct cost_item *item = cost_add_item(matcher->model, side);

	if (!item)
		return;
	item->name = "All of it";
	item->status = status;
	item->reason = reason;
	item->source = source;
}

/* Resources of Terraform's own (terraform_data) are nothing at a cloud. */
static bool is_builtin(const char *provider)
{
	return strncmp(provider, "terraform.io/builtin/", 21) == 0;
}

void price_match(struct price_matcher *matcher, const struct price_subject *subject, struct cost_side *side)
{
	struct cost_model *model = matcher->model;
	const struct price_book *book = NULL;
	const struct price_rule *rule;

	if (is_builtin(subject->provider)) {
		add_item(matcher, side, COST_FREE, NULL, "nothing at a cloud");
		return;
	}
	for (size_t i = 0; i < matcher->book_count && !book; i++)
		if (price_book_covers(&matcher->books[i], subject->provider))
			book = &matcher->books[i];
	if (!book) {
		add_item(matcher, side, COST_NO_PRICE, cost_text(model, "no price book for %s", subject->provider), NULL);
		return;
	}
	rule = price_book_rule(book, subject->type);
	if (!rule) {
		add_item(matcher, side, COST_NO_PRICE,
		         cost_text(model, "the price book %s has no %s", book->provider, subject->type), NULL);
		return;
	}
	if (rule->free) {
		add_item(matcher, side, COST_FREE, NULL, price_source_text(model, book, rule->free));
		return;
	}
	if (rule->part_of) {
		add_item(matcher, side, COST_FREE, NULL, cost_text(model, "a part of %s", rule->part_of));
		return;
	}
	for (size_t i = 0; i < rule->component_count; i++)
		price_component(matcher, book, rule, &rule->components[i], subject, side);
	if (side->count == 0)
		add_item(matcher, side, COST_NO_PRICE,
		         cost_text(model, "the price book %s has no price for this form of it", book->provider), NULL);
}
