/* schema_keywords: one function for each sort of keyword, and the table of them all. */
#include "schema_internal.h"

#include "number.h"

/* What stands after a keyword, and what of the rule it sets: nothing (NULL) for an annotation. */
struct operand {
	const char *keyword;
	const struct node *node;
	void *slot;
};

/* "KEYWORD" must EXPECTED, at the operand that does not. */
static void refuse(struct compiler *compiler, const char *keyword, const struct node *operand, const char *expected)
{
	struct text text = { 0 };

	schema_add_actual(&text, operand);
	if (text.failed)
		compiler->no_memory = true;
	else
		diag_error_node(compiler->diag, operand, "\"%s\" must %s%s", keyword, expected, text.data);
	text_release(&text);
	compiler->broken = true;
}

/* Plain values: kept as they are, once they are what they must be. */

static void take_any(struct compiler *compiler, const struct operand *operand)
{
	(void)compiler;
	if (operand->slot)
		*(const struct node **)operand->slot = operand->node;
}

static void take_text(struct compiler *compiler, const struct operand *operand)
{
	if (operand->node->kind == NODE_STRING)
		take_any(compiler, operand);
	else
		refuse(compiler, operand->keyword, operand->node, "be a string");
}

static void take_list(struct compiler *compiler, const struct operand *operand)
{
	if (operand->node->kind == NODE_SEQUENCE)
		take_any(compiler, operand);
	else
		refuse(compiler, operand->keyword, operand->node, "be an array");
}

static void take_flag(struct compiler *compiler, const struct operand *operand)
{
	if (operand->node->kind != NODE_BOOL)
		refuse(compiler, operand->keyword, operand->node, "be true or false");
	else if (operand->slot)
		*(bool *)operand->slot = operand->node->truth;
}

static void take_number(struct compiler *compiler, const struct operand *operand)
{
	if (operand->node->kind == NODE_NUMBER)
		take_any(compiler, operand);
	else
		refuse(compiler, operand->keyword, operand->node, "be a number");
}

/* The sign of a number; -1 for what is none. */
static int sign(const struct node *node)
{
	return node->kind == NODE_NUMBER ? number_compare(node->as.text, node->count, "0", 1) : -1;
}

static void take_divisor(struct compiler *compiler, const struct operand *operand)
{
	if (sign(operand->node) > 0)
		take_any(compiler, operand);
	else
		refuse(compiler, operand->keyword, operand->node, "be a number greater than 0");
}

static void take_count(struct compiler *compiler, const struct operand *operand)
{
	const struct node *node = operand->node;

	if (sign(node) >= 0 && number_is_integer(node->as.text, node->count))
		take_any(compiler, operand);
	else
		refuse(compiler, operand->keyword, node, "be an integer of at least 0");
}

/* An array of strings that differ; false after an error. */
static bool check_names(struct compiler *compiler, const struct operand *operand)
{
	const struct node *names = operand->node;
	struct unique unique;
	bool good = true;

	if (names->kind != NODE_SEQUENCE) {
		refuse(compiler, operand->keyword, names, "be an array of strings");
		return false;
	}
	if (!schema_unique_init(&unique, compiler->schema->salt, names)) {
		compiler->no_memory = true;
		return false;
	}
	for (uint32_t i = 0; i < names->count; i++) {
		const struct node *name = names->as.items[i];

		if (name->kind != NODE_STRING) {
			refuse(compiler, operand->keyword, name, "hold only strings");
			good = false;
		} else if (schema_unique_add(&unique, i) != i) {
			diag_error_node(compiler->diag, name, "\"%s\" must not repeat \"%s\"", operand->keyword,
			                name->as.text);
			compiler->broken = true;
			good = false;
		}
	}
	schema_unique_release(&unique);
	return good;
}

static void take_names(struct compiler *compiler, const struct operand *operand)
{
	if (check_names(compiler, operand))
		take_any(compiler, operand);
}

