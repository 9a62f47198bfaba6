/*
 * vault_http: requests to Vault, many at once, made again until a deadline.
 *
 * One connection carries them all where the server speaks HTTP/2; of others
 * there are a few. What a server cannot do now (429, 412, 5xx but 501, a
 * connection that breaks) is asked again after a pause that doubles, with
 * jitter, or that Retry-After names; each such failure also halves how many
 * requests are under way at once, and a server that breaks on multiplexed
 * requests is spoken to in HTTP/1.1. A redirect is followed once, never to
 * what vault_url_is_safe refuses and never from https to http. Answers are at
 * most VAULT_ANSWER_MAX bytes.
 *
 * Headers, bodies and answers are in the secret pool while they are ours;
 * what libcurl and its TLS library copy of them is theirs.
 */
#ifndef VAULT_HTTP_H
#define VAULT_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "secret_pool.h"
#include "vault_settings.h"

#define VAULT_ANSWER_MAX ((size_t)1024 * 1024)
#define VAULT_REASON_SIZE 320

enum vault_outcome {
	VAULT_ANSWERED,    /* whatever the status says */
	VAULT_UNREACHABLE, /* no answer until the deadline, or none but those that are asked again */
	VAULT_UNTRUSTED,   /* the certificate of the server, or ours, is not accepted: not asked again */
	VAULT_PROTOCOL,    /* an answer too large, or a redirect that is not followed */
	VAULT_INTERRUPTED, /* a signal waits */
	VAULT_NO_MEMORY,
};

struct vault_request {
	/* Given; text must last as long as the request. */
	const char *path;   /* after /v1/, as the URL has it */
	const char *url;    /* instead, a whole URL of another server, which gets no header of Vault's */
	const char *token;  /* X-Vault-Token, or with url a bearer token; NULL: none */
	const char *body;   /* POST this JSON; NULL: GET */
	/* Found. */
	enum vault_outcome outcome;
	long status;                   /* HTTP's, with VAULT_ANSWERED */
	unsigned lost;                 /* attempts that Vault may have seen to, whose answers did not come here */
	struct secret_text answer;     /* owned: vault_request_release */
	char reason[VAULT_REASON_SIZE]; /* why not VAULT_ANSWERED; holds nothing secret */
};

struct vault_http;

/*
 * Gets ready; nothing is sent yet. SETTINGS last as long. SIGNALS is a
 * descriptor: when it can be read, requests end as VAULT_INTERRUPTED; -1 for
 * none. NULL when memory is out.
 */
struct vault_http *vault_http_open(const struct vault_settings *settings, int signals);

/* Performs COUNT requests until fetch_now() reaches DEADLINE. Every one has its outcome then. */
void vault_http_perform(struct vault_http *http, struct vault_request *requests, size_t count, double deadline);

/* Closes all connections. HTTP can be NULL. */
void vault_http_close(struct vault_http *http);

/* Wipes the answer. */
void vault_request_release(struct vault_request *request);

/* PATH as it may stand in a URL, slashes kept, everything else but RFC 3986's unreserved characters escaped; or NULL. */
const char *vault_escape_path(struct arena *arena, const char *path);

#endif
