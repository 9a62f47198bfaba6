/*
 * place_consul: see lock_place.h.
 *
 * Consul takes values of up to 512 KiB (kv_max_value_size). Terraform splits a
 * larger state: the key holds {"current-hash": …, "chunks": [KEY, …]}, and the
 * parts are in NAME/tfstate.HASH/N (internal/backend/remote-state/consul/
 * client.go of Terraform, read 2026-11-25). So do the entries of the history,
 * so that Terraform can read them where they are. Consul has no ETags: the
 * SHA-256 of the key's own value stands for one, as the value changes with the
 * state, and comes back with it.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "consul.h"
#include "lock_place.h"

#define VALUE_MAX ((size_t)512 * 1024)
#define READ "consistent&raw"

static const char *answer(const struct lock_exchange *exchange)
{
	return exchange->answer.data != NULL ? exchange->answer.data : "";
}

/* What stands for the ETag of the value that EXCHANGE has brought. */
static enum store_result take_etag(struct store *store, const struct lock_exchange *exchange, bool *there, char etag[LOCK_ETAG_SIZE])
{
	*there = exchange->status == 200;
	etag[0] = '\0';
	if (*there && !lock_digest(answer(exchange), exchange->answer.length, etag))
		return store_no_memory(store);
	return STORE_OK;
}

static enum store_result look(struct store *store, struct lock_state *now, struct lock_record *record, int64_t deadline)
{
	struct text path = { 0 }, place = { 0 };
	struct lock_exchange exchanges[] = { { .method = "GET", .query = READ, .answer_max = LOCK_LARGE_MAX }, { .method = "GET", .query = READ } };
	enum store_result result = STORE_OK;

	*now = (struct lock_state){ .serial = -1 };
	*record = (struct lock_record){ 0 };
	if (!place_path(store, "/kv/", NULL, &path) || !place_path(store, "/kv/", "record", &place))
		result = store_no_memory(store);
	exchanges[0].path = path.data;
	exchanges[1].path = place.data;
	if (result == STORE_OK)
		result = consul_run_all(as_consul(store), exchanges, 2, true, deadline);
	if (result == STORE_OK)
		result = take_etag(store, &exchanges[0], &now->there, now->etag);
	if (result == STORE_OK && exchanges[1].status == 200 &&
	    !lock_record_parse(record, answer(&exchanges[1]), exchanges[1].answer.length))
		result = place_misread(store, place.data);
	lock_exchange_release(&exchanges[0]);
	lock_exchange_release(&exchanges[1]);
	text_release(&path);
	text_release(&place);
	return result;
}

/* Whether NAME is below KEY, and needs no escapes in a URL either. */
static bool is_chunk(const char *key, const char *name)
{
	size_t length = strlen(key);

	return strncmp(name, key, length) == 0 && name[length] == '/' && strstr(name, "..") == NULL &&
	       strspn(name, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-/") == strlen(name);
}

/* The parts of a state that is split and has the key KEY, at once, one after the other into DATA. */
static enum store_result read_chunks(struct store *store, const char *key, const json_t *names, struct text *data, int64_t deadline)
{
	size_t count = json_array_size(names);
	struct lock_exchange *exchanges = calloc(count + 1, sizeof(*exchanges));
	struct text *paths = calloc(count + 1, sizeof(*paths));
	enum store_result result = exchanges != NULL && paths != NULL ? STORE_OK : store_no_memory(store);

	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		const char *name = json_string_value(json_array_get(names, i));

		if (name == NULL || !is_chunk(key, name)) {
			result = consul_misread(as_consul(store), "parts of a state");
			break;
		}
		text_printf(&paths[i], "/kv/%s", name);
		if (paths[i].failed)
			result = store_no_memory(store);
		exchanges[i] = (struct lock_exchange){ .method = "GET", .path = paths[i].data, .query = READ, .answer_max = LOCK_LARGE_MAX };
	}
	if (result == STORE_OK)
		result = consul_run_all(as_consul(store), exchanges, count, false, deadline);
	for (size_t i = 0; i < count && exchanges != NULL && paths != NULL; i++) {
		if (result == STORE_OK)
			text_add_n(data, answer(&exchanges[i]), exchanges[i].answer.length);
		lock_exchange_release(&exchanges[i]);
		text_release(&paths[i]);
	}
	free(exchanges);
	free(paths);
	return result == STORE_OK && data->failed ? store_no_memory(store) : result;
}

