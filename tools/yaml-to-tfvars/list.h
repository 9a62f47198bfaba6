/*
 * list: strings one after the other, in an arena.
 */
#ifndef LIST_H
#define LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

/* All zero is empty and valid. The strings are not copied. */
struct list {
	const char **items;
	size_t count;
	size_t capacity;
};

/* False when memory is out; the list is then as it was. */
bool list_add(struct arena *arena, struct list *list, const char *item);

/* Sorts by bytes and leaves out what is there twice. */
void list_sort(struct list *list);

bool list_has(const struct list *list, const char *item);

#endif
