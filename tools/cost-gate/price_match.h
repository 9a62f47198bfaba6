/*
 * price_match: prices a resource by the price books, wholly by what these say.
 */
#ifndef PRICE_MATCH_H
#define PRICE_MATCH_H

#include "cost_model.h"
#include "cost_value.h"
#include "price_book.h"

/* How many resources of a unit had a component whose price they share. */
struct price_share {
	const struct price_component *component;
	bool after;
	size_t count;
};

struct price_matcher {
	struct cost_model *model;
	const struct price_book *books;
	size_t book_count;
	const struct node *usage; /* the inventory's, or NULL */
	const char *base_of;      /* while a plan to compare with is read: the unit that the inventory knows; else NULL */

	/* Of the unit in hand; price_match_start sets them. */
	const char *unit;
	const char *region; /* what the plan's variable `region` says, or NULL */
	struct price_share *shares;
	size_t share_count, share_capacity;
};

/* What is to be priced: one state of a resource. */
struct price_subject {
	const char *address, *type, *provider;
	struct cost_values values;
	bool after;
};

void price_match_start(struct price_matcher *matcher, const char *unit, const char *region);

/* Adds SUBJECT's items to SIDE, always at least one. Failures are the model's. */
void price_match(struct price_matcher *matcher, const struct price_subject *subject, struct cost_side *side);

#endif
