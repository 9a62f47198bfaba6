/* garage: see garage.h. Here: keys, and LIST. */
#include "garage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static void path_of(const struct garage *garage, const struct bakery_key *key, char path[GARAGE_PATH_SIZE])
{
	char name[BAKERY_NAME_SIZE];

	bakery_name(key, name);
	snprintf(path, GARAGE_PATH_SIZE, "/%s/.lock/%s", garage->store.options->key, name);
}

void garage_own_path(const struct garage *garage, enum bakery_kind kind, uint64_t number, char path[GARAGE_PATH_SIZE])
{
	struct bakery_key key = { .kind = kind, .ttl = garage->store.options->ttl, .number = number };

	memcpy(key.id, garage->store.id, sizeof(key.id));
	path_of(garage, &key, path);
}

void garage_other_path(const struct garage *garage, const struct bakery_other *other, enum bakery_kind kind,
                       char path[GARAGE_PATH_SIZE])
{
	struct bakery_key key = { .kind = kind, .ttl = other->ttl, .number = kind == BAKERY_TICKET ? other->ticket : 0 };

	memcpy(key.id, other->id, sizeof(key.id));
	path_of(garage, &key, path);
}

void garage_broken_path(const struct garage *garage, const char *id, char path[GARAGE_PATH_SIZE])
{
	snprintf(path, GARAGE_PATH_SIZE, "/%s/.broken/%s", garage->store.options->key, id);
}

bool garage_is_done(const struct lock_exchange *exchange)
{
	return exchange->status >= 200 && exchange->status < 300;
}

bool garage_is_gone(const struct lock_exchange *exchange)
{
	return exchange->status == 404;
}

enum store_result garage_put(struct garage *garage, enum bakery_kind kind, uint64_t number, int64_t deadline)
{
	char path[GARAGE_PATH_SIZE];
	struct lock_exchange exchange = { .method = "PUT", .path = path, .body = garage->info };
	enum store_result result;

	garage_own_path(garage, kind, number, path);
	result = s3_run(&garage->s3, &exchange, 1, deadline);
	if (result == STORE_OK && !garage_is_done(&exchange))
		result = s3_refused(&garage->s3, &exchange);
	lock_exchange_release(&exchange);
	return result;
}

/* What lies below KEY/.lock/ in the last page is taken in. */
static enum store_result take_page(struct garage *garage, const struct lock_exchange *page)
{
	garage->listed = page->date;
	return s3_take_page(&garage->s3, &garage->list, page);
}

static enum store_result take_names(struct garage *garage, const char *prefix)
{
	struct store *store = &garage->store;
	struct text shown = { 0 };

	for (size_t i = 0; i < garage->list.count; i++) {
		const char *name = garage->list.names[i];
		enum bakery_result taken = BAKERY_FOREIGN;

		if (strncmp(name, prefix, strlen(prefix)) == 0)
			taken = bakery_look_add(&garage->bakery, name + strlen(prefix), store->id[0] != '\0' ? store->id : NULL);
		if (taken == BAKERY_OK)
			continue;
		if (taken == BAKERY_NO_MEMORY)
			return store_no_memory(store);
		/* Something that is not understood may be a lock, too. */
		lock_text_show(&shown, name);
		(void)store_fail(store, EX_DATAERR, "the bucket '%s' holds '%s', which is no key of garage-lock %s",
		                 store->options->bucket, shown.failed ? "?" : shown.data, store->diag->version);
		text_release(&shown);
		return STORE_FAILED;
	}
	return STORE_OK;
}

/* Where LIST begins: "KEY/.lock/". */
static void list_prefix(const struct garage *garage, char prefix[GARAGE_PATH_SIZE])
{
	snprintf(prefix, GARAGE_PATH_SIZE, "%s/.lock/", garage->store.options->key);
}

enum store_result garage_look(struct garage *garage, struct lock_exchange *first, int64_t deadline)
{
	char prefix[GARAGE_PATH_SIZE];
	struct text query = { 0 };
	int64_t begun = first != NULL ? first->sent : lease_now();
	enum store_result result = STORE_OK;

	list_prefix(garage, prefix);
	s3_list_release(&garage->list);
	if (first != NULL)
		result = take_page(garage, first);
	while (result == STORE_OK && (garage->list.truncated || first == NULL)) {
		struct lock_exchange page = { .method = "GET", .path = "" };

		if (!s3_list_query(&query, prefix, garage->list.next)) {
			result = store_no_memory(&garage->store);
			break;
		}
		page.query = query.data;
		result = s3_run(&garage->s3, &page, 1, deadline);
		if (result == STORE_OK)
			result = take_page(garage, &page);
		lock_exchange_release(&page);
		if (!garage->list.truncated)
			break;
	}
	text_release(&query);
	if (result != STORE_OK)
		return result;
	bakery_look_begin(&garage->bakery);
	result = take_names(garage, prefix);
	bakery_look_end(&garage->bakery, begun, lease_now());
	return result;
}

enum store_result garage_put_and_look(struct garage *garage, enum bakery_kind kind, uint64_t number, int64_t deadline)
{
	char path[GARAGE_PATH_SIZE], prefix[GARAGE_PATH_SIZE];
	struct text query = { 0 };
	struct lock_exchange exchanges[] = {
		{ .method = "PUT", .path = path, .body = garage->info },
		{ .method = "GET", .path = "" },
	};
	enum store_result result;

	garage_own_path(garage, kind, number, path);
	list_prefix(garage, prefix);
	if (!s3_list_query(&query, prefix, NULL)) {
		text_release(&query);
		return store_no_memory(&garage->store);
	}
	exchanges[1].query = query.data;
	result = s3_run(&garage->s3, exchanges, 2, deadline);
	if (result == STORE_OK && !garage_is_done(&exchanges[0]))
		result = s3_refused(&garage->s3, &exchanges[0]);
	if (result == STORE_OK && kind == BAKERY_TOKEN)
		garage->token = number;
	if (result == STORE_OK)
		result = garage_look(garage, &exchanges[1], deadline);
	lock_exchange_release(&exchanges[0]);
	lock_exchange_release(&exchanges[1]);
	text_release(&query);
	return result;
}
