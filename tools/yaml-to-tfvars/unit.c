/* unit: see unit.h. */
#include "unit.h"

#include <string.h>

#include "graph.h"
#include "names.h"

/* units.mk has variables units.x, files.x, outputs.x and state.x, which <unit>.x must not meet. */
static bool is_reserved(const char *name)
{
	return strcmp(name, "units") == 0 || strcmp(name, "files") == 0 || strcmp(name, "outputs") == 0 ||
	       strcmp(name, "state") == 0;
}

static int first_failure(int a, int b)
{
	return a != EX_OK ? a : b;
}

int unit_find_dependency(const struct unit *unit, const char *name, size_t length)
{
	for (size_t i = 0; i < unit->dependency_count; i++) {
		const struct node *other = unit->dependencies[i]->name;

		if (other->count == length && memcmp(other->as.text, name, length) == 0)
			return (int)i;
	}
	return -1;
}

/* The unit itself and its stack. */
static int resolve_stack(const struct render *render, struct units *units, struct unit *unit,
                         const struct node_entry *entry)
{
	const struct node *name;
	int status = EX_OK;

	unit->name = entry->key;
	if (!name_is_plain(entry->key->as.text, entry->key->count)) {
		diag_error_node(render->diag, entry->key,
		                "\"%s\" cannot be a unit's name: only letters, digits, '-' and '_' can",
		                entry->key->as.text);
		return EX_DATAERR;
	}
	if (is_reserved(entry->key->as.text)) {
		diag_error_node(render->diag, entry->key,
		                "\"%s\" cannot be a unit's name: it has a meaning in units.mk",
		                entry->key->as.text);
		return EX_DATAERR;
	}
	if (entry->value->kind != NODE_MAPPING) {
		diag_error_node(render->diag, entry->value, "unit \"%s\" must be an object, not %s",
		                entry->key->as.text, name_of_kind(entry->value));
		return EX_DATAERR;
	}
	unit->document = entry->value;
	name = inventory_get(render, unit->document, "stack", NODE_STRING, &status);
	if (!name) {
		if (status == EX_OK)
			diag_error_node(render->diag, entry->key, "unit \"%s\" needs a \"stack\"", entry->key->as.text);
		return EX_DATAERR;
	}
	status = stacks_get(render, &units->stacks, name, &unit->stack);
	if (status != EX_OK)
		unit->stack = NULL;
	return status;
}

/* The unit that ITEM of UNIT's depends_on names; NULL when that was an error. */
static struct unit *find_dependency(const struct render *render, const struct inventory *inventory,
                                    const struct units *units, const struct unit *unit, const struct node *item)
{
	const struct node_entry *entry;
	struct list names = { 0 };

	if (item->kind != NODE_STRING) {
		diag_error_node(render->diag, item, "\"depends_on\" must hold names of units, not %s",
		                name_of_kind(item));
		return NULL;
	}
	entry = node_get_entry(inventory->units, item->as.text, item->count);
	if (!entry) {
		name_add_keys(render->arena, &names, inventory->units);
		diag_error_node(render->diag, item, "unknown unit \"%s\"%s", item->as.text,
		                name_hint(render->arena, item->as.text, &names));
		return NULL;
	}
	if (unit_find_dependency(unit, item->as.text, item->count) >= 0) {
		diag_error_node(render->diag, item, "unit \"%s\" is listed twice", item->as.text);
		return NULL;
	}
	return &units->items[entry - inventory->units->as.entries];
}

static int resolve_dependencies(const struct render *render, const struct inventory *inventory,
                                const struct units *units, struct unit *unit)
{
	const struct node *list;
	int status = EX_OK;

	list = inventory_get(render, unit->document, "depends_on", NODE_SEQUENCE, &status);
	if (!list)
		return status;
	unit->dependencies = arena_calloc(render->arena, list->count, sizeof(*unit->dependencies));
	if (!unit->dependencies)
		return render_no_memory(render);
	for (size_t i = 0; i < list->count; i++) {
		struct unit *dependency = find_dependency(render, inventory, units, unit, list->as.items[i]);

		if (dependency)
			unit->dependencies[unit->dependency_count++] = dependency;
		else
			status = EX_DATAERR;
	}
	return status;
}

/* Every key of a unit is its own, a kind of its stack, or a variable of it. */
static int check_keys(const struct render *render, const struct unit *unit)
{
	static const char *const structural[] = { "stack", "provider", "depends_on", "inputs", "secrets" };
	const struct stack *stack = unit->stack;
	int status = EX_OK;

	for (size_t i = 0; i < unit->document->count; i++) {
		const struct node *key = unit->document->as.entries[i].key;
		struct list names = { 0 };
		bool complete = true;

		if (stack_key_is_structural(key->as.text) || stack_find(stack->kinds, key->as.text) ||
		    stack_find(stack->variables, key->as.text))
			continue;
		for (size_t k = 0; k < sizeof(structural) / sizeof(*structural); k++)
			complete = complete && list_add(render->arena, &names, structural[k]);
		for (size_t k = 0; stack->kinds && k < stack->kinds->count; k++)
			complete = complete && list_add(render->arena, &names, stack->kinds->as.items[k]->as.text);
		for (size_t k = 0; stack->variables && k < stack->variables->count; k++)
			complete = complete && list_add(render->arena, &names, stack->variables->as.items[k]->as.text);
		if (!complete)
			return render_no_memory(render);
		diag_error_node(render->diag, key, "unknown key \"%s\" for a unit of stack \"%s\"%s", key->as.text,
		                stack->name, name_hint(render->arena, key->as.text, &names));
		status = EX_DATAERR;
	}
	return status;
}

