/*
 * store: one lock in one place, whatever that is.
 *
 * The kinds behave alike: trying never waits for somebody else to let go, a
 * failure is printed once, and giving up is always possible and safe. A lock
 * that was got is good until lease.until, by our own clock, unless it is
 * renewed before; STORE_LOST means that this did not happen, or that somebody
 * broke the lock.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "bakery.h"
#include "diag.h"
#include "lease.h"
#include "lock_info.h"
#include "lock_options.h"

enum store_result {
	STORE_OK,
	STORE_BUSY,        /* somebody else stands before us: see holder */
	STORE_LOST,        /* see problem */
	STORE_IN_DOUBT,    /* not acknowledged yet: to be repeated */
	STORE_INTERRUPTED, /* wake asked for it */
	STORE_FAILED,      /* an error was printed: see status */
};

enum store_life { STORE_UNKNOWN, STORE_ALIVE, STORE_DEAD };

/* Who stands before us, or holds the lock. */
struct store_holder {
	struct lock_info info;
	char id[BAKERY_ID_SIZE]; /* empty: nobody */
	bool holds;              /* it holds the lock; else it waits or chooses */
	uint64_t token;          /* if it holds; otherwise the last that was issued, or 0 */
	enum store_life life;    /* unknown: it has to be watched for a while */
	int64_t ttl;             /* for how long, at most */
	int64_t silent;          /* since when it was not renewed, by the store's clock and in nanoseconds; 0: not known */
	unsigned waiting;        /* how many others wait, as far as the store can tell */
};

struct store;

struct place_kind;

struct store_kind {
	const char *name;
	const struct place_kind *place; /* where states are, see lock_place.h */
	int64_t ttl_min, ttl_max;
	int64_t check_every; /* 0: renewing is enough to hear of a break */
	/* A store of this kind; NULL after an error, with its code in *STATUS. Makes no request. */
	struct store *(*open)(struct diag *diag, const struct lock_options *options, int *status);
	/* One step towards the lock: STORE_OK when it is ours, STORE_BUSY when it has to be tried again. */
	enum store_result (*try)(struct store *store);
	/* Renews the lease, ours or that of waiting. STORE_OK, STORE_IN_DOUBT, STORE_LOST, … */
	enum store_result (*renew)(struct store *store);
	/* Gives back what there is, got or not. STORE_OK, or STORE_IN_DOUBT: it has to run out. */
	enum store_result (*release)(struct store *store);
	/* Fills holder. */
	enum store_result (*look)(struct store *store);
	/* Ends the lock of holder, as look has filled it, and writes down who did so and why. */
	enum store_result (*end)(struct store *store, const char *record);
	void (*close)(struct store *store);
};

extern const struct store_kind store_file, store_garage, store_consul;

/* No lock at all, which is got at once and never lost: for COMMANDs that only read. store_find does not know it. */
extern const struct store_kind store_none;

/* What all kinds begin with. */
struct store {
	const struct store_kind *kind;
	struct diag *diag;
	const struct lock_options *options;
	struct lease lease; /* of the attempt */
	char id[BAKERY_ID_SIZE];
	uint64_t token; /* when it is ours */
	int inherit;    /* a descriptor that keeps the lock while anybody has it; -1: none */
	struct store_holder holder;
	char problem[512]; /* with STORE_LOST and STORE_IN_DOUBT */
	int status;        /* with STORE_FAILED */
	bool quiet;        /* errors go to problem only; set by the caller */
	/* Called now and then while it waits for an answer; true: break off. Set by the caller; NULL: never. */
	bool (*wake)(void *context);
	void *wake_context;
	int wake_fds[3]; /* readable when wake is to be called at once; -1: none */
};

/* The kind called NAME, or NULL. */
const struct store_kind *store_find(const char *name);

/* store.c's helpers for the kinds. Prints that memory is out. */
enum store_result store_no_memory(struct store *store);

/* Prints an error, unless it is to be quiet; STORE_FAILED with STATUS. */
enum store_result store_fail(struct store *store, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Keeps why the lock is lost; STORE_LOST. */
enum store_result store_lose(struct store *store, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What RECORD (JSON of SIZE bytes, of a break) says, for problem: "broken by WHO at TIME: WHY". STORE_LOST. */
enum store_result store_broken(struct store *store, const char *record, size_t size);

/* The lock info of this attempt, as a line of JSON, owned by the caller; NULL: memory is out. */
char *store_info_json(struct store *store);

void store_holder_clear(struct store *store);

/* Fills holder.info from JSON; what is none leaves it empty. False: memory is out. */
bool store_holder_read(struct store *store, const char *json, size_t size);

#endif