static const struct {
	const char *name;
	unsigned bits;
} types[] = {
	{ "null", TYPE_NULL },     { "boolean", TYPE_BOOLEAN }, { "integer", TYPE_INTEGER }, { "number", TYPE_NUMBER },
	{ "string", TYPE_STRING }, { "array", TYPE_ARRAY },     { "object", TYPE_OBJECT },
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

static unsigned take_type_name(struct compiler *compiler, const char *keyword, const struct node *name)
{
	const char *names[TYPES];
	const char *nearest;

	for (size_t i = 0; i < TYPES; i++) {
		if (node_is(name, types[i].name))
			return types[i].bits;
		names[i] = types[i].name;
	}
	nearest = name->kind == NODE_STRING ? diag_nearest(name->as.text, names, TYPES) : NULL;
	if (nearest) {
		diag_error_node(compiler->diag, name, "unknown type \"%s\"; did you mean \"%s\"?", name->as.text, nearest);
		compiler->broken = true;
	} else {
		refuse(compiler, keyword, name, "be null, boolean, integer, number, string, array or object");
	}
	return 0;
}

static void take_type(struct compiler *compiler, const struct operand *operand)
{
	const struct node *node = operand->node;
	unsigned *allowed = operand->slot;

	if (node->kind != NODE_SEQUENCE)
		*allowed = take_type_name(compiler, operand->keyword, node);
	else if (node->count == 0)
		refuse(compiler, operand->keyword, node, "be an array of at least 1 type");
	else if (check_names(compiler, operand))
		for (uint32_t i = 0; i < node->count; i++)
			*allowed |= take_type_name(compiler, operand->keyword, node->as.items[i]);
}

static void take_pattern(struct compiler *compiler, const struct operand *operand)
{
	if (operand->node->kind == NODE_STRING)
		*(struct pattern **)operand->slot = schema_pattern_compile(compiler, operand->node);
	else
		refuse(compiler, operand->keyword, operand->node, "be a string");
}

/* Schemas inside schemas. */

static void take_schema(struct compiler *compiler, const struct operand *operand)
{
	*(struct rule **)operand->slot = schema_compile_rule(compiler, operand->node);
}

static void take_schemas(struct compiler *compiler, const struct operand *operand)
{
	const struct node *node = operand->node;
	struct rule_list *list = operand->slot;

	if (node->kind != NODE_SEQUENCE || node->count == 0) {
		refuse(compiler, operand->keyword, node, "be an array of at least 1 schema");
		return;
	}
	list->items = schema_allocate(compiler, node->count, sizeof(*list->items));
	for (uint32_t i = 0; i < node->count && list->items; i++)
		list->items[list->count++] = schema_compile_rule(compiler, node->as.items[i]);
}

static void take_schema_map(struct compiler *compiler, const struct operand *operand)
{
	const struct node *node = operand->node;
	struct rule_map *map = operand->slot;

	if (node->kind != NODE_MAPPING) {
		refuse(compiler, operand->keyword, node, "be an object of schemas");
		return;
	}
	map->rules = schema_allocate(compiler, node->count, sizeof(*map->rules));
	if (!map->rules)
		return;
	map->node = node;
	for (uint32_t i = 0; i < node->count; i++)
		map->rules[i] = schema_compile_rule(compiler, node->as.entries[i].value);
}

static void take_pattern_map(struct compiler *compiler, const struct operand *operand)
{
	const struct node *node = operand->node;
	struct rule_patterns *map = operand->slot;

	if (node->kind != NODE_MAPPING) {
		refuse(compiler, operand->keyword, node, "be an object of schemas");
		return;
	}
	map->patterns = schema_allocate(compiler, node->count, sizeof(struct pattern *));
	map->rules = schema_allocate(compiler, node->count, sizeof(struct rule *));
	if (!map->patterns || !map->rules)
		return;
	for (uint32_t i = 0; i < node->count; i++) {
		map->patterns[i] = schema_pattern_compile(compiler, node->as.entries[i].key);
		map->rules[i] = schema_compile_rule(compiler, node->as.entries[i].value);
	}
	map->count = node->count;
}

#define SETS(member) offsetof(struct rule, member)

static const struct {
	const char *name;
	void (*take)(struct compiler *compiler, const struct operand *operand);
	size_t offset; /* of what it sets; 0: nothing */
} keywords[] = {
	{ "$schema", take_text, 0 },
	{ "$id", take_text, 0 },
	{ "$comment", take_text, 0 },
	{ "title", take_text, 0 },
	{ "description", take_text, 0 },
	{ "default", take_any, 0 },
	{ "examples", take_list, 0 },
	{ "deprecated", take_flag, 0 },
	{ "type", take_type, SETS(types) },
	{ "enum", take_list, SETS(choices) },
	{ "const", take_any, SETS(constant) },
	{ "minimum", take_number, SETS(minimum) },
	{ "maximum", take_number, SETS(maximum) },
	{ "exclusiveMinimum", take_number, SETS(above) },
	{ "exclusiveMaximum", take_number, SETS(below) },
	{ "multipleOf", take_divisor, SETS(multiple_of) },
	{ "minLength", take_count, SETS(min_length) },
	{ "maxLength", take_count, SETS(max_length) },
	{ "pattern", take_pattern, SETS(pattern) },
	{ "prefixItems", take_schemas, SETS(prefix) },
	{ "items", take_schema, SETS(items) },
	{ "minItems", take_count, SETS(min_items) },
	{ "maxItems", take_count, SETS(max_items) },
	{ "uniqueItems", take_flag, SETS(unique) },
	{ "properties", take_schema_map, SETS(properties) },
	{ "patternProperties", take_pattern_map, SETS(patterns) },
	{ "additionalProperties", take_schema, SETS(additional) },
	{ "propertyNames", take_schema, SETS(names) },
	{ "required", take_names, SETS(required) },
	{ "minProperties", take_count, SETS(min_properties) },
	{ "maxProperties", take_count, SETS(max_properties) },
	{ "$ref", take_text, SETS(reference) },
	{ "$defs", take_schema_map, SETS(definitions) },
	{ "allOf", take_schemas, SETS(all) },
	{ "anyOf", take_schemas, SETS(any) },
	{ "oneOf", take_schemas, SETS(one) },
	{ "not", take_schema, SETS(negated) },
	{ "if", take_schema, SETS(condition) },
	{ "then", take_schema, SETS(then) },
	{ "else", take_schema, SETS(otherwise) },
};

enum { KEYWORDS = sizeof(keywords) / sizeof(keywords[0]) };

static void refuse_keyword(struct compiler *compiler, const struct node *key)
{
	const char *names[KEYWORDS];
	const char *nearest;

	for (size_t i = 0; i < KEYWORDS; i++)
		names[i] = keywords[i].name;
	nearest = diag_nearest(key->as.text, names, KEYWORDS);
	if (nearest)
		diag_error_node(compiler->diag, key, "unsupported keyword \"%s\"; did you mean \"%s\"?", key->as.text,
		                nearest);
	else
		diag_error_node(compiler->diag, key, "unsupported keyword \"%s\"", key->as.text);
	compiler->broken = true;
}

void schema_take_keyword(struct compiler *compiler, struct rule *rule, const struct node_entry *entry)
{
	for (size_t i = 0; i < KEYWORDS; i++) {
		size_t offset = keywords[i].offset;
		struct operand operand = { keywords[i].name, entry->value, offset ? (char *)rule + offset : NULL };

		if (node_is(entry->key, keywords[i].name)) {
			keywords[i].take(compiler, &operand);
			return;
		}
	}
	refuse_keyword(compiler, entry->key);
}
