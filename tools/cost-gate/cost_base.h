/*
 * cost_base: another plan of a unit to compare with, such as that of the
 * branch a change is to be merged into.
 */
#ifndef COST_BASE_H
#define COST_BASE_H

#include "price_match.h"

/*
 * Reads PATH as a plan of the unit NAME, after all plans: what it leads to is
 * from now on what the unit's resources cost before, and what is only in one
 * of the two is created or deleted; what one of them moves is the same resource.
 * A unit without a plan of its own is
 * deleted. Returns as cost_plan_read does.
 */
int cost_base_read(struct price_matcher *matcher, const char *name, const char *path);

/* For every unit that has a plan and, as HAS_BASE says, none to compare with: all of it is created. */
void cost_base_missing(struct cost_model *model, bool (*has_base)(const void *context, const char *unit),
                       const void *context);

#endif
