/* lock_keep_step: see lock_keep_step.h. */
#include "lock_keep_step.h"

#include <string.h>
#include <sysexits.h>

#include "lease.h"
#include "lock_place.h"

#define PATIENCE (15 * LEASE_SECOND)       /* with a store that does not answer */
#define STATE_PATIENCE (60 * LEASE_SECOND) /* the same, and with a large state on its way */
#define ENTRIES_MAX 9                      /* of one name, before something must be wrong */

static int64_t deadline(const struct store *store, int64_t patience)
{
	int64_t until = lease_now() + patience;

	return store->lease.until < until ? store->lease.until : until;
}

enum store_result keep_renew(struct store *store)
{
	bool due = store->kind->check_every > 0 || lease_now() >= lease_renew_at(&store->lease);
	enum store_result result = STORE_OK;

	if (lease_is_over(&store->lease, lease_now()))
		return store_lose(store, "its lease ran out");
	if (due)
		result = store->kind->renew(store);
	return result == STORE_LOST || result == STORE_FAILED ? result : STORE_OK; /* in doubt: it lasts as long as it lasts */
}

enum store_result keep_read(struct store *store, const char *entry, const char *unless, struct lock_state *now, bool *unchanged,
                            struct text *data)
{
	struct place_content content = { 0 };
	enum store_result result = keep_renew(store);

	if (result == STORE_OK)
		result = store->kind->place->read(store, entry, unless, &content, deadline(store, STATE_PATIENCE));
	*unchanged = content.unchanged;
	if (result == STORE_OK && !content.unchanged) {
		*now = (struct lock_state){ .there = content.there, .serial = -1 };
		memcpy(now->etag, content.etag, sizeof(now->etag));
		if (now->there && !lock_state_read(now, content.data.data != NULL ? content.data.data : "", content.data.length))
			result = store_no_memory(store);
	}
	*data = content.data;
	return result;
}

enum store_result keep_entry(struct store *store, const struct lock_state *now, const struct text *data, char entry[STATE_ENTRY_SIZE])
{
	enum store_result result = STORE_BUSY;

	for (unsigned try = 1; result == STORE_BUSY && try <= ENTRIES_MAX; try++) {
		lock_state_entry(now, store->token, try, entry);
		result = keep_renew(store);
		if (result == STORE_OK)
			result = store->kind->place->keep(store, entry, data, deadline(store, STATE_PATIENCE));
	}
	if (result == STORE_BUSY)
		result = store_fail(store, EX_CANTCREAT, "the history has '%s' and %d more of that name already", entry, ENTRIES_MAX - 1);
	if (result != STORE_OK)
		entry[0] = '\0';
	return result;
}

enum store_result keep_record(struct store *store, const struct lock_record *record)
{
	enum store_result result = keep_renew(store);

	return result == STORE_OK ? store->kind->place->write(store, record, deadline(store, PATIENCE)) : result;
}

enum store_result keep_put(struct store *store, const struct text *data)
{
	enum store_result result = keep_renew(store);

	return result == STORE_OK ? store->kind->place->keep(store, NULL, data, deadline(store, STATE_PATIENCE)) : result;
}

enum store_result keep_look(struct store *store, struct lock_state *now, struct lock_record *record)
{
	enum store_result result = keep_renew(store);

	return result == STORE_OK ? store->kind->place->look(store, now, record, deadline(store, PATIENCE)) : result;
}
