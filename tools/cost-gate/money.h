/*
 * money: amounts as exact decimal texts ("12.5", "-0.0044"); see number.h.
 *
 * Nothing is rounded on the way, however small a price or long a sum: only
 * money_show rounds, once, at the end. A failure (no memory, or more digits
 * than number.h allows) sticks, as in struct text, and gives "0" meanwhile:
 * whoever prints amounts looks at it first.
 */
#ifndef MONEY_H
#define MONEY_H

#include <stdbool.h>

#include "arena.h"
#include "number.h"

struct money {
	struct arena *arena;       /* what the texts are in */
	enum number_result failed; /* NUMBER_OK, or the first failure */
};

const char *money_add(struct money *money, const char *a, const char *b);
const char *money_subtract(struct money *money, const char *a, const char *b);
const char *money_multiply(struct money *money, const char *a, const char *b);

/* <0, 0 or >0 as A is less than, equal to or greater than B. */
int money_compare(const char *a, const char *b);

bool money_is_zero(const char *amount);

/* With two digits behind the point; halves go away from zero. */
const char *money_show(struct money *money, const char *amount);

/* The same with its sign: "+1.00", "-1.00", "0.00". */
const char *money_show_change(struct money *money, const char *amount);

/*
 * LENGTH bytes of TEXT as an amount, written out without an exponent; NULL
 * when they are no number as JSON has it (0x1F and .5 are none), or one that
 * number.h does not take.
 */
const char *money_parse(struct money *money, const char *text, size_t length);

#endif
