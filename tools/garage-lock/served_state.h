/*
 * served_state: a state in a bucket of Garage, kept in the keys of
 * served_keys.h.
 *
 * It is read once, when the lock is there, and known from then on: whoever
 * holds the lock is the only one whose writes count. A write is acknowledged by
 * Garage while the lease is good, so whoever holds the lock next sees it in the
 * LIST that it begins with; one that lands later is below what the next holder
 * writes.
 */
#ifndef SERVED_STATE_H
#define SERVED_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lock_options.h"
#include "s3.h"
#include "served_keys.h"
#include "store.h"

#define SERVED_SIZE_MAX ((size_t)256 * 1024 * 1024)

/* How long writes count, in lease_now(). One thread moves it on as it renews the lease, another writes. */
struct served_fence {
	_Atomic int64_t answer_by; /* what is not acknowledged by then has failed: COMMAND needs the rest to save its state */
	_Atomic int64_t until;     /* what is acknowledged after it does not count */
};

struct served_state {
	struct lock_options options; /* the caller's, but for the bucket */
	struct store store;          /* for errors, and for breaking off */
	struct s3 s3;
	struct served_fence fence; /* all 0: nothing counts */
	struct served_keys keys;
	struct served_version base; /* what was read */
	uint64_t token;             /* 0: only read */
	uint64_t writes;            /* so many numbers are used up */
	bool marked;                /* the key that names the base is there */
	bool exists;
	struct text current; /* the state, when it exists */
};

/* By OPTIONS. EX_OK, or a sysexits(3) code after an error. Makes no request. STATE is to be closed in any case. */
int served_open(struct served_state *state, struct diag *diag, const struct lock_options *options);

/*
 * Reads the state for the holder of TOKEN, 0 for nobody who writes. Says what
 * was lost. STORE_OK, STORE_IN_DOUBT with why in the store's problem, …
 */
enum store_result served_read(struct served_state *state, uint64_t token);

/*
 * Makes WRITTEN the state; an empty one is its deletion. STORE_OK when that is
 * acknowledged and counts, and WRITTEN is taken over; else the store's problem
 * says why not.
 */
enum store_result served_write(struct served_state *state, struct text *written);

/* Deletes what is older than the states to keep. What cannot be deleted stays for the next time. */
void served_prune(struct served_state *state, int64_t deadline);

void served_close(struct served_state *state);

#endif
