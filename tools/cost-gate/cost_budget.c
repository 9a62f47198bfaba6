/* cost_budget: see cost_budget.h. */
#include "cost_budget.h"

#include <string.h>
#include <sysexits.h>

#include "cost_date.h"

/* Whose budget is looked at. */
struct budget_scope {
	struct cost_model *model;
	const char *name; /* "prod", or "prod/web" */
	const struct cost_totals *totals;
	int status;
};

static void budget_wrong(struct budget_scope *scope, const struct node *at, const char *words)
{
	diag_error_node(scope->model->diag, at, "%s: %s", scope->name, words);
	scope->status = EX_DATAERR;
}

/* The ceiling KEY of LIMITS as an amount, or NULL. */
static const char *read_limit(struct budget_scope *scope, const struct node *limits, const char *key)
{
	const struct node *limit = node_get(limits, key);

	if (!limit)
		return NULL;
	if (limit->kind == NODE_NUMBER && limit->as.text[0] != '-')
		return money_parse(&scope->model->money, limit->as.text, limit->count);
	budget_wrong(scope, limit, "a ceiling must be a number from 0 on");
	return NULL;
}

static const char *read_words(struct budget_scope *scope, const struct node *override, const char *key)
{
	const struct node *words = node_get(override, key);

	if (words && words->kind == NODE_STRING && words->count > 0)
		return words->as.text;
	budget_wrong(scope, words ? words : override, "an override says by whom, the reason and until when");
	return "";
}

/* The override of LIMITS when it is in force, else NULL; either is told. */
static const struct node *read_override(struct budget_scope *scope, const struct node *limits)
{
	const struct node *override = node_get(limits, "override");
	const char *by, *reason, *until;
	bool expired;
	long days;

	if (!override)
		return NULL;
	by = read_words(scope, override, "by");
	reason = read_words(scope, override, "reason");
	until = read_words(scope, override, "until");
	if (scope->status != EX_OK)
		return NULL;
	if (!cost_date_read(until, &days) || strlen(until) != 10) {
		budget_wrong(scope, node_get(override, "until"), "until must be a date such as 2026-12-31");
		return NULL;
	}
	expired = days < scope->model->today_days;
	cost_list_add(scope->model, &scope->model->overrides, "%s: %s %s raised the ceilings until %s (%s)%s", scope->name,
	              expired ? "expired:" : "in force:", by, until, reason, expired ? ", which counts no more" : "");
	return expired ? NULL : override;
}

static const char *limit_of(struct budget_scope *scope, const struct node *limits, const struct node *override,
                            const char *key)
{
	const char *raised = override ? read_limit(scope, override, key) : NULL;

	return raised ? raised : read_limit(scope, limits, key);
}

/* AMOUNT, rounded, unless OTHER would then look the same and is not. */
static const char *show_beside(struct money *money, const char *amount, const char *other)
{
	const char *shown = money_show(money, amount);

	if (strcmp(shown, money_show(money, other)) != 0 || money_compare(amount, other) == 0)
		return shown;
	return amount;
}

static void check_limits(struct budget_scope *scope, const char *currency, const struct node *limits)
{
	static const struct cost_total nothing = { .before = "0", .after = "0" };
	const struct node *override = read_override(scope, limits);
	const struct cost_total *total = &nothing;
	struct cost_model *model = scope->model;
	struct money *money = &model->money;
	const char *monthly = limit_of(scope, limits, override, "monthly");
	const char *increase = limit_of(scope, limits, override, "increase");
	const char *percent = limit_of(scope, limits, override, "percent");
	const char *change;

	for (size_t i = 0; i < scope->totals->count; i++)
		if (strcmp(scope->totals->of[i].currency, currency) == 0)
			total = &scope->totals->of[i];
	change = money_subtract(money, total->after, total->before);
	if (monthly && money_compare(total->after, monthly) > 0)
		cost_list_add(model, &model->breaches, "%s: %s %s a month is over the ceiling of %s %s", scope->name,
		              show_beside(money, total->after, monthly), currency, show_beside(money, monthly, total->after), currency);
	if (increase && money_compare(change, increase) > 0)
		cost_list_add(model, &model->breaches, "%s: %s %s a month more is over the ceiling of %s %s more", scope->name,
		              show_beside(money, change, increase), currency, show_beside(money, increase, change), currency);
	/* From nothing, no increase has a percentage: that is what the other ceilings are for. */
	if (percent && !money_is_zero(total->before) &&
	    money_compare(money_multiply(money, change, "100"), money_multiply(money, percent, total->before)) > 0)
		cost_list_add(model, &model->breaches, "%s: from %s to %s %s a month is over the ceiling of %s %% more", scope->name,
		              show_beside(money, total->before, total->after), show_beside(money, total->after, total->before),
		              currency, percent);
}

