/* cost_base: see cost_base.h. */
#include "cost_base.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cost_plan.h"

typedef const char *resource_key(const struct cost_resource *resource);

static const char *address(const struct cost_resource *resource)
{
	return resource->address;
}

static int by_address(const void *a, const void *b)
{
	const struct cost_resource *const *x = a, *const *y = b;

	return strcmp((*x)->address, (*y)->address);
}

/* Where a resource is in the state that both plans start from. */
static const char *origin(const struct cost_resource *resource)
{
	return resource->previous ? resource->previous : resource->address;
}

/* What was moved away from an address comes before what is new there. */
static int by_origin(const void *a, const void *b)
{
	const struct cost_resource *const *x = a, *const *y = b;
	int order = strcmp(origin(*x), origin(*y));

	return order != 0 ? order : (*x)->previous ? -((*y)->previous == NULL) : (*y)->previous != NULL;
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
		if (!x && a->items[i].status != COST_FREE && strcmp(a->items[i].reason, b->items[i].reason) != 0)
			return false;
	}
	return true;
}

/* What BASE leads to becomes what RESOURCE was. */
static void take_base(struct cost_resource *resource, struct cost_resource *base)
{
	resource->before = base->after;
	resource->compared = base->compared = true;
	if (is_there_after(resource))
		resource->action = is_same(&resource->before, &resource->after) ? COST_SAME : COST_UPDATE;
}

static void delete_resource(struct cost_resource *resource)
{
	resource->before = resource->after;
	resource->after = (struct cost_side){ 0 };
	resource->action = COST_DELETE;
}

/* The first of COUNT resources, sorted by KEY, whose KEY is WANTED and which was not compared yet; or NULL. */
static struct cost_resource *find(struct cost_resource *const *resources, size_t count, resource_key *key,
                                  const char *wanted)
{
	size_t first = 0;

	for (size_t end = count; first < end;) {
		size_t middle = first + (end - first) / 2;

		if (strcmp(key(resources[middle]), wanted) < 0)
			first = middle + 1;
		else
			end = middle;
	}
	for (; first < count && strcmp(key(resources[first]), wanted) == 0; first++)
		if (!resources[first]->compared)
			return resources[first];
	return NULL;
}

/* Lays those of BASE's resources that have or have no PREVIOUS address under their like in UNIT, which is sorted by KEY. */
static void lay_by(resource_key *key, struct cost_unit *unit, const struct cost_unit *base, bool previous)
{
	for (size_t i = 0; i < base->count; i++) {
		struct cost_resource *resource = base->resources[i], *found;

		if (resource->compared || !is_there_after(resource) || (resource->previous != NULL) != previous)
			continue;
		found = find(unit->resources, unit->count, key, key(resource));
		if (found)
			take_base(found, resource);
	}
}

/* What only BASE has is UNIT's, too, deleted. */
static void add_dropped(struct cost_model *model, struct cost_unit *unit, const struct cost_unit *base)
{
	for (size_t i = 0; i < base->count; i++) {
		struct cost_resource *added;

		if (base->resources[i]->compared || !is_there_after(base->resources[i]))
			continue;
		added = cost_add_resource(model, unit);
		if (!added)
			return;
		*added = *base->resources[i];
		delete_resource(added);
	}
}

/*
 * Lays BASE's resources under those of UNIT. Either plan may have moved some,
 * so they are told by where they were, what was moved first, since something
 * new may be in its place; and where the plans started from different states,
 * by where they are.
 */
static void lay_under(struct cost_model *model, struct cost_unit *unit, const struct cost_unit *base)
{
	for (size_t i = 0; i < unit->count; i++)
		forget_before(unit->resources[i]);
	if (unit->count > 0) {
		qsort(unit->resources, unit->count, sizeof(*unit->resources), by_origin);
		lay_by(origin, unit, base, true);
		lay_by(origin, unit, base, false);
		qsort(unit->resources, unit->count, sizeof(*unit->resources), by_address);
		lay_by(address, unit, base, true);
		lay_by(address, unit, base, false);
	}
	add_dropped(model, unit, base);
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
