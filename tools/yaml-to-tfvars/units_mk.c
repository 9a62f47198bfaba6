/* units_mk: see units_mk.h. */
#include "units_mk.h"

#include "folder.h"
#include "join.h"

/* NAME := and the words of LIST. */
static void add_list(struct text *text, const char *name, const struct list *list)
{
	text_join(text, name, " :=");
	for (size_t i = 0; i < list->count; i++)
		text_join(text, " ", list->items[i]);
	text_add(text, "\n");
}

static void add_globs(struct text *text, const struct source *source)
{
	for (size_t i = 0; i < source->folders.count; i++)
		text_join(text, " ", source->folders.items[i], "/*");
}

static bool add_matches(struct arena *arena, struct list *files, const struct source *source)
{
	for (size_t i = 0; i < source->matches.count; i++)
		if (!list_add(arena, files, source->matches.items[i]))
			return false;
	return true;
}

/* The folders of providers' configurations: one more may be for a provider in use. */
static bool add_configurations(const struct render *render, struct text *text, struct list *files)
{
	const char *folder = arena_printf(render->arena, "%s/" MODULE_PROVIDERS, render->settings.modules);
	struct list names = { 0 };

	if (!folder || !source_folders(render->arena, folder, &names))
		return false;
	text_join(text, " ", folder, "/*");
	for (size_t i = 0; i < names.count; i++) {
		const char *path = arena_printf(render->arena, "%s/%s", folder, names.items[i]);

		if (!path || !list_add(render->arena, files, path))
			return false;
	}
	return true;
}

/* Where state is; what the backend does not have is left out. */
static void add_state(const struct state_place *state, struct text *text)
{
	const struct {
		const char *name, *value;
	} variables[] = {
		{ "backend", state_backend_name(state->backend) },
		{ "prefix", state->prefix },
		{ "endpoint", state->endpoint },
		{ "region", state->region },
		{ "bucket", state->bucket },
		{ "lock_bucket", state->lock_bucket },
		{ "writes", state->backend != STATE_GARAGE ? NULL : state->served ? "served" : "direct" },
		{ "address", state->address },
	};

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (variables[i].value)
			text_join(text, "state.", variables[i].name, " := ", variables[i].value, "\n");
}

/* The variables about the whole environment. */
static int add_environment(const struct render *render, const struct inventory *inventory, const struct units *units,
                           struct text *text)
{
	struct list files = { 0 };
	bool complete = true;

	text_join(text, "# Made by yaml-to-tfvars from ", inventory->files.items[0], " ", inventory->files.items[1],
	          "; changes here are lost.\nunits :=");
	for (size_t i = 0; i < units->count; i++)
		text_join(text, " ", units->items[i].name->as.text);
	text_add(text, "\n");
	add_list(text, "units.secrets", &inventory->secrets);
	add_list(text, "units.secrets_from", &inventory->secret_sources);
	add_state(&inventory->state, text);
	text_add(text, "units.globs :=");
	for (const struct stack *stack = units->stacks.first; stack; stack = stack->next) {
		add_globs(text, &stack->source);
		complete = complete && add_matches(render->arena, &files, &stack->source);
	}
	for (const struct module *module = units->modules.first; module; module = module->next) {
		add_globs(text, &module->source);
		complete = complete && add_matches(render->arena, &files, &module->source);
	}
	if (!complete || !add_configurations(render, text, &files))
		return render_no_memory(render);
	text_add(text, "\n");
	list_sort(&files);
	add_list(text, "units.files", &files);
	text_add(text, "units.inputs :=");
	for (size_t i = 0; i < inventory->files.count; i++)
		text_join(text, " ", inventory->files.items[i]);
	for (const struct stack *stack = units->stacks.first; stack; stack = stack->next)
		text_join(text, " ", stack->file);
	text_add(text, "\n");
	return EX_OK;
}

/* The files of each stack and module. */
static void add_sources(const struct units *units, struct text *text)
{
	for (const struct stack *stack = units->stacks.first; stack; stack = stack->next) {
		text_add(text, "files.");
		add_list(text, stack->source.path, &stack->source.files);
	}
	for (const struct module *module = units->modules.first; module; module = module->next) {
		text_add(text, "files.");
		add_list(text, module->path, &module->source.files);
	}
}

