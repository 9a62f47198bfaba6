/* schema_forms: allOf, anyOf, oneOf, not, if/then/else. */
#include "schema_internal.h"

#include <sysexits.h>

struct trial schema_try(struct check *check, const struct rule *rule, const struct place *place, struct text *reason)
{
	struct trial trial = { .depth = place->depth, .worst = FAILURE_NONE, .reason = reason };
	struct trial *outer = check->trial;

	if (reason)
		trial.reason_start = reason->length;
	check->trial = &trial;
	schema_apply(check, rule, place);
	check->trial = outer;
	return trial;
}

static void check_any(struct check *check, const struct rule *rule, const struct place *place)
{
	struct misfit misfit = { .rule = rule, .forms = &rule->any };

	for (size_t i = 0; i < rule->any.count; i++) {
		struct trial trial = schema_try(check, rule->any.items[i], place, NULL);

		if (trial.failures == 0)
			return; /* also when the check was given up */
		schema_misfit_add(&misfit, rule->any.items[i], &trial, place->value);
	}
	schema_misfit_report(check, &misfit, place);
}

static void check_one(struct check *check, const struct rule *rule, const struct place *place)
{
	struct misfit misfit = { .rule = rule, .forms = &rule->one };
	const struct rule *match = NULL;
	struct text *text;

	for (size_t i = 0; i < rule->one.count; i++) {
		const struct rule *form = rule->one.items[i];
		struct trial trial = schema_try(check, form, place, NULL);

		if (check->status != EX_OK)
			return;
		if (trial.failures) {
			schema_misfit_add(&misfit, form, &trial, place->value);
		} else if (!match) {
			match = form;
		} else {
			text = schema_fail(check, place, FAILURE_OTHER, NULL);
			if (!text)
				return;
			text_printf(text,
			            "matches more than one of the %zu forms of which only one is allowed "
			            "(%s:%u:%u and %s:%u:%u)",
			            rule->one.count, match->at->file, (unsigned)match->at->line,
			            (unsigned)match->at->column, form->at->file, (unsigned)form->at->line,
			            (unsigned)form->at->column);
			schema_fail_end(check, place->value);
			return;
		}
	}
	if (!match)
		schema_misfit_report(check, &misfit, place);
}

/* What PLACE must not be. One keyword can be said in words; of more, the place in the schema is given. */
static void add_refused(struct text *text, const struct rule *refused, const struct place *place)
{
	bool choice = refused->choices || refused->constant;
	uint32_t keywords = refused->at->kind == NODE_MAPPING ? refused->at->count : 0;

	if (keywords == 0 || (keywords == 1 && choice && place->is_key)) {
		text_add(text, "is not allowed");
	} else if (keywords == 1 && choice) {
		text_add(text, "must not be ");
		schema_add_value(text, place->value);
	} else if (keywords == 1 && refused->types) {
		text_add(text, "must not be ");
		schema_add_types(text, refused->types);
	} else if (keywords == 1 && refused->pattern) {
		text_add(text, "must not match the pattern ");
		schema_add_value(text, schema_pattern_text(refused->pattern));
	} else if (keywords == 1 && refused->required && refused->required->count == 1) {
		text_add(text, "must not have the key ");
		schema_add_value(text, refused->required->as.items[0]);
	} else {
		text_printf(text, "must not have the form that %s:%u:%u describes", refused->at->file,
		            (unsigned)refused->at->line, (unsigned)refused->at->column);
	}
}

static void check_not(struct check *check, const struct rule *rule, const struct place *place)
{
	struct trial trial = schema_try(check, rule->negated, place, NULL);
	struct text *text;

	if (trial.failures || check->status != EX_OK)
		return;
	text = schema_fail(check, place, FAILURE_OTHER, NULL);
	if (!text)
		return;
	add_refused(text, rule->negated, place);
	schema_fail_end(check, place->value);
}

static void check_condition(struct check *check, const struct rule *rule, const struct place *place)
{
	struct trial trial;
	const struct rule *branch;

	if (!rule->then && !rule->otherwise)
		return;
	trial = schema_try(check, rule->condition, place, NULL);
	branch = trial.failures ? rule->otherwise : rule->then;
	if (branch)
		schema_apply(check, branch, place);
}

void schema_check_forms(struct check *check, const struct rule *rule, const struct place *place)
{
	for (size_t i = 0; i < rule->all.count; i++)
		schema_apply(check, rule->all.items[i], place);
	if (rule->any.count)
		check_any(check, rule, place);
	if (rule->one.count)
		check_one(check, rule, place);
	if (rule->negated)
		check_not(check, rule, place);
	if (rule->condition)
		check_condition(check, rule, place);
}
