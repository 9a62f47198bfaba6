/*
 * lock_http: a few requests at once, each sent again until it is answered.
 *
 * A request whose answer does not come, or says that the server could not do
 * it (5xx, 408, 429), is in doubt: it may have been carried out, now or later.
 * So it is sent again, unchanged but for its signature, until an answer is
 * there that settles it, or until the deadline. Each single try has a deadline
 * of its own, which a signature may expire with; it grows with what there is to
 * send or to receive. Redirects are not followed, answers are at most
 * LOCK_ANSWER_MAX bytes unless more is asked for, and without TLS there is only
 * the loopback interface.
 */
#ifndef LOCK_HTTP_H
#define LOCK_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "json_writer.h"
#include "lock_text.h"

#define LOCK_ANSWER_MAX ((size_t)4 * 1024 * 1024)
#define LOCK_LARGE_MAX ((size_t)512 * 1024 * 1024)
#define LOCK_PROBLEM_SIZE 256

struct lock_exchange {
	/* Given: */
	const char *method; /* GET, HEAD, PUT, DELETE */
	const char *path;   /* below the server, needs no escapes; what the signer makes of it is its own matter */
	const char *query;  /* as it stands in a URL; NULL: none */
	const char *body;   /* NULL: none */
	size_t body_size;   /* 0: up to its NUL */
	size_t answer_max;  /* 0: LOCK_ANSWER_MAX */
	const char *header; /* "Name: value", besides the ones that all have; NULL: none */
	bool once;          /* not sent again: where an answer does not come, the run ends in doubt */
	/* Set: */
	long status;        /* of HTTP; 0: no answer that settles it */
	struct text answer; /* owned: lock_exchange_release */
	int64_t sent;       /* lease_now() before it was first sent */
	time_t date;        /* what the server's Date header says of the last answer; 0: nothing */
	char etag[LOCK_ETAG_SIZE]; /* its ETag header without the quotes; empty: none, or none that is fit to be kept */
	/* lock_http.c's own: */
	void *transfer, *headers;
	int64_t again_at;
	unsigned tries;
};

enum lock_http_result {
	LOCK_HTTP_DONE,      /* every one has a status */
	LOCK_HTTP_IN_DOUBT,  /* the deadline came first */
	LOCK_HTTP_WOKEN,     /* wake asked to break off: those under way are in doubt */
	LOCK_HTTP_UNTRUSTED, /* the certificate is not accepted, or TLS cannot be had: no use in asking again */
	LOCK_HTTP_NO_MEMORY,
};

/* What the kind of store adds. */
struct lock_http_hooks {
	/* The URL for this try, into URL, valid for SECONDS at least. False: memory is out. */
	bool (*sign)(void *context, const struct lock_exchange *exchange, unsigned seconds, struct text *url);
	/* Whether an answer with a status settles it, beyond what lock_http knows by itself; NULL: it does. */
	bool (*settles)(void *context, struct lock_exchange *exchange);
	/* See struct store. */
	bool (*wake)(void *context);
	const int *wake_fds; /* 3 of them */
};

struct lock_http; /* connections, kept open for the next requests */

/* HEADER ("Name: value") goes with every request, CACERT names a file; both can be NULL. NULL: memory is out. */
struct lock_http *lock_http_open(const char *header, const char *cacert);

/* From now on as many connections as CONNECTIONS may be open, in place of 8. False: memory is out. */
bool lock_http_widen(struct lock_http *http, unsigned connections);

/*
 * Sends COUNT exchanges, all at once, until all are settled or DEADLINE
 * (lease_now) is there. CONTEXT goes to the hooks. What was wrong with the last
 * that failed is in problem, for messages.
 */
enum lock_http_result lock_http_run(struct lock_http *http, const struct lock_http_hooks *hooks, void *context,
                                    struct lock_exchange *exchanges, size_t count, int64_t deadline);

/* Why there was no answer, in libcurl's words or "HTTP status N"; empty when nothing went wrong yet. */
const char *lock_http_problem(const struct lock_http *http);

void lock_http_close(struct lock_http *http);

void lock_exchange_release(struct lock_exchange *exchange);

/*
 * Takes URL apart: https, or http to the loopback interface; no user, query or
 * fragment. HOST is as the Host header has it, PATH without a final slash; both
 * owned by the caller. Otherwise false with the reason in *PROBLEM.
 */
bool lock_url_split(const char *url, char **host, char **path, const char **problem);

#endif
