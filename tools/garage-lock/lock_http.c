/* lock_http: see lock_http.h. */
#include "lock_http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lease.h"

#define MILLISECOND (LEASE_SECOND / 1000)
#define TRY_MAX (5 * LEASE_SECOND)  /* a server that hangs is given up after this, and asked anew */
#define SPEED_MIN ((size_t)256 * 1024) /* bytes a second: what is large may take longer than that in all */
#define AGAIN_MIN (LEASE_SECOND / 20)
#define AGAIN_MAX (LEASE_SECOND / 2)
#define POLL_MAX 200 /* milliseconds between two calls of wake */
#define CONNECTIONS_MAX 8L

struct lock_http {
	CURLM *multi;
	struct curl_slist *headers;
	const char *cacert;
	char problem[LOCK_PROBLEM_SIZE];
	/* Of the run under way. */
	const struct lock_http_hooks *hooks;
	void *context;
};

struct lock_http *lock_http_open(const char *header, const char *cacert)
{
	struct lock_http *http = calloc(1, sizeof(*http));
	struct curl_slist *more;

	if (http == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(http);
		return NULL;
	}
	http->cacert = cacert;
	http->multi = curl_multi_init();
	http->headers = curl_slist_append(NULL, "Expect:");
	more = http->headers == NULL ? NULL : curl_slist_append(http->headers, "Content-Type: application/json");
	if (more != NULL && header != NULL)
		more = curl_slist_append(http->headers, header);
	if (http->multi == NULL || more == NULL ||
	    curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, CONNECTIONS_MAX) != CURLM_OK) {
		lock_http_close(http);
		return NULL;
	}
	return http;
}

bool lock_http_widen(struct lock_http *http, unsigned connections)
{
	return curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)connections) == CURLM_OK;
}

void lock_http_close(struct lock_http *http)
{
	curl_multi_cleanup(http->multi);
	curl_slist_free_all(http->headers);
	free(http);
	curl_global_cleanup();
}

const char *lock_http_problem(const struct lock_http *http)
{
	return http->problem;
}

void lock_exchange_release(struct lock_exchange *exchange)
{
	text_release(&exchange->answer);
}

static size_t answer_max(const struct lock_exchange *exchange)
{
	return exchange->answer_max != 0 ? exchange->answer_max : LOCK_ANSWER_MAX;
}

static size_t body_size(const struct lock_exchange *exchange)
{
	return exchange->body == NULL || exchange->body_size != 0 ? exchange->body_size : strlen(exchange->body);
}

/* How long one try may take. That nothing moves for TRY_MAX ends it, too. */
static int64_t try_max(const struct lock_exchange *exchange)
{
	size_t size = body_size(exchange) + exchange->answer_max;

	return TRY_MAX + (int64_t)(size / SPEED_MIN) * LEASE_SECOND;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
	struct lock_exchange *exchange = context;

	if (size * count > answer_max(exchange) - exchange->answer.length)
		return 0;
	text_add_n(&exchange->answer, data, size * count);
	return exchange->answer.failed ? 0 : size * count;
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
	struct lock_exchange *exchange = context;
	char value[64];

	if (size * count > 5 && strncasecmp(data, "ETag:", 5) == 0)
		lock_etag_read(data + 5, size * count - 5, exchange->etag);
	if (size * count > 5 && strncasecmp(data, "Date:", 5) == 0 && size * count - 5 < sizeof(value)) {
		memcpy(value, data + 5, size * count - 5);
		value[size * count - 5] = '\0';
		exchange->date = curl_getdate(value, NULL);
		if (exchange->date == (time_t)-1)
			exchange->date = 0;
	}
	return size * count;
}

#define SET(option, value) (curl_easy_setopt(easy, (option), (value)) == CURLE_OK)

/* The headers of EXCHANGE: its own before those of all. NULL: memory is out. */
static struct curl_slist *headers_of(const struct lock_http *http, struct lock_exchange *exchange)
{
	struct curl_slist *own;

	if (exchange->header == NULL)
		return http->headers;
	own = curl_slist_append(NULL, exchange->header);
	if (own != NULL)
		own->next = http->headers;
	exchange->headers = own;
	return own;
}

static void drop_headers(struct lock_exchange *exchange)
{
	struct curl_slist *own = exchange->headers;

	if (own != NULL)
		own->next = NULL;
	curl_slist_free_all(own);
	exchange->headers = NULL;
}

