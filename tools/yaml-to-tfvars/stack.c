/* stack: see stack.h. */
#include "stack.h"

#include <search.h>
#include <string.h>
#include <unistd.h>

#include "inventory.h"
#include "names.h"
#include "paths.h"
#include "yaml_reader.h"

#define STACK_FILE "stack.yml"

bool stack_key_is_structural(const char *key)
{
	return strcmp(key, "stack") == 0 || strcmp(key, "provider") == 0 || strcmp(key, "depends_on") == 0 ||
	       strcmp(key, "inputs") == 0 || strcmp(key, "secrets") == 0;
}

const struct node *stack_find(const struct node *sequence, const char *text)
{
	for (size_t i = 0; sequence && i < sequence->count; i++)
		if (node_is(sequence->as.items[i], text))
			return sequence->as.items[i];
	return NULL;
}

/* A rendered file or folder of that name is in every unit's folder. */
static bool is_taken(const char *name)
{
	static const char *const taken[] = { "backend.tf.json", "terraform.tfvars.json",  "inputs.json", "links",
		                             "terragrunt.hcl",  "inputs.auto.tfvars.json", "modules", "mocks" };

	for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
		if (strcmp(name, taken[i]) == 0)
			return true;
	return false;
}

/* Items must be names of their sort that differ from each other. */
static void check_names(const struct render *render, const struct node *sequence, const char *what,
                        bool is_name(const char *, size_t), int *status)
{
	for (size_t i = 0; sequence && i < sequence->count; i++) {
		const struct node *item = sequence->as.items[i];

		if (item->kind != NODE_STRING)
			diag_error_node(render->diag, item, "a %s must be a string, not %s", what, name_of_kind(item));
		else if (!is_name(item->as.text, item->count))
			diag_error_node(render->diag, item, "\"%s\" cannot be the name of a %s", item->as.text, what);
		else if (stack_find(sequence, item->as.text) != item)
			diag_error_node(render->diag, item, "the %s \"%s\" is listed twice", what, item->as.text);
		else
			continue;
		*status = EX_DATAERR;
	}
}

/* Each of VARIABLES, which are WHAT, means nothing else; TAKEN (may be NULL) are those that are something already. */
static void check_variables(const struct render *render, const struct stack *stack, const struct node *variables,
                            const char *what, const struct node *taken, int *status)
{
	for (size_t i = 0; variables && i < variables->count; i++) {
		const struct node *variable = variables->as.items[i];
		const char *other = NULL;

		if (variable->kind != NODE_STRING)
			continue;
		if (stack_key_is_structural(variable->as.text))
			other = "a key of every unit";
		else if (stack_find(stack->kinds, variable->as.text))
			other = "a kind";
		else if (strcmp(variable->as.text, "context") == 0)
			other = "given to every stack";
		else if (stack_find(taken, variable->as.text))
			other = "a variable";
		if (!other)
			continue;
		diag_error_node(render->diag, variable, "\"%s\" is %s, it cannot be a %s", variable->as.text, other,
		                what);
		*status = EX_DATAERR;
	}
}

/* A unit's key means one thing: its own, a kind's provider, or a variable; and a secret is none. */
static void check_meanings(const struct render *render, const struct stack *stack, int *status)
{
	for (size_t i = 0; stack->kinds && i < stack->kinds->count; i++) {
		const struct node *kind = stack->kinds->as.items[i];

		if (kind->kind != NODE_STRING || !stack_key_is_structural(kind->as.text))
			continue;
		diag_error_node(render->diag, kind, "\"%s\" is a key of every unit, it cannot be a kind",
		                kind->as.text);
		*status = EX_DATAERR;
	}
	check_variables(render, stack, stack->variables, "variable", NULL, status);
	check_variables(render, stack, stack->secrets, "secret", stack->variables, status);
}

static void check_mocks(const struct render *render, const struct stack *stack, int *status)
{
	for (size_t i = 0; stack->mocks && i < stack->mocks->count; i++) {
		const struct node *key = stack->mocks->as.entries[i].key;

		if (name_is_plain(key->as.text, key->count))
			continue;
		diag_error_node(render->diag, key, "\"%s\" cannot be the name of an output", key->as.text);
		*status = EX_DATAERR;
	}
}

