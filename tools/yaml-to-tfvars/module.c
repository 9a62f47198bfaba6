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

static struct module *new_module(const struct render *render, const char *path, const char *kind,
                                 const char *provider)
{
	const struct settings *settings = &render->settings;
	int depth = settings->out_depth < 0 ? -1 : settings->out_depth + 2;
	struct module *module = arena_calloc(render->arena, 1, sizeof(*module));

	if (!module)
		return NULL;
	module->path = path;
	module->kind = kind;
	module->provider = provider;
	module->link_name = arena_printf(render->arena, "modules/%s", kind);
	module->link_target = path_from(render->arena, depth, settings->working_folder, path);
	return module->link_name && module->link_target ? module : NULL;
}

static int load(const struct render *render, struct module *module, bool *missing)
{
	const struct list *files = &module->source.files;
	int status = source_list(render, module->path, NULL, &module->source, missing);

	for (size_t i = 0; i < files->count && !module->versions; i++)
		if (strcmp(files->items[i] + strlen(module->path), "/versions.tf") == 0)
			module->versions = files->items[i];
	return status;
}

int modules_get(const struct render *render, struct modules *modules, const struct node *kind,
                const struct node *provider, struct module **result)
{
	const char *path = arena_printf(render->arena, "%s/%s/%s", render->settings.modules, kind->as.text,
	                                provider->as.text);
	const struct module key = { .path = path };
	struct module *module;
	bool missing = true;
	void *found;

	if (!path)
		return render_no_memory(render);
	found = tfind(&key, &modules->tree, compare);
	if (found) {
		*result = module = *(struct module **)found;
		if (module->status != EX_DATAERR || module->source.folders.count > 0)
			return module->status;
		return report_missing(render, module, kind, provider);
	}
	module = new_module(render, path, kind->as.text, provider->as.text);
	if (!module || !tsearch(module, &modules->tree, compare))
		return render_no_memory(render);
	if (modules->last)
		modules->last->next = module;
	else
		modules->first = module;
	modules->last = module;
	*result = module;
	module->status = name_is_plain(provider->as.text, provider->count) ? load(render, module, &missing) : EX_DATAERR;
	if (missing)
		module->status = report_missing(render, module, kind, provider);
	return module->status;
}

void modules_release(struct modules *modules)
{
	while (modules->tree)
		tdelete(*(void **)modules->tree, &modules->tree, compare);
}
