/* lock_show: see lock_show.h. */
#include "lock_show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "lease.h"
#include "lock_text.h"
#include "output.h"
#include "store.h"

#define WATCH_PAUSE (LEASE_SECOND / 2)

static int out_of_memory(struct diag *diag)
{
	diag_error(diag, "out of memory");
	return EX_OSERR;
}

/* The store, opened and looked at; NULL after an error, with the code to end with in *STATUS. */
static struct store *open_and_look(struct diag *diag, const struct lock_options *options, int *status)
{
	struct store *store = options->store->open(diag, options, status);

	if (store == NULL)
		return NULL;
	if (store->kind->look(store) == STORE_OK)
		return store;
	*status = store->status;
	store->kind->close(store);
	return NULL;
}

static json_t *status_json(const struct store *store)
{
	const struct store_holder *holder = &store->holder;
	json_t *object = lock_info_to_json(&holder->info);

	if (object == NULL)
		return NULL;
	if (json_object_set_new(object, "Key", json_string(store->options->key)) != 0 ||
	    json_object_set_new(object, "Held", json_boolean(holder->holds)) != 0 ||
	    json_object_set_new(object, "Token", json_integer((json_int_t)holder->token)) != 0 ||
	    json_object_set_new(object, "Waiting", json_integer(holder->waiting)) != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static void status_text(struct text *text, const struct store *store)
{
	const struct store_holder *holder = &store->holder;

	text_printf(text, "%s: ", store->options->key);
	if (holder->holds) {
		text_add(text, "locked by ");
		lock_info_describe(text, &holder->info);
		text_printf(text, ", token %" PRIu64, holder->token);
		if (holder->silent > holder->ttl) {
			text_add(text, ", not heard of for ");
			lock_duration_show(text, holder->silent);
		}
	} else {
		text_add(text, "free");
		if (holder->token != 0)
			text_printf(text, ", last token %" PRIu64, holder->token);
	}
	if (holder->waiting != 0)
		text_printf(text, ", %u waiting", holder->waiting);
	text_add(text, "\n");
}

int lock_status_main(struct diag *diag, int argc, char **argv)
{
	struct lock_options options;
	struct text text = { 0 };
	struct store *store;
	int status;

	if (!lock_options_read(diag, LOCK_STATUS, argc, argv, &options, &status))
		return status;
	store = open_and_look(diag, &options, &status);
	if (store == NULL)
		return status;
	if (options.json) {
		json_t *object = status_json(store);
		char *line = object == NULL ? NULL : lock_json_print(object);

		if (line != NULL)
			text_add(&text, line);
		else
			text.failed = true;
		free(line);
		json_decref(object);
	} else {
		status_text(&text, store);
	}
	status = text.failed ? out_of_memory(diag) : output_write_stdout(diag, text.data, text.length);
	text_release(&text);
	store->kind->close(store);
	return status;
}

static int refuse(struct store *store, int status, const char *reason)
{
	struct text text = { 0 };

	text_printf(&text, "%s ", store->options->key);
	if (store->holder.holds) {
		text_add(&text, "is locked by ");
		lock_info_describe(&text, &store->holder.info);
	} else {
		text_add(&text, "is free");
	}
	text_add(&text, reason);
	diag_error(store->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
	return status;
}

/* Looks until the holder is known to be dead, or alive, or another; EX_OK: it may be broken. */
static int watch(struct store *store)
{
	const struct timespec pause = { .tv_sec = WATCH_PAUSE / LEASE_SECOND, .tv_nsec = WATCH_PAUSE % LEASE_SECOND };
	const struct lock_options *options = store->options;
	struct text text = { 0 };

	for (bool told = false;; told = true) {
		if (!store->holder.holds || strcmp(store->holder.id, options->id) != 0)
			return refuse(store, EX_DATAERR, "");
		if (options->force || store->holder.life == STORE_DEAD)
			return EX_OK;
		if (store->holder.life == STORE_ALIVE)
			return refuse(store, EX_TEMPFAIL, ", who is alive; see '--force'");
		if (!told) {
			text_add(&text, "watching whether it is renewed, for up to ");
			lock_duration_show(&text, store->holder.ttl);
			diag_error(store->diag, "%s", text.failed ? "out of memory" : text.data);
			text_release(&text);
		}
		nanosleep(&pause, NULL);
		if (store->kind->look(store) != STORE_OK)
			return store->status;
	}
}

/* Who breaks the lock, when and why; owned by the caller, NULL when memory is out. */
static char *break_record(const struct lock_options *options)
{
	char now[32], *who = lock_info_who(), *line = NULL;
	json_t *object = json_object();

	lock_info_now(now);
	if (object != NULL && who != NULL && json_object_set_new(object, "ID", json_string(options->id)) == 0 &&
	    json_object_set_new(object, "Who", json_string(who)) == 0 &&
	    json_object_set_new(object, "Created", json_string(now)) == 0 &&
	    json_object_set_new(object, "Reason", json_string(options->reason)) == 0)
		line = lock_json_print(object);
	json_decref(object);
	free(who);
	return line;
}

static int end(struct store *store)
{
	char *record = break_record(store->options);
	struct text text = { 0 };
	int status = EX_OK;

	if (record == NULL)
		return out_of_memory(store->diag);
	switch (store->kind->end(store, record)) {
	case STORE_OK:
		text_printf(&text, "%s: broken\n", store->options->key);
		status = text.failed ? out_of_memory(store->diag) : output_write_stdout(store->diag, text.data, text.length);
		break;
	case STORE_LOST:
		status = refuse(store, EX_DATAERR, "");
		break;
	default:
		status = store->status;
		break;
	}
	text_release(&text);
	free(record);
	return status;
}

int lock_break_main(struct diag *diag, int argc, char **argv)
{
	struct lock_options options;
	struct store *store;
	int status;

	if (!lock_options_read(diag, LOCK_BREAK, argc, argv, &options, &status))
		return status;
	store = open_and_look(diag, &options, &status);
	if (store == NULL)
		return status;
	status = watch(store);
	if (status == EX_OK)
		status = end(store);
	store->kind->close(store);
	return status;
}