static bool set_body(const struct lock_exchange *exchange, CURL *easy)
{
	curl_off_t size = (curl_off_t)(exchange->body_size > 0 ? exchange->body_size : strlen(exchange->body));

	return SET(CURLOPT_POSTFIELDSIZE_LARGE, size) && SET(CURLOPT_POSTFIELDS, exchange->body);
}

static bool set_up(const struct lock_http *http, struct lock_exchange *exchange, CURL *easy, const char *url, long timeout)
{
	bool head = strcmp(exchange->method, "HEAD") == 0;
	struct curl_slist *headers = headers_of(http, exchange);

	if (headers == NULL)
		return false;
	/*
	 * Waiting for a connection that many requests can share is of use with HTTP/2 only, so with TLS. On a connection that was
	 * used before and breaks, libcurl sends a request again by itself.
	 */
	return SET(CURLOPT_URL, url) && SET(CURLOPT_PRIVATE, exchange) && SET(CURLOPT_NOSIGNAL, 1L) &&
	       SET(CURLOPT_PROTOCOLS_STR, "http,https") && SET(CURLOPT_TIMEOUT_MS, timeout) &&
	       SET(CURLOPT_HTTPHEADER, headers) && SET(CURLOPT_FRESH_CONNECT, (long)exchange->once) &&
	       SET(CURLOPT_PIPEWAIT, (long)(strncasecmp(url, "https:", 6) == 0)) &&
	       SET(CURLOPT_NOPROXY, "127.0.0.1,localhost,::1") &&
	       SET(CURLOPT_WRITEFUNCTION, take_body) && SET(CURLOPT_WRITEDATA, exchange) &&
	       SET(CURLOPT_HEADERFUNCTION, take_header) && SET(CURLOPT_HEADERDATA, exchange) &&
	       (http->cacert == NULL || SET(CURLOPT_CAINFO, http->cacert)) &&
	       SET(CURLOPT_LOW_SPEED_LIMIT, 1L) && SET(CURLOPT_LOW_SPEED_TIME, (long)(TRY_MAX / LEASE_SECOND)) &&
	       (exchange->body == NULL || set_body(exchange, easy)) &&
	       (head ? SET(CURLOPT_NOBODY, 1L) : SET(CURLOPT_CUSTOMREQUEST, exchange->method));
}

/* Sends EXCHANGE; it has until DEADLINE, but no longer than a try may take. False: memory is out. */
static bool start(struct lock_http *http, struct lock_exchange *exchange, int64_t deadline)
{
	int64_t now = lease_now(), most = try_max(exchange), left = deadline - now < most ? deadline - now : most;
	CURL *easy = curl_easy_init();
	struct text url = { 0 };
	bool done;

	if (easy == NULL)
		return false;
	if (left < MILLISECOND)
		left = MILLISECOND;
	if (exchange->tries++ == 0)
		exchange->sent = now;
	text_release(&exchange->answer); /* its failure, too: there may be memory again */
	exchange->etag[0] = '\0';
	/* A new signature at each try, good for as long as the try is. */
	done = http->hooks->sign(http->context, exchange, (unsigned)((left + LEASE_SECOND - 1) / LEASE_SECOND), &url) &&
	       set_up(http, exchange, easy, url.data, (long)(left / MILLISECOND)) &&
	       curl_multi_add_handle(http->multi, easy) == CURLM_OK;
	text_release(&url);
	if (done) {
		exchange->transfer = easy;
	} else {
		curl_easy_cleanup(easy);
		drop_headers(exchange);
	}
	return done;
}

static void drop(struct lock_http *http, struct lock_exchange *exchange)
{
	if (exchange->transfer == NULL)
		return;
	curl_multi_remove_handle(http->multi, exchange->transfer);
	curl_easy_cleanup(exchange->transfer);
	exchange->transfer = NULL;
	drop_headers(exchange);
}

static void plan_again(struct lock_exchange *exchange)
{
	int64_t pause = AGAIN_MIN << (exchange->tries > 6 ? 6 : exchange->tries - 1);
	uint16_t chance = 0;

	(void)!getentropy(&chance, sizeof(chance));
	if (pause > AGAIN_MAX)
		pause = AGAIN_MAX;
	exchange->again_at = lease_now() + pause / 2 + pause * chance / (2 * (UINT16_MAX + 1));
}

