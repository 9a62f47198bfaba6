/* inventory: see inventory.h. */
#include "inventory.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#include "merge.h"
#include "names.h"
#include "schema.h"
#include "yaml_reader.h"

#define SUFFIX ".yml"

const struct node *inventory_get(const struct render *render, const struct node *mapping, const char *key,
                                 enum node_kind kind, int *status)
{
	const struct node example = { .kind = (uint8_t)kind };
	const struct node *value = node_get(mapping, key);

	if (!value || value->kind == NODE_NULL || value->kind == kind)
		return value && value->kind == kind ? value : NULL;
	diag_error_node(render->diag, value, "\"%s\" must be %s, not %s", key, name_of_kind(&example),
	                name_of_kind(value));
	*status = EX_DATAERR;
	return NULL;
}

/* The environments there are, for a message. */
static const char *list_environments(const struct render *render, const char *folder)
{
	struct list names = { 0 };
	const struct dirent *entry;
	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir)) != NULL) {
		size_t length = strlen(entry->d_name);
		const char *name;

		if (entry->d_name[0] == '.' || length <= strlen(SUFFIX) ||
		    strcmp(entry->d_name + length - strlen(SUFFIX), SUFFIX) != 0)
			continue;
		name = arena_strndup(render->arena, entry->d_name, length - strlen(SUFFIX));
		if (!name || !list_add(render->arena, &names, name))
			break;
	}
	if (dir)
		closedir(dir);
	list_sort(&names);
	return name_listing(render->arena, &names);
}

static int find_files(const struct render *render, struct inventory *inventory)
{
	const struct settings *settings = &render->settings;
	const char *folder = arena_printf(render->arena, "%s/envs", settings->inventory);
	const char *product = arena_printf(render->arena, "%s/product" SUFFIX, settings->inventory);
	const char *environment;

	if (!folder || !product)
		return render_no_memory(render);
	environment = arena_printf(render->arena, "%s/%s" SUFFIX, folder, settings->environment);
	if (!environment || !list_add(render->arena, &inventory->files, product) ||
	    !list_add(render->arena, &inventory->files, environment))
		return render_no_memory(render);
	if (access(environment, F_OK) != 0) {
		diag_error(render->diag, "no environment \"%s\": no file '%s'%s", settings->environment, environment,
		           list_environments(render, folder));
		return EX_NOINPUT;
	}
	if (!settings->schema_required && access(settings->schema, F_OK) != 0)
		return EX_OK;
	return list_add(render->arena, &inventory->files, settings->schema) ? EX_OK : render_no_memory(render);
}

/* Reads and compiles the schema, if there is one, and checks DOCUMENT. */
static int validate(const struct render *render, const struct inventory *inventory, const struct node *document)
{
	struct schema *schema = NULL;
	const struct node *root;
	int status;

	if (inventory->files.count < 3)
		return EX_OK;
	status = yaml_read_file(render->arena, render->diag, inventory->files.items[2], &root);
	if (status == EX_OK)
		status = schema_compile(render->arena, render->diag, root, &schema);
	if (status == EX_OK) {
		status = schema_validate(schema, render->diag, document);
		schema_free(schema);
	}
	return status;
}

/* What later parts rely on, whatever the schema says. */
static int check(const struct render *render, const struct node *document, struct inventory *inventory)
{
	/* budgets and usage are read by cost-gate, prices by make cost, drift by the drift reports */
	static const char *const known[] = { "product", "labels", "defaults", "units", "state", "budgets", "usage", "prices", "drift" };
	struct list names = { .items = (const char **)known, .count = sizeof(known) / sizeof(*known) };
	const struct node *state;
	int status = EX_OK;

	for (size_t i = 0; i < document->count; i++) {
		const struct node *key = document->as.entries[i].key;

		if (list_has(&names, key->as.text))
			continue;
		diag_error_node(render->diag, key, "unknown key \"%s\"%s", key->as.text,
		                name_hint(render->arena, key->as.text, &names));
		status = EX_DATAERR;
	}
	inventory->product = inventory_get(render, document, "product", NODE_STRING, &status);
	inventory->labels = inventory_get(render, document, "labels", NODE_MAPPING, &status);
	inventory->defaults = inventory_get(render, document, "defaults", NODE_MAPPING, &status);
	inventory->units = inventory_get(render, document, "units", NODE_MAPPING, &status);
	state = inventory_get(render, document, "state", NODE_MAPPING, &status);
	if (!inventory->product && status == EX_OK) {
		diag_error(render->diag, "%s: \"product\" is missing: the name of the product",
		           inventory->files.items[0]);
		status = EX_DATAERR;
	}
	if (inventory->product) {
		int result = state_read(render, inventory->product, state, &inventory->state);

		if (status == EX_OK)
			status = result;
	}
	return status;
}

/* Takes in one secret: its name and the variable that it may come from. */
static int add_secret(const struct render *render, struct inventory *inventory, const struct node_entry *secret)
{
	const struct node *name = secret->key, *from = node_get(secret->value, "env");

	if (!name_is_variable(name->as.text, name->count)) {
		diag_error_node(render->diag, name, "\"%s\" cannot be the name of an environment variable", name->as.text);
		return EX_DATAERR;
	}
	if (!list_add(render->arena, &inventory->secrets, name->as.text))
		return render_no_memory(render);
	if (from && from->kind == NODE_STRING && name_is_variable(from->as.text, from->count) &&
	    !list_add(render->arena, &inventory->secret_sources, from->as.text))
		return render_no_memory(render);
	return EX_OK;
}

static int load_secrets(const struct render *render, struct inventory *inventory)
{
	const char *path = arena_printf(render->arena, "%s/secrets" SUFFIX, render->settings.inventory);
	const struct node *root;
	int status;

	if (!path)
		return render_no_memory(render);
	if (access(path, F_OK) != 0)
		return EX_OK;
	if (!list_add(render->arena, &inventory->files, path))
		return render_no_memory(render);
	status = yaml_read_file(render->arena, render->diag, path, &root);
	if (status != EX_OK)
		return status;
	for (size_t i = 0; i < root->count; i++) {
		int result = add_secret(render, inventory, &root->as.entries[i]);

		if (status == EX_OK)
			status = result;
	}
	list_sort(&inventory->secrets);
	list_sort(&inventory->secret_sources);
	return status;
}

int inventory_load(const struct render *render, struct inventory *inventory)
{
	const struct node *roots[2], *document;
	int status;

	*inventory = (struct inventory){ 0 };
	status = find_files(render, inventory);
	if (status != EX_OK)
		return status;
	for (int i = 0; i < 2; i++) {
		int result = yaml_read_file(render->arena, render->diag, inventory->files.items[i], &roots[i]);

		if (status == EX_OK)
			status = result;
	}
	if (status != EX_OK)
		return status;
	document = merge_documents(render->arena, roots[0], roots[1]);
	if (!document)
		return render_no_memory(render);
	status = validate(render, inventory, document);
	if (status == EX_OK)
		status = check(render, document, inventory);
	return status == EX_OK ? load_secrets(render, inventory) : status;
}
