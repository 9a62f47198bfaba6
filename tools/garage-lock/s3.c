/* s3: see s3.h. */
#include "s3.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "lock_text.h"

#define SKEW_MIN 2 /* seconds; what rounding and the way of an answer make is no skew */

static bool sign(void *context, const struct lock_exchange *exchange, unsigned seconds, struct text *url)
{
	const struct s3 *s3 = context;
	struct text path = { 0 };
	bool done;

	text_printf(&path, "%s%s", s3->base, exchange->path);
	text_printf(url, "%s%s?", s3->origin, path.failed ? "" : path.data);
	/* One more, since the time that is signed is cut to whole seconds. */
	done = !path.failed && s3_sign(url, &s3->credentials, exchange->method, s3->host, path.data, exchange->query,
	                               time(NULL) + s3->skew, seconds + 1);
	text_release(&path);
	return done && !url->failed;
}

/* Learns the server's time. What it refused because ours was wrong is worth another try. */
static bool settles(void *context, struct lock_exchange *exchange)
{
	struct s3 *s3 = context;
	long skew;

	if (exchange->date == 0)
		return true;
	skew = (long)(exchange->date - time(NULL));
	if (labs(skew - s3->skew) < SKEW_MIN)
		return true;
	s3->skew = skew;
	return exchange->tries > 1 || (exchange->status != 400 && exchange->status != 403);
}

static bool wake(void *context)
{
	const struct s3 *s3 = context;

	return s3->store->wake != NULL && s3->store->wake(s3->store->wake_context);
}

static int missing(struct store *store, const char *what)
{
	diag_error(store->diag, "the store garage needs %s", what);
	return EX_CONFIG;
}

int s3_open(struct s3 *s3, struct store *store)
{
	const struct lock_options *options = store->options;
	const char *problem;
	struct text origin = { 0 }, base = { 0 };
	char *path;

	*s3 = (struct s3){ .store = store, .bucket = options->bucket };
	if (options->endpoint == NULL)
		return missing(store, "GARAGE_ENDPOINT or '--endpoint'");
	if (options->bucket == NULL)
		return missing(store, options->verb == LOCK_ETAGS ? "GARAGE_STATE_BUCKET or '--state-bucket'" : "GARAGE_LOCK_BUCKET or '--bucket'");
	if (!lock_key_is_valid(options->bucket) || strchr(options->bucket, '/') != NULL)
		return missing(store, "the name of a bucket");
	if (options->access_key == NULL || options->secret_key == NULL)
		return missing(store, "GARAGE_ACCESS_KEY_ID and GARAGE_SECRET_ACCESS_KEY");
	s3->credentials = (struct s3_credentials){ options->access_key, options->secret_key, options->region };
	if (!lock_url_split(options->endpoint, &s3->host, &path, &problem)) {
		diag_error(store->diag, "cannot use '%s' as the endpoint: %s", options->endpoint, problem);
		return EX_CONFIG;
	}
	text_printf(&origin, "%s://%s", strncasecmp(options->endpoint, "https:", 6) == 0 ? "https" : "http", s3->host);
	text_printf(&base, "%s/%s", path, options->bucket);
	free(path);
	s3->origin = origin.data;
	s3->base = base.data;
	s3->http = lock_http_open(NULL, options->cacert);
	if (origin.failed || base.failed || s3->http == NULL) {
		diag_error(store->diag, "out of memory");
		return EX_OSERR;
	}
	return EX_OK;
}

bool s3_open_beside(struct s3 *beside, const struct s3 *s3, const char *bucket)
{
	struct text base = { 0 };

	text_printf(&base, "%.*s%s", (int)(strlen(s3->base) - strlen(s3->bucket)), s3->base, bucket);
	*beside = *s3;
	beside->borrowed = true;
	beside->bucket = bucket;
	beside->origin = strdup(s3->origin);
	beside->host = strdup(s3->host);
	beside->base = base.data;
	return !base.failed && beside->origin != NULL && beside->host != NULL;
}

void s3_close(struct s3 *s3)
{
	if (s3->http != NULL && !s3->borrowed)
		lock_http_close(s3->http);
	free(s3->origin);
	free(s3->host);
	free(s3->base);
}

enum store_result s3_run(struct s3 *s3, struct lock_exchange *exchanges, size_t count, int64_t deadline)
{
	const struct lock_http_hooks hooks = {
		.sign = sign, .settles = settles, .wake = wake, .wake_fds = s3->store->wake_fds,
	};

	switch (lock_http_run(s3->http, &hooks, s3, exchanges, count, deadline)) {
	case LOCK_HTTP_DONE:
		return STORE_OK;
	case LOCK_HTTP_IN_DOUBT:
		(void)store_lose(s3->store, "no answer from %s: %s", s3->host, lock_http_problem(s3->http));
		return STORE_IN_DOUBT;
	case LOCK_HTTP_WOKEN:
		return STORE_INTERRUPTED;
	case LOCK_HTTP_UNTRUSTED:
		return store_fail(s3->store, EX_UNAVAILABLE, "no TLS with %s: %s", s3->host, lock_http_problem(s3->http));
	case LOCK_HTTP_NO_MEMORY:
		break;
	}
	return store_no_memory(s3->store);
}

enum store_result s3_refused(struct s3 *s3, const struct lock_exchange *exchange)
{
	int status = exchange->status == 403 ? EX_NOPERM : exchange->status < 500 ? EX_CONFIG : EX_UNAVAILABLE;
	struct text shown = { 0 };
	char *code = NULL, *message = NULL;

	text_printf(&shown, "%s refuses to %s in the bucket '%s': HTTP status %ld", s3->host, exchange->method, s3->bucket,
	            exchange->status);
	if (s3_xml_error(exchange->answer.data != NULL ? exchange->answer.data : "", exchange->answer.length, &code, &message) ==
	    S3_XML_OK) {
		text_add(&shown, ", ");
		lock_text_show(&shown, code != NULL ? code : "?");
		text_add(&shown, ": ");
		lock_text_show(&shown, message != NULL ? message : "?");
	}
	free(code);
	free(message);
	if (shown.failed)
		(void)store_no_memory(s3->store);
	else
		(void)store_fail(s3->store, status, "%s", shown.data);
	text_release(&shown);
	return STORE_FAILED;
}

enum store_result s3_take_page(struct s3 *s3, struct s3_list *list, const struct lock_exchange *page)
{
	if (page->status < 200 || page->status >= 300)
		return s3_refused(s3, page);
	switch (s3_xml_list(list, page->answer.data != NULL ? page->answer.data : "", page->answer.length)) {
	case S3_XML_OK:
		return STORE_OK;
	case S3_XML_NO_MEMORY:
		return store_no_memory(s3->store);
	case S3_XML_MALFORMED:
		break;
	}
	return store_fail(s3->store, EX_UNAVAILABLE, "%s answers a LIST with something else", s3->host);
}

bool s3_list_query(struct text *query, const char *prefix, const char *next)
{
	query->length = 0;
	if (next != NULL) {
		text_add(query, "continuation-token=");
		s3_escape(query, next);
		text_add(query, "&");
	}
	text_add(query, "list-type=2&prefix=");
	s3_escape(query, prefix);
	return !query->failed;
}
