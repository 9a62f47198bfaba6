/* lock_run: see lock_run.h. */
#include "lock_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lease.h"
#include "lock_keep.h"
#include "lock_serve.h"
#include "lock_session.h"
#include "lock_text.h"

#define LOOK_MIN (LEASE_SECOND / 10)
#define LOOK_MAX LEASE_SECOND
#define RETRY_PAUSE (LEASE_SECOND / 4)
#define SILENCE_SLACK (2 * LEASE_SECOND) /* a server's times are whole seconds, and its clocks are several */
#define BROKEN_GRACE (5 * LEASE_SECOND) /* for COMMAND to save its state when the lock is another's already */

/* A note to whoever waits: on standard error and, when make keeps that back until the recipe ends, on the terminal. */
static void note(struct lock_session *session, const char *text)
{
	const char *make = getenv("MAKE_TERMERR");

	diag_error(session->diag, "%s", text);
	if (make != NULL && *make != '\0' && !isatty(STDERR_FILENO)) {
		FILE *terminal = fopen("/dev/tty", "we");
		struct diag diag = { .program = session->diag->program, .stream = terminal };

		if (terminal != NULL) {
			diag_error(&diag, "%s", text);
			fclose(terminal);
		}
	}
}

/*
 * Whether HOLDER is a reason to leave without --wait. Those who only want the
 * lock as we do are none; nor is a holder that the store has not heard of for
 * longer than its TTL: it will be known to be dead soon, or heard of.
 */
static bool is_held(const struct store_holder *holder)
{
	return holder->holds && (holder->silent == 0 || holder->silent <= holder->ttl + SILENCE_SLACK);
}

/* Says once of each holder that it is waited for. */
static void tell_holder(struct lock_session *session, char told[BAKERY_ID_SIZE])
{
	const struct store_holder *holder = &session->store->holder;
	struct text text = { 0 };

	if (!holder->holds || holder->id[0] == '\0' || strcmp(told, holder->id) == 0)
		return;
	memcpy(told, holder->id, BAKERY_ID_SIZE);
	text_printf(&text, "waiting for %s, which is locked by ", session->options->key);
	lock_info_describe(&text, &holder->info);
	if (!is_held(holder)) {
		text_add(&text, ", not heard of for ");
		lock_duration_show(&text, holder->silent);
	}
	if (!text.failed)
		note(session, text.data);
	text_release(&text);
}

