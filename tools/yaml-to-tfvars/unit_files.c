/* unit_files: see unit_files.h. */
#include "unit_files.h"

#include <stdlib.h>
#include <string.h>

#include "join.h"
#include "json_writer.h"
#include "paths.h"

/* Starts a member of a JSON object, nested LEVEL deep. */
static void add_key(struct text *text, unsigned level, const char *key, bool first)
{
	text_add(text, first ? "\n" : ",\n");
	while (level-- > 0)
		text_add(text, "  ");
	json_write_string(text, key, strlen(key));
	text_add(text, ": ");
}

static void add_string_member(struct text *text, unsigned level, const char *key, const char *value, bool first)
{
	add_key(text, level, key, first);
	json_write_string(text, value, strlen(value));
}

/*
 * Terraform's s3 backend for Garage. It has neither regions of Amazon's nor accounts nor names of hosts for buckets
 * (init fails without each of these, Terraform 1.11.4, 2026-11-25). The profile says where the keys come from, so that
 * AWS_* stays the provider's; without a file of credentials of its own one of the user's might have a profile of that name.
 */
static void write_garage(struct text *text, const struct state_place *state, const char *unit)
{
	text_add(text, "\"s3\": {");
	add_string_member(text, 4, "bucket", state->bucket, true);
	add_key(text, 4, "key", false);
	text_join(text, "\"", state->prefix, "/", unit, ".tfstate\"");
	add_string_member(text, 4, "region", state->region, false);
	add_key(text, 4, "endpoints", false);
	text_join(text, "{ \"s3\": \"", state->endpoint, "\" }");
	add_string_member(text, 4, "profile", "garage", false);
	add_key(text, 4, "shared_config_files", false);
	text_add(text, "[\"" FOLDER_PROFILE "\"]");
	add_key(text, 4, "shared_credentials_files", false);
	text_add(text, "[\"/dev/null\"]");
	add_key(text, 4, "use_path_style", false);
	text_add(text, "true");
	add_key(text, 4, "skip_credentials_validation", false);
	text_add(text, "true");
	add_key(text, 4, "skip_region_validation", false);
	text_add(text, "true");
	add_key(text, 4, "skip_requesting_account_id", false);
	text_add(text, "true");
}

/* Terraform's consul backend, without the lock of its own: garage-lock's is held. Not compressed, so that others can read it. */
static void write_consul(struct text *text, const struct state_place *state, const char *unit)
{
	const char *host = strstr(state->address, "://") + strlen("://");

	text_add(text, "\"consul\": {");
	add_string_member(text, 4, "address", host, true);
	add_string_member(text, 4, "scheme", state->address[4] == 's' ? "https" : "http", false);
	add_key(text, 4, "path", false);
	text_join(text, "\"", state->prefix, "/", unit, ".tfstate\"");
	add_key(text, 4, "lock", false);
	text_add(text, "false");
}

/*
 * What garage-lock serves the state from, in a comment, as Terraform's JSON syntax has them
 * (https://developer.hashicorp.com/terraform/language/syntax/json, read 2026-11-26): the http backend is told by TF_HTTP_*.
 */
static void write_served(struct text *text, const struct state_place *state, const char *unit)
{
	add_key(text, 1, "//", true);
	text_add(text, "{");
	add_key(text, 2, "served", true);
	text_add(text, "{");
	add_string_member(text, 3, "bucket", state->bucket, true);
	add_string_member(text, 3, "endpoint", state->endpoint, false);
	add_key(text, 3, "key", false);
	text_join(text, "\"", state->prefix, "/", unit, ".tfstate\"");
	add_string_member(text, 3, "region", state->region, false);
	text_add(text, "\n    }\n  },");
}