/* Who provides KIND: the kind's own key, else `provider`; each is the unit's, else the default. */
static const struct node *choose_provider(const struct inventory *inventory, const struct unit *unit,
                                          const char *kind)
{
	const char *const keys[] = { kind, "provider" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct node *value = node_get(unit->document, keys[i]);

		if ((!value || value->kind == NODE_NULL) && inventory->defaults)
			value = node_get(inventory->defaults, keys[i]);
		if (value && value->kind != NODE_NULL)
			return value;
	}
	return NULL;
}

/* Adds the configuration of UNIT's last module's provider, once. */
static int add_configuration(const struct render *render, struct units *units, struct unit *unit)
{
	const char *provider = unit->modules[unit->module_count - 1]->provider;
	struct module *configuration;
	int status;

	for (size_t i = 0; i + 1 < unit->module_count; i++)
		if (strcmp(unit->modules[i]->provider, provider) == 0)
			return EX_OK;
	status = modules_get_configuration(render, &units->modules, provider, &configuration);
	if (status == EX_OK && configuration)
		unit->modules[unit->module_count++] = configuration;
	return status;
}

static int resolve_modules(const struct render *render, const struct inventory *inventory, struct units *units,
                           struct unit *unit)
{
	const struct node *kinds = unit->stack->kinds;
	int status = EX_OK;

	if (!kinds)
		return EX_OK;
	unit->modules = arena_calloc(render->arena, kinds->count * 2, sizeof(*unit->modules));
	if (!unit->modules)
		return render_no_memory(render);
	for (size_t i = 0; i < kinds->count; i++) {
		const struct node *kind = kinds->as.items[i];
		const struct node *provider =
			strchr(kind->as.text, '/') ? kind : choose_provider(inventory, unit, kind->as.text);
		int result = EX_DATAERR;

		if (!provider)
			diag_error_node(render->diag, unit->name,
			                "unit \"%s\" needs a \"provider\" (or \"%s: PROVIDER\")",
			                unit->name->as.text, kind->as.text);
		else if (provider->kind != NODE_STRING)
			diag_error_node(render->diag, provider, "the provider of \"%s\" must be a string, not %s",
			                kind->as.text, name_of_kind(provider));
		else
			result = modules_get(render, &units->modules, kind, provider, &unit->modules[unit->module_count]);
		if (result == EX_OK) {
			unit->module_count++;
			result = add_configuration(render, units, unit);
		}
		if (result == EX_OSERR)
			return result;
		status = first_failure(status, result);
		if (!provider)
			break; /* the same is missing for the other kinds */
	}
	return status;
}

static int resolve_unit(const struct render *render, const struct inventory *inventory, struct units *units,
                        struct unit *unit)
{
	int status, result;

	if (!unit->stack)
		return EX_OK; /* what is wrong was printed */
	status = check_keys(render, unit);
	if (status == EX_OSERR)
		return status;
	result = resolve_modules(render, inventory, units, unit);
	if (result == EX_OSERR)
		return result;
	status = first_failure(status, result);
	status = first_failure(status, unit_resolve_secrets(render, inventory, unit));
	return first_failure(status, unit_resolve_variables(render, inventory, unit));
}

/* What only a unit can say is no default. */
static int check_defaults(const struct render *render, const struct inventory *inventory)
{
	static const char *const keys[] = { "stack", "depends_on", "inputs", "secrets" };
	int status = EX_OK;

	for (size_t i = 0; inventory->defaults && i < sizeof(keys) / sizeof(*keys); i++) {
		const struct node_entry *entry = node_get_entry(inventory->defaults, keys[i], strlen(keys[i]));

		if (!entry)
			continue;
		diag_error_node(render->diag, entry->key, "\"%s\" belongs to a unit, it cannot be a default", keys[i]);
		status = EX_DATAERR;
	}
	return status;
}

int units_resolve(const struct render *render, const struct inventory *inventory, struct units *units)
{
	size_t count = inventory->units ? inventory->units->count : 0;
	int result, status = check_defaults(render, inventory);

	*units = (struct units){ .items = arena_calloc(render->arena, count, sizeof(*units->items)) };
	if (!units->items)
		return render_no_memory(render);
	units->count = count;
	for (size_t i = 0; i < count; i++) {
		result = resolve_stack(render, units, &units->items[i], &inventory->units->as.entries[i]);
		if (result == EX_OSERR)
			return result;
		status = first_failure(status, result);
	}
	for (size_t i = 0; i < count; i++) {
		if (!units->items[i].document)
			continue;
		result = resolve_dependencies(render, inventory, units, &units->items[i]);
		if (result == EX_OSERR)
			return result;
		status = first_failure(status, result);
	}
	for (size_t i = 0; i < count; i++) {
		result = resolve_unit(render, inventory, units, &units->items[i]);
		if (result == EX_OSERR)
			return result;
		status = first_failure(status, result);
	}
	return first_failure(status, graph_check(render, units));
}

void units_release(struct units *units)
{
	stacks_release(&units->stacks);
	modules_release(&units->modules);
}
