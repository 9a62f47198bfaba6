/* store: see store.h. */
#include "store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lock_text.h"

static const struct store_kind *const store_kinds[] = { &store_garage, &store_consul, &store_file };

const struct store_kind *store_find(const char *name)
{
	for (size_t i = 0; i < sizeof(store_kinds) / sizeof(store_kinds[0]); i++)
		if (strcmp(store_kinds[i]->name, name) == 0)
			return store_kinds[i];
	return NULL;
}

enum store_result store_no_memory(struct store *store)
{
	return store_fail(store, EX_OSERR, "out of memory");
}

enum store_result store_fail(struct store *store, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(store->problem, sizeof(store->problem), format, args);
	va_end(args);
	if (!store->quiet)
		diag_error(store->diag, "%s", store->problem);
	store->status = status;
	return STORE_FAILED;
}

enum store_result store_lose(struct store *store, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(store->problem, sizeof(store->problem), format, args);
	va_end(args);
	return STORE_LOST;
}

enum store_result store_broken(struct store *store, const char *record, size_t size)
{
	static const struct {
		const char *before, *field;
	} parts[] = { { "it was broken by ", "Who" }, { " at ", "Created" }, { ": ", "Reason" } };
	json_t *object = lock_json_parse(record, size);
	struct text text = { 0 };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const char *value = json_string_value(json_object_get(object, parts[i].field));

		text_add(&text, parts[i].before);
		lock_text_show(&text, value != NULL && *value != '\0' ? value : "?");
	}
	json_decref(object);
	(void)store_lose(store, "%s", text.failed ? "it was broken" : text.data);
	text_release(&text);
	return STORE_LOST;
}

char *store_info_json(struct store *store)
{
	struct lock_info info;
	json_t *object = NULL;
	char *line = NULL;

	if (!lock_info_make(&info, store->id, store->options->operation, store->diag->version, store->options->key))
		return NULL;
	object = lock_info_to_json(&info);
	if (object != NULL)
		line = lock_json_print(object);
	json_decref(object);
	lock_info_release(&info);
	return line;
}

void store_holder_clear(struct store *store)
{
	lock_info_release(&store->holder.info);
	store->holder = (struct store_holder){ 0 };
}

bool store_holder_read(struct store *store, const char *json, size_t size)
{
	json_t *object = lock_json_parse(json, size);
	bool done = true;

	lock_info_release(&store->holder.info);
	if (object != NULL)
		done = lock_info_from_json(&store->holder.info, object);
	json_decref(object);
	return done;
}
