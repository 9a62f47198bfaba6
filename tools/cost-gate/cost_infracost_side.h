/*
 * cost_infracost_side: what a resource costs by Infracost, beside what it
 * costs by the price books; cost_infracost.c's.
 */
#ifndef COST_INFRACOST_SIDE_H
#define COST_INFRACOST_SIDE_H

#include <jansson.h>

#include "cost_model.h"

/* A decimal as Infracost writes it, a string or a number; NULL when VALUE is none. */
const char *infracost_amount(struct cost_model *model, const json_t *value);

/*
 * Puts what RESOURCE of Infracost's JSON says into SIDE, in CURRENCY. With
 * HAS_BOOKS, SIDE holds what the price books say, and of that stays what
 * Infracost knows no amount of: all that has a price where it has no amount
 * at all, and else what the inventory's usage is billed with, unless
 * Infracost was told some usage itself. False: its monthlyCost is no decimal.
 */
bool infracost_side_read(struct cost_model *model, const char *currency, bool has_books, const json_t *resource,
                         struct cost_side *side);

#endif
