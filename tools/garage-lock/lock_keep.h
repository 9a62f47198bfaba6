/*
 * lock_keep: what garage-lock run --state does besides holding the lock: it
 * looks at the state before COMMAND and after it, and writes its record
 * (lock_record.h) and its history (lock_place.h).
 *
 * A state is kept in the history before the record names it, and the record is
 * written before COMMAND starts and before the lock is given back: killed in
 * between, garage-lock leaves what the next one goes on with. A serial is raised
 * before the record says so: until then it follows on the one recorded last.
 */
#ifndef LOCK_KEEP_H
#define LOCK_KEEP_H

#include "lock_record.h"
#include "lock_session.h"

struct lock_keep {
	struct lock_session *session;
	struct lock_record last;   /* as it was found */
	struct lock_record record; /* ours; its state is what COMMAND begins with */
};

/*
 * With the lock held. EX_OK: COMMAND may start. Otherwise the code to end with,
 * after a line that says why: EX_PROTOCOL when the state is not what it should be.
 */
int lock_keep_begin(struct lock_keep *keep, struct lock_session *session);

/*
 * COMMAND has ended, and what we hold is still held. STATUS is the code to end
 * with; returned is that, or EX_PROTOCOL in place of EX_OK when the state went
 * back meanwhile. The record stays open after that, and where COMMAND has left
 * a state that it could not save: one that it has sent may land yet. That the record could not be written is only said: the next
 * holder goes on from the open one.
 */
int lock_keep_end(struct lock_keep *keep, int status);

/* lock_keep_tell.c: lines for the user: why it stops; why it goes on, where that is worth one; what COMMAND begins with, when that was put there or should
   have been, under a serial that was raised; what went back; what could
   not be saved. */
void lock_keep_tell_stop(const struct lock_keep *keep, enum record_verdict verdict, const struct lock_state *now);
void lock_keep_tell_go(const struct lock_keep *keep, enum record_verdict verdict, const struct lock_state *now);
void lock_keep_tell_begin(const struct lock_keep *keep, bool raised);
void lock_keep_tell_back(const struct lock_keep *keep, const struct lock_state *now, const char *entry);
void lock_keep_tell_unsaved(const struct lock_keep *keep);

#endif
