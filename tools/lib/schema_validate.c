/* schema_validate: values against rules, keyword by keyword. */
#include "schema_internal.h"

#include <stdio.h>
#include <sysexits.h>

#include "number.h"

bool schema_type_allowed(const struct node *value, unsigned types)
{
	static const unsigned bits[] = {
		[NODE_NULL] = TYPE_NULL,     [NODE_BOOL] = TYPE_BOOLEAN,   [NODE_NUMBER] = TYPE_NUMBER,
		[NODE_STRING] = TYPE_STRING, [NODE_SEQUENCE] = TYPE_ARRAY, [NODE_MAPPING] = TYPE_OBJECT,
	};

	types &= bits[value->kind]; /* whether a number is whole is asked only where it matters */
	return types == TYPE_INTEGER ? number_is_integer(value->as.text, value->count) : types != 0;
}

static int compare_numbers(const struct node *value, const struct node *bound)
{
	return number_compare(value->as.text, value->count, bound->as.text, bound->count);
}

static void check_number(struct check *check, const struct rule *rule, const struct place *place)
{
	const struct node *value = place->value;
	bool multiple = true;

	if (rule->minimum && compare_numbers(value, rule->minimum) < 0)
		schema_fail_bound(check, place, "must be at least", rule->minimum);
	if (rule->maximum && compare_numbers(value, rule->maximum) > 0)
		schema_fail_bound(check, place, "must be at most", rule->maximum);
	if (rule->above && compare_numbers(value, rule->above) <= 0)
		schema_fail_bound(check, place, "must be greater than", rule->above);
	if (rule->below && compare_numbers(value, rule->below) >= 0)
		schema_fail_bound(check, place, "must be less than", rule->below);
	if (rule->multiple_of && !number_is_multiple(value->as.text, value->count, rule->multiple_of->as.text,
	                                             rule->multiple_of->count, &multiple))
		schema_give_up(check, place, EX_OSERR, "out of memory");
	else if (!multiple)
		schema_fail_bound(check, place, "must be a multiple of", rule->multiple_of);
}

/* <0, 0, >0 as COUNT is less than, equal to or greater than BOUND, which can be any integer. */
static int compare_count(size_t count, const struct node *bound)
{
	char text[24];
	int length = snprintf(text, sizeof(text), "%zu", count);

	return number_compare(text, (size_t)length, bound->as.text, bound->count);
}

static void check_count(struct check *check, const struct place *place, size_t count, const char *unit,
                        const struct node *least, const struct node *most)
{
	if (least && compare_count(count, least) < 0)
		schema_fail_count(check, place, "at least", least, unit, count);
	if (most && compare_count(count, most) > 0)
		schema_fail_count(check, place, "at most", most, unit, count);
}

static size_t count_characters(const struct node *string)
{
	size_t count = 0;

	for (uint32_t i = 0; i < string->count; i++)
		count += ((unsigned char)string->as.text[i] & 0xC0) != 0x80;
	return count;
}

static void give_up_match(struct check *check, const struct pattern *pattern, const struct place *place,
                          const char *reason)
{
	struct text text = { 0 };

	text_add(&text, "gave up matching the pattern ");
	schema_add_value(&text, schema_pattern_text(pattern));
	text_printf(&text, ": %s", reason);
	schema_give_up(check, place, EX_SOFTWARE, text.failed ? reason : text.data);
	text_release(&text);
}

/* False also when the match gave up: then the whole check ends. */
static bool matches(struct check *check, const struct pattern *pattern, const struct node *subject,
                    const struct place *place)
{
	char reason[128];

	switch (schema_pattern_match(check->schema, pattern, subject, reason, sizeof(reason))) {
	case PATTERN_MATCH:
		return true;
	case PATTERN_MISMATCH:
		return false;
	case PATTERN_GAVE_UP:
		give_up_match(check, pattern, place, reason);
		return false;
	case PATTERN_NO_MEMORY:
		schema_give_up(check, place, EX_OSERR, "out of memory");
		return false;
	}
	return false;
}

static void check_string(struct check *check, const struct rule *rule, const struct place *place)
{
	if (rule->min_length || rule->max_length)
		check_count(check, place, count_characters(place->value), "character", rule->min_length,
		            rule->max_length);
	if (rule->pattern && !matches(check, rule->pattern, place->value, place) && check->status == EX_OK)
		schema_fail_bound(check, place, "must match the pattern", schema_pattern_text(rule->pattern));
}

static void check_unique(struct check *check, const struct place *place)
{
	const struct node *value = place->value;
	struct unique unique;

	if (!schema_unique_init(&unique, check->schema->salt, value)) {
		schema_give_up(check, place, EX_OSERR, "out of memory");
		return;
	}
	for (uint32_t i = 0; i < value->count; i++) {
		uint32_t first = schema_unique_add(&unique, i);
		struct place item = { .up = place, .value = value->as.items[i], .index = i, .depth = place->depth + 1 };
		struct text *text = first != i ? schema_fail(check, &item, FAILURE_OTHER, NULL) : NULL;

		if (text) {
			text_printf(text, "must not repeat item [%u]", (unsigned)first);
			schema_fail_end(check, item.value);
		}
	}
	schema_unique_release(&unique);
}

