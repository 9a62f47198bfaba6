/* vault_flight: one attempt at one request, as libcurl wants it; see vault_http_internal.h. */
#include <stdlib.h>
#include <string.h>

#include "fetch_clock.h"
#include "vault_http_internal.h"

#define API "/v1/"
#define BUFFER_SIZE 4096 /* answers are small, and every request under way has one */

/* Adds a header; the copy that libcurl has is wiped in vault_flight_clean. */
static bool add_header(struct vault_flight *flight, const char *name, const char *value)
{
	struct secret_text line = { 0 };
	struct curl_slist *list = NULL;

	secret_text_add(&line, name, strlen(name));
	secret_text_add(&line, value, strlen(value));
	if (!line.failed)
		list = curl_slist_append(flight->headers, line.data);
	if (list)
		flight->headers = list;
	secret_text_release(&line);
	return list != NULL;
}

static bool add_headers(const struct vault_http *http, struct vault_flight *flight)
{
	const struct vault_request *request = flight->request;

	if (request->body && !add_header(flight, "Content-Type: ", "application/json"))
		return false;
	if (request->url)
		return !request->token || add_header(flight, "Authorization: Bearer ", request->token);
	if (request->token && !add_header(flight, "X-Vault-Token: ", request->token))
		return false;
	if (http->settings->namespace && !add_header(flight, "X-Vault-Namespace: ", http->settings->namespace))
		return false;
	return add_header(flight, "X-Vault-Request: ", "true");
}

static size_t receive(char *data, size_t size, size_t count, void *user)
{
	struct secret_text *answer = user;

	(void)size; /* always 1 */
	if (count > VAULT_ANSWER_MAX - answer->length)
		return 0;
	secret_text_add(answer, data, count);
	return answer->failed ? 0 : count;
}

/* libcurl calls it each time before it sends the request. */
static int count_sent(void *user, char *address, char *own_address, int port, int own_port)
{
	struct vault_flight *flight = user;

	(void)address, (void)own_address, (void)port, (void)own_port;
	flight->sent++;
	return CURL_PREREQFUNC_OK;
}

/* The URL of this attempt. False when memory is out. */
static bool locate(const struct vault_http *http, struct vault_flight *flight)
{
	const char *base = http->base ? http->base : http->settings->address;

	if (flight->location) /* a redirect says it */
		return true;
	if (flight->request->url)
		flight->location = strdup(flight->request->url);
	else if (asprintf(&flight->location, "%s" API "%s", base, flight->request->path) < 0)
		flight->location = NULL;
	return flight->location != NULL;
}

/*
 * VAULT_TLS_SERVER_NAME: the name is used in TLS, both to ask for and to check
 * the certificate, while the address and the Host header stay. libcurl takes
 * the name from the URL, so it stands there and the connection goes elsewhere.
 */
static bool call_by_name(struct vault_flight *flight, const char *name)
{
	char *host = NULL, *port = NULL, *changed = NULL, *map = NULL, *shown = NULL;
	CURLU *url = curl_url();
	bool done = false;

	if (url && curl_url_set(url, CURLUPART_URL, flight->location, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	    curl_url_set(url, CURLUPART_HOST, name, 0) == CURLUE_OK &&
	    curl_url_get(url, CURLUPART_URL, &changed, 0) == CURLUE_OK &&
	    asprintf(&map, "%s:%s:%s:%s", name, port, host, port) >= 0 && asprintf(&shown, "%s:%s", host, port) >= 0) {
		flight->connect = curl_slist_append(NULL, map);
		done = flight->connect && add_header(flight, "Host: ", shown) &&
		       curl_easy_setopt(flight->easy, CURLOPT_CONNECT_TO, flight->connect) == CURLE_OK &&
		       curl_easy_setopt(flight->easy, CURLOPT_URL, changed) == CURLE_OK;
	}
	free(map);
	free(shown);
	curl_free(host);
	curl_free(port);
	curl_free(changed);
	curl_url_cleanup(url);
	return done;
}

static bool set_tls(const struct vault_http *http, struct vault_flight *flight)
{
	const struct vault_settings *settings = http->settings;
	CURL *easy = flight->easy;
	struct curl_blob bundle = { .data = settings->ca_bundle.data, .len = settings->ca_bundle.length };
	CURLcode code = CURLE_OK;

	if (settings->ca_file)
		code = curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
	else if (bundle.len > 0)
		code = curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &bundle); /* not copied, and lasts */
	if (code == CURLE_OK && (settings->ca_file || bundle.len > 0))
		code = curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	if (code == CURLE_OK && settings->client_certificate)
		code = curl_easy_setopt(easy, CURLOPT_SSLCERT, settings->client_certificate);
	if (code == CURLE_OK && settings->client_key)
		code = curl_easy_setopt(easy, CURLOPT_SSLKEY, settings->client_key);
	if (settings->skip_verify) {
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (code == CURLE_OK && settings->proxy)
		code = curl_easy_setopt(easy, CURLOPT_PROXY, settings->proxy);
	return code == CURLE_OK && (!settings->server_name || call_by_name(flight, settings->server_name));
}

/* Options that take no memory cannot fail: libcurl is new enough for all of them. */
static void set_limits(const struct vault_http *http, struct vault_flight *flight)
{
	double left = http->deadline - fetch_now();
	double timeout = left < http->settings->timeout ? left : http->settings->timeout;
	CURL *easy = flight->easy;

	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout < 0.001 ? 1L : (long)(timeout * 1000));
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)BUFFER_SIZE);
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE, (long)VAULT_ANSWER_MAX);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)(http->http1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS));
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L); /* for the connection that is being made */
	curl_easy_setopt(easy, CURLOPT_PRIVATE, flight);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, flight->error);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, count_sent);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, flight);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, &flight->request->answer);
	if (flight->request->body) {
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, flight->request->body); /* not copied */
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(flight->request->body));
	}
}

