/*
 * vault_http_internal: what the parts of vault_http share. vault_http.c decides
 * when what is sent, vault_flight.c makes one request of it.
 */
#ifndef VAULT_HTTP_INTERNAL_H
#define VAULT_HTTP_INTERNAL_H

#include <curl/curl.h>

#include "vault_http.h"

struct vault_http {
	const struct vault_settings *settings;
	CURLM *multi; /* owned */
	char *base;   /* where a standby sent us; NULL: settings->address; owned */
	int signals;
	int window;   /* how many may be under way */
	int flying;   /* how many are */
	unsigned generation; /* grows when the window shrinks */
	unsigned http2_failures;
	bool http1; /* HTTP/2 was given up */
	double deadline;
};

enum vault_flight_state { FLIGHT_WAITING, FLIGHT_FLYING, FLIGHT_DONE };

/* A request on its way, perhaps not for the first time. */
struct vault_flight {
	struct vault_request *request;
	enum vault_flight_state state;
	unsigned generation; /* of the window that it was sent in */
	long tries;
	unsigned sent; /* how often, in this attempt: libcurl repeats what a used connection loses */
	double not_before;
	bool redirected;
	char *location;             /* the URL of this attempt; owned */
	CURL *easy;                 /* owned while FLYING, as are these */
	struct curl_slist *headers;
	struct curl_slist *connect; /* where the server is, when it is to be called by another name */
	char error[CURL_ERROR_SIZE];
};

/* Sends it. False when memory is out. */
bool vault_flight_start(struct vault_http *http, struct vault_flight *flight);

/* The answer was a redirect: makes FLIGHT wait to be sent there, or ends it. */
void vault_flight_redirect(struct vault_http *http, struct vault_flight *flight);

/* Gives back what one attempt holds, headers wiped. The handle is in no multi any more. */
void vault_flight_clean(struct vault_flight *flight);

#endif
