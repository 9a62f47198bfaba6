/* list: see list.h. */
#include "list.h"

#include <stdlib.h>
#include <string.h>

bool list_add(struct arena *arena, struct list *list, const char *item)
{
	if (list->count == list->capacity) {
		size_t capacity = list->capacity == 0 ? 8 : list->capacity * 2;
		const char **items = arena_calloc(arena, capacity, sizeof(*items));

		if (!items)
			return false;
		if (list->count > 0)
			memcpy(items, list->items, list->count * sizeof(*items));
		list->items = items;
		list->capacity = capacity;
	}
	list->items[list->count++] = item;
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void list_sort(struct list *list)
{
	size_t kept = 0;

	if (list->count == 0)
		return;
	qsort(list->items, list->count, sizeof(*list->items), compare);
	for (size_t i = 1; i < list->count; i++)
		if (strcmp(list->items[i], list->items[kept]) != 0)
			list->items[++kept] = list->items[i];
	list->count = kept + 1;
}

bool list_has(const struct list *list, const char *item)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], item) == 0)
			return true;
	return false;
}
