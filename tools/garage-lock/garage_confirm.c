/* garage_confirm: see garage.h. Here: who stands before us. */
#include <stdlib.h>
#include <string.h>

#include "garage.h"

/* Whether OTHER is nearer to holding the lock than BEST (NULL: nobody): by its token, else by its place in the queue. */
static bool is_nearer(const struct bakery_other *other, const struct bakery_other *best)
{
	if (best == NULL || other->has_token != best->has_token)
		return best == NULL || other->has_token;
	if (other->has_token)
		return other->token > best->token;
	return bakery_is_before(other, best->id, best->queued ? best->ticket : 0);
}

/* What OTHER says of itself, unless we have asked before. */
static enum store_result read_holder(struct garage *garage, const struct bakery_other *other, int64_t deadline)
{
	struct store *store = &garage->store;
	char path[GARAGE_PATH_SIZE];
	struct lock_exchange exchange = { .method = "GET", .path = path };
	enum store_result result = STORE_OK;

	if (strcmp(store->holder.id, other->id) == 0)
		return STORE_OK;
	store_holder_clear(store);
	garage_other_path(garage, other, BAKERY_CHOOSING, path);
	result = s3_run(&garage->s3, &exchange, 1, deadline);
	if (result == STORE_OK && !garage_is_done(&exchange) && !garage_is_gone(&exchange))
		result = s3_refused(&garage->s3, &exchange);
	if (result == STORE_OK && garage_is_done(&exchange) && exchange.answer.length > 0 &&
	    !store_holder_read(store, exchange.answer.data, exchange.answer.length))
		result = store_no_memory(store);
	lock_exchange_release(&exchange);
	/* By this name it is known to break, whatever it says itself. */
	free(store->holder.info.fields[LOCK_ID]);
	store->holder.info.fields[LOCK_ID] = strdup(other->id);
	memcpy(store->holder.id, other->id, sizeof(store->holder.id));
	return result;
}

/* How long ago, by the server's clock, OTHER wrote the last of its keys; 0: not known. */
static int64_t silence_of(const struct garage *garage, const struct bakery_other *other)
{
	size_t prefix = strlen(garage->store.options->key) + strlen("/.lock/");
	time_t newest = 0;

	for (size_t i = 0; i < garage->list.count; i++)
		if (strncmp(garage->list.names[i] + prefix, other->id, strlen(other->id)) == 0 && garage->list.times[i] > newest)
			newest = garage->list.times[i];
	return newest != 0 && garage->listed > newest ? (garage->listed - newest) * LEASE_SECOND : 0;
}

static enum store_result take_holder(struct garage *garage, const struct bakery_other *best, unsigned present,
                                     int64_t deadline)
{
	struct store_holder *holder = &garage->store.holder;
	enum store_result result;

	if (best == NULL) {
		store_holder_clear(&garage->store);
		holder->token = garage->bakery.highest_token;
		return STORE_OK;
	}
	result = read_holder(garage, best, deadline);
	holder->holds = best->has_token;
	holder->token = best->has_token ? best->token : garage->bakery.highest_token;
	holder->ttl = best->ttl;
	holder->silent = silence_of(garage, best);
	holder->waiting = present - best->has_token;
	if (strcmp(garage->watched, best->id) != 0) {
		memcpy(garage->watched, best->id, sizeof(garage->watched));
		garage->watched_renewal = best->renewal;
	}
	holder->life = best->dead ? STORE_DEAD : best->renewal > garage->watched_renewal ? STORE_ALIVE : STORE_UNKNOWN;
	return result;
}

enum store_result garage_confirm(struct garage *garage, bool *before, int64_t deadline)
{
	const struct bakery *bakery = &garage->bakery;
	struct lock_exchange *exchanges = calloc(bakery->count + 1, sizeof(*exchanges));
	char(*paths)[GARAGE_PATH_SIZE] = calloc(bakery->count + 1, sizeof(*paths));
	const struct bakery_other *best = NULL, **others = calloc(bakery->count + 1, sizeof(*others));
	enum store_result result = STORE_OK;
	size_t count = 0;
	unsigned present = 0;

	*before = false;
	if (exchanges == NULL || paths == NULL || others == NULL)
		result = store_no_memory(&garage->store);
	for (size_t i = 0; result == STORE_OK && i < bakery->count; i++) {
		/* The dead count for nobody but a user who wants to know whom to break. */
		if (bakery->others[i].dead ? garage->step != GARAGE_IDLE || !bakery->others[i].has_token
		                           : !bakery_is_before(&bakery->others[i], garage->store.id, garage->ticket))
			continue;
		others[count] = &bakery->others[i];
		garage_other_path(garage, others[count], BAKERY_CHOOSING, paths[count]);
		exchanges[count] = (struct lock_exchange){ .method = "HEAD", .path = paths[count] };
		count++;
	}
	if (result == STORE_OK && count > 0)
		result = s3_run(&garage->s3, exchanges, count, deadline);
	for (size_t i = 0; result == STORE_OK && i < count; i++) {
		if (garage_is_gone(&exchanges[i]))
			continue;
		if (!garage_is_done(&exchanges[i]))
			result = s3_refused(&garage->s3, &exchanges[i]);
		*before = true;
		present++;
		if (is_nearer(others[i], best))
			best = others[i];
	}
	for (size_t i = 0; exchanges != NULL && i < count; i++)
		lock_exchange_release(&exchanges[i]);
	if (result == STORE_OK)
		result = take_holder(garage, best, present, deadline);
	free(exchanges);
	free(paths);
	free(others);
	return result;
}
