/* cost_infracost: see cost_infracost.h. */
#include "cost_infracost.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cost_infracost_side.h"
#include "cost_json.h"
#include "cost_plan.h"

struct infracost {
	struct cost_model *model;
	const char *path;
	const char *currency;
	bool alone;                     /* there are no plans */
	struct cost_resource **planned; /* of the unit in hand, by address */
	size_t planned_count;
};

static int infracost_refuse(const struct infracost *reading, const char *words, const char *subject)
{
	diag_error_at(reading->model->diag, reading->path, 0, 0, words, subject);
	return EX_DATAERR;
}

static int by_address(const void *a, const void *b)
{
	const struct cost_resource *const *x = a, *const *y = b;

	return strcmp((*x)->address, (*y)->address);
}

static int find_address(const void *key, const void *member)
{
	const struct cost_resource *const *resource = member;

	return strcmp(key, (*resource)->address);
}

static struct cost_resource *find_planned(const struct infracost *reading, const char *address)
{
	struct cost_resource **found;

	if (reading->planned_count == 0)
		return NULL;
	found = bsearch(address, reading->planned, reading->planned_count, sizeof(*reading->planned), find_address);
	return found ? *found : NULL;
}

/* Without a plan: the unit's resource ADDRESS, made when it is not there. */
static struct cost_resource *find_or_add(const struct infracost *reading, struct cost_unit *unit, const char *address,
                                         const char *type)
{
	struct cost_resource *resource = find_planned(reading, address);

	if (resource)
		return resource;
	resource = cost_add_resource(reading->model, unit);
	if (!resource)
		return NULL;
	resource->address = cost_copy(reading->model, address);
	resource->type = cost_copy(reading->model, type ? type : "unknown");
	return resource;
}

static int take_resource(const struct infracost *reading, struct cost_unit *unit, const json_t *entry, bool after)
{
	const char *address = cost_json_string(entry, "name");
	const char *type = cost_json_string(entry, "resourceType"); /* later than the first 0.2 */
	struct cost_resource *resource;
	struct cost_side *side;

	if (!address)
		return infracost_refuse(reading, "not Infracost's JSON: a resource without a %s", "name");
	resource = reading->alone ? find_or_add(reading, unit, address, type) : find_planned(reading, address);
	if (!resource)
		return EX_OK; /* a data source, or memory is out */
	if (!reading->alone && resource->action == (after ? COST_DELETE : COST_CREATE))
		return EX_OK;
	side = after ? &resource->after : &resource->before;
	resource->by_infracost = true;
	if (!infracost_side_read(reading->model, reading->currency, !reading->alone, entry, side))
		return infracost_refuse(reading, "%s: monthlyCost is no decimal", address);
	/* Infracost looks at code alone, too: then it knows nothing of what there was. */
	if (after && !reading->alone && resource->action == COST_SAME)
		resource->before = resource->after;
	if (resource->forgets && after == (resource->action == COST_REPLACE))
		cost_plan_keep_forgotten(reading->model, resource);
	return EX_OK;
}

/* Warns when the resources do not add up to Infracost's own total. */
static void compare_total(const struct infracost *reading, const struct cost_unit *unit, const json_t *breakdown)
{
	struct cost_model *model = reading->model;
	const json_t *total = json_object_get(breakdown, "totalMonthlyCost");
	const char *stated = total && !json_is_null(total) ? infracost_amount(reading->model, total) : NULL;
	const char *sum = "0";
	const json_t *entry;
	size_t i;

	json_array_foreach (json_object_get(breakdown, "resources"), i, entry) {
		const char *amount = infracost_amount(model, json_object_get(entry, "monthlyCost"));

		sum = amount ? money_add(&model->money, sum, amount) : sum;
	}
	if (stated && strcmp(money_show(&model->money, stated), money_show(&model->money, sum)) != 0)
		cost_list_add(model, &model->warnings, "%s: Infracost's resources sum up to %s %s, its total says %s", unit->name,
		              money_show(&model->money, sum), reading->currency, money_show(&model->money, stated));
}

static bool index_resources(struct infracost *reading, struct cost_unit *unit)
{
	reading->planned_count = 0;
	reading->planned = arena_calloc(reading->model->arena, unit->count + 1, sizeof(struct cost_resource *));
	if (!reading->planned) {
		reading->model->failed = true;
		return false;
	}
	for (; reading->planned_count < unit->count; reading->planned_count++)
		reading->planned[reading->planned_count] = unit->resources[reading->planned_count];
	qsort(reading->planned, reading->planned_count, sizeof(*reading->planned), by_address);
	return true;
}

