/* lock_keep: see lock_keep.h. */
#include "lock_keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lease.h"
#include "lock_keep_step.h"
#include "lock_place.h"

/*
 * More than one run can write: Terraform and OpenTofu save a state that changes every 20 seconds at most (defaultPersistInterval
 * in internal/backend/local/backend_apply.go, read 2026-11-26), so this is two days of it.
 */
#define SERIAL_RAISE 10000
#define SERIAL_TOKENS UINT64_C(1000000000)
#define TRIES_MAX 60 /* to put a state, a second apart */

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
		result = keep_entry(store, now, data, keep->last.seen_kept);
		memcpy(keep->last.seen, now->etag, sizeof(keep->last.seen));
		if (result == STORE_OK)
			result = keep_record(store, &keep->last);
	}
	if (result != STORE_OK)
		(void)give_up(keep->session, result); /* says so; what it stops for is the same */
	lock_keep_tell_stop(keep, verdict, now);
	return EX_PROTOCOL;
}

/* Whether a write of an earlier holder may land after this, and would be taken for COMMAND's own. */
static bool raises(const struct lock_session *session)
{
	return session->store->kind->place->late_writes && !session->options->as_is;
}

/*
 * Above all serials that such a write can have, and one that nobody chooses twice: what garage-lock itself puts may be late, too.
 */
static int64_t raised_serial(const struct store *store, const struct lock_state *chosen, const struct lock_state *now, unsigned try)
{
	int64_t serial = chosen->serial > now->serial ? chosen->serial : now->serial;

	return serial + SERIAL_RAISE + (int64_t)(store->token % SERIAL_TOKENS) * TRIES_MAX + try;
}

/* CHOSEN, of content DATA, becomes the state, under a raised serial where that is possible and needed; and is kept so, too. */
static enum store_result put_state(struct lock_keep *keep, const struct lock_state *chosen, const struct text *data,
                                   const struct lock_state *now, unsigned try, bool *raised)
{
	struct store *store = keep->session->store;
	struct lock_record *record = &keep->record;
	struct lock_state state = *chosen;
	struct text text = { 0 };
	enum store_result result = STORE_OK;

	*raised = raises(keep->session) && lock_state_raise(&state, data, raised_serial(store, chosen, now, try), &text);
	if (*raised)
		result = keep_entry(store, &state, &text, record->kept);
	if (result == STORE_OK && (*raised || keep->session->options->restore != NULL)) {
		result = keep_put(store, *raised ? &text : data);
		record->state = state;
		record->state.etag[0] = '\0'; /* which one it has now is seen at the end; its digest is known */
	}
	text_release(&text);
	return result;
}

/*
 * An entry of the history becomes the state, which COMMAND begins with then: the one to restore, or the state that is there NOW.
 * What is there and cannot be raised stays.
 */
static enum store_result begin_with(struct lock_keep *keep, const struct lock_state *now)
{
	struct lock_session *session = keep->session;
	const char *restored = session->options->restore;
	struct lock_state chosen;
	struct text data = { 0 };
	char entry[STATE_ENTRY_SIZE];
	bool unchanged, raised = false;
	enum store_result result;

	snprintf(entry, sizeof(entry), "%s", restored != NULL ? restored : keep->record.kept);
	result = keep_read(session->store, entry, NULL, &chosen, &unchanged, &data);
	if (result == STORE_OK && !chosen.there)
		result = store_fail(session->store, EX_DATAERR, "the history of '%s' has no '%s'", session->options->state, entry);
	if (result == STORE_OK)
		memcpy(keep->record.kept, entry, sizeof(entry));
	for (unsigned try = 0; result == STORE_OK && try < TRIES_MAX; try++) {
		result = put_state(keep, &chosen, &data, now, try, &raised);
		if (result != STORE_IN_DOUBT)
			break;
		if (try + 1 < TRIES_MAX)
			result = lock_session_pause(session, lease_now() + LEASE_SECOND) ? STORE_OK : STORE_INTERRUPTED;
	}
	if (result == STORE_OK)
		lock_keep_tell_begin(keep, raised);
	text_release(&data);
	return result;
}

static bool is_unsaved(const struct lock_session *session)
{
	return session->options->unsaved != NULL && access(session->options->unsaved, F_OK) == 0;
}

/* What was found is judged, and kept and recorded for COMMAND to begin with. */
static int judge(struct lock_keep *keep, struct lock_state *now, struct text *data)
{
	struct lock_session *session = keep->session;
	struct store *store = session->store;
	bool unchanged, late;
	enum record_verdict verdict;
	enum store_result result = STORE_OK;

	/* Where the ETag is the recorded one, all else is in the record. */
	if (is_kept(&keep->last, now))
		*now = keep->last.state;
	else if (now->there)
		result = keep_read(store, NULL, NULL, now, &unchanged, data);
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
		result = keep_entry(store, now, data, keep->record.kept);
	/* What is to be pushed has the serial that it has, and is what may land late. */
	late = (verdict == RECORD_RESUMED || verdict == RECORD_ACCEPTED) && now->there && raises(session) && !is_unsaved(session);
	if (result == STORE_OK && (late || session->options->restore != NULL))
		result = begin_with(keep, now);
	if (result == STORE_OK)
		result = keep_record(store, &keep->record);
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
	result = sign_record(keep) ? keep_look(store, &now, &keep->last) : store_no_memory(store);
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
	enum store_result result = keep_read(store, NULL, begun->etag[0] != '\0' ? begun->etag : NULL, &now, &unchanged, &data);

	if (result == STORE_OK && !lock_state_is_same(begun, &now)) {
		closed.kept[0] = '\0';
		if (now.there)
			result = keep_entry(store, &now, &data, closed.kept);
		/* Without a lineage in the clear nothing tells; one that is gone was removed. */
		*went_back = !keep->session->options->as_is && begun->lineage[0] != '\0' && now.lineage[0] != '\0' && !lock_state_follows(&now, begun);
	}
	closed.closed = true;
	closed.state = now;
	if (result == STORE_OK && !*went_back)
		result = keep_record(store, &closed);
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
	if (status != EX_OK && is_unsaved(session)) {
		lock_keep_tell_unsaved(keep);
		return status;
	}
	if (close_record(keep, &went_back) != STORE_OK)
		diag_error(session->diag, "what '%s' has left of its state is not recorded: %s; the next run compares it with what this one began with",
		           session->options->key, store->problem);
	return went_back && status == EX_OK ? EX_PROTOCOL : status;
}
