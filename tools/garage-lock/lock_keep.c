/* lock_keep: see lock_keep.h. */
#include "lock_keep.h"

#include <stdio.h>
#include <stdlib.h>
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

/* Before each step: renews the lease when it is time to, or looks whether the lock is still there when that costs nothing. */
static enum store_result renew(struct store *store)
{
	bool due = store->kind->check_every > 0 || lease_now() >= lease_renew_at(&store->lease);
	enum store_result result = STORE_OK;

	if (lease_is_over(&store->lease, lease_now()))
		return store_lose(store, "its lease ran out");
	if (due)
		result = store->kind->renew(store);
	return result == STORE_LOST || result == STORE_FAILED ? result : STORE_OK; /* in doubt: it lasts as long as it lasts */
}

/* The code for RESULT, which is none to go on with, said aloud. */
static int give_up(struct lock_session *session, enum store_result result)
{
	const struct store *store = session->store;

	switch (result) {
	case STORE_LOST:
		diag_error(session->diag, "%s is lost: %s", session->options->key, store->problem);
		return EX_PROTOCOL;
	case STORE_INTERRUPTED:
		return session->stopped_by != 0 ? 128 + session->stopped_by : EX_OSERR;
	case STORE_FAILED:
		return store->status;
	default:
		diag_error(session->diag, "%s", store->problem);
		return EX_UNAVAILABLE;
	}
}

