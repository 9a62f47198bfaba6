/* cost_model: see cost_model.h. */
#include "cost_model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

void *cost_grow(struct cost_model *model, void *array, size_t count, size_t *capacity, size_t size)
{
	void *grown;

	if (count < *capacity)
		return array;
	grown = arena_calloc(model->arena, count < 4 ? 4 : count * 2, size);
	if (!grown) {
		model->failed = true;
		return NULL;
	}
	if (count > 0)
		memcpy(grown, array, count * size);
	*capacity = count < 4 ? 4 : count * 2;
	return grown;
}

struct cost_unit *cost_add_unit(struct cost_model *model, const char *name)
{
	struct cost_unit *units = cost_grow(model, model->units, model->count, &model->capacity, sizeof(*units));

	if (!units)
		return NULL;
	model->units = units;
	units[model->count] = (struct cost_unit){ .name = name };
	return &units[model->count++];
}

struct cost_resource *cost_add_resource(struct cost_model *model, struct cost_unit *unit)
{
	struct cost_resource **all = cost_grow(model, unit->resources, unit->count, &unit->capacity, sizeof(*all));
	struct cost_resource *resource = arena_calloc(model->arena, 1, sizeof(*resource));

	if (!all || !resource) {
		model->failed = true;
		return NULL;
	}
	unit->resources = all;
	all[unit->count++] = resource;
	return resource;
}

struct cost_item *cost_add_item(struct cost_model *model, struct cost_side *side)
{
	struct cost_item *items = cost_grow(model, side->items, side->count, &side->capacity, sizeof(*items));

	if (!items)
		return NULL;
	side->items = items;
	items[side->count] = (struct cost_item){ 0 };
	return &items[side->count++];
}

struct cost_unit *cost_find_unit(const struct cost_model *model, const char *name)
{
	for (size_t i = 0; i < model->count; i++)
		if (strcmp(model->units[i].name, name) == 0)
			return &model->units[i];
	return NULL;
}

static const char *format_text(struct cost_model *model, const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = length < 0 ? NULL : arena_alloc(model->arena, (size_t)length + 1);
	if (!text) {
		model->failed = true;
		return "";
	}
	vsnprintf(text, (size_t)length + 1, format, arguments);
	return text;
}

const char *cost_text(struct cost_model *model, const char *format, ...)
{
	const char *text;
	va_list arguments;

	va_start(arguments, format);
	text = format_text(model, format, arguments);
	va_end(arguments);
	return text;
}

void cost_list_add(struct cost_model *model, struct cost_list *list, const char *format, ...)
{
	const char **texts = cost_grow(model, list->texts, list->count, &list->capacity, sizeof(*texts));
	va_list arguments;

	if (!texts)
		return;
	list->texts = texts;
	va_start(arguments, format);
	texts[list->count++] = format_text(model, format, arguments);
	va_end(arguments);
}

const char *cost_copy(struct cost_model *model, const char *text)
{
	char *copy = text ? arena_strndup(model->arena, text, strlen(text)) : NULL;

	if (text && !copy)
		model->failed = true;
	for (char *p = copy; p && *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	return copy;
}

size_t cost_side_unpriced(const struct cost_side *side)
{
	size_t count = 0;

	for (size_t i = 0; i < side->count; i++)
		count += side->items[i].status == COST_UNKNOWN || side->items[i].status == COST_NO_PRICE;
	return count;
}

const char *cost_side_sum(struct cost_model *model, const struct cost_side *side, const char *currency)
{
	const char *sum = NULL;

	for (size_t i = 0; i < side->count; i++) {
		const struct cost_item *item = &side->items[i];

		if (item->status == COST_PRICED && strcmp(item->currency, currency) == 0)
			sum = sum ? money_add(&model->money, sum, item->amount) : item->amount;
	}
	return sum;
}

struct cost_total *cost_total_in(struct cost_totals *totals, const char *currency)
{
	for (size_t i = 0; i < totals->count; i++)
		if (strcmp(totals->of[i].currency, currency) == 0)
			return &totals->of[i];
	if (totals->count == COST_MAX_CURRENCIES)
		return NULL;
	totals->of[totals->count] = (struct cost_total){ .currency = currency, .before = "0", .after = "0" };
	return &totals->of[totals->count++];
}

int cost_check(struct cost_model *model)
{
	if (model->failed || model->money.failed == NUMBER_NO_MEMORY) {
		diag_error(model->diag, "out of memory");
		return EX_OSERR;
	}
	if (model->money.failed != NUMBER_OK) {
		diag_error(model->diag, "an amount has more than %d digits", NUMBER_MAX_DIGITS);
		return EX_DATAERR;
	}
	return EX_OK;
}

const char *cost_action_name(enum cost_action action)
{
	static const char *const names[] = {
		[COST_SAME] = "unchanged",   [COST_CREATE] = "created", [COST_UPDATE] = "changed",
		[COST_REPLACE] = "replaced", [COST_DELETE] = "deleted", [COST_FORGET] = "forgotten",
	};

	return names[action];
}

const char *cost_status_name(enum cost_status status)
{
	static const char *const names[] = {
		[COST_PRICED] = "priced",   [COST_FREE] = "free",         [COST_NOT_ESTIMATED] = "not-estimated",
		[COST_UNKNOWN] = "unknown", [COST_NO_PRICE] = "no-price",
	};

	return names[status];
}
