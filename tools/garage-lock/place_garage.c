/*
 * place_garage: see lock_place.h.
 *
 * A record is one key for each holder and phase, written once: the one with
 * the greatest token counts, and of two the closed one. A LIST finds them; one
 * that it shows may be deleted already, so they are read from the newest down.
 * At the same time the one is asked for that is there when the holder before
 * us closed its own: then there is nothing more to read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "garage.h"
#include "lock_place.h"

#define RECORD_FOLDER "record/"
#define RECORD_NAME_SIZE 40 /* "TOKEN.closed" */
#define SWEPT_MAX 16        /* old records that are deleted at once; more of them are next time */

static void record_name(uint64_t token, bool closed, char name[RECORD_NAME_SIZE])
{
	snprintf(name, RECORD_NAME_SIZE, "%020" PRIu64 ".%s", token, closed ? "closed" : "open");
}

static bool record_path(const struct garage *garage, uint64_t token, bool closed, struct text *path)
{
	char name[RECORD_NAME_SIZE], entry[RECORD_NAME_SIZE + sizeof(RECORD_FOLDER)];

	record_name(token, closed, name);
	snprintf(entry, sizeof(entry), RECORD_FOLDER "%s", name);
	return place_path(&garage->store, "/", entry, path);
}

/* Takes NAME, the last part of a key, apart; false for what record_name does not make. */
static bool parse_name(const char *name, uint64_t *token, bool *closed)
{
	char again[RECORD_NAME_SIZE];

	*token = strtoull(name, NULL, 10);
	for (unsigned phase = 0; phase < 2; phase++) {
		*closed = phase == 1;
		record_name(*token, *closed, again);
		if (strcmp(name, again) == 0)
			return true;
	}
	return false;
}

/* Adds what FIRST, and pages after it, list below PREFIX. */
static enum store_result take_list(struct garage *garage, struct s3_list *list, const char *prefix, struct lock_exchange *first,
                                   int64_t deadline)
{
	enum store_result result = s3_take_page(&garage->states, list, first);
	struct text query = { 0 };

	while (result == STORE_OK && list->truncated) {
		struct lock_exchange page = { .method = "GET", .path = "" };

		if (!s3_list_query(&query, prefix, list->next)) {
			result = store_no_memory(&garage->store);
			break;
		}
		page.query = query.data;
		result = s3_run(&garage->states, &page, 1, deadline);
		if (result == STORE_OK)
			result = s3_take_page(&garage->states, list, &page);
		lock_exchange_release(&page);
	}
	text_release(&query);
	return result;
}

/* Reads EXCHANGE's answer as a record; STORE_BUSY: there is no such key. */
static enum store_result take_record(struct garage *garage, const struct lock_exchange *exchange, struct lock_record *record)
{
	if (garage_is_gone(exchange))
		return STORE_BUSY;
	if (!garage_is_done(exchange))
		return s3_refused(&garage->states, exchange);
	if (lock_record_parse(record, exchange->answer.data != NULL ? exchange->answer.data : "", exchange->answer.length))
		return STORE_OK;
	return place_misread(&garage->store, exchange->path + 1);
}

static enum store_result read_record(struct garage *garage, const char *name, struct lock_record *record, int64_t deadline)
{
	struct text path = { 0 };
	struct lock_exchange exchange = { .method = "GET" };
	enum store_result result;

	text_printf(&path, "/%s", name);
	exchange.path = path.data;
	result = path.failed ? store_no_memory(&garage->store) : s3_run(&garage->states, &exchange, 1, deadline);
	if (result == STORE_OK)
		result = take_record(garage, &exchange, record);
	lock_exchange_release(&exchange);
	text_release(&path);
	return result;
}

