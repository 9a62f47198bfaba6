/*
 * store_garage: a lock in a bucket of Garage, which has nothing but plain keys.
 *
 * Garage 2.5.0 takes every PUT, If-None-Match or not, so the lock is a bakery
 * (bakery.h, and tests/model/garage_lock.pml, which shows that it holds) over
 * keys that are written once, below KEY/.lock/. Whoever breaks a lock says so
 * in KEY/.broken/ID. When nobody else is there, getting the lock and giving it
 * back takes six round trips: PUT choosing, LIST, PUT ticket, LIST, PUT token
 * with one more LIST, DELETE.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "garage.h"

#define PATIENCE (15 * LEASE_SECOND)      /* with a server that does not answer, before the user hears of it */
#define RENEW_PATIENCE (5 * LEASE_SECOND) /* before a renewal is tried with another number */
#define RELEASE_PATIENCE (10 * LEASE_SECOND)
#define QUIT_PATIENCE (3 * LEASE_SECOND)  /* to delete the keys of an attempt that did not get the lock */

/* The bucket of the states, over the same connections. */
static int open_states(struct garage *garage)
{
	const struct lock_options *options = garage->store.options;

	if (options->state == NULL && options->verb != LOCK_ETAGS)
		return EX_OK;
	if (options->state_bucket == NULL || !lock_key_is_valid(options->state_bucket) || strchr(options->state_bucket, '/') != NULL) {
		diag_error(garage->store.diag, "the store garage needs GARAGE_STATE_BUCKET or '--state-bucket' with '--state'");
		return EX_CONFIG;
	}
	if (s3_open_beside(&garage->states, &garage->s3, options->state_bucket))
		return EX_OK;
	diag_error(garage->store.diag, "out of memory");
	return EX_OSERR;
}

static struct store *garage_open(struct diag *diag, const struct lock_options *options, int *status)
{
	struct garage *garage = calloc(1, sizeof(*garage));

	if (garage == NULL) {
		diag_error(diag, "out of memory");
		*status = EX_OSERR;
		return NULL;
	}
	garage->store = (struct store){ .kind = &store_garage, .diag = diag, .options = options, .inherit = -1,
		                        .wake_fds = { -1, -1, -1 } };
	*status = s3_open(&garage->s3, &garage->store);
	if (*status == EX_OK)
		*status = open_states(garage);
	if (*status == EX_OK)
		return &garage->store;
	garage->store.kind->close(&garage->store);
	return NULL;
}

static void garage_close(struct store *store)
{
	struct garage *garage = as_garage(store);

	s3_close(&garage->states);
	s3_close(&garage->s3);
	bakery_release(&garage->bakery);
	s3_list_release(&garage->list);
	s3_list_release(&garage->records);
	store_holder_clear(store);
	free(garage->info);
	free(garage);
}

static int64_t deadline(const struct garage *garage, int64_t patience)
{
	int64_t until = lease_now() + patience;

	return garage->step != GARAGE_IDLE && garage->store.lease.until < until ? garage->store.lease.until : until;
}

/* The attempt is over, whatever it has come to: what it wrote is deleted, as far as that can be done now. */
static enum store_result quit(struct garage *garage, int64_t patience)
{
	enum store_result result;

	if (garage->step == GARAGE_IDLE)
		return STORE_OK;
	garage->step = GARAGE_IDLE; /* not bound by the lease any more */
	result = garage_sweep(garage, lease_give_up_at(&garage->store.lease, lease_now(), patience));
	garage->store.id[0] = '\0';
	return result;
}

static enum store_result begin(struct garage *garage)
{
	struct store *store = &garage->store;

	if (!bakery_new_id(store->id))
		return store_fail(store, EX_OSERR, "no random bytes: %s", strerror(errno));
	free(garage->info);
	garage->info = store_info_json(store);
	if (garage->info == NULL)
		return store_no_memory(store);
	garage->ticket = garage->token = garage->renewals = garage->renewals_deleted = 0;
	store->token = 0;
	garage->step = GARAGE_CHOOSING;
	/* From before the first key is sent, and never later: who sees it first counts from then. */
	lease_begin(&store->lease, store->options->ttl, lease_now());
	return STORE_OK;
}

static enum store_result choose(struct garage *garage)
{
	enum store_result result = garage_put(garage, BAKERY_CHOOSING, 0, deadline(garage, PATIENCE));

