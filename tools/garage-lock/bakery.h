/*
 * bakery: who stands where in the queue, by the names of keys.
 *
 * The algorithm is that of tests/model/garage_lock.pml, which says what it
 * relies on; names are the same here. An attempt to get the lock has a random
 * ID and writes, in this order, each key once:
 *
 *	ID.TTL.choosing     first, so that others wait for its ticket
 *	ID.TTL.ticket.N     one more than the highest ticket seen since
 *	ID.TTL.renewal.N    every so often, while it waits and while it holds
 *	token.N.ID          once nobody stands before it: then it holds the lock
 *
 * ID is a UUID, TTL a number of milliseconds, N counts from 1. All that others
 * need is in the names, so a LIST tells it at once. Nothing here does input or
 * output: what a LIST gave goes in, and the times when it began and ended.
 */
#ifndef BAKERY_H
#define BAKERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BAKERY_ID_SIZE 37   /* a UUID and a NUL */
#define BAKERY_NAME_SIZE 112 /* any key's name and a NUL */

enum bakery_kind { BAKERY_CHOOSING, BAKERY_TICKET, BAKERY_RENEWAL, BAKERY_TOKEN };

struct bakery_key {
	enum bakery_kind kind;
	char id[BAKERY_ID_SIZE];
	int64_t ttl;     /* nanoseconds; 0 for a token */
	uint64_t number; /* 0 for BAKERY_CHOOSING */
};

/* A fresh random UUID (RFC 9562, version 4). False when the kernel has no random bytes. */
bool bakery_new_id(char id[BAKERY_ID_SIZE]);

/* True for 36 characters of the form of a UUID, in lower case. */
bool bakery_is_id(const char *text);

/* The name of KEY. */
void bakery_name(const struct bakery_key *key, char name[BAKERY_NAME_SIZE]);

/* Takes NAME apart; false for what bakery_name does not make. */
bool bakery_parse(const char *name, struct bakery_key *key);

/* Another attempt, as this process has come to know it. */
struct bakery_other {
	char id[BAKERY_ID_SIZE];
	int64_t ttl;
	bool shown, choosing, queued, has_token; /* what the last LIST showed */
	uint64_t ticket;
	uint64_t token;
	uint64_t renewal;   /* its newest, ever; never smaller than before, since keys are not overwritten */
	int64_t first_seen; /* when that was new, at the end of a LIST */
	bool is_news;       /* it is new in this LIST */
	bool dead;          /* not renewed for its TTL, by our clock */
};

/* All zero is an empty one. */
struct bakery {
	struct bakery_other *others; /* owned */
	size_t count, capacity;
	uint64_t highest_ticket; /* in the last LIST, of anybody */
	uint64_t highest_token;  /* the same; of attempts that are over, too, but not of our own */
};

/* Begins to take in what a LIST shows. */
void bakery_look_begin(struct bakery *bakery);

enum bakery_result { BAKERY_OK, BAKERY_FOREIGN, BAKERY_NO_MEMORY };

/* Takes in one NAME; keys of ID, our own attempt, are left out. BAKERY_FOREIGN: it is none of ours. */
enum bakery_result bakery_look_add(struct bakery *bakery, const char *name, const char *id);

/* Ends it: the LIST was asked for at BEGUN and its answer was there at ENDED. What was not shown is forgotten. */
void bakery_look_end(struct bakery *bakery, int64_t begun, int64_t ended);

/*
 * Whether OTHER stands before the attempt ID with TICKET (0: none yet). Only
 * what a HEAD of its choosing key confirms counts: a LIST may still show what
 * was deleted.
 */
bool bakery_is_before(const struct bakery_other *other, const char *id, uint64_t ticket);

void bakery_release(struct bakery *bakery);

#endif
