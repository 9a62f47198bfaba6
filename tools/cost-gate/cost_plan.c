/* cost_plan: see cost_plan.h. */
#include "cost_plan.h"

#include <string.h>
#include <sysexits.h>

#include "cost_json.h"

static int refuse(struct price_matcher *matcher, const char *path, const char *words)
{
	diag_error_at(matcher->model->diag, path, 0, 0, "%s", words);
	return EX_DATAERR;
}

/* "1.2" is good, and so is any later 1.x; a major version of its own may mean anything. */
static int check_format(struct price_matcher *matcher, const char *path, const json_t *root)
{
	const char *version = cost_json_string(root, "format_version");

	if (!version)
		return refuse(matcher, path, "not a plan as JSON: it has no format_version");
	if (strncmp(version, "1.", 2) != 0) {
		diag_error_at(matcher->model->diag, path, 0, 0, "plan format %s, where 1.x is known: %s", version,
		              strncmp(version, "0.", 2) == 0 ? "Terraform 1.1 or newer is needed" : "a newer cost-gate is needed");
		return EX_DATAERR;
	}
	if (json_is_true(json_object_get(root, "errored")))
		return refuse(matcher, path, "the plan ended in an error, so that resources are missing");
	return EX_OK;
}

static bool has_action(const json_t *actions, const char *name)
{
	const json_t *action;
	size_t i;

	json_array_foreach (actions, i, action) {
		const char *text = json_string_value(action);

		if (text && strcmp(text, name) == 0)
			return true;
	}
	return false;
}

/* What actions amount to; false when they are none that is known. */
static bool read_action(const json_t *actions, enum cost_action *action)
{
	bool creates = has_action(actions, "create");
	bool deletes = has_action(actions, "delete"), forgets = has_action(actions, "forget");

	if (creates)
		*action = deletes || forgets ? COST_REPLACE : COST_CREATE;
	else if (deletes)
		*action = COST_DELETE;
	else if (forgets)
		*action = COST_FORGET;
	else if (has_action(actions, "update"))
		*action = COST_UPDATE;
	else if (has_action(actions, "no-op") || has_action(actions, "read"))
		*action = COST_SAME;
	else
		return false;
	return true;
}

static void price_state(struct price_matcher *matcher, const json_t *entry, const struct cost_resource *resource,
                        bool after, struct cost_side *side)
{
	const json_t *change = json_object_get(entry, "change");
	const char *provider = cost_json_string(entry, "provider_name");
	const struct price_subject subject = {
		.address = resource->address,
		.type = resource->type,
		.provider = provider ? provider : "",
		.values = {
			.values = json_object_get(change, after ? "after" : "before"),
			.unknown = after ? json_object_get(change, "after_unknown") : NULL,
		},
		.after = after,
	};

	price_match(matcher, &subject, side);
}

/* The old copy of a replaced resource that could not be deleted has the address of the new one. */
static const char *full_address(struct cost_model *model, const char *address, const char *deposed)
{
	return cost_copy(model, deposed ? cost_text(model, "%s (deposed %s)", address, deposed) : address);
}

void cost_plan_keep_forgotten(struct cost_model *model, struct cost_resource *resource)
{
	if (resource->action == COST_FORGET) {
		resource->after = resource->before;
		return;
	}
	for (size_t i = 0; i < resource->before.count && !model->failed; i++) {
		struct cost_item *item = cost_add_item(model, &resource->after);

		if (!item)
			return;
		*item = resource->before.items[i];
		item->name = cost_text(model, "%s, of the forgotten one", item->name);
	}
}

/* How many there will be, or what, nobody can say yet: Terraform plans it later. */
static void defer(struct cost_model *model, struct cost_side *after, const char *reason)
{
	struct cost_item *item = cost_add_item(model, after);

	if (item)
		*item = (struct cost_item){ .name = "All of it", .status = COST_UNKNOWN,
			                    .reason = cost_text(model, "to be planned later: %s", reason) };
}