static bool is_untrusted(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CERTPROBLEM ||
	       code == CURLE_SSL_ISSUER_ERROR || code == CURLE_USE_SSL_FAILED;
}

/* Takes in how EXCHANGE ended. False when it is of no use to ask again. */
static bool finish(struct lock_http *http, struct lock_exchange *exchange, CURLcode code)
{
	long status = 0;

	curl_easy_getinfo(exchange->transfer, CURLINFO_RESPONSE_CODE, &status);
	drop(http, exchange);
	if (code != CURLE_OK) {
		snprintf(http->problem, sizeof(http->problem), "%s", curl_easy_strerror(code));
		plan_again(exchange);
		return !is_untrusted(code);
	}
	exchange->status = status;
	if (status >= 500 || status == 408 || status == 429 || status < 200 ||
	    (http->hooks->settles != NULL && !http->hooks->settles(http->context, exchange))) {
		snprintf(http->problem, sizeof(http->problem), "HTTP status %ld", status);
		exchange->status = 0;
		plan_again(exchange);
	}
	return true;
}

/* Whether all are settled; starts those whose time has come, and tells when the next one's comes. */
static bool look_after(struct lock_http *http, struct lock_exchange *exchanges, size_t count, int64_t deadline,
                       int64_t *next, bool *no_memory)
{
	bool settled = true;

	*next = deadline;
	for (size_t i = 0; i < count; i++) {
		struct lock_exchange *exchange = &exchanges[i];

		if (exchange->status != 0)
			continue;
		settled = false;
		if (exchange->transfer == NULL && lease_now() >= exchange->again_at && !(exchange->once && exchange->tries > 0) &&
		    !start(http, exchange, deadline))
			*no_memory = true;
		if (exchange->transfer == NULL && exchange->again_at < *next)
			*next = exchange->again_at;
	}
	return settled;
}

/* Whether one that is not sent again has had its try. */
static bool is_given_up(const struct lock_exchange *exchanges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (exchanges[i].once && exchanges[i].tries > 0 && exchanges[i].transfer == NULL && exchanges[i].status == 0)
			return true;
	return false;
}

static enum lock_http_result step(struct lock_http *http, int64_t next)
{
	struct curl_waitfd wake[3];
	const CURLMsg *message;
	struct lock_exchange *exchange;
	int64_t left = (next - lease_now()) / MILLISECOND + 1;
	unsigned count = 0;
	int running, queued;

	for (size_t i = 0; http->hooks->wake != NULL && i < 3; i++)
		if (http->hooks->wake_fds[i] >= 0)
			wake[count++] = (struct curl_waitfd){ .fd = http->hooks->wake_fds[i], .events = CURL_WAIT_POLLIN };
	if (curl_multi_perform(http->multi, &running) != CURLM_OK)
		return LOCK_HTTP_NO_MEMORY;
	while ((message = curl_multi_info_read(http->multi, &queued)) != NULL) {
		char *private = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
		exchange = (struct lock_exchange *)(void *)private;
		if (!finish(http, exchange, message->data.result))
			return LOCK_HTTP_UNTRUSTED;
		left = 0; /* look at once whether that was all */
	}
	if (left > 0 && curl_multi_poll(http->multi, wake, count, left < POLL_MAX ? (int)left : POLL_MAX, NULL) != CURLM_OK)
		return LOCK_HTTP_NO_MEMORY;
	if (http->hooks->wake != NULL && http->hooks->wake(http->context))
		return LOCK_HTTP_WOKEN;
	return LOCK_HTTP_DONE;
}

enum lock_http_result lock_http_run(struct lock_http *http, const struct lock_http_hooks *hooks, void *context,
                                    struct lock_exchange *exchanges, size_t count, int64_t deadline)
{
	enum lock_http_result result = LOCK_HTTP_DONE;
	bool no_memory = false;
	int64_t next;

	http->hooks = hooks;
	http->context = context;
	while (result == LOCK_HTTP_DONE && !look_after(http, exchanges, count, deadline, &next, &no_memory)) {
		if (no_memory)
			result = LOCK_HTTP_NO_MEMORY;
		else if (lease_now() >= deadline || is_given_up(exchanges, count))
			result = LOCK_HTTP_IN_DOUBT;
		else
			result = step(http, next);
	}
	for (size_t i = 0; i < count; i++)
		drop(http, &exchanges[i]);
	return result;
}
