/* vault_http: see vault_http.h. This part decides when what is sent, and what to make of how it ended. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fetch_clock.h"
#include "vault_http_internal.h"

#define WINDOW_MAX 256   /* requests under way at once; Go's HTTP/2 servers, Vault among them, take 250 */
#define CONNECTIONS_MAX 8 /* to servers that do not multiplex */
#define FIRST_DELAY 0.1
#define LAST_DELAY 4.0
#define NO_ANSWER "no answer in time"

static CURLM *open_multi(void)
{
	CURLM *multi = curl_multi_init();

	if (multi) {
		curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)CONNECTIONS_MAX);
		curl_multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, (long)WINDOW_MAX);
	}
	return multi;
}

struct vault_http *vault_http_open(const struct vault_settings *settings, int signals)
{
	struct vault_http *http = calloc(1, sizeof(*http));

	if (!http)
		return NULL;
	http->settings = settings;
	http->signals = signals;
	http->window = WINDOW_MAX;
	http->multi = open_multi();
	if (http->multi)
		return http;
	free(http);
	return NULL;
}

void vault_http_close(struct vault_http *http)
{
	if (!http)
		return;
	curl_multi_cleanup(http->multi);
	free(http->base);
	free(http);
}

void vault_request_release(struct vault_request *request)
{
	secret_text_release(&request->answer);
}

static void finish(struct vault_flight *flight, enum vault_outcome outcome)
{
	flight->request->outcome = outcome;
	flight->state = FLIGHT_DONE;
}

/* A number in [0.5, 1): many clients that failed together do not come back together. */
static double jitter(void)
{
	unsigned char random;

	if (getentropy(&random, sizeof(random)) != 0)
		random = 128; /* the middle */
	return 0.5 + random / 512.0;
}

/* The server cannot do it now: later, unless that is too late or too often. */
static void put_off(struct vault_http *http, struct vault_flight *flight, double retry_after)
{
	long max = http->settings->max_retries;
	double delay = fetch_earlier(LAST_DELAY, FIRST_DELAY * (1u << (flight->tries < 8 ? flight->tries : 8))) * jitter();
	size_t length = strlen(flight->request->reason);

	if (flight->generation == http->generation) {
		/* Once for all that were sent together. */
		http->window = http->window > 1 ? http->window / 2 : 1;
		http->generation++;
	}
	flight->tries++;
	flight->not_before = fetch_now() + fetch_later(delay, retry_after);
	flight->state = FLIGHT_WAITING;
	if (retry_after > delay)
		snprintf(flight->request->reason + length, VAULT_REASON_SIZE - length, ", and asks to wait for %.0f s", retry_after);
	if (flight->not_before >= http->deadline || (max >= 0 && flight->tries > max))
		finish(flight, VAULT_UNREACHABLE);
	/* The next attempt starts at the address that the user gave. */
	flight->redirected = false;
	free(http->base);
	http->base = NULL;
	vault_request_release(flight->request);
}

static bool is_worth_another(long status)
{
	return status == 429 || status == 412 || (status >= 500 && status != 501);
}

static void land(struct vault_http *http, struct vault_flight *flight)
{
	struct vault_request *request = flight->request;
	curl_off_t retry_after = 0;
	long version = CURL_HTTP_VERSION_NONE;

	/* What waits for a free connection must not be counted as a slow answer. */
	curl_easy_getinfo(flight->easy, CURLINFO_HTTP_VERSION, &version);
	if (version < CURL_HTTP_VERSION_2_0 && http->window > CONNECTIONS_MAX)
		http->window = CONNECTIONS_MAX;
	curl_easy_getinfo(flight->easy, CURLINFO_RESPONSE_CODE, &request->status);
	if (request->status >= 300 && request->status < 400 && request->status != 304) {
		vault_flight_redirect(http, flight);
		return;
	}
	if (!is_worth_another(request->status)) {
		finish(flight, VAULT_ANSWERED);
		return;
	}
	request->lost += request->status == 502 || request->status == 504; /* by what stands before Vault */
	curl_easy_getinfo(flight->easy, CURLINFO_RETRY_AFTER, &retry_after);
	snprintf(request->reason, VAULT_REASON_SIZE, "it answers with status %ld%s", request->status,
	         request->status == 503 ? ", as when it is sealed" : "");
	put_off(http, flight, (double)retry_after);
}

