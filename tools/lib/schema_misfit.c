/*
 * schema_misfit: what to say about a value that fits none of several forms.
 *
 * Telling what is wrong with each would bury the one line that helps. So the
 * form that the value came nearest to is taken for the one that was meant; of
 * equally near ones the types or choices are named together.
 */
#include "schema_internal.h"

#include <stdlib.h>
#include <sysexits.h>

/* Reasons given where nothing better can be said. */
#define REASONS_SHOWN 3

/*
 * The more, the nearer. A scalar either has the type or not. With an object
 * that has the type, a member that tells forms apart comes first, then how
 * little is wrong.
 */
static uint64_t nearness(const struct trial *trial, const struct node *value)
{
	if (trial->worst == FAILURE_TYPE)
		return 0;
	if (trial->worst == FAILURE_CHOICE || value->kind < NODE_SEQUENCE)
		return 1;
	return UINT64_MAX - trial->failures;
}

void schema_misfit_add(struct misfit *misfit, const struct rule *form, const struct trial *trial,
                       const struct node *value)
{
	uint64_t near = nearness(trial, value);

	if (misfit->ties && near < misfit->nearness)
		return;
	if (misfit->ties && near == misfit->nearness) {
		misfit->ties++;
		misfit->same_choice &= trial->choice && trial->choice_key == misfit->trial.choice_key;
		return;
	}
	misfit->nearness = near;
	misfit->ties = 1;
	misfit->form = form;
	misfit->trial = *trial;
	misfit->same_choice = trial->choice != NULL;
}

struct choices {
	const struct node **nodes;
	size_t count;
	bool failed;
};

static void add_choices(struct choices *choices, const struct node *const *nodes, size_t count)
{
	const struct node **grown = realloc(choices->nodes, (choices->count + count + 1) * sizeof(*grown));

	if (!grown) {
		choices->failed = true;
		return;
	}
	choices->nodes = grown;
	for (size_t i = 0; i < count; i++)
		grown[choices->count++] = nodes[i];
}

/* What enum and const in RULE, or in its own forms, let through. */
static void gather_choices(struct check *check, struct choices *choices, const struct rule *rule)
{
	const struct rule_list *lists[] = { &rule->any, &rule->one };

	if (choices->failed || ++check->steps > SCHEMA_MAX_STEPS)
		return;
	if (rule->choices || rule->constant) {
		if (rule->choices)
			add_choices(choices, rule->choices->as.items, rule->choices->count);
		else
			add_choices(choices, &rule->constant, 1);
		return;
	}
	if (rule->target)
		gather_choices(check, choices, rule->target);
	for (size_t l = 0; l < 2; l++)
		for (size_t i = 0; i < lists[l]->count; i++)
			gather_choices(check, choices, lists[l]->items[i]);
}

/* "must be one of" with the choices of all nearest forms: the value itself, or the member that told them apart. */
static void report_choice(struct check *check, const struct misfit *misfit, const struct place *place)
{
	struct place member = { .up = place, .value = misfit->trial.choice_value, .key = misfit->trial.choice_key,
		                .depth = place->depth + 1 };
	struct choices choices = { 0 };

	for (size_t i = 0; i < misfit->forms->count && !choices.failed; i++) {
		struct trial trial = schema_try(check, misfit->forms->items[i], place, NULL);

		if (trial.choice && nearness(&trial, place->value) == misfit->nearness)
			gather_choices(check, &choices, trial.choice);
	}
	if (choices.failed)
		schema_give_up(check, place, EX_OSERR, "out of memory");
	else
		schema_fail_choice(check, member.key ? &member : place, misfit->rule, choices.nodes, choices.count);
	free(choices.nodes);
}

/* One line with the reason that each of the nearest forms has. */
static void report_reasons(struct check *check, const struct misfit *misfit, const struct place *place)
{
	const struct node *value = place->value;
	struct text reasons = { 0 };
	struct text *text;
	size_t shown = 0;

	for (size_t i = 0; i < misfit->forms->count && shown < misfit->ties; i++) {
		size_t before = reasons.length;
		struct trial trial;

		if (shown == REASONS_SHOWN) {
			text_printf(&reasons, "; or %zu more", misfit->ties - shown);
			break;
		}
		if (shown)
			text_add(&reasons, "; or ");
		trial = schema_try(check, misfit->forms->items[i], place, &reasons);
		if (trial.failures && nearness(&trial, value) == misfit->nearness)
			shown++;
		else
			reasons.length = before;
	}
	if (check->status == EX_OK) {
		text = schema_fail(check, place, FAILURE_OTHER, NULL);
		if (value->kind < NODE_SEQUENCE && !place->is_key) {
			schema_add_value(text, value);
			text_add(text, " ");
		}
		text_printf(text, "matches none of the %zu allowed forms: ", misfit->forms->count);
		text_add_n(text, reasons.data, reasons.length);
		schema_fail_end(check, value);
	}
	text_release(&reasons);
}

/* While a form that holds these forms is being tried: only what that must know. */
static void count_misfit(struct check *check, const struct misfit *misfit, const struct place *place)
{
	bool choice = misfit->same_choice && !misfit->trial.choice_key;
	struct text *text;

	if (choice && check->trial->reason) {
		report_choice(check, misfit, place);
		return;
	}
	text = schema_fail(check, place, choice ? FAILURE_CHOICE : FAILURE_OTHER, misfit->rule);
	if (!text)
		return;
	text_printf(text, "matches none of the %zu allowed forms", misfit->forms->count);
	schema_fail_end(check, place->value);
}

void schema_misfit_report(struct check *check, const struct misfit *misfit, const struct place *place)
{
	unsigned types = 0;

	if (check->status != EX_OK)
		return;
	for (size_t i = 0; i < misfit->forms->count; i++)
		types |= misfit->forms->items[i]->lets_through;
	if (misfit->nearness == 0 && !schema_type_allowed(place->value, types))
		schema_fail_type(check, place, types);
	else if (check->trial)
		count_misfit(check, misfit, place);
	else if (misfit->ties == 1)
		schema_apply(check, misfit->form, place);
	else if (misfit->same_choice)
		report_choice(check, misfit, place);
	else
		report_reasons(check, misfit, place);
}
