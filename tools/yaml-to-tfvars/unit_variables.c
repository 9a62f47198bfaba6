/* unit_variables: where each variable of a unit comes from; see unit.h. */
#include <string.h>

#include "names.h"
#include "unit.h"

/* An output of a dependency, taken for VARIABLE. */
static void take(struct unit *unit, const char *variable, const struct unit *from, const struct node_entry *mock)
{
	unit->inputs[unit->input_count++] = (struct unit_input){
		.variable = variable,
		.from = from,
		.output = mock->key->as.text,
		.mock = mock->value,
	};
}

/*
 * The dependency and the output that REFERENCE ("unit.output") names, in
 * *FROM and *MOCK. False when that was an error; both are NULL when the
 * dependency's stack could not be read, which was printed already.
 */
static bool follow(const struct render *render, const struct unit *unit, const struct node *reference,
                   const struct unit **from, const struct node_entry **mock)
{
	const char *dot = NULL;
	struct list names = { 0 };
	int dependency;

	*from = NULL;
	*mock = NULL;
	if (reference->kind == NODE_STRING)
		dot = strchr(reference->as.text, '.');
	if (!dot) {
		diag_error_node(render->diag, reference, "an input must be a string \"unit.output\"");
		return false;
	}
	dependency = unit_find_dependency(unit, reference->as.text, (size_t)(dot - reference->as.text));
	if (dependency < 0) {
		const char *name = arena_strndup(render->arena, reference->as.text, (size_t)(dot - reference->as.text));

		for (size_t i = 0; i < unit->dependency_count; i++)
			list_add(render->arena, &names, unit->dependencies[i]->name->as.text);
		diag_error_node(render->diag, reference, "unit \"%s\" is not in \"depends_on\"%s", name ? name : "",
		                name_hint(render->arena, name ? name : "", &names));
		return false;
	}
	*from = unit->dependencies[dependency];
	if (!(*from)->stack)
		return true;
	if ((*from)->stack->mocks)
		*mock = node_get_entry((*from)->stack->mocks, dot + 1, strlen(dot + 1));
	if (*mock)
		return true;
	name_add_keys(render->arena, &names, (*from)->stack->mocks);
	diag_error_node(render->diag, reference, "stack \"%s\" of unit \"%s\" has no output \"%s\"%s",
	                (*from)->stack->name, (*from)->name->as.text, dot + 1,
	                name_hint(render->arena, dot + 1, &names));
	return false;
}

/* All of `inputs` must make sense, also what the unit's own keys overrule. */
static int check_inputs(const struct render *render, const struct unit *unit, const struct node *inputs)
{
	const struct node *variables = unit->stack->variables;
	const struct node_entry *mock;
	const struct unit *from;
	int status = EX_OK;

	for (size_t i = 0; inputs && i < inputs->count; i++) {
		const struct node_entry *entry = &inputs->as.entries[i];
		struct list names = { 0 };

		if (!stack_find(variables, entry->key->as.text)) {
			for (size_t k = 0; variables && k < variables->count; k++)
				list_add(render->arena, &names, variables->as.items[k]->as.text);
			diag_error_node(render->diag, entry->key, "stack \"%s\" has no variable \"%s\"%s",
			                unit->stack->name, entry->key->as.text,
			                name_hint(render->arena, entry->key->as.text, &names));
			status = EX_DATAERR;
		}
		if (!follow(render, unit, entry->value, &from, &mock))
			status = EX_DATAERR;
	}
	return status;
}

/* Looks for an output called VARIABLE in the dependencies; two of them are an error. */
static int take_by_name(const struct render *render, struct unit *unit, const char *variable, bool *taken)
{
	const struct unit *from = NULL;
	const struct node_entry *mock = NULL;

	for (size_t i = 0; i < unit->dependency_count; i++) {
		const struct unit *dependency = unit->dependencies[i];
		const struct node_entry *offer = NULL;

		if (dependency->stack && dependency->stack->mocks)
			offer = node_get_entry(dependency->stack->mocks, variable, strlen(variable));
		if (offer && from) {
			const struct node_entry *key = node_get_entry(unit->document, "depends_on", strlen("depends_on"));

			diag_error_node(render->diag, key->key,
			                "\"%s\" and \"%s\" both have an output \"%s\": "
			                "say which with \"inputs: {%s: %s.%s}\"",
			                from->name->as.text, dependency->name->as.text, variable, variable,
			                from->name->as.text, variable);
			return EX_DATAERR;
		}
		if (offer) {
			from = dependency;
			mock = offer;
		}
	}
	*taken = from != NULL;
	if (from)
		take(unit, variable, from, mock);
	return EX_OK;
}

static int resolve(const struct render *render, const struct inventory *inventory, struct unit *unit,
                   const struct node *variable, const struct node *inputs)
{
	const char *name = variable->as.text;
	const struct node *value = node_get(unit->document, name);
	const struct node *reference = inputs ? node_get(inputs, name) : NULL;
	bool taken = false;

	if (!value && reference) {
		const struct node_entry *mock;
		const struct unit *from;

		if (follow(render, unit, reference, &from, &mock) && mock)
			take(unit, name, from, mock);
		return EX_OK;
	}
	if (!value) {
		int status = take_by_name(render, unit, name, &taken);

		if (status != EX_OK || taken)
			return status;
		value = inventory->defaults ? node_get(inventory->defaults, name) : NULL;
	}
	if (value)
		unit->variables[unit->variable_count++] = (struct node_entry){ .key = variable, .value = value };
	return EX_OK;
}

int unit_resolve_variables(const struct render *render, const struct inventory *inventory, struct unit *unit)
{
	const struct node *variables = unit->stack->variables;
	size_t count = variables ? variables->count : 0;
	const struct node *inputs;
	int status = EX_OK;

	unit->variables = arena_calloc(render->arena, count, sizeof(*unit->variables));
	unit->inputs = arena_calloc(render->arena, count, sizeof(*unit->inputs));
	if (!unit->variables || !unit->inputs)
		return render_no_memory(render);
	inputs = inventory_get(render, unit->document, "inputs", NODE_MAPPING, &status);
	if (check_inputs(render, unit, inputs) != EX_OK)
		return EX_DATAERR;
	for (size_t i = 0; i < count; i++)
		if (resolve(render, inventory, unit, variables->as.items[i], inputs) != EX_OK)
			status = EX_DATAERR;
	return status;
}