/* Whether a record named A counts for less than B; what is no name of a record comes last, to be found. */
static int by_age(const void *a, const void *b)
{
	uint64_t token[2];
	bool closed[2], known[2];

	for (unsigned i = 0; i < 2; i++) {
		const char *name = strrchr(*(char *const *)(i == 0 ? a : b), '/');

		known[i] = name != NULL && parse_name(name + 1, &token[i], &closed[i]);
	}
	if (!known[0] || !known[1])
		return known[1] - known[0];
	if (token[0] != token[1])
		return token[0] < token[1] ? -1 : 1;
	return closed[0] - closed[1];
}

/* The newest of those that were listed, and that is there. GUESS is the answer for one of them. */
static enum store_result find_record(struct garage *garage, const struct lock_exchange *guess, struct lock_record *record,
                                     int64_t deadline)
{
	struct s3_list *list = &garage->records;
	enum store_result result = STORE_BUSY;
	uint64_t token;
	bool closed;

	if (list->count > 1)
		qsort(list->names, list->count, sizeof(*list->names), by_age);
	for (size_t i = list->count; i > 0 && result == STORE_BUSY; i--) {
		const char *name = list->names[i - 1];

		if (strrchr(name, '/') == NULL || !parse_name(strrchr(name, '/') + 1, &token, &closed))
			return place_misread(&garage->store, name);
		if (guess != NULL && guess->path != NULL && strcmp(name, guess->path + 1) == 0)
			result = take_record(garage, guess, record);
		else
			result = read_record(garage, name, record, deadline);
	}
	return result == STORE_BUSY ? STORE_OK : result;
}

static enum store_result take_head(struct garage *garage, const struct lock_exchange *exchange, bool *there,
                                   char etag[LOCK_ETAG_SIZE])
{
	*there = garage_is_done(exchange);
	etag[0] = '\0';
	if (garage_is_gone(exchange))
		return STORE_OK;
	if (!*there)
		return s3_refused(&garage->states, exchange);
	if (exchange->etag[0] == '\0')
		return store_fail(&garage->store, EX_UNAVAILABLE, "%s gives no ETag", garage->s3.host);
	memcpy(etag, exchange->etag, LOCK_ETAG_SIZE);
	return STORE_OK;
}

static enum store_result look(struct store *store, struct lock_state *now, struct lock_record *record, int64_t deadline)
{
	struct garage *garage = as_garage(store);
	struct text path = { 0 }, prefix = { 0 }, query = { 0 }, guess = { 0 };
	struct lock_exchange exchanges[] = { { .method = "HEAD" }, { .method = "GET", .path = "" }, { .method = "GET" } };
	size_t count = store->token > 1 ? 3 : 2;
	enum store_result result = STORE_OK;

	*now = (struct lock_state){ .serial = -1 };
	*record = (struct lock_record){ 0 };
	s3_list_release(&garage->records);
	if (!place_path(store, "/", NULL, &path) || !place_path(store, "", RECORD_FOLDER, &prefix) ||
	    !s3_list_query(&query, prefix.data, NULL) || !record_path(garage, store->token - 1, true, &guess))
		result = store_no_memory(store);
	exchanges[0].path = path.data;
	exchanges[1].query = query.data;
	exchanges[2].path = guess.data;
	if (result == STORE_OK)
		result = s3_run(&garage->states, exchanges, count, deadline);
	if (result == STORE_OK)
		result = take_head(garage, &exchanges[0], &now->there, now->etag);
	if (result == STORE_OK)
		result = take_list(garage, &garage->records, prefix.data, &exchanges[1], deadline);
	if (result == STORE_OK)
		result = find_record(garage, count == 3 ? &exchanges[2] : NULL, record, deadline);
	for (size_t i = 0; i < 3; i++)
		lock_exchange_release(&exchanges[i]);
	text_release(&path);
	text_release(&prefix);
	text_release(&query);
	text_release(&guess);
	return result;
}

