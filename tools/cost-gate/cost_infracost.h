/*
 * cost_infracost: what `infracost breakdown` and `infracost diff` write with
 * --format json: version 0.x of infracost/schema/infracost.schema.json (0.2
 * is the one in use); fields that it does not know are left alone.
 *
 * A resource that Infracost prices is Infracost's. Where it was not told the
 * usage, the price books' amounts stay; and they have all that it leaves out.
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
