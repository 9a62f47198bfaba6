/* cost_base: see cost_base.h. */
#include "cost_base.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cost_plan.h"

static int by_address(const void *a, const void *b)
{
	const struct cost_resource *const *x = a, *const *y = b;

	return strcmp((*x)->address, (*y)->address);
}

static bool is_there_after(const struct cost_resource *resource)
{
	return resource->action != COST_DELETE;
}

static void forget_before(struct cost_resource *resource)
{
	resource->before = (struct cost_side){ 0 };
	if (is_there_after(resource))
		resource->action = COST_CREATE;
}

/* Whether both sides have the same items of the same amounts. */
static bool is_same(const struct cost_side *a, const struct cost_side *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const char *x = a->items[i].amount, *y = b->items[i].amount;

		if (a->items[i].status != b->items[i].status || !x != !y || (x && strcmp(x, y) != 0))
			return false;
	}
	return true;
}

/* What BASE leads to becomes what RESOURCE was. */
static void take_base(struct cost_resource *resource, const struct cost_resource *base)
{
	resource->before = base->after;
	if (is_there_after(resource))
		resource->action = is_same(&resource->before, &resource->after) ? COST_SAME : COST_UPDATE;
}

static void delete_resource(struct cost_resource *resource)
{
	resource->before = resource->after;
	resource->after = (struct cost_side){ 0 };
	resource->action = COST_DELETE;
}

/* Lays BASE's resources under those of UNIT, which are sorted by address; what only BASE has is added, deleted. */
static void lay_under(struct cost_model *model, struct cost_unit *unit, const struct cost_unit *base)
{
	size_t count = unit->count;

	for (size_t i = 0; i < count; i++)
		forget_before(unit->resources[i]);
	for (size_t i = 0; i < base->count; i++) {
		struct cost_resource **found, *added;

		if (!is_there_after(base->resources[i]))
			continue;
		found = count == 0 ? NULL : bsearch(&base->resources[i], unit->resources, count, sizeof(*found), by_address);
		if (found) {
			take_base(*found, base->resources[i]);
			continue;
		}
		added = cost_add_resource(model, unit);
		if (!added)
			return;
		*added = *base->resources[i];
		delete_resource(added);
	}
}

int cost_base_read(struct price_matcher *matcher, const char *name, const char *path)
{
	struct cost_model *model = matcher->model;
	struct cost_unit *unit, *base;
	size_t count = model->count;
	int status;

	matcher->base_of = name;
	status = cost_plan_read(matcher, cost_text(model, "%s, to compare with", name), path);
	matcher->base_of = NULL;
	if (status != EX_OK || model->failed || model->count == count)
		return status;
	base = &model->units[count];
	unit = cost_find_unit(model, name);
	if (!unit) {
		base->name = name;
		for (size_t i = 0; i < base->count; i++)
			delete_resource(base->resources[i]);
		return EX_OK;
	}
	if (unit->count > 0)
		qsort(unit->resources, unit->count, sizeof(*unit->resources), by_address);
	lay_under(model, unit, base);
	model->count = count;
	return EX_OK;
}

void cost_base_missing(struct cost_model *model, bool (*has_base)(const void *context, const char *unit),
                       const void *context)
{
	for (size_t i = 0; i < model->count; i++)
		for (size_t j = 0; j < model->units[i].count && !has_base(context, model->units[i].name); j++)
			forget_before(model->units[i].resources[j]);
}
