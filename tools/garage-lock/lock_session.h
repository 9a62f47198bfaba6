/*
 * lock_session: what garage-lock run listens to while it waits and while it
 * holds: signals, its warden, and whether its parent is still there.
 */
#ifndef LOCK_SESSION_H
#define LOCK_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"
#include "lock_options.h"
#include "lock_signals.h"
#include "store.h"
#include "warden.h"

struct lock_serve;

struct lock_session {
	struct diag *diag;
	const struct lock_options *options;
	struct lock_signals signals;
	struct warden warden;
	struct store *store;
	struct lock_serve *serve; /* NULL: nothing is served */
	int parent;    /* a pidfd; -1: it is gone, or cannot be watched */
	bool running;  /* COMMAND was started */
	bool orphaned; /* the parent ended: whatever we do, do it soon */
	int stopped_by; /* a signal that came while we waited for the lock; 0: none */
	bool over;      /* COMMAND ended, or nobody is left who could run it */
	struct warden_word end;
};

/* Begins to listen and starts the warden. EX_OK, or EX_OSERR with a line. */
int lock_session_open(struct lock_session *session, struct diag *diag, const struct lock_options *options);

/* Waits until UNTIL (lease_now) or until something happens, and takes that in. */
void lock_session_wait(struct lock_session *session, int64_t until);

/* The same for what has already happened; true when there is nothing more to wait for. For store.wake. */
bool lock_session_wake(void *session);

/* Waits until UNTIL. False when lock_session_wake says that there is nothing to wait for. */
bool lock_session_pause(struct lock_session *session, int64_t until);

void lock_session_close(struct lock_session *session);

#endif
