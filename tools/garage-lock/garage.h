/*
 * garage: the single steps of store_garage.c, each a round trip or a few.
 */
#ifndef GARAGE_H
#define GARAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "bakery.h"
#include "lock_place.h"
#include "lock_text.h"
#include "s3.h"
#include "store.h"

enum garage_step {
	GARAGE_IDLE,
	GARAGE_CHOOSING, /* its key may be there */
	GARAGE_QUEUEING, /* the ticket is chosen, and may be there */
	GARAGE_QUEUED,   /* it is there */
	GARAGE_HELD,
};

struct garage {
	struct store store; /* first, so that one can be had from the other */
	struct s3 s3;
	struct s3 states;       /* the bucket of the states, where one is asked for; see lock_place.h */
	struct s3_list records; /* of the last look there: full names */
	bool recorded;          /* a record of ours is acknowledged */
	enum garage_step step;
	char *info; /* what the keys hold, for others to read; owned */
	uint64_t ticket;
	uint64_t token; /* that is acknowledged; 0: none */
	uint64_t renewals, renewals_deleted; /* the last number used, the last that is deleted */
	struct bakery bakery;
	struct s3_list list; /* of the last look: full names */
	time_t listed;       /* when that was, by the server's clock; 0: it did not say */
	/* For status and break: the holder's renewal when it was first seen. */
	char watched[BAKERY_ID_SIZE];
	uint64_t watched_renewal;
};

#define GARAGE_PATH_SIZE (LOCK_KEY_MAX + BAKERY_NAME_SIZE + 32)

static inline struct garage *as_garage(struct store *store)
{
	return (struct garage *)store;
}

/* The path of a key below the bucket: one of ours, one of another attempt's, and who broke the lock of ID. */
void garage_own_path(const struct garage *garage, enum bakery_kind kind, uint64_t number, char path[GARAGE_PATH_SIZE]);
void garage_other_path(const struct garage *garage, const struct bakery_other *other, enum bakery_kind kind,
                       char path[GARAGE_PATH_SIZE]);
void garage_broken_path(const struct garage *garage, const char *id, char path[GARAGE_PATH_SIZE]);

/* What an answer says: done as asked, or there is no such key. */
bool garage_is_done(const struct lock_exchange *exchange);
bool garage_is_gone(const struct lock_exchange *exchange);

/* Puts one of our keys, until it is acknowledged or DEADLINE is there. STORE_OK, STORE_IN_DOUBT, … */
enum store_result garage_put(struct garage *garage, enum bakery_kind kind, uint64_t number, int64_t deadline);

/* A LIST, all pages of it, into the bakery. FIRST is the exchange of the first page when that is there already. */
enum store_result garage_look(struct garage *garage, struct lock_exchange *first, int64_t deadline);

/* Both at the same time. */
enum store_result garage_put_and_look(struct garage *garage, enum bakery_kind kind, uint64_t number, int64_t deadline);

/*
 * HEADs of all who stand before us in the last look: a LIST may show what is
 * deleted. *BEFORE: somebody does. Fills the store's holder.
 */
enum store_result garage_confirm(struct garage *garage, bool *before, int64_t deadline);

/* A renewal; at the same time, whether our keys are still there, and whether somebody broke the lock. */
enum store_result garage_renewal(struct garage *garage, int64_t deadline);

/* Deletes what this attempt wrote, but for its token, and what the dead and earlier holders left behind. */
enum store_result garage_sweep(struct garage *garage, int64_t deadline);

/* Writes RECORD down and deletes the holder's keys. */
enum store_result garage_break(struct garage *garage, const char *record, int64_t deadline);

/* See struct place_kind; in place_heads.c. */
void garage_heads(struct store *store, struct place_head *heads, size_t count, bool served, int64_t deadline);

#endif