static int take_breakdown(struct infracost *reading, struct cost_unit *unit, const json_t *breakdown, bool after)
{
	const json_t *entry;
	size_t i;

	if (!index_resources(reading, unit))
		return EX_OK;
	json_array_foreach (json_object_get(breakdown, "resources"), i, entry) {
		int status = take_resource(reading, unit, entry, after);

		if (status != EX_OK || reading->model->failed)
			return status;
	}
	compare_total(reading, unit, breakdown);
	return EX_OK;
}

/* Whether NAME is a whole part of PATH, which slashes part. */
static bool has_part(const char *path, const char *name)
{
	size_t length = strlen(name);

	for (const char *p = path; p; p = strchr(p, '/') ? strchr(p, '/') + 1 : NULL)
		if (strncmp(p, name, length) == 0 && (p[length] == '\0' || p[length] == '/'))
			return true;
	return false;
}

static struct cost_unit *unit_of(const struct infracost *reading, const char *name, const json_t *project)
{
	struct cost_model *model = reading->model;
	const char *path = cost_json_string(json_object_get(project, "metadata"), "path");
	const char *title = cost_json_string(project, "name");
	struct cost_unit *found = NULL;

	if (reading->alone) {
		title = name ? name : title ? title : "infracost";
		found = cost_find_unit(model, title);
		return found ? found : cost_add_unit(model, cost_copy(model, title));
	}
	if (name)
		return cost_find_unit(model, name);
	for (size_t i = 0; i < model->count; i++)
		if ((path && has_part(path, model->units[i].name)) || (title && has_part(title, model->units[i].name)))
			found = &model->units[i];
	return !found && model->count == 1 ? &model->units[0] : found;
}

/* What was gathered from Infracost alone says by itself what is to happen. */
static void derive_action(struct cost_model *model, struct cost_resource *resource, const char *currency)
{
	const char *before = cost_side_sum(model, &resource->before, currency);
	const char *after = cost_side_sum(model, &resource->after, currency);

	if (resource->before.count == 0)
		resource->action = COST_CREATE;
	else if (resource->after.count == 0)
		resource->action = COST_DELETE;
	else
		resource->action = money_compare(before ? before : "0", after ? after : "0") ? COST_UPDATE : COST_SAME;
}

static int take_project(struct infracost *reading, const char *name, const json_t *project)
{
	struct cost_unit *unit = unit_of(reading, name, project);
	const char *title = cost_json_string(project, "name");
	int status;

	if (reading->model->failed)
		return EX_OK;
	if (!unit)
		return infracost_refuse(reading, "which unit's is the project \"%s\"? --infracost=UNIT=FILE says it", title ? title : "");
	status = take_breakdown(reading, unit, json_object_get(project, "pastBreakdown"), false);
	if (status == EX_OK)
		status = take_breakdown(reading, unit, json_object_get(project, "breakdown"), true);
	for (size_t i = 0; reading->alone && i < unit->count; i++)
		derive_action(reading->model, unit->resources[i], reading->currency);
	return status;
}

static int take_root(struct infracost *reading, const char *name, const json_t *root)
{
	const char *version = cost_json_string(root, "version");
	const json_t *projects = json_object_get(root, "projects");
	const json_t *project;
	size_t i;

	if (!version || !json_is_array(projects))
		return infracost_refuse(reading, "not Infracost's JSON: it has no version or no %s", "projects");
	if (strncmp(version, "0.", 2) != 0)
		return infracost_refuse(reading, "Infracost's schema %s, where 0.x is known: a newer cost-gate is needed", version);
	reading->currency = cost_copy(reading->model, cost_json_string(root, "currency"));
	if (!reading->currency)
		return infracost_refuse(reading, "not Infracost's JSON: it has no %s", "currency");
	json_array_foreach (projects, i, project) {
		int status = take_project(reading, name, project);

		if (status != EX_OK || reading->model->failed)
			return status;
	}
	return EX_OK;
}

int cost_infracost_read(struct cost_model *model, const char *name, const char *path)
{
	struct infracost reading = { .model = model, .path = path, .alone = !model->planned };
	struct cost_json json;
	int status = cost_json_read_file(model->diag, path, &json);

	if (status == EX_OK)
		status = take_root(&reading, name, json.root);
	cost_json_release(&json);
	return status;
}
