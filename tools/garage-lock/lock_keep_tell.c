/* lock_keep_tell: what lock_keep has to say, see lock_keep.h. */
#include "lock_keep.h"

static void add_entry(struct text *out, const struct lock_session *session, const char *entry)
{
	if (entry[0] == '\0')
		return;
	text_add(out, ", kept as ");
	lock_state_history(out, session->options->state);
	text_printf(out, "/%s", entry);
}

static const char *why(enum record_verdict verdict)
{
	switch (verdict) {
	case RECORD_GONE:
		return "is gone";
	case RECORD_STRAYED:
		return "is not one that the last holder, which did not give it back, can have left";
	case RECORD_AHEAD:
		return "was recorded by a holder with a later token than ours: the lock's own tokens are lost";
	default:
		return "is not the one that was recorded";
	}
}

void lock_keep_tell_stop(const struct lock_keep *keep, enum record_verdict verdict, const struct lock_state *now)
{
	const struct lock_session *session = keep->session;
	struct text text = { 0 };

	text_printf(&text, "%s: its state '%s' %s: ", session->options->key, session->options->state, why(verdict));
	lock_record_describe(&text, &keep->last);
	add_entry(&text, session, keep->last.kept);
	text_add(&text, "; there is ");
	lock_state_describe(&text, now);
	add_entry(&text, session, keep->last.seen_kept);
	text_printf(&text, "; nothing was run: take what is there with '--accept=%s'", now->there ? now->etag : RECORD_ABSENT);
	if (keep->last.kept[0] != '\0')
		text_printf(&text, ", or put the recorded one back with '--restore=%s' besides", keep->last.kept);
	diag_error(session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
}

void lock_keep_tell_go(const struct lock_keep *keep, enum record_verdict verdict, const struct lock_state *now)
{
	struct text text = { 0 };

	if (verdict != RECORD_RESUMED && verdict != RECORD_ACCEPTED)
		return;
	text_printf(&text, "%s: ", keep->session->options->key);
	if (verdict == RECORD_RESUMED) {
		text_add(&text, "its last holder did not give the state back, which was ");
		lock_record_describe(&text, &keep->last);
		text_add(&text, lock_state_is_same(&keep->last.state, now) ? " and still is; going on" : "; going on with ");
	} else {
		text_add(&text, "taken as it is: ");
	}
	if (verdict == RECORD_ACCEPTED || !lock_state_is_same(&keep->last.state, now))
		lock_state_describe(&text, now);
	diag_error(keep->session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
}

void lock_keep_tell_begin(const struct lock_keep *keep, bool raised)
{
	const char *restored = keep->session->options->restore;
	struct text text = { 0 };

	text_printf(&text, "%s: ", keep->session->options->key);
	if (restored != NULL) {
		text_printf(&text, "put back from %s: ", restored);
		lock_state_describe(&text, &keep->record.state);
		add_entry(&text, keep->session, keep->record.kept);
	} else if (raised) {
		text_add(&text, "so that no late write of an earlier holder is taken for ours, it begins with ");
		lock_state_describe(&text, &keep->record.state);
		add_entry(&text, keep->session, keep->record.kept);
		text_add(&text, "; plans made before are stale");
	} else {
		text_add(&text, "its serial cannot be raised, so a late write of an earlier holder may be taken for ours");
	}
	diag_error(keep->session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
}

void lock_keep_tell_back(const struct lock_keep *keep, const struct lock_state *now, const char *entry)
{
	const struct lock_session *session = keep->session;
	struct text text = { 0 };

	text_printf(&text, "%s: its state went back while '%s' ran, from ", session->options->key, session->options->command[0]);
	lock_state_describe(&text, &keep->record.state);
	add_entry(&text, session, keep->record.kept);
	text_add(&text, " to ");
	lock_state_describe(&text, now);
	add_entry(&text, session, entry);
	diag_error(session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
}

void lock_keep_tell_unsaved(const struct lock_keep *keep)
{
	const struct lock_options *options = keep->session->options;
	struct text text = { 0 };

	text_printf(&text, "%s: its state could not be saved, and may land yet; it is in ", options->key);
	lock_text_show(&text, options->unsaved);
	diag_error(keep->session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
}