/* One of resource_changes or, when DEFERRED says why, of deferred_changes. */
static int read_change(struct price_matcher *matcher, const char *path, struct cost_unit *unit, const json_t *entry,
                       const char *deferred)
{
	struct cost_model *model = matcher->model;
	const char *address = cost_json_string(entry, "address");
	const char *type = cost_json_string(entry, "type");
	const char *mode = cost_json_string(entry, "mode");
	const char *previous = cost_json_string(entry, "previous_address");
	const json_t *actions = json_object_get(json_object_get(entry, "change"), "actions");
	struct cost_resource *resource;
	enum cost_action action;

	if (!address || !type || !mode)
		return refuse(matcher, path, "not a plan as JSON: a resource change without address, type or mode");
	if (strcmp(mode, "managed") != 0)
		return EX_OK;
	if (!read_action(actions, &action)) {
		diag_error_at(model->diag, path, 0, 0, "%s: unknown actions", address);
		return EX_DATAERR;
	}
	if (deferred && (action == COST_DELETE || action == COST_SAME))
		action = COST_UPDATE; /* until then it is there, and who knows how */
	resource = cost_add_resource(model, unit);
	if (!resource)
		return EX_OK; /* said at the end */
	resource->address = full_address(model, address, cost_json_string(entry, "deposed"));
	resource->previous = previous && strcmp(previous, address) != 0 ? cost_copy(model, previous) : NULL;
	resource->type = cost_copy(model, type);
	resource->action = action;
	resource->forgets = action == COST_FORGET || (action == COST_REPLACE && has_action(actions, "forget"));
	if (!resource->address || !resource->type)
		return EX_OK;
	if (action != COST_CREATE)
		price_state(matcher, entry, resource, false, &resource->before);
	if (deferred && action != COST_FORGET)
		defer(model, &resource->after, deferred);
	else if (action != COST_DELETE && action != COST_FORGET)
		price_state(matcher, entry, resource, true, &resource->after);
	if (resource->forgets)
		cost_plan_keep_forgotten(model, resource);
	return EX_OK;
}

/* What the variable `region` of the root module says. */
static const char *region_of(struct cost_model *model, const json_t *root)
{
	const json_t *variable = json_object_get(json_object_get(root, "variables"), "region");

	return cost_copy(model, cost_json_string(variable, "value"));
}

static int read_plan(struct price_matcher *matcher, const char *name, const char *path, const json_t *root)
{
	const json_t *changes = json_object_get(root, "resource_changes");
	const json_t *deferred = json_object_get(root, "deferred_changes");
	struct cost_model *model = matcher->model;
	struct cost_unit *unit;
	const json_t *entry;
	int status = check_format(matcher, path, root);
	size_t i;

	if (status != EX_OK)
		return status;
	if (changes && !json_is_array(changes))
		return refuse(matcher, path, "not a plan as JSON: resource_changes must be an array");
	if (deferred && !json_is_array(deferred))
		return refuse(matcher, path, "not a plan as JSON: deferred_changes must be an array");
	if (cost_find_unit(model, name)) {
		diag_error_at(model->diag, path, 0, 0, "a second plan of unit \"%s\"", name);
		return EX_DATAERR;
	}
	unit = cost_add_unit(model, name);
	if (!unit)
		return EX_OK; /* said at the end */
	model->planned = true;
	price_match_start(matcher, name, region_of(model, root));
	json_array_foreach (changes, i, entry) {
		status = read_change(matcher, path, unit, entry, NULL);
		if (status != EX_OK || model->failed)
			return status;
	}
	json_array_foreach (deferred, i, entry) {
		const char *reason = cost_copy(model, cost_json_string(entry, "reason"));

		status = read_change(matcher, path, unit, json_object_get(entry, "resource_change"), reason ? reason : "unknown");
		if (status != EX_OK || model->failed)
			return status;
	}
	if (json_is_false(json_object_get(root, "complete")))
		cost_list_add(model, &model->warnings, "%s: the plan is not complete: there will be changes that it does not have", name);
	return EX_OK;
}

int cost_plan_read(struct price_matcher *matcher, const char *name, const char *path)
{
	struct cost_json json;
	int status = cost_json_read_file(matcher->model->diag, path, &json);

	if (status == EX_OK)
		status = read_plan(matcher, name, path, json.root);
	cost_json_release(&json);
	return status;
}