/* Garage 2.5.0 heeds If-None-Match of a GET (src/api/s3/get.rs, read 2026-11-25), which need not be signed. */
static enum store_result read_content(struct store *store, const char *entry, const char *unless, struct place_content *content,
                                      int64_t deadline)
{
	struct garage *garage = as_garage(store);
	struct text path = { 0 }, header = { 0 };
	struct lock_exchange exchange = { .method = "GET", .answer_max = LOCK_LARGE_MAX };
	enum store_result result;

	text_printf(&header, "If-None-Match: \"%s\"", unless != NULL ? unless : "");
	result = !place_path(store, "/", entry, &path) || header.failed ? store_no_memory(store) : STORE_OK;
	exchange.path = path.data;
	exchange.header = unless != NULL ? header.data : NULL;
	if (result == STORE_OK)
		result = s3_run(&garage->states, &exchange, 1, deadline);
	content->unchanged = unless != NULL && exchange.status == 304;
	if (result == STORE_OK && !content->unchanged)
		result = take_head(garage, &exchange, &content->there, content->etag);
	if (result == STORE_OK && content->there) {
		content->data = exchange.answer;
		exchange.answer = (struct text){ 0 };
	}
	content->there |= content->unchanged;
	lock_exchange_release(&exchange);
	text_release(&path);
	text_release(&header);
	return result;
}

static enum store_result keep(struct store *store, const char *entry, const struct text *data, int64_t deadline)
{
	struct garage *garage = as_garage(store);
	struct text path = { 0 };
	struct lock_exchange head = { .method = "HEAD" };
	struct lock_exchange put = { .method = "PUT", .body = data->data, .body_size = data->length, .once = entry == NULL };
	enum store_result result = place_path(store, "/", entry, &path) ? STORE_OK : store_no_memory(store);

	head.path = put.path = path.data;
	if (data->data == NULL)
		put.body = "";
	if (result == STORE_OK && entry != NULL)
		result = s3_run(&garage->states, &head, 1, deadline);
	if (result == STORE_OK && entry != NULL && !garage_is_gone(&head))
		result = garage_is_done(&head) ? STORE_BUSY : s3_refused(&garage->states, &head);
	if (result == STORE_OK)
		result = s3_run(&garage->states, &put, 1, deadline);
	if (result == STORE_OK && !garage_is_done(&put))
		result = s3_refused(&garage->states, &put);
	lock_exchange_release(&head);
	lock_exchange_release(&put);
	text_release(&path);
	return result;
}

/* The key bears our token, whoever the record is about: it is we who write it. */
static enum store_result write_record(struct store *store, const struct lock_record *record, int64_t deadline)
{
	struct garage *garage = as_garage(store);
	struct lock_exchange exchanges[1 + SWEPT_MAX] = { { .method = "PUT" } };
	struct text paths[1 + SWEPT_MAX] = { { 0 } };
	char *line = lock_record_print(record);
	size_t count = 1;
	enum store_result result = line != NULL && record_path(garage, store->token, record->closed, &paths[0]) ? STORE_OK :
	                                                                                                          store_no_memory(store);

	exchanges[0].path = paths[0].data;
	exchanges[0].body = line;
	/* Earlier ones, once one of ours has been acknowledged. */
	for (size_t i = 0; garage->recorded && i < garage->records.count && count <= SWEPT_MAX; i++) {
		text_printf(&paths[count], "/%s", garage->records.names[i]);
		if (paths[count].failed)
			break;
		exchanges[count] = (struct lock_exchange){ .method = "DELETE", .path = paths[count].data };
		count++;
	}
	if (result == STORE_OK)
		result = s3_run(&garage->states, exchanges, count, deadline);
	if (garage_is_done(&exchanges[0])) {
		garage->recorded = true;
		result = STORE_OK; /* what is not swept is next time */
	} else if (result == STORE_OK) {
		result = s3_refused(&garage->states, &exchanges[0]);
	}
	for (size_t i = 0; i < 1 + SWEPT_MAX; i++) {
		lock_exchange_release(&exchanges[i]);
		text_release(&paths[i]);
	}
	free(line);
	return result;
}

const struct place_kind place_garage = {
	.late_writes = true,
	.look = look,
	.read = read_content,
	.keep = keep,
	.write = write_record,
	.heads = garage_heads,
};
