/*
 * place_heads: the ETags of many states in a bucket, see lock_place.h.
 *
 * Of a state that Terraform writes by itself it is what a HEAD says. One that
 * garage-lock serve writes is many keys below NAME.d/, each written once and
 * named by token and running number: the greatest name is what tells it.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "garage.h"
#include "served_keys.h"

/* What was asked about one state. */
struct served {
	struct text prefix, query;
	struct s3_list list;
	bool done;
};

static void take_head(struct garage *garage, struct place_head *head, const struct lock_exchange *exchange)
{
	if (exchange->status == 0)
		return; /* in doubt: the run has said so */
	head->there = garage_is_done(exchange);
	head->known = garage_is_gone(exchange) || (head->there && exchange->etag[0] != '\0');
	memcpy(head->etag, exchange->etag, sizeof(head->etag));
	if (!head->known && head->there)
		(void)store_fail(&garage->store, EX_UNAVAILABLE, "%s gives no ETag", garage->s3.host);
	else if (!head->known)
		(void)s3_refused(&garage->states, exchange);
}

/* The bucket is listed along with it: where there is none, each HEAD answers 404, too. */
static void direct_heads(struct garage *garage, struct place_head *heads, size_t count, int64_t deadline)
{
	struct lock_exchange *exchanges = calloc(count + 1, sizeof(*exchanges));
	struct text *paths = calloc(count + 1, sizeof(*paths));
	struct s3_list list = { 0 };
	enum store_result result = exchanges != NULL && paths != NULL ? STORE_OK : store_no_memory(&garage->store), listed;

	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		text_printf(&paths[i], "/%s", heads[i].name);
		exchanges[i] = (struct lock_exchange){ .method = "HEAD", .path = paths[i].data };
		if (paths[i].failed)
			result = store_no_memory(&garage->store);
	}
	if (result == STORE_OK && !s3_list_query(&paths[count], heads[0].name, NULL))
		result = store_no_memory(&garage->store);
	if (result == STORE_OK) {
		exchanges[count] = (struct lock_exchange){ .method = "GET", .path = "", .query = paths[count].data };
		listed = s3_run(&garage->states, exchanges, count + 1, deadline);
		if (exchanges[count].status != 0)
			listed = s3_take_page(&garage->states, &list, &exchanges[count]);
		for (size_t i = 0; i < count && listed == STORE_OK; i++)
			take_head(garage, &heads[i], &exchanges[i]);
	}
	for (size_t i = 0; i <= count && exchanges != NULL && paths != NULL; i++) {
		lock_exchange_release(&exchanges[i]);
		text_release(&paths[i]);
	}
	s3_list_release(&list);
	free(exchanges);
	free(paths);
}

static void take_greatest(struct place_head *head, const struct served *served)
{
	head->known = true;
	for (size_t i = 0; i < served->list.count; i++) {
		const char *name = served->list.names[i];
		struct served_version version;

		if (strncmp(name, served->prefix.data, served->prefix.length) != 0 ||
		    !served_version_parse(name + served->prefix.length, &version) || strcmp(name + served->prefix.length, head->etag) <= 0)
			continue;
		strcpy(head->etag, name + served->prefix.length);
		head->there = !served->list.empty[i]; /* that is its deletion */
	}
}

/* The next page of each that is not done, at once. One that fails is done, and stays unknown. */
static void next_pages(struct garage *garage, struct place_head *heads, struct served *all, size_t count,
                       struct lock_exchange *exchanges, int64_t deadline)
{
	size_t asked = 0;
	enum store_result result = STORE_OK;

	memset(exchanges, 0, count * sizeof(*exchanges));
	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		if (all[i].done)
			continue;
		if (!s3_list_query(&all[i].query, all[i].prefix.data, all[i].list.next))
			result = store_no_memory(&garage->store);
		exchanges[asked++] = (struct lock_exchange){ .method = "GET", .path = "", .query = all[i].query.data };
	}
	if (result == STORE_OK)
		(void)s3_run(&garage->states, exchanges, asked, deadline); /* each says for itself whether it was answered */
	asked = 0;
	for (size_t i = 0; i < count; i++) {
		struct lock_exchange *page = &exchanges[asked];
		bool taken;

		if (all[i].done)
			continue;
		taken = page->status != 0 && s3_take_page(&garage->states, &all[i].list, page) == STORE_OK;
		all[i].done = !taken || !all[i].list.truncated;
		if (taken && all[i].done)
			take_greatest(&heads[i], &all[i]);
		lock_exchange_release(page);
		asked++;
	}
}

static void served_heads(struct garage *garage, struct place_head *heads, size_t count, int64_t deadline)
{
	struct lock_exchange *exchanges = calloc(count, sizeof(*exchanges));
	struct served *all = calloc(count, sizeof(*all));
	enum store_result result = exchanges != NULL && all != NULL ? STORE_OK : store_no_memory(&garage->store);
	bool more;

	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		text_printf(&all[i].prefix, "%s.d/", heads[i].name);
		if (all[i].prefix.failed)
			result = store_no_memory(&garage->store);
	}
	for (more = result == STORE_OK; more;) {
		next_pages(garage, heads, all, count, exchanges, deadline);
		more = false;
		for (size_t i = 0; i < count; i++)
			more |= !all[i].done;
	}
	for (size_t i = 0; i < count && all != NULL; i++) {
		text_release(&all[i].prefix);
		text_release(&all[i].query);
		s3_list_release(&all[i].list);
	}
	free(exchanges);
	free(all);
}

void garage_heads(struct store *store, struct place_head *heads, size_t count, bool served, int64_t deadline)
{
	struct garage *garage = as_garage(store);

	if (!lock_http_widen(garage->s3.http, PLACE_CONNECTIONS))
		(void)store_no_memory(store);
	else if (served)
		served_heads(garage, heads, count, deadline);
	else
		direct_heads(garage, heads, count, deadline);
}
