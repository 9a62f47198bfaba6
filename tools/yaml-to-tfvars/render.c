/* render: see render.h. */
#include "render.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "environment.h"
#include "inventory.h"
#include "names.h"
#include "options.h"
#include "paths.h"
#include "settings.h"
#include "unit.h"

enum { KEY_STACKS = UCHAR_MAX + 1, KEY_MODULES, KEY_STATE };

static const struct option_entry entries[] = {
	{ 'e', "env", "ENV", "the environment to render" },
	{ 'i', "inventory", "DIR", "product.yml and envs/ (inventory)" },
	{ 's', "schema", "SCHEMA", "what the inventory must match (stacks/inventory.schema.json, if there)" },
	{ KEY_STACKS, "stacks", "DIR", "the stacks (stacks)" },
	{ KEY_MODULES, "modules", "DIR", "the modules (modules)" },
	{ KEY_STATE, "state", "DIR", "where the state is (state)" },
	{ 'o', "output", "DIR", "where the units go, for instance build/ENV" },
	{ 0 },
};

static const struct options_usage usage = {
	.synopsis = "yaml-to-tfvars render -e ENV [-i DIR] [-s SCHEMA] [--stacks=DIR] [--modules=DIR] [--state=DIR] -o DIR",
	.summary = "Renders an environment of the inventory: a folder for each unit, and units.mk for make.",
	.entries = entries,
};

/* Reads the command line; EX_OK, or OPTIONS_EXIT with *STATUS. */
static int read_options(struct options *options, struct settings *settings)
{
	int key;

	while ((key = options_next(options)) > 0) {
		switch (key) {
		case 'e':
			settings->environment = options->value;
			break;
		case 'i':
			settings->inventory = options->value;
			break;
		case 's':
			settings->schema = options->value;
			settings->schema_required = true;
			break;
		case KEY_STACKS:
			settings->stacks = options->value;
			break;
		case KEY_MODULES:
			settings->modules = options->value;
			break;
		case KEY_STATE:
			settings->state = options->value;
			break;
		case 'o':
			settings->out = options->value;
			break;
		}
	}
	return key;
}

static int check_options(struct options *options, const struct settings *settings)
{
	const char *const paths[] = { settings->inventory, settings->schema, settings->stacks,
		                      settings->modules,   settings->state,  settings->out };

	if (options->operands < options->argc)
		return options_wrong(options, "unexpected '%s'", options->argv[options->operands]);
	if (!settings->environment)
		return options_wrong(options, "no environment: '-e' is missing");
	if (!name_is_plain(settings->environment, strlen(settings->environment)))
		return options_wrong(options, "\"%s\" cannot be the name of an environment", settings->environment);
	if (!settings->out)
		return options_wrong(options, "nowhere to write to: '-o' is missing");
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		const char *refused = name_refused_by_make(paths[i]);

		if (*paths[i] == '\0')
			return options_wrong(options, "a path is empty");
		if (refused)
			return options_wrong(options, "'%s': a makefile cannot hold the '%c' of this path", paths[i], *refused);
	}
	return EX_OK;
}

/* Fills in what follows from the options. */
static int complete_settings(struct render *render)
{
	struct settings *settings = &render->settings;
	const char **const folders[] = { &settings->inventory, &settings->stacks, &settings->modules, &settings->state,
		                         &settings->out };
	char working_folder[PATH_MAX];

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		*folders[i] = path_trim(render->arena, *folders[i]);
		if (!*folders[i])
			return render_no_memory(render);
	}
	if (!getcwd(working_folder, sizeof(working_folder))) {
		diag_error(render->diag, "cannot find out the working folder: %s", strerror(errno));
		return EX_OSERR;
	}
	settings->working_folder = arena_strndup(render->arena, working_folder, strlen(working_folder));
	if (!settings->working_folder)
		return render_no_memory(render);
	settings->out_depth = path_passes_link(settings->out) ? -1 : path_depth(settings->out);
	return EX_OK;
}

static int run(struct render *render)
{
	struct inventory inventory;
	struct units units = { 0 };
	int status = complete_settings(render);

	if (status == EX_OK)
		status = inventory_load(render, &inventory);
	if (status == EX_OK)
		status = units_resolve(render, &inventory, &units);
	if (status == EX_OK)
		status = environment_write(render, &inventory, &units);
	units_release(&units);
	return status;
}

int render_main(struct diag *diag, int argc, char **argv)
{
	struct arena arena = { 0 };
	struct render render = {
		.arena = &arena,
		.diag = diag,
		.settings = {
			.inventory = "inventory",
			.schema = "stacks/inventory.schema.json",
			.stacks = "stacks",
			.modules = "modules",
			.state = "state",
		},
	};
	struct options options;
	int status;

	clock_gettime(CLOCK_REALTIME, &render.started);
	options_init(&options, &usage, diag, argc, argv);
	if (read_options(&options, &render.settings) == OPTIONS_EXIT)
		return options.status;
	status = check_options(&options, &render.settings);
	if (status == EX_OK)
		status = run(&render);
	arena_release(&arena);
	return status;
}
