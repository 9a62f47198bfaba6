/* garage_renew: see garage.h. Here: what comes once the keys are there: renewing them, deleting them, breaking others'. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "garage.h"

#define SWEEP_MAX 64 /* keys deleted at once beside our own: who comes next goes on */

enum store_result garage_renewal(struct garage *garage, int64_t deadline)
{
	enum { PUT, HEAD, BROKEN, DELETE, COUNT };
	struct store *store = &garage->store;
	char paths[COUNT][GARAGE_PATH_SIZE];
	struct lock_exchange exchanges[COUNT] = {
		[PUT] = { .method = "PUT", .path = paths[PUT], .body = garage->info },
		[HEAD] = { .method = "HEAD", .path = paths[HEAD] },
		[BROKEN] = { .method = "GET", .path = paths[BROKEN] },
		[DELETE] = { .method = "DELETE", .path = paths[DELETE] },
	};
	bool deletes = garage->renewals > garage->renewals_deleted + 1;
	enum store_result result;

	/* A new number each time: one that is in doubt may have been seen long ago. */
	garage_own_path(garage, BAKERY_RENEWAL, ++garage->renewals, paths[PUT]);
	garage_own_path(garage, BAKERY_CHOOSING, 0, paths[HEAD]);
	garage_broken_path(garage, store->id, paths[BROKEN]);
	garage_own_path(garage, BAKERY_RENEWAL, garage->renewals_deleted + 1, paths[DELETE]);
	result = s3_run(&garage->s3, exchanges, deletes ? COUNT : DELETE, deadline);
	if (exchanges[BROKEN].status == 200)
		result = store_broken(store, exchanges[BROKEN].answer.data != NULL ? exchanges[BROKEN].answer.data : "",
		                      exchanges[BROKEN].answer.length);
	else if (garage_is_gone(&exchanges[HEAD]))
		result = store_lose(store, "others took us for dead, and deleted our keys");
	else if (garage_is_done(&exchanges[PUT]))
		/* Whatever is to be said of the others. */
		result = lease_extend(&store->lease, exchanges[PUT].sent, lease_now())
		             ? STORE_OK
		             : store_lose(store, "it was renewed too late");
	else if (result == STORE_OK)
		result = s3_refused(&garage->s3, &exchanges[PUT]);
	if (result == STORE_LOST)
		store->lease.over = true;
	if (deletes && (garage_is_done(&exchanges[DELETE]) || garage_is_gone(&exchanges[DELETE])))
		garage->renewals_deleted++;
	for (size_t i = 0; i < COUNT; i++)
		lock_exchange_release(&exchanges[i]);
	return result;
}

/* Whether the key called NAME, which the last look showed, is of no use to anybody any more. */
static bool is_litter(const struct garage *garage, const char *name)
{
	struct bakery_key key;

	if (!bakery_parse(name, &key) || strcmp(key.id, garage->store.id) == 0)
		return false;
	if (key.kind == BAKERY_TOKEN)
		return key.number < garage->token;
	for (size_t i = 0; i < garage->bakery.count; i++)
		if (strcmp(garage->bakery.others[i].id, key.id) == 0)
			return garage->bakery.others[i].dead;
	return false;
}

/* Paths to be deleted; they grow with each. */
struct litter {
	char (*paths)[GARAGE_PATH_SIZE]; /* owned */
	size_t count, capacity;
};

static void add_own(struct garage *garage, struct litter *litter, enum bakery_kind kind, uint64_t number)
{
	if (litter->count < litter->capacity)
		garage_own_path(garage, kind, number, litter->paths[litter->count++]);
}

enum store_result garage_sweep(struct garage *garage, int64_t deadline)
{
	uint64_t renewals = garage->renewals - garage->renewals_deleted;
	struct litter litter = { .capacity = 2 + renewals + SWEEP_MAX };
	size_t prefix = strlen(garage->store.options->key) + strlen("/.lock/");
	struct lock_exchange *exchanges;
	enum store_result result = STORE_OK;

	litter.paths = calloc(litter.capacity, sizeof(*litter.paths));
	exchanges = calloc(litter.capacity, sizeof(*exchanges));
	if (litter.paths == NULL || exchanges == NULL) {
		litter.capacity = 0;
		result = store_no_memory(&garage->store);
	}
	add_own(garage, &litter, BAKERY_CHOOSING, 0);
	if (garage->ticket != 0)
		add_own(garage, &litter, BAKERY_TICKET, garage->ticket);
	for (uint64_t i = 1; i <= renewals; i++)
		add_own(garage, &litter, BAKERY_RENEWAL, garage->renewals_deleted + i);
	for (size_t i = 0; i < garage->list.count && litter.count < litter.capacity; i++)
		if (is_litter(garage, garage->list.names[i] + prefix))
			snprintf(litter.paths[litter.count++], GARAGE_PATH_SIZE, "/%s", garage->list.names[i]);
	for (size_t i = 0; result == STORE_OK && i < litter.count; i++)
		exchanges[i] = (struct lock_exchange){ .method = "DELETE", .path = litter.paths[i] };
	if (result == STORE_OK)
		result = s3_run(&garage->s3, exchanges, litter.count, deadline);
	for (size_t i = 0; result == STORE_OK && i < litter.count; i++)
		if (!garage_is_done(&exchanges[i]) && !garage_is_gone(&exchanges[i]))
			result = s3_refused(&garage->s3, &exchanges[i]);
	for (size_t i = 0; exchanges != NULL && i < litter.count; i++)
		lock_exchange_release(&exchanges[i]);
	free(litter.paths);
	free(exchanges);
	return result;
}

enum store_result garage_break(struct garage *garage, const char *record, int64_t deadline)
{
	struct bakery_other holder = { .ttl = garage->store.holder.ttl };
	char paths[2][GARAGE_PATH_SIZE];
	struct lock_exchange put = { .method = "PUT", .path = paths[0], .body = record };
	struct lock_exchange deletes[] = {
		{ .method = "DELETE", .path = paths[0] },
		{ .method = "DELETE", .path = paths[1] },
	};
	enum store_result result;

	for (size_t i = 0; i < garage->bakery.count; i++)
		if (strcmp(garage->bakery.others[i].id, garage->store.holder.id) == 0)
			holder = garage->bakery.others[i];
	memcpy(holder.id, garage->store.holder.id, sizeof(holder.id));
	garage_broken_path(garage, holder.id, paths[0]);
	result = s3_run(&garage->s3, &put, 1, deadline);
	if (result == STORE_OK && !garage_is_done(&put))
		result = s3_refused(&garage->s3, &put);
	lock_exchange_release(&put);
	if (result != STORE_OK)
		return result;
	garage_other_path(garage, &holder, BAKERY_CHOOSING, paths[0]);
	garage_other_path(garage, &holder, BAKERY_TICKET, paths[1]);
	result = s3_run(&garage->s3, deletes, holder.queued ? 2 : 1, deadline);
	for (size_t i = 0; i < 2; i++) {
		if (result == STORE_OK && deletes[i].status != 0 && !garage_is_done(&deletes[i]) && !garage_is_gone(&deletes[i]))
			result = s3_refused(&garage->s3, &deletes[i]);
		lock_exchange_release(&deletes[i]);
	}
	return result;
}