static void check_sequence(struct check *check, const struct rule *rule, const struct place *place)
{
	const struct node *value = place->value;
	uint32_t count = value->count;

	check_count(check, place, count, "item", rule->min_items, rule->max_items);
	if (rule->unique)
		check_unique(check, place);
	for (uint32_t i = 0; i < count && (i < rule->prefix.count || rule->items); i++) {
		const struct rule *item = i < rule->prefix.count ? rule->prefix.items[i] : rule->items;
		struct place at = { .up = place, .value = value->as.items[i], .index = i, .depth = place->depth + 1 };

		schema_apply(check, item, &at);
	}
}

static void check_required(struct check *check, const struct node *required, const struct place *place)
{
	for (uint32_t i = 0; i < required->count; i++) {
		const struct node *name = required->as.items[i];
		struct text *text;

		if (node_get_n(place->value, name->as.text, name->count))
			continue;
		text = schema_fail(check, place, FAILURE_OTHER, NULL);
		if (!text)
			continue;
		text_add(text, "missing key ");
		schema_add_value(text, name);
		schema_fail_end(check, place->value);
	}
}

static void check_member(struct check *check, const struct rule *rule, const struct place *place,
                         const struct node_entry *entry)
{
	struct place at = { .up = place, .value = entry->value, .key = entry->key, .depth = place->depth + 1 };
	struct place name = { .up = place, .value = entry->key, .key = entry->key, .depth = at.depth, .is_key = true };
	const struct node *known = rule->properties.node;
	const struct node_entry *property;
	bool found = false;

	if (rule->names)
		schema_apply(check, rule->names, &name);
	property = known ? node_get_entry(known, entry->key->as.text, entry->key->count) : NULL;
	if (property) {
		schema_apply(check, rule->properties.rules[property - known->as.entries], &at);
		found = true;
	}
	for (size_t i = 0; i < rule->patterns.count; i++) {
		if (matches(check, rule->patterns.patterns[i], entry->key, &name)) {
			schema_apply(check, rule->patterns.rules[i], &at);
			found = true;
		}
	}
	if (found || !rule->additional || check->status != EX_OK)
		return;
	if (rule->additional->refuses)
		schema_fail_unknown_key(check, place, rule, entry->key);
	else
		schema_apply(check, rule->additional, &at);
}

static void check_mapping(struct check *check, const struct rule *rule, const struct place *place)
{
	const struct node *value = place->value;

	check_count(check, place, value->count, "key", rule->min_properties, rule->max_properties);
	if (rule->required)
		check_required(check, rule->required, place);
	if (rule->properties.node || rule->patterns.count || rule->additional || rule->names)
		for (uint32_t i = 0; i < value->count; i++)
			check_member(check, rule, place, &value->as.entries[i]);
}

static void check_value(struct check *check, const struct rule *rule, const struct place *place)
{
	const struct node *value = place->value;

	if (rule->refuses) {
		schema_fail_type(check, place, 0);
		return;
	}
	if (rule->types && !schema_type_allowed(value, rule->types)) {
		schema_fail_type(check, place, rule->types);
		return; /* the other keywords would only say so again */
	}
	if (rule->target)
		schema_apply(check, rule->target, place);
	if (rule->constant && !node_equal(value, rule->constant))
		schema_fail_choice(check, place, rule, &rule->constant, 1);
	if (rule->choices) {
		const struct node *const *choices = rule->choices->as.items;
		uint32_t i = 0;

		while (i < rule->choices->count && !node_equal(value, choices[i]))
			i++;
		if (i == rule->choices->count)
			schema_fail_choice(check, place, rule, choices, i);
	}
	if (value->kind == NODE_NUMBER)
		check_number(check, rule, place);
	else if (value->kind == NODE_STRING)
		check_string(check, rule, place);
	else if (value->kind == NODE_SEQUENCE)
		check_sequence(check, rule, place);
	else if (value->kind == NODE_MAPPING)
		check_mapping(check, rule, place);
	schema_check_forms(check, rule, place);
}

void schema_apply(struct check *check, const struct rule *rule, const struct place *place)
{
	if (check->status != EX_OK)
		return;
	if (++check->steps > SCHEMA_MAX_STEPS)
		schema_give_up(check, place, EX_SOFTWARE, "gave up: the schema takes too many steps");
	else if (check->depth == SCHEMA_MAX_DEPTH)
		schema_give_up(check, place, EX_SOFTWARE, "gave up: the schema goes too deep");
	else {
		check->depth++;
		check_value(check, rule, place);
		check->depth--;
	}
}

int schema_validate(struct schema *schema, struct diag *diag, const struct node *value)
{
	struct check check = { .schema = schema, .diag = diag, .status = EX_OK };
	struct place root = { .value = value };

	schema_apply(&check, schema->root, &root);
	text_release(&check.message);
	if (check.status != EX_OK)
		return check.status;
	return check.failures ? EX_DATAERR : EX_OK;
}
