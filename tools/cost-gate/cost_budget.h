/*
 * cost_budget: ceilings for an environment and its units, as the inventory's
 * `budgets` has them.
 *
 *	environment:
 *	  EUR: {monthly: 300, increase: 50, percent: 25}
 *	  unpriced: fail          # a breach, what has no amount; else a warning
 *	units:
 *	  web:
 *	    EUR:
 *	      monthly: 100
 *	      override: {monthly: 150, by: Ada, reason: launch, until: 2026-12-31}
 *	  "*": …                  # units that are not named
 *
 * A ceiling is for one currency: amounts in others are not compared, and a
 * warning says so, as it does for a unit that is not there.
 */
#ifndef COST_BUDGET_H
#define COST_BUDGET_H

#include "cost_model.h"
#include "node.h"

/*
 * Compares MODEL, summed up, with BUDGETS and adds breaches, overrides and
 * warnings to it. PARTIAL: not all of the environment's units are there, so
 * its own ceilings are not looked at, and any unit may be named. Returns EX_OK or, after printing an
 * error, EX_DATAERR.
 */
int cost_budget_check(struct cost_model *model, const struct node *budgets, bool partial);

#endif
