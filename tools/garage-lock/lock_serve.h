/*
 * lock_serve: Terraform's http backend for COMMAND, on the loopback interface.
 *
 * No address for locking is given: the lock is there already. A write is refused
 * when the lock is not held, or not for long enough any more.
 *
 * The server is libmicrohttpd's, in a thread of its own in the process that
 * renews the lease: so a write of many seconds does not keep a renewal waiting,
 * and the clock that ends the lease ends the writes, whether or not anything
 * else gets to run. All that the two threads share is struct served_fence.
 */
#ifndef LOCK_SERVE_H
#define LOCK_SERVE_H

#include "lease.h"
#include "lock_options.h"
#include "lock_session.h"
#include "warden.h"

struct lock_serve;

/*
 * By the options of SESSION; *SERVE is NULL when nothing is to be served, and
 * so the functions below do nothing for NULL. EX_OK, or a sysexits(3) code
 * after an error. Makes no request.
 */
int lock_serve_open(struct lock_serve **serve, struct lock_session *session);

/*
 * With the lock held: reads the state, renewing the lease as it goes, and
 * begins to listen. EX_OK, or the code to end with.
 */
int lock_serve_start(struct lock_serve *serve);

/* What COMMAND's environment is to have of it, into WORD. */
void lock_serve_introduce(const struct lock_serve *serve, struct warden_word *word);

/* Writes count as long as the session's lease allows. */
void lock_serve_extend(struct lock_serve *serve);

/* From now on no write counts, not even one that is under way. */
void lock_serve_lose(struct lock_serve *serve);

/* COMMAND has ended: listens no longer. KEPT: the lock is still held, and what is too old is deleted. */
void lock_serve_stop(struct lock_serve *serve, bool kept);

void lock_serve_close(struct lock_serve *serve);

#endif