static int busy(struct lock_session *session)
{
	const struct store_holder *holder = &session->store->holder;
	struct text text = { 0 };

	text_printf(&text, "%s is locked by ", session->options->key);
	lock_info_describe(&text, &holder->info);
	if (session->options->wait > 0) {
		text_add(&text, "; waited for ");
		lock_duration_show(&text, session->options->wait);
	}
	diag_error(session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
	return EX_TEMPFAIL;
}

/* Between two tries: shorter for a short TTL, and never in step with others. */
static int64_t look_pause(const struct lock_options *options)
{
	int64_t pause = options->ttl / 40;
	uint16_t chance = 0;

	if (pause < LOOK_MIN)
		pause = LOOK_MIN;
	if (pause > LOOK_MAX)
		pause = LOOK_MAX;
	(void)!getentropy(&chance, sizeof(chance));
	return pause / 2 + pause * chance / (UINT16_MAX + 1);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* EX_OK with the lock, or the code to end with. */
static int acquire(struct lock_session *session)
{
	struct store *store = session->store;
	int64_t give_up_at = lease_now() + session->options->wait, next;
	char told[BAKERY_ID_SIZE] = "";
	bool last, told_doubt = false;
	enum store_result result;

	for (;;) {
		last = lease_now() >= give_up_at;
		result = store->kind->try(store);
		if (result == STORE_OK)
			return EX_OK;
		if (result == STORE_FAILED)
			return store->status;
		if (result == STORE_BUSY && last && (session->options->wait > 0 || is_held(&store->holder)))
			return busy(session);
		if (result == STORE_IN_DOUBT && last) {
			diag_error(session->diag, "%s", store->problem);
			return EX_UNAVAILABLE;
		}
		if (result == STORE_IN_DOUBT && !told_doubt)
			note(session, store->problem);
		told_doubt = result == STORE_IN_DOUBT;
		if (result == STORE_BUSY)
			tell_holder(session, told);
		next = lease_now() + look_pause(session->options);
		if (session->options->wait > 0 && give_up_at > lease_now())
			next = earlier(next, give_up_at);
		(void)lock_session_pause(session, next); /* what ended it is looked at below */
		if (session->stopped_by != 0)
			return 128 + session->stopped_by;
		if (session->over)
			return EX_OSERR;
		if (store->id[0] != '\0' && !store->lease.over && lease_now() >= lease_renew_at(&store->lease) &&
		    store->kind->renew(store) == STORE_FAILED)
			return store->status;
	}
}

/* Tells the warden until when the lock is ours. */
static void tell_lease(struct lock_session *session, enum warden_kind kind)
{
	const struct store *store = session->store;
	struct warden_word word = {
		.kind = kind,
		.token = store->token,
		.interrupt_at = lease_interrupt_at(&store->lease),
		.until = store->lease.until,
		.ttl = session->options->ttl,
	};

	memcpy(word.id, store->id, sizeof(word.id));
	if (kind == WARDEN_GO)
		lock_serve_introduce(session->serve, &word);
	(void)warden_tell(&session->warden, &word, kind == WARDEN_GO ? store->inherit : -1); /* gone: it is heard of */
}

/* The lock is another's, or may be. */
static void lose(struct lock_session *session)
{
	struct warden_word word = { .kind = WARDEN_STOP, .until = lease_now() + BROKEN_GRACE };

	lock_serve_lose(session->serve);
	diag_error(session->diag, "%s is lost: %s", session->options->key, session->store->problem);
	if (word.until > session->store->lease.until)
		word.until = session->store->lease.until;
	(void)warden_tell(&session->warden, &word, -1);
}

/* Renews while COMMAND runs. False: the lock is lost. */
static bool hold(struct lock_session *session)
{
	struct store *store = session->store;
	int64_t every = store->kind->check_every, next;
	bool lost = false;

	tell_lease(session, WARDEN_GO);
	session->running = true;
	next = every > 0 ? lease_now() + every : lease_renew_at(&store->lease);
	while (!session->over) {
		/* The warden kills in time. If it does not, because it was stopped, we do. */
		int64_t overdue = store->lease.until == LEASE_FOREVER ? LEASE_FOREVER : store->lease.until + lease_margin(store->lease.ttl) / 2;

		if (lease_now() >= overdue) {
			session->end = (struct warden_word){ .kind = WARDEN_ENDED, .value = SIGKILL, .in_danger = true };
			if (!warden_replace(&session->warden))
				session->end.kind = WARDEN_LEFT;
			session->warden.pid = -1;
			return false;
		}
		if (lost || session->orphaned || lease_now() < next) {
			lock_session_wait(session, lost || session->orphaned ? overdue : earlier(next, overdue));
			continue;
		}
		switch (store->kind->renew(store)) {
		case STORE_OK:
			lock_serve_extend(session->serve);
			if (every == 0)
				tell_lease(session, WARDEN_LEASE);
			next = every > 0 ? lease_now() + every : lease_renew_at(&store->lease);
			break;
		case STORE_LOST:
			lost = true;
			lose(session);
			break;
		case STORE_FAILED: /* said aloud; but as long as the lease lasts, the next one may do */
			next = lease_now() + earlier(store->lease.ttl / 10, LOOK_MAX);
			break;
		default:
			next = lease_now() + RETRY_PAUSE;
			break;
		}
	}
	return !lost;
}

/* How it ended, in a code; KEPT: the lock was ours to the end. */
static int end_status(struct lock_session *session, bool kept)
{
	const struct warden_word *end = &session->end;
	int wait = end->kind == WARDEN_LEFT ? end->end : end->value;

	if (end->kind == WARDEN_CANNOT_RUN) {
		diag_error(session->diag, "cannot run '%s': %s", session->options->command[0], strerror(end->value));
		return end->value == ENOENT ? 127 : 126;
	}
	if (end->kind == WARDEN_LEFT) {
		diag_error(session->diag, "%d processes of '%s' cannot be killed: %s stays locked until its lease runs out", end->value,
		           session->options->command[0], session->options->key);
		return EX_PROTOCOL;
	}
	if (!kept || (end->in_danger && !session->orphaned))
		return EX_PROTOCOL;
	return WIFSIGNALED(wait) ? 128 + WTERMSIG(wait) : WEXITSTATUS(wait);
}

static void give_back(struct lock_session *session)
{
	struct store *store = session->store;
	struct text text = { 0 };

	store->wake = NULL; /* from here on nothing is worth breaking off for */
	store->quiet = true;
	if (store->kind->release(store) == STORE_OK)
		return;
	text_printf(&text, "%s could not be given back: %s; it is free in ", session->options->key, store->problem);
	lock_duration_show(&text, session->options->ttl);
	diag_error(session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
}

static bool was_killed(const struct lock_session *session)
{
	return session->end.kind == WARDEN_ENDED && WIFSIGNALED(session->end.value) && WTERMSIG(session->end.value) == SIGKILL;
}

/*
 * Whether COMMAND may have sent a state that lands yet: it was killed, or what it ran was, and what that writes to is not on this
 * machine. Then its record is not closed and the lock not given back: who comes next, when the lease is over, finds what has
 * landed by then.
 */
static bool may_still_write(const struct lock_session *session)
{
	const char *in_flight = session->options->in_flight;

	return session->options->state != NULL && session->serve == NULL && session->store->lease.until != LEASE_FOREVER &&
	       (was_killed(session) || (in_flight != NULL && access(in_flight, F_OK) == 0));
}

static void let_run_out(const struct lock_session *session)
{
	struct text text = { 0 };

	text_printf(&text, "'%s'%s has sent may land yet: %s is free in ", session->options->command[0],
	            was_killed(session) ? " was killed, and what it" : " has ended, but what something that it ran", session->options->key);
	lock_duration_show(&text, session->options->ttl);
	diag_error(session->diag, "%s", text.failed ? "out of memory" : text.data);
	text_release(&text);
}

static int run(struct lock_session *session)
{
	struct store *store = session->store;
	bool has_state = session->options->state != NULL && !session->options->serve, kept; /* what is served needs no record */
	struct lock_keep keep;
	int status = acquire(session);

	if (status == EX_OK && has_state)
		status = lock_keep_begin(&keep, session);
	if (status == EX_OK && session->options->in_flight != NULL)
		(void)unlink(session->options->in_flight); /* an earlier run's, which is seen to now */
	if (status == EX_OK)
		status = lock_serve_start(session->serve);
	if (status != EX_OK) {
		store->wake = NULL;
		store->quiet = true;
		(void)store->kind->release(store); /* what cannot be given back runs out */
		return status;
	}
	kept = hold(session);
	status = end_status(session, kept);
	lock_serve_stop(session->serve, kept && session->end.kind != WARDEN_LEFT);
	if (kept && may_still_write(session)) {
		let_run_out(session);
		return status;
	}
	if (has_state && kept && session->end.kind != WARDEN_LEFT)
		status = lock_keep_end(&keep, status);
	if (session->end.kind != WARDEN_LEFT)
		give_back(session);
	return status;
}

int lock_run_main(struct diag *diag, enum lock_verb verb, int argc, char **argv)
{
	struct lock_options options;
	struct lock_session session;
	int status;

	if (!lock_options_read(diag, verb, argc, argv, &options, &status))
		return status;
	status = lock_session_open(&session, diag, &options);
	if (status != EX_OK)
		return status;
	status = lock_serve_open(&session.serve, &session);
	if (status == EX_OK)
		session.store = options.store->open(diag, &options, &status);
	if (session.store != NULL) {
		session.store->wake = lock_session_wake;
		session.store->wake_context = &session;
		session.store->wake_fds[0] = session.signals.fd;
		session.store->wake_fds[1] = session.warden.fd;
		session.store->wake_fds[2] = session.parent;
		status = run(&session);
		lock_serve_stop(session.serve, false);
		session.store->kind->close(session.store);
	}
	lock_serve_close(session.serve);
	lock_session_close(&session);
	return status;
}
