/* module: see module.h. */
#include "module.h"

#include <search.h>
#include <string.h>
#include <unistd.h>

#include "names.h"
#include "paths.h"

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct module *)a)->path, ((const struct module *)b)->path);
}

/* The folder is not there: says so where it was asked for. Once, where a default is to blame for many units. */
static int report_missing(const struct render *render, struct module *module, const struct node *kind,
                          const struct node *provider)
{
	const char *folder = arena_printf(render->arena, "%s/%s", render->settings.modules, module->kind);
	struct list names = { 0 };

	if (!folder)
		return render_no_memory(render);
	if (access(folder, F_OK) != 0) {
		if (module->reported != kind) {
			source_folders(render->arena, render->settings.modules, &names);
			diag_error_node(render->diag, kind, "unknown kind \"%s\": no folder '%s'%s", module->kind,
			                folder, name_hint(render->arena, module->kind, &names));
		}
		module->reported = kind;
		return EX_DATAERR;
	}
	if (module->reported != provider) {
		source_folders(render->arena, folder, &names);
		diag_error_node(render->diag, provider, "unknown provider \"%s\" for \"%s\": no folder '%s'%s",
		                module->provider, module->kind, module->path, name_listing(render->arena, &names));
	}
	module->reported = provider;
	return EX_DATAERR;
}

/* Depth of a file in a unit's folder, for path_from. */
static int file_depth(const struct render *render)
{
	return render->settings.out_depth < 0 ? -1 : render->settings.out_depth + 1;
}

static bool set_link(const struct render *render, struct link *link, int depth, const char *name, const char *path)
{
	link->name = name;
	link->target = path ? path_from(render->arena, depth, render->settings.working_folder, path) : NULL;
	return link->name && link->target;
}

/* A unit has the folder of a module whole, as modules/<kind>; modules/services-vault is the kind services/vault. */
static int link_folder(const struct render *render, struct module *module)
{
	int depth = file_depth(render);
	char *name = arena_printf(render->arena, "modules/%s", module->kind);
	char *slash = name ? strrchr(name, '/') : NULL;

	if (slash && strchr(module->kind, '/'))
		*slash = '-';

	module->links = arena_calloc(render->arena, 1, sizeof(*module->links));
	module->link_count = 1;
	if (!module->links || !set_link(render, module->links, depth < 0 ? -1 : depth + 1, name, module->path))
		return render_no_memory(render);
	return EX_OK;
}

/* Terraform reads only the unit's own folder: it has each file of a configuration, with the provider's name before it. */
static int link_files(const struct render *render, struct module *module)
{
	const struct list *names = &module->source.names;

	module->links = arena_calloc(render->arena, names->count, sizeof(*module->links));
	if (!module->links)
		return render_no_memory(render);
	for (; module->link_count < names->count; module->link_count++) {
		const char *file = names->items[module->link_count];
		const char *name = arena_printf(render->arena, "%s-%s", module->provider, file);
		const char *path = arena_printf(render->arena, "%s/%s", module->path, file);

		if (!set_link(render, &module->links[module->link_count], file_depth(render), name, path))
			return render_no_memory(render);
	}
	return EX_OK;
}

static int load(const struct render *render, struct module *module, bool *missing)
{
	const struct list *files = &module->source.files;
	int status = source_list(render, module->path, NULL, &module->source, missing);

	for (size_t i = 0; i < files->count && !module->versions; i++)
		if (strcmp(files->items[i] + strlen(module->path), "/versions.tf") == 0)
			module->versions = files->items[i];
	if (status != EX_OK)
		return status;
	return strcmp(module->kind, MODULE_PROVIDERS) == 0 ? link_files(render, module) : link_folder(render, module);
}

/* The module at PATH, known or new and then not loaded (*FRESH); NULL when memory is out. */
static struct module *find(const struct render *render, struct modules *modules, const char *path, const char *kind,
                           const char *provider, bool *fresh)
{
	const struct module key = { .path = path };
	void *found = tfind(&key, &modules->tree, compare);
	struct module *module;

	*fresh = !found;
	if (found)
		return *(struct module **)found;
	module = arena_calloc(render->arena, 1, sizeof(*module));
	if (!module)
		return NULL;
	module->path = path;
	module->kind = kind;
	module->provider = provider;
	if (!tsearch(module, &modules->tree, compare))
		return NULL;
	if (modules->last)
		modules->last->next = module;
	else
		modules->first = module;
	modules->last = module;
	return module;
}

static const char *path_of(const struct render *render, const char *kind, const char *provider)
{
	return arena_printf(render->arena, "%s/%s/%s", render->settings.modules, kind, provider);
}

/* What comes after the slash of a kind that names its provider, or NULL. */
static const char *own_provider(const struct node *kind)
{
	const char *slash = strchr(kind->as.text, '/');

	return slash ? slash + 1 : NULL;
}

int modules_get(const struct render *render, struct modules *modules, const struct node *kind,
                const struct node *provider, struct module **result)
{
	const char *own = own_provider(kind);
	const char *name = own ? own : provider->as.text;
	const char *path = own ? arena_printf(render->arena, "%s/%s", render->settings.modules, kind->as.text) :
	                         path_of(render, kind->as.text, name);
	bool fresh, missing = true;
	struct module *module = path ? find(render, modules, path, kind->as.text, name, &fresh) : NULL;

	if (!module)
		return render_no_memory(render);
	*result = module;
	if (!fresh) {
		if (module->status != EX_DATAERR || module->source.folders.count > 0)
			return module->status;
		return report_missing(render, module, kind, provider);
	}
	module->status = name_is_plain(name, strlen(name)) ? load(render, module, &missing) : EX_DATAERR;
	if (missing)
		module->status = report_missing(render, module, kind, provider);
	return module->status;
}

int modules_get_configuration(const struct render *render, struct modules *modules, const char *provider,
                              struct module **result)
{
	const char *path = path_of(render, MODULE_PROVIDERS, provider);
	bool fresh, missing;

	*result = NULL;
	if (!path)
		return render_no_memory(render);
	if (access(path, F_OK) != 0)
		return EX_OK;
	*result = find(render, modules, path, MODULE_PROVIDERS, provider, &fresh);
	if (!*result)
		return render_no_memory(render);
	if (fresh)
		(*result)->status = load(render, *result, &missing);
	return (*result)->status;
}

void modules_release(struct modules *modules)
{
	while (modules->tree)
		tdelete(*(void **)modules->tree, &modules->tree, compare);
}