	if (result != STORE_OK)
		return result;
	result = garage_look(garage, NULL, deadline(garage, PATIENCE));
	if (result != STORE_OK)
		return result;
	garage->ticket = garage->bakery.highest_ticket + 1;
	garage->step = GARAGE_QUEUEING;
	return STORE_OK;
}

static enum store_result queue(struct garage *garage)
{
	enum store_result result = garage_put(garage, BAKERY_TICKET, garage->ticket, deadline(garage, PATIENCE));

	if (result == STORE_OK)
		garage->step = GARAGE_QUEUED;
	return result;
}

/* Nobody stands before us. The token is one more than any in a LIST that begins now. */
static enum store_result issue_token(struct garage *garage)
{
	struct store *store = &garage->store;
	enum store_result result;

	do {
		store->token = garage->bakery.highest_token + 1;
		result = garage_put_and_look(garage, BAKERY_TOKEN, store->token, deadline(garage, PATIENCE));
		if (result != STORE_OK)
			return result;
	} while (garage->bakery.highest_token >= store->token);
	/* The last check. What comes after it may come too late, however short it is: that is what the token is for. */
	if (lease_is_over(&store->lease, lease_now()))
		return STORE_LOST;
	garage->step = GARAGE_HELD;
	return STORE_OK;
}

static enum store_result wait_for_turn(struct garage *garage)
{
	bool before = false;
	enum store_result result = garage_look(garage, NULL, deadline(garage, PATIENCE));

	if (result == STORE_OK)
		result = garage_confirm(garage, &before, deadline(garage, PATIENCE));
	if (result != STORE_OK)
		return result;
	return before ? STORE_BUSY : issue_token(garage);
}

static enum store_result garage_try(struct store *store)
{
	struct garage *garage = as_garage(store);
	enum store_result result = STORE_OK;

	while (result == STORE_OK || result == STORE_LOST) {
		/* A lease that ran out on the way may have been taken for dead: nothing of this attempt counts any more. */
		if (result == STORE_LOST || (garage->step != GARAGE_IDLE && lease_is_over(&store->lease, lease_now())))
			(void)quit(garage, QUIT_PATIENCE);
		switch (garage->step) {
		case GARAGE_IDLE:
			result = begin(garage);
			break;
		case GARAGE_CHOOSING:
			result = choose(garage);
			break;
		case GARAGE_QUEUEING:
			result = queue(garage);
			break;
		case GARAGE_QUEUED:
			result = wait_for_turn(garage);
			break;
		case GARAGE_HELD:
			return STORE_OK;
		}
	}
	return result;
}

static enum store_result garage_renew(struct store *store)
{
	struct garage *garage = as_garage(store);

	if (garage->step == GARAGE_IDLE)
		return STORE_OK;
	return garage_renewal(garage, deadline(garage, RENEW_PATIENCE));
}

static enum store_result garage_release(struct store *store)
{
	struct garage *garage = as_garage(store);

	return quit(garage, garage->step == GARAGE_HELD ? RELEASE_PATIENCE : QUIT_PATIENCE);
}

static enum store_result garage_status(struct store *store)
{
	struct garage *garage = as_garage(store);
	enum store_result result = garage_look(garage, NULL, deadline(garage, PATIENCE));
	bool before;

	if (result == STORE_OK)
		result = garage_confirm(garage, &before, deadline(garage, PATIENCE));
	if (result == STORE_IN_DOUBT)
		return store_fail(store, EX_UNAVAILABLE, "%s", store->problem);
	return result;
}

static enum store_result garage_end(struct store *store, const char *record)
{
	enum store_result result = garage_break(as_garage(store), record, lease_now() + PATIENCE);

	if (result == STORE_IN_DOUBT)
		return store_fail(store, EX_UNAVAILABLE, "%s", store->problem);
	return result;
}

const struct store_kind store_garage = {
	.name = "garage",
	.place = &place_garage,
	.ttl_min = LEASE_SECOND,
	.ttl_max = 7 * 24 * 3600 * LEASE_SECOND,
	.open = garage_open,
	.try = garage_try,
	.renew = garage_renew,
	.release = garage_release,
	.look = garage_status,
	.end = garage_end,
	.close = garage_close,
};
