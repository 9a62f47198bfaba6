/* consul: see consul.h. */
#include "consul.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "lock_text.h"

static bool make_url(void *context, const struct lock_exchange *exchange, unsigned seconds, struct text *url)
{
	const struct consul *consul = context;

	(void)seconds;
	text_printf(url, "%s%s/v1%s%s%s", consul->origin, consul->base, exchange->path, exchange->query != NULL ? "?" : "",
	            exchange->query != NULL ? exchange->query : "");
	return !url->failed;
}

static bool wake(void *context)
{
	const struct consul *consul = context;

	return consul->store.wake != NULL && consul->store.wake(consul->store.wake_context);
}

int consul_connect(struct consul *consul)
{
	const struct lock_options *options = consul->store.options;
	struct text header = { 0 }, origin = { 0 };
	const char *problem, *address = options->consul_address;
	struct text url = { 0 };
	bool failed;

	/* Without a scheme, as Consul's own clients have it too, it is http. */
	text_printf(&url, "%s%s", strstr(address, "://") != NULL ? "" : "http://", address);
	if (url.failed || !lock_url_split(url.data, &consul->host, &consul->base, &problem)) {
		diag_error(consul->store.diag, "cannot use '%s' as CONSUL_HTTP_ADDR: %s", address, url.failed ? "memory is out" : problem);
		text_release(&url);
		return EX_CONFIG;
	}
	text_printf(&origin, "%s://%s", strncasecmp(url.data, "https:", 6) == 0 ? "https" : "http", consul->host);
	text_release(&url);
	consul->origin = origin.data;
	if (options->consul_token != NULL)
		text_printf(&header, "X-Consul-Token: %s", options->consul_token);
	failed = origin.failed || header.failed;
	if (!failed)
		consul->http = lock_http_open(header.data, options->consul_cacert);
	if (header.data != NULL)
		explicit_bzero(header.data, header.length);
	text_release(&header);
	if (failed || consul->http == NULL) {
		diag_error(consul->store.diag, "out of memory");
		return EX_OSERR;
	}
	return EX_OK;
}

void consul_disconnect(struct consul *consul)
{
	if (consul->http != NULL)
		lock_http_close(consul->http);
	free(consul->origin);
	free(consul->host);
	free(consul->base);
}

static enum store_result refused(struct consul *consul, const struct lock_exchange *exchange)
{
	int status = exchange->status == 403 ? EX_NOPERM : EX_CONFIG;
	struct text shown = { 0 };

	lock_text_show(&shown, exchange->answer.data != NULL ? exchange->answer.data : "");
	(void)store_fail(&consul->store, status, "%s refuses to %s %s: HTTP status %ld, %s", consul->host, exchange->method,
	                 exchange->path, exchange->status, shown.data != NULL ? shown.data : "no reason");
	text_release(&shown);
	return STORE_FAILED;
}

enum store_result consul_run(struct consul *consul, struct lock_exchange *exchange, bool missing, int64_t deadline)
{
	return consul_run_all(consul, exchange, 1, missing, deadline);
}

enum store_result consul_run_all(struct consul *consul, struct lock_exchange *exchanges, size_t count, bool missing,
                                 int64_t deadline)
{
	const struct lock_http_hooks hooks = { .sign = make_url, .wake = wake, .wake_fds = consul->store.wake_fds };

	switch (lock_http_run(consul->http, &hooks, consul, exchanges, count, deadline)) {
	case LOCK_HTTP_DONE:
		for (size_t i = 0; i < count; i++)
			if (exchanges[i].status != 200 && (!missing || exchanges[i].status != 404))
				return refused(consul, &exchanges[i]);
		return STORE_OK;
	case LOCK_HTTP_IN_DOUBT:
		(void)store_lose(&consul->store, "no answer from %s: %s", consul->host, lock_http_problem(consul->http));
		return STORE_IN_DOUBT;
	case LOCK_HTTP_WOKEN:
		return STORE_INTERRUPTED;
	case LOCK_HTTP_UNTRUSTED:
		return store_fail(&consul->store, EX_UNAVAILABLE, "no TLS with %s: %s", consul->host, lock_http_problem(consul->http));
	case LOCK_HTTP_NO_MEMORY:
		break;
	}
	return store_no_memory(&consul->store);
}

json_t *consul_json(const struct lock_exchange *exchange)
{
	if (exchange->answer.length == 0)
		return NULL;
	return json_loadb(exchange->answer.data, exchange->answer.length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
}

enum store_result consul_misread(struct consul *consul, const char *what)
{
	return store_fail(&consul->store, EX_UNAVAILABLE, "%s answers with no %s", consul->host, what);
}

/* Base64 (RFC 4648), as a NUL-terminated copy owned by the caller; NULL: it is none, or memory is out. */
static char *decode(const char *text, size_t *size)
{
	size_t length = strlen(text), padding;
	char *data = malloc(length / 4 * 3 + 1);
	int decoded;

	if (data == NULL || length % 4 != 0 || length > LOCK_ANSWER_MAX) {
		free(data);
		return NULL;
	}
	decoded = EVP_DecodeBlock((unsigned char *)data, (const unsigned char *)text, (int)length);
	padding = length == 0 ? 0 : (size_t)(text[length - 1] == '=') + (size_t)(text[length - 2] == '=');
	if (decoded < 0 || (size_t)decoded < padding) {
		free(data);
		return NULL;
	}
	*size = (size_t)decoded - padding;
	data[*size] = '\0';
	return data;
}

bool consul_value_read(struct consul_value *value, const struct lock_exchange *exchange)
{
	json_t *answer = consul_json(exchange), *entry = json_array_get(answer, 0);
	const char *session = json_string_value(json_object_get(entry, "Session"));
	const json_t *data = json_object_get(entry, "Value");
	json_int_t index = json_integer_value(json_object_get(entry, "ModifyIndex"));

	*value = (struct consul_value){ .modify_index = (uint64_t)index };
	/* A key without content has null for it. */
	if (index > 0 && (data == NULL || json_is_null(data) || json_is_string(data)))
		value->data = decode(json_is_string(data) ? json_string_value(data) : "", &value->size);
	if (session != NULL && bakery_is_id(session))
		memcpy(value->session, session, BAKERY_ID_SIZE);
	else if (session != NULL && *session != '\0') {
		free(value->data);
		value->data = NULL;
	}
	json_decref(answer);
	return value->data != NULL;
}
