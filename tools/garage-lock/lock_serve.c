/* lock_serve: see lock_serve.h. */
#include "lock_serve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "serve_http.h"

#define PRUNE_PATIENCE (10 * LEASE_SECOND)

struct lock_serve {
	struct lock_session *session;
	struct diag diag; /* of the server's thread, once it runs */
	struct served_state state;
	struct serve_http http;
};

int lock_serve_open(struct lock_serve **serve, struct lock_session *session)
{
	int status;

	*serve = NULL;
	if (!session->options->serve)
		return EX_OK;
	*serve = calloc(1, sizeof(**serve));
	if (*serve == NULL) {
		diag_error(session->diag, "out of memory");
		return EX_OSERR;
	}
	(*serve)->session = session;
	(*serve)->diag = *session->diag;
	(*serve)->http.state = &(*serve)->state;
	status = served_open(&(*serve)->state, &(*serve)->diag, session->options);
	if (status == EX_OK && !serve_gate_open(&(*serve)->http.gate, session->options->state)) {
		diag_error(session->diag, "no random bytes: %s", strerror(errno));
		status = EX_OSERR;
	}
	if (status != EX_OK) {
		lock_serve_close(*serve);
		*serve = NULL;
	}
	return status;
}

void lock_serve_close(struct lock_serve *serve)
{
	if (serve == NULL)
		return;
	served_close(&serve->state);
	serve_gate_close(&serve->http.gate);
	free(serve);
}

/* Whether a write is to be broken off. */
static bool is_lost(void *context)
{
	const struct lock_serve *serve = context;

	return serve->state.fence.until == 0;
}

/* While the state is read, the lease is renewed as it is while COMMAND runs. */
static bool renew_meanwhile(void *context)
{
	struct lock_session *session = context;
	struct store *store = session->store;

	if (lock_session_wake(session))
		return true;
	return lease_now() >= lease_renew_at(&store->lease) && store->kind->renew(store) == STORE_LOST;
}

/* Why reading came to nothing, as a code to end with. */
static int fail(struct lock_serve *serve, enum store_result result)
{
	struct lock_session *session = serve->session;
	const struct store *lock = session->store;

	if (result == STORE_FAILED)
		return serve->state.store.status;
	if (session->stopped_by != 0)
		return 128 + session->stopped_by;
	if (session->over)
		return EX_OSERR;
	if (result == STORE_IN_DOUBT) {
		diag_error(session->diag, "%s", serve->state.store.problem);
		return EX_UNAVAILABLE;
	}
	diag_error(session->diag, "%s is lost: %s", session->options->key, lock->problem);
	return EX_PROTOCOL;
}

int lock_serve_start(struct lock_serve *serve)
{
	enum store_result result;

	if (serve == NULL)
		return EX_OK;
	serve->state.store.wake = renew_meanwhile;
	serve->state.store.wake_context = serve->session;
	memcpy(serve->state.store.wake_fds, serve->session->store->wake_fds, sizeof(serve->state.store.wake_fds));
	result = served_read(&serve->state, serve->session->store->token);
	if (result != STORE_OK)
		return fail(serve, result);
	/* From here on it is the other thread's. */
	serve->state.store = (struct store){ .kind = serve->state.store.kind, .diag = &serve->diag, .options = &serve->state.options,
		                             .inherit = -1, .quiet = true, .wake = is_lost, .wake_context = serve,
		                             .wake_fds = { -1, -1, -1 } };
	lock_serve_extend(serve);
	if (serve_http_start(&serve->http))
		return EX_OK;
	diag_error(serve->session->diag, "cannot listen on 127.0.0.1: %s", strerror(errno));
	return EX_OSERR;
}

void lock_serve_introduce(const struct lock_serve *serve, struct warden_word *word)
{
	if (serve == NULL)
		return;
	snprintf(word->address, sizeof(word->address), "http://127.0.0.1:%" PRIu16 "%s", serve->http.gate.port, serve->http.gate.path);
	memcpy(word->password, serve->http.gate.password, sizeof(word->password));
}

void lock_serve_extend(struct lock_serve *serve)
{
	if (serve == NULL)
		return;
	serve->state.fence.answer_by = lease_answer_by(&serve->session->store->lease);
	serve->state.fence.until = serve->session->store->lease.until;
}

void lock_serve_lose(struct lock_serve *serve)
{
	if (serve == NULL)
		return;
	serve->state.fence.answer_by = 0;
	serve->state.fence.until = 0;
}

void lock_serve_stop(struct lock_serve *serve, bool kept)
{
	if (serve == NULL)
		return;
	lock_serve_lose(serve);
	serve_http_stop(&serve->http);
	if (kept && serve->state.token != 0)
		served_prune(&serve->state, lease_give_up_at(&serve->session->store->lease, lease_now(), PRUNE_PATIENCE));
}