/* Reads ENTRY, or the state where that is NULL, unless its ETag still is UNLESS, into NOW and DATA. */
static enum store_result read_content(struct store *store, const char *entry, const char *unless, struct lock_state *now,
                                      bool *unchanged, struct text *data)
{
	struct place_content content = { 0 };
	enum store_result result = renew(store);

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

/* Keeps the state NOW, of content DATA, in the history; its name there goes to ENTRY. */
static enum store_result keep_state(struct store *store, const struct lock_state *now, const struct text *data,
                                    char entry[STATE_ENTRY_SIZE])
{
	enum store_result result = STORE_BUSY;

	for (unsigned try = 1; result == STORE_BUSY && try <= ENTRIES_MAX; try++) {
		lock_state_entry(now, store->token, try, entry);
		result = renew(store);
		if (result == STORE_OK)
			result = store->kind->place->keep(store, entry, data, deadline(store, STATE_PATIENCE));
	}
	if (result == STORE_BUSY)
		result = store_fail(store, EX_CANTCREAT, "the history has '%s' and %d more of that name already", entry, ENTRIES_MAX - 1);
	if (result != STORE_OK)
		entry[0] = '\0';
	return result;
}

static enum store_result write_record(struct store *store, const struct lock_record *record)
{
	enum store_result result = renew(store);

	return result == STORE_OK ? store->kind->place->write(store, record, deadline(store, PATIENCE)) : result;
}

/* Who we are, for the record. False: memory is out. */
static bool sign_record(struct lock_keep *keep)
{
	char *who = lock_info_who();
	bool done = who != NULL;

	keep->record = (struct lock_record){ .there = true, .token = keep->session->store->token };
	if (done)
		snprintf(keep->record.who, sizeof(keep->record.who), "%s", who);
	snprintf(keep->record.operation, sizeof(keep->record.operation), "%s", keep->session->options->operation);
	lock_info_now(keep->record.created);
	free(who);
	return done;
}

/* Whether the history has the state NOW, by what RECORD says. */
static bool is_kept(const struct lock_record *record, const struct lock_state *now)
{
	return record->kept[0] != '\0' && now->there && lock_state_is_same(&record->state, now);
}

/* The state made us stop: it is kept, too, once, and the record says where. */
static int stop(struct lock_keep *keep, enum record_verdict verdict, const struct lock_state *now, const struct text *data)
{
	struct store *store = keep->session->store;
	enum store_result result = STORE_OK;

	if (!now->there || is_kept(&keep->last, now)) {
		snprintf(keep->last.seen_kept, sizeof(keep->last.seen_kept), "%s", now->there ? keep->last.kept : "");
	} else if (strcmp(keep->last.seen, now->etag) != 0) {
		result = keep_state(store, now, data, keep->last.seen_kept);
		memcpy(keep->last.seen, now->etag, sizeof(keep->last.seen));
		if (result == STORE_OK)
			result = write_record(store, &keep->last);
	}
	if (result != STORE_OK)
		(void)give_up(keep->session, result); /* says so; what it stops for is the same */
	lock_keep_tell_stop(keep, verdict, now);
	return EX_PROTOCOL;
}

/* ENTRY of the history becomes the state, which COMMAND begins with then. */
static enum store_result restore(struct lock_keep *keep, const char *entry)
{
	struct store *store = keep->session->store;
	struct lock_record *record = &keep->record;
	struct text data = { 0 };
	bool unchanged;
	enum store_result result = read_content(store, entry, NULL, &record->state, &unchanged, &data);

	if (result == STORE_OK && !record->state.there)
		result = store_fail(store, EX_DATAERR, "the history of '%s' has no '%s'", keep->session->options->state, entry);
	if (result == STORE_OK)
		result = renew(store);
	if (result == STORE_OK)
		result = store->kind->place->keep(store, NULL, &data, deadline(store, STATE_PATIENCE));
	record->state.etag[0] = '\0'; /* which one it has now is seen at the end; its digest is known */
	snprintf(record->kept, sizeof(record->kept), "%s", entry);
	if (result == STORE_OK)
		lock_keep_tell_restored(keep);
	text_release(&data);
	return result;
}

/* What was found is judged, and kept and recorded for COMMAND to begin with. */
static int judge(struct lock_keep *keep, struct lock_state *now, struct text *data)
{
	struct lock_session *session = keep->session;
	struct store *store = session->store;
	bool unchanged;
	enum record_verdict verdict;
	enum store_result result = STORE_OK;

	/* Where the ETag is the recorded one, all else is in the record. */
	if (is_kept(&keep->last, now))
		*now = keep->last.state;
	else if (now->there)
		result = read_content(store, NULL, NULL, now, &unchanged, data);
	if (result != STORE_OK)
		return give_up(session, result);
	verdict = lock_record_judge(&keep->last, now, store->token, session->options->accept);
	if (lock_record_stops(verdict))
		return stop(keep, verdict, now, data);
	lock_keep_tell_go(keep, verdict, now);
	keep->record.state = *now;
	if (is_kept(&keep->last, now))
		memcpy(keep->record.kept, keep->last.kept, sizeof(keep->record.kept));
	else if (now->there && keep->last.seen_kept[0] != '\0' && strcmp(keep->last.seen, now->etag) == 0)
		memcpy(keep->record.kept, keep->last.seen_kept, sizeof(keep->record.kept));
	else if (now->there)
		result = keep_state(store, now, data, keep->record.kept);
	if (result == STORE_OK)
		result = write_record(store, &keep->record);
	if (result == STORE_OK && session->options->restore != NULL)
		result = restore(keep, session->options->restore);
	if (result == STORE_OK && lease_is_over(&store->lease, lease_now()))
		result = store_lose(store, "its lease ran out");
	return result == STORE_OK ? EX_OK : give_up(session, result);
}

int lock_keep_begin(struct lock_keep *keep, struct lock_session *session)
{
	struct store *store = session->store;
	struct lock_state now;
	struct text data = { 0 };
	enum store_result result;
	int status;

	*keep = (struct lock_keep){ .session = session };
	result = sign_record(keep) ? renew(store) : store_no_memory(store);
	if (result == STORE_OK)
		result = store->kind->place->look(store, &now, &keep->last, deadline(store, PATIENCE));
	status = result == STORE_OK ? judge(keep, &now, &data) : give_up(session, result);
	text_release(&data);
	return status;
}

/* The state that COMMAND has left, and its record. *WENT_BACK: it cannot be what COMMAND has left; its record stays open. */
static enum store_result close_record(struct lock_keep *keep, bool *went_back)
{
	struct store *store = keep->session->store;
	struct lock_record closed = keep->record;
	const struct lock_state *begun = &keep->record.state;
	struct lock_state now = *begun;
	struct text data = { 0 };
	bool unchanged;
	enum store_result result = read_content(store, NULL, begun->etag[0] != '\0' ? begun->etag : NULL, &now, &unchanged, &data);

	if (result == STORE_OK && !lock_state_is_same(begun, &now)) {
		closed.kept[0] = '\0';
		if (now.there)
			result = keep_state(store, &now, &data, closed.kept);
		/* Without a lineage in the clear nothing tells; one that is gone was removed. */
		*went_back = begun->lineage[0] != '\0' && now.lineage[0] != '\0' && !lock_state_follows(&now, begun);
	}
	closed.closed = true;
	closed.state = now;
	if (result == STORE_OK && !*went_back)
		result = write_record(store, &closed);
	if (result == STORE_OK && *went_back)
		lock_keep_tell_back(keep, &now, closed.kept);
	text_release(&data);
	return result;
}

int lock_keep_end(struct lock_keep *keep, int status)
{
	struct lock_session *session = keep->session;
	struct store *store = session->store;
	bool went_back = false;

	store->wake = NULL; /* COMMAND has ended: this is worth finishing */
	store->quiet = true;
	if (close_record(keep, &went_back) != STORE_OK)
		diag_error(session->diag, "what '%s' has left of its state is not recorded: %s; the next run compares it with what this one began with",
		           session->options->key, store->problem);
	return went_back && status == EX_OK ? EX_PROTOCOL : status;
}