static enum store_result read_content(struct store *store, const char *entry, const char *unless, struct place_content *content,
                                      int64_t deadline)
{
	struct text path = { 0 };
	struct lock_exchange exchange = { .method = "GET", .query = READ, .answer_max = LOCK_LARGE_MAX };
	enum store_result result = place_path(store, "/kv/", entry, &path) ? STORE_OK : store_no_memory(store);
	json_t *object = NULL;
	const json_t *chunks;

	exchange.path = path.data;
	if (result == STORE_OK)
		result = consul_run(as_consul(store), &exchange, true, deadline);
	if (result == STORE_OK)
		result = take_etag(store, &exchange, &content->there, content->etag);
	content->unchanged = content->there && unless != NULL && strcmp(unless, content->etag) == 0;
	if (result == STORE_OK && content->there && !content->unchanged) {
		if (exchange.answer.length <= VALUE_MAX)
			object = json_loadb(answer(&exchange), exchange.answer.length, JSON_DECODE_INT_AS_REAL, NULL);
		chunks = json_object_get(object, "chunks");
		if (json_is_string(json_object_get(object, "current-hash")) && json_is_array(chunks)) {
			result = read_chunks(store, path.data + strlen("/kv/"), chunks, &content->data, deadline);
		} else {
			content->data = exchange.answer;
			exchange.answer = (struct text){ 0 };
		}
		json_decref(object);
	}
	lock_exchange_release(&exchange);
	text_release(&path);
	return result;
}

/* Writes the parts of DATA below PATH at once; what the key itself is to hold goes to LINK. */
static enum store_result write_chunks(struct store *store, const struct text *path, const struct text *data, struct text *link,
                                      int64_t deadline)
{
	size_t count = (data->length + VALUE_MAX - 1) / VALUE_MAX;
	struct lock_exchange *exchanges = calloc(count, sizeof(*exchanges));
	struct text *paths = calloc(count, sizeof(*paths));
	enum store_result result = exchanges != NULL && paths != NULL ? STORE_OK : store_no_memory(store);
	unsigned char bytes[16];
	char hash[2 * sizeof(bytes) + 1];

	if (EVP_Digest(data->data, data->length, bytes, NULL, EVP_md5(), NULL) != 1)
		result = store_fail(store, EX_UNAVAILABLE, "no MD5, by which Terraform names the parts of a state");
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(hash + 2 * i, 3, "%02x", bytes[i]);
	text_printf(link, "{\"current-hash\":\"%s\",\"chunks\":[", hash);
	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		size_t rest = data->length - i * VALUE_MAX;

		text_printf(&paths[i], "%s/tfstate.%s/%zu", path->data, hash, i);
		if (paths[i].failed) {
			result = store_no_memory(store);
			break;
		}
		text_printf(link, "%s\"%s\"", i > 0 ? "," : "", paths[i].data + strlen("/kv/"));
		exchanges[i] = (struct lock_exchange){ .method = "PUT", .path = paths[i].data, .body = data->data + i * VALUE_MAX,
			                               .body_size = rest < VALUE_MAX ? rest : VALUE_MAX };
	}
	text_add(link, "]}");
	if (result == STORE_OK)
		result = link->failed ? store_no_memory(store) : consul_run_all(as_consul(store), exchanges, count, false, deadline);
	for (size_t i = 0; i < count && exchanges != NULL && paths != NULL; i++) {
		lock_exchange_release(&exchanges[i]);
		text_release(&paths[i]);
	}
	free(exchanges);
	free(paths);
	return result;
}

