/*
 * price_condition: whether a component is billed at all; price_component.c's.
 */
#ifndef PRICE_CONDITION_H
#define PRICE_CONDITION_H

#include "price_quantity.h"

enum price_condition {
	PRICE_APPLIES, /* its price is to be found */
	PRICE_NOTHING, /* the book says that there is nothing to bill */
	PRICE_STOPPED  /* there is no amount: price_stop has said why */
};

/* What the component's `when` and `else` lead to for the subject. */
enum price_condition price_condition(struct pricing *pricing);

#endif
