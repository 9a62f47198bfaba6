/*
 * lock_keep_step: the steps of lock_keep. Each is a request of lock_place.h, on
 * a lease that is renewed before when it is time to, and with the patience that
 * such a request deserves. Results are those of store.h.
 */
#ifndef LOCK_KEEP_STEP_H
#define LOCK_KEEP_STEP_H

#include <stdbool.h>

#include "lock_record.h"
#include "lock_state.h"
#include "store.h"

/* Renews the lease when it is time to, or looks whether the lock is still there when that costs nothing. STORE_OK, too, in doubt. */
enum store_result keep_renew(struct store *store);

/* What is there: the state's ETag in NOW, and the newest RECORD. */
enum store_result keep_look(struct store *store, struct lock_state *now, struct lock_record *record);

/* Reads ENTRY, or the state where that is NULL, unless its ETag still is UNLESS, into NOW and DATA (owned by the caller). */
enum store_result keep_read(struct store *store, const char *entry, const char *unless, struct lock_state *now, bool *unchanged,
                            struct text *data);

/* Keeps the state NOW, of content DATA, in the history; its name there goes to ENTRY. */
enum store_result keep_entry(struct store *store, const struct lock_state *now, const struct text *data, char entry[STATE_ENTRY_SIZE]);

/* DATA becomes the state. STORE_IN_DOUBT: it may have, or may yet. */
enum store_result keep_put(struct store *store, const struct text *data);

/* Writes RECORD. */
enum store_result keep_record(struct store *store, const struct lock_record *record);

#endif
