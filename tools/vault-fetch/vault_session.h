/*
 * vault_session: one client of one Vault: what it may do there and what it
 * holds there, from the login to the moment when all of it is given back.
 */
#ifndef VAULT_SESSION_H
#define VAULT_SESSION_H

#include "vault_answer.h"
#include "vault_http.h"

/* How long something lasts, by fetch_now(). */
struct vault_term {
	double ends; /* infinite: for ever */
	double due;  /* when it is to be renewed; infinite: never */
};

/* The term of what lasts DURATION seconds from now on (0: for ever): due after two thirds of it. */
struct vault_term vault_term_of(double duration, bool renewable);

/* Credentials that end when they are revoked, or when nobody renews them. */
struct vault_lease {
	char *id; /* in the secret pool, owned */
	const char *path;
	struct vault_term term;
	struct vault_lease *next;
};

struct vault_session {
	struct arena *arena; /* of messages and paths */
	const struct vault_settings *settings;
	struct vault_http *http; /* owned; NULL until it is needed */
	int signals;             /* for vault_http_open */
	double deadline;
	struct vault_token token; /* id is NULL before the login */
	struct vault_term token_term;
	bool own;                   /* this session logged in: the token is its to revoke */
	struct vault_lease *leases; /* owned */
	/* Answers that did not come here as they should: what they gave out is not known, and so not given back. */
	unsigned lost_logins, lost_leases;
	const char *lost_path; /* of the first of the latter */
	/* Why it is of no use, once a call failed. */
	int status;          /* EX_OK, EX_NOPERM, EX_PROTOCOL, EX_UNAVAILABLE (unreachable), EX_USAGE or EX_OSERR */
	bool interrupted;    /* EX_UNAVAILABLE because a signal waits */
	const char *problem; /* one line, in the arena; holds nothing secret */
};

/* Says so in the session and returns false. */
bool vault_session_fail(struct vault_session *session, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Performs requests, opening HTTP first if need be. False, with the reason in
 * the session, when one of them was not answered.
 */
bool vault_session_perform(struct vault_session *session, struct vault_request *requests, size_t count);

/* Why REQUEST was not answered, as vault_session_perform says it of one of them, also in the session. */
bool vault_session_judge(struct vault_session *session, const struct vault_request *request);

/* True when something has to be given back, so that somebody has to stay. */
bool vault_session_holds(const struct vault_session *session);

/* Takes note of a lease. False when memory is out. */
bool vault_session_keep(struct vault_session *session, const struct vault_data *data, const char *path);

/* The JSON object {A: A_VALUE, B: B_VALUE} in the secret pool, without what is NULL; NULL when memory is out. */
char *vault_body(const char *a, const char *a_value, const char *b, const char *b_value);

/* Closes the connections; the session can go on and opens new ones. */
void vault_session_disconnect(struct vault_session *session);

/* Wipes everything; revokes nothing (vault_leases.h). */
void vault_session_release(struct vault_session *session);

#endif
