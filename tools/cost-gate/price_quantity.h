/*
 * price_quantity: how much of a component a resource has; price_component.c's.
 */
#ifndef PRICE_QUANTITY_H
#define PRICE_QUANTITY_H

#include "price_component.h"

/* A component in the making. */
struct pricing {
	struct price_matcher *matcher;
	struct cost_model *model;
	const struct price_book *book;
	const struct price_component *component;
	const struct price_subject *subject;
	struct cost_side *side;
	struct cost_item item;
};

/* Say why there is no amount; false, so that the pricing ends. */
bool price_stop(struct pricing *pricing, enum cost_status status, const char *reason);
bool price_stop_at(struct pricing *pricing, enum cost_value_state state, const char *path);

/* TEXT, which the attribute or usage PATH holds, as a number from 0 on; false after price_stop. */
bool price_read_number(struct pricing *pricing, const char *path, const char *text, const char **number);

/* Sets the item's quantity to the product of the component's factors; false after price_stop. */
bool price_quantity(struct pricing *pricing);

/* Multiplies it by what the inventory's usage says; false after price_stop. */
bool price_quantity_used(struct pricing *pricing);

#endif
