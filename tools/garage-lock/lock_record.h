/*
 * lock_record: what is written down of a state from one holder of its lock to
 * the next, and what the next one makes of it.
 *
 * A token cannot make Garage refuse a write: a PUT of a holder that crashed may
 * land when others hold the lock, or after them. So each holder leaves a
 * record. It is "open" from before COMMAND starts, with the state that COMMAND
 * begins with, and "closed" at the release, with the state that it has left.
 * What the next holder finds:
 *
 *	record   the state there now is…           then
 *	------   --------------------------------  ---------------------------------------
 *	none     anything                          go: nobody has looked after it so far
 *	closed   the recorded one                  go
 *	closed   another one                       stop: written without the lock, or late
 *	open     the recorded one                  go: the holder wrote nothing, or what
 *	                                           it wrote is yet to land
 *	open     its lineage, a greater serial     go: the holder wrote, and did not close
 *	open     there, where there was none       go: the same
 *	open     its lineage, no greater serial,   stop: no holder writes that; it is an
 *	         but another content               older one's late write, or a foreign one
 *	open     another lineage, or not in the    stop: nothing tells whose it is
 *	         clear and another content
 *	any      not there any more                stop: a release would have said so
 *	any      whatever, and the record's token  stop: tokens began anew, so the record
 *	         is not below ours                 may be of a holder that comes after us
 *
 * Where it stops, --accept with the ETag of the state that is there (or
 * "absent") lets it go. Before COMMAND starts a state that has no
 * entry in the history yet gets one, and so does one that made us stop.
 *
 * A late write that lands before a later holder has closed its record must not
 * look like what that one has written. So who goes on after a holder that did
 * not close, or where it would have stopped, or puts a state back, raises the serial first, above all that such
 * a write can have: then it makes the state go back, which is seen. That is not
 * so where there is no serial yet or it cannot be changed (OpenTofu's encryption
 * is bound to it), nor for a write of a holder that closed. And what a late
 * write replaced just before the release is known to be lost, but not kept.
 * "garage-lock run --serve" has no such gaps.
 */
#ifndef LOCK_RECORD_H
#define LOCK_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "lock_state.h"
#include "lock_text.h"

#define RECORD_ABSENT "absent" /* what --accept takes where there is no state */

/* All zero: there is none. */
struct lock_record {
	bool there;
	bool closed;
	uint64_t token; /* of the holder that it is about */
	char who[LOCK_SHOWN_MAX], created[32], operation[LOCK_SHOWN_MAX]; /* as that one says; foreign text */
	struct lock_state state;
	char kept[STATE_ENTRY_SIZE]; /* the state's entry in the history; empty: it has none */
	/* A state that made somebody stop, and its entry: so that each next try does not add another one. */
	char seen[LOCK_ETAG_SIZE], seen_kept[STATE_ENTRY_SIZE];
};

enum record_verdict {
	RECORD_FIRST, /* go */
	RECORD_SAME,
	RECORD_RESUMED, /* go: after a holder that did not close */
	RECORD_ACCEPTED,
	RECORD_GONE, /* stop */
	RECORD_CHANGED,
	RECORD_STRAYED, /* stop: after a holder that did not close */
	RECORD_AHEAD,
};

/* What the holder with TOKEN makes of the state there NOW; ACCEPT is the ETag that its user takes, or NULL. */
enum record_verdict lock_record_judge(const struct lock_record *record, const struct lock_state *now, uint64_t token,
                                      const char *accept);

bool lock_record_stops(enum record_verdict verdict);

/* As one line of JSON, owned by the caller; NULL: memory is out. */
char *lock_record_print(const struct lock_record *record);

/* From JSON. False: it is no record, or memory is out; then RECORD is empty. */
bool lock_record_parse(struct lock_record *record, const char *text, size_t size);

/* Adds "serial 12 of lineage L, ETag E, recorded by WHO with token 7 at TIME", escaped. */
void lock_record_describe(struct text *out, const struct lock_record *record);

#endif