/* Puts BODY; STORE_BUSY when Consul says that what QUERY asks for is not so. Without one it is sent once. */
static enum store_result put_if(struct store *store, const struct text *path, const char *query, const struct text *body, int64_t deadline)
{
	struct lock_exchange exchange = { .method = "PUT", .path = path->data, .query = query, .body = body->length > 0 ? body->data : "",
		                          .body_size = body->length, .once = query == NULL };
	enum store_result result = consul_run(as_consul(store), &exchange, false, deadline);

	if (result == STORE_OK && strncmp(answer(&exchange), "true", 4) != 0)
		result = STORE_BUSY;
	lock_exchange_release(&exchange);
	return result;
}

/* With ?cas=0 a key is written only where there is none. Parts are named by their content, so they may be there. */
static enum store_result keep(struct store *store, const char *entry, const struct text *data, int64_t deadline)
{
	struct text path = { 0 }, link = { 0 };
	enum store_result result = place_path(store, "/kv/", entry, &path) ? STORE_OK : store_no_memory(store);

	if (result == STORE_OK && data->length > VALUE_MAX)
		result = write_chunks(store, &path, data, &link, deadline);
	if (result == STORE_OK)
		result = put_if(store, &path, entry != NULL ? "cas=0" : NULL, link.length > 0 ? &link : data, deadline);
	text_release(&path);
	text_release(&link);
	return result;
}

/* The lock's session writes it: one that is over does not. */
static enum store_result write_record(struct store *store, const struct lock_record *record, int64_t deadline)
{
	struct consul *consul = as_consul(store);
	struct text path = { 0 }, body = { 0 };
	char *line = lock_record_print(record), query[BAKERY_ID_SIZE + 16];
	enum store_result result = STORE_OK;

	if (line != NULL)
		text_add(&body, line);
	if (line == NULL || body.failed || !place_path(store, "/kv/", "record", &path))
		result = store_no_memory(store);
	snprintf(query, sizeof(query), "acquire=%s", consul->session);
	if (result == STORE_OK)
		result = put_if(store, &path, query, &body, deadline);
	if (result == STORE_BUSY)
		result = store_lose(store, "another session holds its record");
	free(line);
	text_release(&path);
	text_release(&body);
	return result;
}

static void heads(struct store *store, struct place_head *all, size_t count, bool served, int64_t deadline)
{
	struct lock_exchange *exchanges = calloc(count, sizeof(*exchanges));
	struct text *paths = calloc(count, sizeof(*paths));
	enum store_result result = exchanges != NULL && paths != NULL && lock_http_widen(as_consul(store)->http, PLACE_CONNECTIONS) ?
	                                   STORE_OK :
	                                   store_no_memory(store);

	(void)served; /* of Garage only */
	for (size_t i = 0; i < count && result == STORE_OK; i++) {
		text_printf(&paths[i], "/kv/%s", all[i].name);
		exchanges[i] = (struct lock_exchange){ .method = "GET", .path = paths[i].data, .query = READ, .answer_max = LOCK_LARGE_MAX };
		if (paths[i].failed)
			result = store_no_memory(store);
	}
	if (result == STORE_OK)
		(void)consul_run_all(as_consul(store), exchanges, count, true, deadline); /* each says for itself whether it was answered */
	for (size_t i = 0; i < count && exchanges != NULL && paths != NULL; i++) {
		all[i].known = (exchanges[i].status == 404 || exchanges[i].status == 200) &&
		               take_etag(store, &exchanges[i], &all[i].there, all[i].etag) == STORE_OK;
		lock_exchange_release(&exchanges[i]);
		text_release(&paths[i]);
	}
	free(exchanges);
	free(paths);
}

const struct place_kind place_consul = {
	.late_writes = true,
	.look = look,
	.read = read_content,
	.keep = keep,
	.write = write_record,
	.heads = heads,
};