static bool set_up(const struct vault_http *http, struct vault_flight *flight)
{
	set_limits(http, flight);
	if (!add_headers(http, flight) || curl_easy_setopt(flight->easy, CURLOPT_URL, flight->location) != CURLE_OK ||
	    curl_easy_setopt(flight->easy, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK)
		return false;
	/* Another server has nothing of how Vault is reached. Without TLS it is this machine, where no proxy leads. */
	if (flight->request->url && strncmp(flight->request->url, "http:", 5) == 0)
		curl_easy_setopt(flight->easy, CURLOPT_PROXY, "");
	if (!flight->request->url && !set_tls(http, flight))
		return false;
	return curl_easy_setopt(flight->easy, CURLOPT_HTTPHEADER, flight->headers) == CURLE_OK;
}

bool vault_flight_start(struct vault_http *http, struct vault_flight *flight)
{
	flight->easy = curl_easy_init();
	flight->generation = http->generation;
	flight->sent = 0;
	*flight->error = '\0';
	if (flight->easy && locate(http, flight) && set_up(http, flight) &&
	    curl_multi_add_handle(http->multi, flight->easy) == CURLM_OK) {
		flight->state = FLIGHT_FLYING;
		http->flying++;
		return true;
	}
	vault_flight_clean(flight);
	return false;
}

void vault_flight_clean(struct vault_flight *flight)
{
	for (struct curl_slist *header = flight->headers; header; header = header->next)
		explicit_bzero(header->data, strlen(header->data));
	curl_slist_free_all(flight->headers);
	curl_slist_free_all(flight->connect);
	curl_easy_cleanup(flight->easy);
	if (!flight->redirected || flight->state != FLIGHT_WAITING) {
		free(flight->location);
		flight->location = NULL;
	}
	flight->headers = NULL;
	flight->connect = NULL;
	flight->easy = NULL;
}

/* A standby sends all requests to the same server: the next ones go there at once. */
static void learn_base(struct vault_http *http, const char *location, const char *path)
{
	size_t length = strlen(location), tail = strlen(API) + strlen(path);

	if (length > tail && strcmp(location + length - strlen(path), path) == 0 &&
	    strncmp(location + length - tail, API, strlen(API)) == 0) {
		free(http->base);
		http->base = strndup(location, length - tail); /* NULL: the address that the user gave */
	}
}

static void refuse_redirect(struct vault_flight *flight, const char *why)
{
	snprintf(flight->request->reason, VAULT_REASON_SIZE, "it redirects %s", why);
	flight->request->outcome = VAULT_PROTOCOL;
	flight->state = FLIGHT_DONE;
}

void vault_flight_redirect(struct vault_http *http, struct vault_flight *flight)
{
	struct vault_request *request = flight->request;
	bool secure = strncmp(flight->location, "https:", 6) == 0;
	char *target = NULL;

	curl_easy_getinfo(flight->easy, CURLINFO_REDIRECT_URL, &target);
	if (!target)
		refuse_redirect(flight, "to nowhere");
	else if (flight->redirected || request->url)
		refuse_redirect(flight, "once more");
	else if ((secure && strncmp(target, "https:", 6) != 0) || !vault_url_is_safe(target))
		refuse_redirect(flight, "to where no secret may go");
	else {
		char *copy = strdup(target);

		free(flight->location);
		flight->location = copy; /* NULL: asked again where it was, which ends in "once more" */
		flight->redirected = true;
		flight->state = FLIGHT_WAITING;
		learn_base(http, target, request->path);
	}
	vault_request_release(request);
}

const char *vault_escape_path(struct arena *arena, const char *path)
{
	static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
	struct text text = { 0 };
	const char *escaped = NULL;

	for (; *path; path++) {
		if (strchr(kept, *path))
			text_add_n(&text, path, 1);
		else
			text_printf(&text, "%%%02X", (unsigned char)*path);
	}
	if (!text.failed && text.data)
		escaped = arena_strndup(arena, text.data, text.length);
	text_release(&text);
	return escaped;
}