/* PATH is the file of local state. Nothing here is secret, for plans repeat it. */
static void write_backend(struct text *text, const struct state_place *state, const char *unit, const char *path)
{
	text_add(text, "{");
	if (state->served)
		write_served(text, state, unit);
	text_add(text, "\n  \"terraform\": {\n    \"backend\": {\n      ");
	if (state->backend == STATE_CONSUL) {
		write_consul(text, state, unit);
	} else if (state->served) {
		text_add(text, "\"http\": {");
	} else if (state->backend == STATE_GARAGE) {
		write_garage(text, state, unit);
	} else {
		text_add(text, "\"local\": {");
		add_string_member(text, 4, "path", path, true);
	}
	text_add(text, "\n      }\n    }\n  }\n}\n");
}

/* The shell that the AWS SDK starts for it prints by itself, so the keys are in no program's arguments. */
static void write_profile(struct text *text)
{
	text_add(text, "[profile garage]\n"
	               "credential_process = printf '{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\"}' "
	               "\"$GARAGE_ACCESS_KEY_ID\" \"$GARAGE_SECRET_ACCESS_KEY\"\n");
}

static void write_variables(struct text *text, const struct render *render, const struct inventory *inventory,
                            const struct unit *unit)
{
	text_add(text, "{");
	add_key(text, 1, "context", true);
	text_add(text, "{");
	add_key(text, 2, "product", true);
	json_write(text, inventory->product, 2);
	add_string_member(text, 2, "environment", render->settings.environment, false);
	add_string_member(text, 2, "unit", unit->name->as.text, false);
	add_key(text, 2, "labels", false);
	if (inventory->labels)
		json_write(text, inventory->labels, 2);
	else
		text_add(text, "{}");
	text_add(text, "\n  }");
	for (size_t i = 0; i < unit->variable_count; i++) {
		add_key(text, 1, unit->variables[i].key->as.text, false);
		json_write(text, unit->variables[i].value, 1);
	}
	text_add(text, "\n}\n");
}

static void write_inputs(struct text *text, const struct unit *unit)
{
	text_add(text, "{");
	for (size_t i = 0; i < unit->input_count; i++) {
		const struct unit_input *input = &unit->inputs[i];

		add_key(text, 1, input->variable, i == 0);
		text_add(text, "{");
		add_string_member(text, 2, "unit", input->from->name->as.text, true);
		add_string_member(text, 2, "output", input->output, false);
		add_key(text, 2, "mock", false);
		json_write(text, input->mock, 2);
		text_add(text, "\n  }");
	}
	text_add(text, "\n}\n");
}

/*
 * Terragrunt 1.0 and later copy the folder and run in the copy, earlier ones
 * run in place (its release notes, v1.0.0: "Consistent .terragrunt-cache
 * directory generation"). So no path may depend on where Terraform runs; the
 * profile of Garage is copied along. PATH is that of local state, else NULL.
 * LOCKED, which takes the unit's lock around what writes state, is told.
 */
static void write_terragrunt(struct text *text, const struct unit *unit, const char *path, const char *locked)
{
	text_add(text, "# Made by yaml-to-tfvars; changes here are lost.\n");
	if (unit->dependency_count > 0)
		text_add(text, "dependencies {\n  paths = [");
	for (size_t i = 0; i < unit->dependency_count; i++)
		text_join(text, i == 0 ? "\"../" : ", \"../", unit->dependencies[i]->name->as.text, "\"");
	if (unit->dependency_count > 0)
		text_add(text, "]\n}\n\n");
	text_join(text, "terraform_binary = \"", *locked == '/' ? "" : "${get_terragrunt_dir()}/", locked, "\"\n\n");
	text_add(text,
	         "terraform {\n"
	         "  # The lock file is made by make, which also reads it.\n"
	         "  copy_terraform_lock_file = false\n"
	         "\n"
	         "  extra_arguments \"init\" {\n"
	         "    commands = [\"init\"]\n"
	         "    arguments = [\n"
	         "      \"-input=false\",\n"
	         "      \"-reconfigure\",\n");
	if (path)
		text_join(text, "      \"-backend-config=path=", *path == '/' ? "" : "${get_terragrunt_dir()}/", path, "\",\n");
	text_add(text,
	         "    ]\n"
	         "  }\n"
	         "\n"
	         "  extra_arguments \"plan\" {\n"
	         "    commands = [\"plan\"]\n"
	         "    arguments = [\n"
	         "      \"-input=false\",\n"
	         "      \"-out=${get_terragrunt_dir()}/tfplan\",\n"
	         "    ]\n"
	         "  }\n"
	         "\n"
	         "  extra_arguments \"lock\" {\n"
	         "    commands = [\"apply\", \"destroy\", \"import\", \"refresh\", \"state\", \"taint\", \"untaint\"]\n"
	         "    env_vars = {\n"
	         "      UNIT_FOLDER = get_terragrunt_dir()\n"
	         "    }\n"
	         "  }\n"
	         "}\n");
}

