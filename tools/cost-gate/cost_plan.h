/*
 * cost_plan: plan.json, as `terraform show -json` writes it: format 1.x
 * (developer.hashicorp.com/terraform/internals/json-format).
 */
#ifndef COST_PLAN_H
#define COST_PLAN_H

#include "price_match.h"

/*
 * Reads PATH as the plan of the unit NAME and prices its resources into the
 * matcher's model. Returns EX_OK or, after printing an error, what
 * cost_json_read_file returns; EX_DATAERR also for what is no plan, for a
 * newer major format, a plan that ended in an error, and a second plan of one
 * unit.
 */
int cost_plan_read(struct price_matcher *matcher, const char *name, const char *path);

/* What Terraform forgets goes on costing: what RESOURCE was is put beside what it is to be. */
void cost_plan_keep_forgotten(struct cost_model *model, struct cost_resource *resource);

#endif
