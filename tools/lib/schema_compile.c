/* schema_compile: from the nodes of a schema to rules. */
#include "schema_internal.h"

#include <search.h>
#include <sysexits.h>

void *schema_allocate(struct compiler *compiler, size_t count, size_t size)
{
	void *memory = arena_calloc(compiler->arena, count ? count : 1, size);

	if (!memory)
		compiler->no_memory = true;
	return memory;
}

/* Orders rules by their node, for tsearch(3). */
static int compare_rules(const void *a, const void *b)
{
	uintptr_t left = (uintptr_t)((const struct rule *)a)->at;
	uintptr_t right = (uintptr_t)((const struct rule *)b)->at;

	return (left > right) - (left < right);
}

struct rule *schema_find_rule(const struct compiler *compiler, const struct node *at)
{
	const struct rule wanted = {.at = at};
	void *found = tfind(&wanted, &compiler->by_node, compare_rules);

	return found ? *(struct rule **)found : NULL;
}

/* NULL only when memory is out; a broken schema still gives a rule, so that the search for errors goes on. */
struct rule *schema_compile_rule(struct compiler *compiler, const struct node *at)
{
	struct rule *rule = schema_find_rule(compiler, at);

	if (rule) /* an alias: one node in two places */
		return rule;
	rule = schema_allocate(compiler, 1, sizeof(*rule));
	if (!rule)
		return NULL;
	rule->at = at;
	if (!tsearch(rule, &compiler->by_node, compare_rules)) {
		compiler->no_memory = true;
		return NULL;
	}
	*compiler->last = rule;
	compiler->last = &rule->next;
	if (at->kind == NODE_MAPPING) {
		for (uint32_t i = 0; i < at->count && !compiler->no_memory; i++)
			schema_take_keyword(compiler, rule, &at->as.entries[i]);
	} else if (at->kind == NODE_BOOL) {
		rule->refuses = !at->truth;
	} else {
		diag_error_node(compiler->diag, at, "a schema must be an object, true or false, not %s%s",
		                at->kind == NODE_NULL ? "" : at->kind == NODE_SEQUENCE ? "an " : "a ",
		                node_kind_name(at));
		compiler->broken = true;
	}
	return rule;
}

int schema_compile(struct arena *arena, struct diag *diag, const struct node *document, struct schema **schema)
{
	struct compiler compiler = { .arena = arena, .diag = diag, .document = document };

	*schema = NULL;
	compiler.schema = schema_allocate(&compiler, 1, sizeof(**schema));
	if (compiler.schema) {
		compiler.last = &compiler.schema->rules;
		compiler.schema->salt = arena->salt;
		compiler.schema->root = schema_compile_rule(&compiler, document);
		schema_resolve_references(&compiler);
	}
	while (compiler.by_node)
		tdelete(*(void **)compiler.by_node, &compiler.by_node, compare_rules);
	if (!compiler.broken && !compiler.no_memory) {
		*schema = compiler.schema;
		return EX_OK;
	}
	schema_free(compiler.schema);
	if (!compiler.no_memory)
		return EX_DATAERR;
	diag_error(diag, "out of memory");
	return EX_OSERR;
}

void schema_free(struct schema *schema)
{
	if (schema)
		schema_patterns_free(schema);
}
