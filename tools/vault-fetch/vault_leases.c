/* vault_leases: see vault_leases.h. */
#include "vault_leases.h"

#include <math.h>

#include "fetch_clock.h"

#define RENEWAL_SECONDS 10 /* for one round of renewals */
#define RETRY_SECONDS 1.0  /* with less than that left, it is too late to try again */

static bool has_own_token(const struct vault_session *session)
{
	return session->own && session->token.id && !session->token.batch;
}

double vault_leases_due(const struct vault_session *session)
{
	double next = has_own_token(session) ? session->token_term.due : INFINITY;

	for (const struct vault_lease *lease = session->leases; lease; lease = lease->next)
		next = fetch_earlier(next, lease->term.due);
	return next;
}

/* What the answer to a renewal of WHAT makes of its TERM. */
static void apply(struct diag *diag, const struct vault_request *request, const char *what, struct vault_term *term)
{
	bool answered = request->outcome == VAULT_ANSWERED, renewable = false;
	double left = fetch_later(term->ends - fetch_now(), 0), duration = 0;

	if (request->outcome == VAULT_INTERRUPTED)
		return; /* again, as soon as the signal was seen to */
	if (answered && request->status == 200 &&
	    vault_answer_renewal(request->answer.data, request->answer.length, &duration, &renewable) == VAULT_ANSWER_OK &&
	    duration > left + 1) { /* Vault counts in whole seconds */
		*term = vault_term_of(duration, renewable);
		return;
	}
	if (!answered && left > RETRY_SECONDS) {
		term->due = fetch_now() + left / 2;
		return;
	}
	/* Refused, or as long as it may ever be, or too late. */
	term->due = INFINITY;
	diag_error(diag, "warning: %s cannot be renewed: it ends in %.0f s", what, left);
}

/* Renews one thing with BODY, which is released. */
static void renew(struct vault_session *session, struct diag *diag, const char *path, char *body, const char *what,
                  struct vault_term *term)
{
	struct vault_request request = { .path = path, .token = session->token.id, .body = body };

	session->deadline = fetch_now() + RENEWAL_SECONDS;
	request.outcome = VAULT_NO_MEMORY;
	if (body)
		vault_session_perform(session, &request, 1);
	apply(diag, &request, what, term);
	vault_request_release(&request);
	secret_free(body);
}

void vault_leases_renew(struct vault_session *session, struct diag *diag)
{
	double now = fetch_now();

	session->interrupted = false;
	if (has_own_token(session) && session->token_term.due <= now)
		renew(session, diag, "auth/token/renew-self", secret_strndup("{}", 2), "the token of Vault",
		      &session->token_term);
	for (struct vault_lease *lease = session->leases; lease && !session->interrupted; lease = lease->next) {
		char what[256];

		if (lease->term.due > now)
			continue;
		snprintf(what, sizeof(what), "the lease of \"%s\"", lease->path);
		renew(session, diag, "sys/leases/renew", vault_body("lease_id", lease->id, NULL, NULL), what, &lease->term);
	}
	vault_session_disconnect(session);
}

static bool was_done(const struct vault_request *request)
{
	return request->outcome == VAULT_ANSWERED && request->status >= 200 && request->status < 300;
}

/* How many leases could not be revoked; *REFUSED when Vault does not allow it. */
static size_t revoke_leases(struct vault_session *session, bool *refused)
{
	size_t count = 0, failed = 0, i = 0;
	struct vault_request *requests;

	for (const struct vault_lease *lease = session->leases; lease; lease = lease->next)
		count++;
	requests = arena_calloc(session->arena, count + 1, sizeof(*requests));
	if (!requests)
		return count;
	for (const struct vault_lease *lease = session->leases; lease; lease = lease->next, i++)
		requests[i] = (struct vault_request){
			.path = "sys/leases/revoke",
			.token = session->token.id,
			.body = vault_body("lease_id", lease->id, NULL, NULL),
		};
	vault_session_perform(session, requests, count);
	for (i = 0; i < count; i++) {
		failed += !was_done(&requests[i]);
		*refused |= requests[i].outcome == VAULT_ANSWERED && requests[i].status == 403;
		vault_request_release(&requests[i]);
		secret_free((char *)requests[i].body);
	}
	return failed;
}

/* True when Vault has taken back the token, and with it its leases. */
static bool revoke_token(struct vault_session *session, struct diag *diag)
{
	struct vault_request request = { .path = "auth/token/revoke-self", .token = session->token.id, .body = "{}" };

	vault_session_perform(session, &request, 1);
	vault_request_release(&request);
	if (was_done(&request))
		return true;
	diag_error(diag, "warning: the token of Vault could not be revoked: it ends in %.0f s",
	           fetch_later(session->token_term.ends - fetch_now(), 0));
	return false;
}

void vault_leases_revoke(struct vault_session *session, struct diag *diag, double seconds)
{
	bool refused = false;
	size_t left;

	vault_session_disconnect(session);
	session->signals = -1; /* bounded as it is: no signal cuts it short */
	session->deadline = fetch_now() + seconds;
	left = session->leases ? revoke_leases(session, &refused) : 0;
	if (has_own_token(session) && revoke_token(session, diag))
		left = session->lost_leases = 0;
	if (left > 0)
		diag_error(diag, "warning: %zu of Vault's leases could not be revoked%s: they end by themselves", left,
		           refused ? ", which takes the capability 'update' on sys/leases/revoke" : "");
	if (session->lost_leases > 0)
		diag_error(diag, "warning: %u of Vault's answers were lost, the first at \"%s\": what they leased, if anything, ends by itself",
		           session->lost_leases, session->lost_path);
	if (session->lost_logins > 0)
		diag_error(diag, "warning: %u of Vault's answers to a login were lost: what token they held ends by itself",
		           session->lost_logins);
	vault_session_release(session);
}
