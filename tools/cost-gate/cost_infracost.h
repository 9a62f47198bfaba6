/*
 * cost_infracost: what `infracost breakdown` and `infracost diff` write with
 * --format json: version 0.x of infracost/schema/infracost.schema.json (0.2
 * is the one in use); fields that it does not know are left alone.
 *
 * A resource that Infracost prices, or knows to be billed by usage, is
 * Infracost's; the price books have the rest.
 */
#ifndef COST_INFRACOST_H
#define COST_INFRACOST_H

#include "cost_model.h"

/*
 * Reads PATH into MODEL, after all plans. NAME is the unit of all its
 * projects; NULL: each project's is the unit whose name is in its path or
 * name, or the only one there is. Without any plan, the projects are the
 * units. Returns as cost_plan_read does.
 */
int cost_infracost_read(struct cost_model *model, const char *name, const char *path);

#endif