static bool has_ceilings(const struct node *budget)
{
	return budget->count > (node_get(budget, "unpriced") ? 1 : 0);
}

/* What has no amount cannot be held against a ceiling: the budget says whether that may be. */
static void check_unpriced(struct budget_scope *scope, const struct node *budget)
{
	const struct node *unpriced = node_get(budget, "unpriced");
	struct cost_model *model = scope->model;
	size_t count = scope->totals->unpriced;
	const char *have = count == 1 ? "item has" : "items have";

	if (unpriced && !node_is(unpriced, "warn") && !node_is(unpriced, "fail")) {
		budget_wrong(scope, unpriced, "unpriced must be warn or fail");
		return;
	}
	if (count == 0)
		return;
	if (unpriced && node_is(unpriced, "fail"))
		cost_list_add(model, &model->breaches, "%s: %zu %s no amount, which its budget does not allow", scope->name, count, have);
	else if (has_ceilings(budget))
		cost_list_add(model, &model->warnings, "%s: %zu %s no amount; the ceilings were held against the rest", scope->name,
		              count, have);
}

static void check_scope(struct budget_scope *scope, const struct node *budget)
{
	if (!budget)
		return;
	if (budget->kind != NODE_MAPPING) {
		budget_wrong(scope, budget, "a budget must be a mapping from currencies to ceilings");
		return;
	}
	for (uint32_t i = 0; i < budget->count; i++)
		if (!node_is(budget->as.entries[i].key, "unpriced"))
			check_limits(scope, budget->as.entries[i].key->as.text, budget->as.entries[i].value);
	check_unpriced(scope, budget);
	for (size_t i = 0; i < scope->totals->count && has_ceilings(budget); i++)
		if (!node_get(budget, scope->totals->of[i].currency))
			cost_list_add(scope->model, &scope->model->warnings, "%s: there is no budget for amounts in %s", scope->name,
			              scope->totals->of[i].currency);
}

/* A misspelt name would take the ceiling off its unit without a word. */
static void check_names(struct cost_model *model, const struct node *units)
{
	for (uint32_t i = 0; units && units->kind == NODE_MAPPING && i < units->count; i++) {
		const char *name = units->as.entries[i].key->as.text;

		if (strcmp(name, "*") != 0 && !cost_find_unit(model, name))
			cost_list_add(model, &model->warnings, "budgets.units: there is no unit %s", cost_copy(model, name));
	}
}

int cost_budget_check(struct cost_model *model, const struct node *budgets, bool partial)
{
	const struct node *units = node_get(budgets, "units");
	struct budget_scope scope = { .model = model, .name = model->environment, .totals = &model->totals };

	if (!partial) {
		check_scope(&scope, node_get(budgets, "environment"));
		check_names(model, units);
	}
	for (size_t i = 0; i < model->count && scope.status == EX_OK; i++) {
		const struct node *budget = node_get(units, model->units[i].name);

		scope.name = arena_printf(model->arena, "%s/%s", model->environment, model->units[i].name);
		scope.totals = &model->units[i].totals;
		if (!scope.name) {
			model->failed = true;
			return EX_OK; /* said at the end */
		}
		check_scope(&scope, budget ? budget : node_get(units, "*"));
	}
	return scope.status;
}
