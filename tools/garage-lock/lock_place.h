/*
 * lock_place: where a state, its history and its record are, by kind of store.
 *
 *	store    state             history entry              record
 *	------   ---------------   ------------------------   ------------------------------
 *	file     the file NAME     FOLDER/ENTRY               FOLDER/record.json
 *	garage   the key NAME      the key FOLDER/ENTRY       FOLDER/record/TOKEN.PHASE
 *	consul   the key NAME      the key FOLDER/ENTRY       FOLDER/record
 *
 * FOLDER is lock_state_history of NAME. Only who holds the lock writes here.
 * A record may be written late as a state may. So on Garage each has a key of
 * its own, of which the highest counts, and in Consul it is written by the
 * lock's session, or not at all.
 */
#ifndef LOCK_PLACE_H
#define LOCK_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lock_record.h"
#include "lock_state.h"
#include "store.h"

#define PLACE_CONNECTIONS 64 /* for the ETags of many states */

/* A state with its content. */
struct place_content {
	bool there;
	bool unchanged; /* its ETag is the one that was asked about; its content was not read */
	char etag[LOCK_ETAG_SIZE];
	struct text data; /* owned */
};

/* One of many states whose ETags are asked for. */
struct place_head {
	const char *name;
	bool known; /* the store has answered */
	bool there;
	char etag[LOCK_ETAG_SIZE];
};

/*
 * Results are those of store.h. All make one round trip at most, but for pages
 * of a LIST, parts of a value and what is said.
 */
struct place_kind {
	/* A write may land when its sender, which had no answer, is gone. */
	bool late_writes;
	/* What is there now, the state's ETag and the newest record, at once. */
	enum store_result (*look)(struct store *store, struct lock_state *now, struct lock_record *record, int64_t deadline);
	/* ENTRY of the history (NULL: the state itself), unless its ETag still is UNLESS (NULL: in any case). */
	enum store_result (*read)(struct store *store, const char *entry, const char *unless, struct place_content *content,
	                          int64_t deadline);
	/*
	 * Keeps DATA as ENTRY, durably. STORE_BUSY: there is one of that name. Two round trips on Garage. With NULL for ENTRY
	 * it becomes the state itself, in place of what is there; that is sent once, and in doubt without an answer.
	 */
	enum store_result (*keep)(struct store *store, const char *entry, const struct text *data, int64_t deadline);
	/* Writes RECORD, durably; once one of our own is there, those of earlier holders may go. */
	enum store_result (*write)(struct store *store, const struct lock_record *record, int64_t deadline);
	/* Of COUNT states at once; SERVED: by the keys that run --serve writes. Why some stay unknown is in problem. */
	void (*heads)(struct store *store, struct place_head *heads, size_t count, bool served, int64_t deadline);
};

extern const struct place_kind place_file, place_garage, place_consul;

/* Prints that the record (at PATH) makes no sense; STORE_FAILED. */
enum store_result place_misread(struct store *store, const char *path);

/* FOLDER/ENTRY (NULL: NAME) of the state of STORE's options, after BEFORE, into PATH. False: memory is out. */
bool place_path(const struct store *store, const char *before, const char *entry, struct text *path);

#endif