static void crash(struct vault_http *http, struct vault_flight *flight, CURLcode code)
{
	struct vault_request *request = flight->request;

	request->status = 0;
	/* libcurl's longer texts hold milliseconds, so that no two are equal. What an earlier try was told says more than silence. */
	if (code != CURLE_OPERATION_TIMEDOUT)
		snprintf(request->reason, VAULT_REASON_SIZE, "%s", curl_easy_strerror(code));
	else if (!*request->reason)
		snprintf(request->reason, VAULT_REASON_SIZE, NO_ANSWER);
	switch (code) {
	case CURLE_OUT_OF_MEMORY:
		finish(flight, VAULT_NO_MEMORY);
		return;
	case CURLE_WRITE_ERROR: /* receive() refused more */
	case CURLE_FILESIZE_EXCEEDED:
		snprintf(request->reason, VAULT_REASON_SIZE, "the answer has more than %zu bytes", VAULT_ANSWER_MAX);
		finish(flight, request->answer.failed ? VAULT_NO_MEMORY : VAULT_PROTOCOL);
		return;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		if (*flight->error)
			snprintf(request->reason, VAULT_REASON_SIZE, "%s", flight->error);
		finish(flight, VAULT_UNTRUSTED);
		return;
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		http->http2_failures++;
		break;
	default:
		break;
	}
	put_off(http, flight, 0);
}

/* After its handle was taken out of the multi. */
static void end_flight(struct vault_http *http, struct vault_flight *flight, CURLcode code)
{
	http->flying--;
	flight->request->lost += flight->sent - (code == CURLE_OK && flight->sent > 0);
	if (code == CURLE_OK)
		land(http, flight);
	else
		crash(http, flight, code);
	vault_flight_clean(flight);
}

/* How many ended since the last time. */
static unsigned collect(struct vault_http *http)
{
	unsigned ended = 0;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		CURL *easy = message->easy_handle;
		char *flight = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(easy, CURLINFO_PRIVATE, &flight);
		curl_multi_remove_handle(http->multi, easy);
		end_flight(http, (struct vault_flight *)(void *)flight, code);
		ended++;
	}
	return ended;
}

/*
 * A server that twice broke on multiplexed requests gets them one after the
 * other: all connections are closed, and HTTP/1.1 is spoken from then on.
 */
static bool fall_back(struct vault_http *http)
{
	CURLM *multi;

	if (http->http1 || http->http2_failures < 2)
		return true;
	if (http->flying > 0)
		return false; /* wait for them first */
	multi = open_multi();
	if (multi) {
		curl_multi_cleanup(http->multi);
		http->multi = multi;
		http->http1 = true;
	}
	return true;
}

/* Starts what may start; the time of the next that has to wait, or the deadline. */
static double start(struct vault_http *http, struct vault_flight *flights, size_t count, bool *done)
{
	bool ready = fall_back(http);
	double next = http->deadline, now = fetch_now();

	*done = true;
	for (size_t i = 0; i < count; i++) {
		struct vault_flight *flight = &flights[i];

		if (flight->state == FLIGHT_WAITING && flight->not_before <= now && ready && http->flying < http->window &&
		    !vault_flight_start(http, flight))
			finish(flight, VAULT_NO_MEMORY);
		if (flight->state == FLIGHT_WAITING && flight->not_before > now)
			next = fetch_earlier(next, flight->not_before);
		*done = *done && flight->state == FLIGHT_DONE;
	}
	return next;
}

/* Ends what is still under way. */
static void give_up(struct vault_http *http, struct vault_flight *flights, size_t count, enum vault_outcome outcome)
{
	for (size_t i = 0; i < count; i++) {
		struct vault_request *request = flights[i].request;

		if (flights[i].state == FLIGHT_DONE)
			continue;
		if (flights[i].state == FLIGHT_FLYING) {
			request->lost += flights[i].sent;
			curl_multi_remove_handle(http->multi, flights[i].easy);
			vault_flight_clean(&flights[i]);
			http->flying--;
		}
		vault_request_release(request);
		if (!*request->reason)
			snprintf(request->reason, VAULT_REASON_SIZE, NO_ANSWER);
		finish(&flights[i], outcome);
	}
}

/* Waits until something happens or UNTIL; true when a signal is there. */
static bool wait_until(struct vault_http *http, double until)
{
	struct curl_waitfd signals = { .fd = http->signals, .events = CURL_WAIT_POLLIN };

	curl_multi_poll(http->multi, &signals, http->signals >= 0, fetch_wait(until), NULL);
	return signals.revents != 0;
}

static void fly(struct vault_http *http, struct vault_flight *flights, size_t count)
{
	bool done = false, interrupted = false;

	while (!interrupted && fetch_now() < http->deadline) {
		double next = start(http, flights, count, &done);
		int running;

		if (done)
			return;
		curl_multi_perform(http->multi, &running);
		if (collect(http) == 0)
			interrupted = wait_until(http, next);
	}
	give_up(http, flights, count, interrupted ? VAULT_INTERRUPTED : VAULT_UNREACHABLE);
}

void vault_http_perform(struct vault_http *http, struct vault_request *requests, size_t count, double deadline)
{
	struct vault_flight *flights = calloc(count ? count : 1, sizeof(*flights));

	for (size_t i = 0; i < count; i++) {
		requests[i].outcome = VAULT_NO_MEMORY;
		requests[i].lost = 0;
		if (flights)
			flights[i] = (struct vault_flight){ .request = &requests[i] };
	}
	if (!flights)
		return;
	http->deadline = deadline;
	fly(http, flights, count);
	free(flights);
}
