/* schema_report: what is wrong, where, in words; or only counted, while a form is being tried. */
#include "schema_internal.h"

#include <stdlib.h>
#include <sysexits.h>

/*
 * As the form sees it that is being tried: a wrong type or choice says that it
 * is not this form only when it is about the value itself or, for a choice
 * (kind: compute), about one of its members.
 */
static enum failure seen_from(const struct trial *trial, const struct place *place, enum failure failure)
{
	if (place->depth == trial->depth)
		return failure;
	if (failure == FAILURE_CHOICE && place->depth == trial->depth + 1 && place->key && !place->is_key)
		return FAILURE_CHOICE;
	return FAILURE_OTHER;
}

/* The text that wants the message of this failure, or NULL. */
static struct text *count_in_trial(struct trial *trial, const struct place *place, enum failure failure,
                                   const struct rule *rule)
{
	trial->failures++;
	failure = seen_from(trial, place, failure);
	if (failure >= trial->worst)
		return NULL;
	trial->worst = failure;
	trial->choice = failure == FAILURE_CHOICE ? rule : NULL;
	trial->choice_key = place->depth > trial->depth ? place->key : NULL;
	trial->choice_value = place->value;
	if (!trial->reason)
		return NULL;
	trial->reason->length = trial->reason_start;
	return trial->reason;
}

struct text *schema_fail(struct check *check, const struct place *place, enum failure failure, const struct rule *rule)
{
	struct text *text = &check->message;

	if (check->trial) {
		text = count_in_trial(check->trial, place, failure, rule);
		if (!text || place->depth == check->trial->depth)
			return text;
	} else {
		check->failures++;
		text->length = 0;
	}
	if (place->up) {
		schema_add_path(text, place);
		text_add(text, place->is_key ? " " : ": ");
	}
	return text;
}

void schema_fail_end(struct check *check, const struct node *at)
{
	const struct text *text = check->trial ? check->trial->reason : &check->message;

	if (text->failed) {
		if (check->status == EX_OK)
			diag_error(check->diag, "out of memory");
		check->status = EX_OSERR;
	} else if (!check->trial) {
		diag_error_node(check->diag, at, "%s", text->data);
	}
}

/* A key, and the value of a form being tried, were named before. */
static void add_actual(const struct check *check, struct text *text, const struct place *place)
{
	if (!check->trial && !place->is_key)
		schema_add_actual(text, place->value);
}

void schema_fail_bound(struct check *check, const struct place *place, const char *words, const struct node *bound)
{
	struct text *text = schema_fail(check, place, FAILURE_OTHER, NULL);

	if (!text)
		return;
	text_add(text, words);
	text_add(text, " ");
	schema_add_value(text, bound);
	add_actual(check, text, place);
	schema_fail_end(check, place->value);
}

void schema_fail_count(struct check *check, const struct place *place, const char *words, const struct node *bound,
                       const char *unit, size_t count)
{
	struct text *text = schema_fail(check, place, FAILURE_OTHER, NULL);

	if (!text)
		return;
	text_printf(text, "must have %s ", words);
	schema_add_value(text, bound);
	text_printf(text, " %s%s, not %zu", unit, bound->as.text[0] == '1' && bound->count == 1 ? "" : "s", count);
	schema_fail_end(check, place->value);
}

void schema_fail_type(struct check *check, const struct place *place, unsigned types)
{
	struct text *text = schema_fail(check, place, FAILURE_TYPE, NULL);
	const struct node *value = place->value;

	if (!text)
		return;
	if (!types) {
		text_add(text, "is not allowed");
		schema_fail_end(check, place->key ? place->key : value);
		return;
	}
	text_add(text, "must be ");
	schema_add_types(text, types);
	if (value->kind == NODE_NUMBER && (types & TYPE_INTEGER))
		schema_add_actual(text, value); /* 1.5 */
	else
		text_printf(text, ", not %s%s",
		            value->kind == NODE_NULL ? "" : value->kind < NODE_SEQUENCE ? "a " : "an ",
		            node_kind_name(value));
	schema_fail_end(check, value);
}

void schema_fail_choice(struct check *check, const struct place *place, const struct rule *rule,
                        const struct node *const *choices, size_t count)
{
	struct text *text = schema_fail(check, place, FAILURE_CHOICE, rule);

	if (!text)
		return;
	schema_add_choices(text, choices, count);
	if (count)
		add_actual(check, text, place);
	schema_add_nearest(text, place->value, choices, count, check->trial != NULL);
	schema_fail_end(check, place->value);
}

/* The known key that KEY may be meant for: not one that is there already. */
static void add_nearest_key(struct text *text, const struct node *mapping, const struct node *known,
                            const struct node *key, bool aside)
{
	const struct node **candidates = calloc(known->count + 1u, sizeof(*candidates));
	size_t count = 0;

	if (!candidates) {
		text->failed = true;
		return;
	}
	for (uint32_t i = 0; i < known->count; i++) {
		const struct node *candidate = known->as.entries[i].key;

		if (!node_get_n(mapping, candidate->as.text, candidate->count))
			candidates[count++] = candidate;
	}
	schema_add_nearest(text, key, candidates, count, aside);
	free(candidates);
}

void schema_fail_unknown_key(struct check *check, const struct place *place, const struct rule *rule,
                             const struct node *key)
{
	struct text *text = schema_fail(check, place, FAILURE_OTHER, NULL);

	if (!text)
		return;
	text_add(text, "unknown key ");
	schema_add_value(text, key);
	for (size_t i = 0; i < rule->patterns.count; i++) {
		text_add(text, i ? " or " : ", which does not match ");
		schema_add_value(text, schema_pattern_text(rule->patterns.patterns[i]));
	}
	if (rule->properties.node)
		add_nearest_key(text, place->value, rule->properties.node, key, check->trial != NULL);
	schema_fail_end(check, key);
}

void schema_give_up(struct check *check, const struct place *place, int status, const char *reason)
{
	struct text path = { 0 };

	if (check->status != EX_OK)
		return;
	check->status = status;
	schema_add_path(&path, place);
	if (path.length)
		text_add(&path, place->is_key ? " " : ": ");
	diag_error_node(check->diag, place->value, "%s%s", path.length ? path.data : "", reason);
	text_release(&path);
}