static int compare_links(const void *a, const void *b)
{
	return strcmp(((const struct link *)a)->name, ((const struct link *)b)->name);
}

/* The stack's links and the modules'. */
static bool make_links(const struct render *render, const struct unit *unit, struct folder *folder)
{
	size_t count = unit->stack->source.names.count, total = count;
	struct link *links;

	for (size_t i = 0; i < unit->module_count; i++)
		total += unit->modules[i]->link_count;
	links = arena_calloc(render->arena, total, sizeof(*links));
	if (!links)
		return false;
	if (count > 0)
		memcpy(links, unit->stack->links, count * sizeof(*links));
	for (size_t i = 0; i < unit->module_count; i++)
		for (size_t link = 0; link < unit->modules[i]->link_count; link++)
			links[count++] = unit->modules[i]->links[link];
	qsort(links, count, sizeof(*links), compare_links);
	folder->links = links;
	folder->link_count = count;
	return true;
}

/*
 * What stands behind the modules' links. Make would not miss a file that is no
 * longer a prerequisite of anything; a list that changed it sees.
 */
static void add_module_files(struct text *text, const struct unit *unit)
{
	for (size_t i = 0; i < unit->module_count; i++)
		for (size_t file = 0; file < unit->modules[i]->source.files.count; file++)
			text_join(text, unit->modules[i]->source.files.items[file], "\n");
}

int unit_files_make(const struct render *render, const struct inventory *inventory, const struct unit *unit,
                    struct folder *folder)
{
	const struct settings *settings = &render->settings;
	const char *name = unit->name->as.text;
	const char *path = arena_printf(render->arena, "%s/%s/%s.tfstate", settings->state, settings->environment, name);
	int depth = settings->out_depth < 0 ? -1 : settings->out_depth + 1;
	const char *locked = path_from(render->arena, depth, settings->working_folder, "mk/bin/terraform-locked");
	bool failed = false;

	*folder = (struct folder){ .name = name };
	if (path)
		path = path_from(render->arena, depth, settings->working_folder, path);
	if (!path || !locked || !make_links(render, unit, folder))
		return render_no_memory(render);
	for (size_t i = 0; i < folder->link_count; i++)
		text_join(&folder->texts[FILE_LINKS], folder->links[i].name, " -> ", folder->links[i].target, "\n");
	add_module_files(&folder->texts[FILE_LINKS], unit);
	write_backend(&folder->texts[FILE_BACKEND], &inventory->state, name, path);
	if (inventory->state.backend == STATE_GARAGE && !inventory->state.served)
		write_profile(&folder->texts[FILE_PROFILE]);
	write_variables(&folder->texts[FILE_VARIABLES], render, inventory, unit);
	if (unit->input_count > 0)
		write_inputs(&folder->texts[FILE_INPUTS], unit);
	write_terragrunt(&folder->texts[FILE_TERRAGRUNT], unit, inventory->state.backend == STATE_LOCAL ? path : NULL, locked);
	for (size_t i = 0; i < FILE_COUNT; i++)
		failed = failed || folder->texts[i].failed;
	return failed ? render_no_memory(render) : EX_OK;
}