static int read_stack_file(const struct render *render, struct stack *stack)
{
	static const char *const known[] = { "description", "kinds", "variables", "secrets", "mocks" };
	struct list names = { .items = (const char **)known, .count = sizeof(known) / sizeof(*known) };
	const struct node *root;
	int status = yaml_read_file(render->arena, render->diag, stack->file, &root);

	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < root->count; i++) {
		const struct node *key = root->as.entries[i].key;

		if (list_has(&names, key->as.text))
			continue;
		diag_error_node(render->diag, key, "unknown key \"%s\"%s", key->as.text,
		                name_hint(render->arena, key->as.text, &names));
		status = EX_DATAERR;
	}
	inventory_get(render, root, "description", NODE_STRING, &status);
	stack->kinds = inventory_get(render, root, "kinds", NODE_SEQUENCE, &status);
	stack->variables = inventory_get(render, root, "variables", NODE_SEQUENCE, &status);
	stack->secrets = inventory_get(render, root, "secrets", NODE_SEQUENCE, &status);
	stack->mocks = inventory_get(render, root, "mocks", NODE_MAPPING, &status);
	check_names(render, stack->kinds, "kind", name_is_kind, &status);
	check_names(render, stack->variables, "variable", name_is_plain, &status);
	check_names(render, stack->secrets, "secret", name_is_plain, &status);
	check_meanings(render, stack, &status);
	check_mocks(render, stack, &status);
	return status;
}

static int make_links(const struct render *render, struct stack *stack)
{
	const struct settings *settings = &render->settings;
	const struct list *names = &stack->source.names;
	int depth = settings->out_depth < 0 ? -1 : settings->out_depth + 1;

	stack->links = arena_calloc(render->arena, names->count, sizeof(*stack->links));
	if (!stack->links)
		return render_no_memory(render);
	for (size_t i = 0; i < names->count; i++) {
		const char *path = arena_printf(render->arena, "%s/%s", stack->source.path, names->items[i]);

		if (path && is_taken(names->items[i])) {
			diag_error(render->diag, "'%s': a rendered file or folder has this name, rename it", path);
			return EX_DATAERR;
		}
		stack->links[i].name = names->items[i];
		stack->links[i].target =
			path ? path_from(render->arena, depth, settings->working_folder, path) : NULL;
		if (!stack->links[i].target)
			return render_no_memory(render);
	}
	return EX_OK;
}

static void load(const struct render *render, struct stack *stack)
{
	bool missing;

	stack->status = read_stack_file(render, stack);
	if (stack->status == EX_OK)
		stack->status = source_list(render, stack->source.path, STACK_FILE, &stack->source, &missing);
	if (stack->status == EX_OK)
		stack->status = make_links(render, stack);
}

/* Says that there is no stack NAME, and which there are: folders with a stack.yml. */
static void report_unknown(const struct render *render, const struct node *name)
{
	struct list folders = { 0 }, names = { 0 };

	source_folders(render->arena, render->settings.stacks, &folders);
	for (size_t i = 0; i < folders.count; i++) {
		const char *file = arena_printf(render->arena, "%s/%s/" STACK_FILE, render->settings.stacks,
		                                folders.items[i]);

		if (file && access(file, F_OK) == 0)
			list_add(render->arena, &names, folders.items[i]);
	}
	diag_error_node(render->diag, name, "unknown stack \"%s\"%s", name->as.text,
	                name_hint(render->arena, name->as.text, &names));
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct stack *)a)->name, ((const struct stack *)b)->name);
}

/* A new stack, known by its name but not read; NULL when memory is out. */
static struct stack *new_stack(const struct render *render, const char *name)
{
	struct stack *stack = arena_calloc(render->arena, 1, sizeof(*stack));

	if (!stack)
		return NULL;
	stack->name = name;
	stack->source.path = arena_printf(render->arena, "%s/%s", render->settings.stacks, name);
	stack->file = arena_printf(render->arena, "%s/%s/" STACK_FILE, render->settings.stacks, name);
	return stack->source.path && stack->file ? stack : NULL;
}

int stacks_get(const struct render *render, struct stacks *stacks, const struct node *name, struct stack **result)
{
	const struct stack key = { .name = name->as.text };
	void *found = tfind(&key, &stacks->tree, compare);
	struct stack *stack;

	if (found) {
		*result = *(struct stack **)found;
		return (*result)->status;
	}
	stack = new_stack(render, name->as.text);
	if (!stack)
		return render_no_memory(render);
	if (!name_is_plain(name->as.text, name->count) || access(stack->file, F_OK) != 0) {
		report_unknown(render, name);
		return EX_DATAERR;
	}
	if (!tsearch(stack, &stacks->tree, compare))
		return render_no_memory(render);
	if (stacks->last)
		stacks->last->next = stack;
	else
		stacks->first = stack;
	stacks->last = stack;
	*result = stack;
	load(render, stack);
	return stack->status;
}

void stacks_release(struct stacks *stacks)
{
	while (stacks->tree)
		tdelete(*(void **)stacks->tree, &stacks->tree, compare);
}