static bool gives_input(const struct unit *unit, const struct unit *dependency)
{
	for (size_t i = 0; i < unit->input_count; i++)
		if (unit->inputs[i].from == dependency)
			return true;
	return false;
}

static int add_unit_variables(const struct render *render, const struct unit *unit, struct text *text)
{
	const char *name = unit->name->as.text;
	struct list providers = { 0 };

	text_join(text, "\n", name, ".stack := ", unit->stack->name, "\n", name, ".deps :=");
	for (size_t i = 0; i < unit->dependency_count; i++)
		text_join(text, " ", unit->dependencies[i]->name->as.text);
	for (size_t i = 0; i < unit->module_count; i++)
		if (!list_add(render->arena, &providers, unit->modules[i]->provider))
			return render_no_memory(render);
	list_sort(&providers);
	text_join(text, "\n", name);
	add_list(text, ".providers", &providers);
	text_add(text, name);
	add_list(text, ".secrets", &unit->secrets);
	text_join(text, name, ".inputs :=");
	for (size_t i = 0; i < unit->dependency_count; i++)
		if (gives_input(unit, unit->dependencies[i]))
			text_join(text, " ", unit->dependencies[i]->name->as.text);
	text_add(text, "\n");
	return EX_OK;
}

/* What its targets depend on, besides each other; OUT/<unit>/ is FOLDER. */
static void add_unit_rules(const struct unit *unit, const char *folder, struct text *text)
{
	const char *name = unit->name->as.text;

	text_join(text, folder, "/.init: ", folder, "/", folder_files[FILE_LINKS], " ", folder, "/",
	          folder_files[FILE_BACKEND], " $(files.", unit->stack->source.path, ")");
	for (size_t i = 0; i < unit->module_count; i++)
		if (unit->modules[i]->versions)
			text_join(text, " ", unit->modules[i]->versions);
	text_join(text, "\n", folder, "/tfplan: ", folder, "/", folder_files[FILE_VARIABLES], " $(files.",
	          unit->stack->source.path, ")");
	for (size_t i = 0; i < unit->module_count; i++)
		text_join(text, " $(files.", unit->modules[i]->path, ")");
	text_add(text, "\n");
	if (unit->input_count > 0) {
		text_join(text, folder, "/tfplan: ", folder, "/inputs.auto.tfvars.json\n");
		text_join(text, folder, "/.inputs: ", folder, "/", folder_files[FILE_INPUTS], "\n");
	}
	for (size_t i = 0; i < unit->dependency_count; i++)
		text_join(text, "apply-", name, ": apply-", unit->dependencies[i]->name->as.text, "\n");
	for (size_t i = 0; i < unit->dependency_count; i++)
		text_join(text, "destroy-", unit->dependencies[i]->name->as.text, ": destroy-", name, "\n");
}

/* Prerequisites that may be gone: targets without a recipe, so that this is no error but a change. */
static void add_recipeless(const struct render *render, const struct units *units, struct text *text)
{
	const char *out = render->settings.out;

	/* A stack.yml is in both lists, and a target named twice in a rule is warned of. */
	text_add(text, "$(sort $(units.inputs) $(units.files))");
	for (size_t i = 0; i < units->count; i++) {
		const struct unit *unit = &units->items[i];

		for (size_t file = 0; file < FILE_COUNT; file++)
			if (file != FILE_TERRAGRUNT && file != FILE_PROFILE && (file != FILE_INPUTS || unit->input_count > 0))
				text_join(text, " ", out, "/", unit->name->as.text, "/", folder_files[file]);
	}
	text_add(text, ":\n");
}

int units_mk_write(const struct render *render, const struct inventory *inventory, const struct units *units,
                   struct text *text)
{
	const char *out = render->settings.out;
	int status = add_environment(render, inventory, units, text);

	if (status != EX_OK)
		return status;
	add_sources(units, text);
	for (size_t i = 0; i < units->count; i++) {
		const struct unit *unit = &units->items[i];
		const char *folder = arena_printf(render->arena, "%s/%s", out, unit->name->as.text);

		if (!folder)
			return render_no_memory(render);
		status = add_unit_variables(render, unit, text);
		if (status != EX_OK)
			return status;
		add_unit_rules(unit, folder, text);
	}
	text_join(text, "\n", out, "/" UNITS_MK ": $(units.inputs)\n");
	add_recipeless(render, units, text);
	return text->failed ? render_no_memory(render) : EX_OK;
}
