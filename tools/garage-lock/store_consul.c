/*
 * store_consul: a lock of Consul's own, by a session and a key that it holds.
 *
 * The session has a TTL and no checks: neither a node's health nor anything
 * else but time ends it, which Consul does between one and two TTLs after the
 * last renewal. The lock delay is 0, since what is guarded ends before the
 * lease does. The token is the key's ModifyIndex, which grows with every write
 * to the cluster. Keys: locks/KEY/.lock, and locks/KEY/.broken/ID for who
 * broke the lock of ID and why. Getting the lock and giving it back takes four
 * round trips: session, acquire, read, destroy.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "consul.h"
#include "lock_place.h"
#include "lock_text.h"

#define PATIENCE (15 * LEASE_SECOND)
#define RENEW_PATIENCE (5 * LEASE_SECOND)
#define RELEASE_PATIENCE (10 * LEASE_SECOND)
#define QUIT_PATIENCE (3 * LEASE_SECOND)
#define PATH_SIZE (LOCK_KEY_MAX + BAKERY_ID_SIZE + 64)

static struct store *consul_open(struct diag *diag, const struct lock_options *options, int *status)
{
	struct consul *consul = calloc(1, sizeof(*consul));

	if (consul == NULL) {
		diag_error(diag, "out of memory");
		*status = EX_OSERR;
		return NULL;
	}
	consul->store = (struct store){ .kind = &store_consul, .diag = diag, .options = options, .inherit = -1,
		                        .wake_fds = { -1, -1, -1 } };
	*status = consul_connect(consul);
	if (*status == EX_OK)
		return &consul->store;
	consul->store.kind->close(&consul->store);
	return NULL;
}

static void consul_close(struct store *store)
{
	struct consul *consul = as_consul(store);

	consul_disconnect(consul);
	store_holder_clear(store);
	free(consul->info);
	free(consul);
}

static int64_t deadline(const struct consul *consul, int64_t patience)
{
	int64_t until = lease_now() + patience;

	return consul->session[0] != '\0' && consul->store.lease.until < until ? consul->store.lease.until : until;
}

static void lock_path(const struct consul *consul, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, "/kv/locks/%s/.lock", consul->store.options->key);
}

static void broken_path(const struct consul *consul, const char *id, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, "/kv/locks/%s/.broken/%s", consul->store.options->key, id);
}

static enum store_result make_session(struct consul *consul)
{
	struct store *store = &consul->store;
	struct text body = { 0 };
	struct lock_exchange exchange = { .method = "PUT", .path = "/session/create" };
	const char *session;
	enum store_result result;
	json_t *answer;

	text_printf(&body, "{\"Name\":\"garage-lock %s\",\"TTL\":\"%lldms\",\"Behavior\":\"release\",\"LockDelay\":\"0s\",\"NodeChecks\":[]}",
	            store->options->key, (long long)(store->options->ttl / (LEASE_SECOND / 1000)));
	if (body.failed) {
		text_release(&body);
		return store_no_memory(store);
	}
	exchange.body = body.data;
	result = consul_run(consul, &exchange, false, deadline(consul, PATIENCE));
	text_release(&body);
	if (result == STORE_OK) {
		answer = consul_json(&exchange);
		session = json_string_value(json_object_get(answer, "ID"));
		if (session != NULL && bakery_is_id(session)) {
			memcpy(consul->session, session, sizeof(consul->session));
			/* From before the first try: one whose answer was lost has made another session. */
			lease_begin(&store->lease, store->options->ttl, exchange.sent);
		} else {
			result = consul_misread(consul, "ID of a session");
		}
		json_decref(answer);
	}
	lock_exchange_release(&exchange);
	return result;
}

static enum store_result destroy_session(struct consul *consul, const char *session, int64_t deadline)
{
	char path[PATH_SIZE];
	struct lock_exchange exchange = { .method = "PUT", .path = path };
	enum store_result result;

	snprintf(path, sizeof(path), "/session/destroy/%s", session);
	result = consul_run(consul, &exchange, true, deadline);
	lock_exchange_release(&exchange);
	return result;
}

/* Gives up the session, and with it the lock. */
static enum store_result quit(struct consul *consul, int64_t patience)
{
	char session[BAKERY_ID_SIZE];

	if (consul->session[0] == '\0')
		return STORE_OK;
	memcpy(session, consul->session, sizeof(session));
	consul->session[0] = consul->store.id[0] = '\0';
	consul->held = false;
	return destroy_session(consul, session, lease_give_up_at(&consul->store.lease, lease_now(), patience));
}

static enum store_result begin(struct consul *consul)
{
	struct store *store = &consul->store;

	if (!bakery_new_id(store->id))
		return store_fail(store, EX_OSERR, "no random bytes: %s", strerror(errno));
	free(consul->info);
	consul->info = store_info_json(store);
	if (consul->info == NULL)
		return store_no_memory(store);
	return make_session(consul);
}

/* What the key holds now, and who holds it; a missing one is an empty VALUE. */
static enum store_result read_lock(struct consul *consul, struct consul_value *value)
{
	char path[PATH_SIZE];
	struct lock_exchange exchange = { .method = "GET", .path = path, .query = "consistent" };
	enum store_result result;

	*value = (struct consul_value){ 0 };
	lock_path(consul, path);
	result = consul_run(consul, &exchange, true, deadline(consul, PATIENCE));
	if (result == STORE_OK && exchange.status == 200 && !consul_value_read(value, &exchange))
		result = consul_misread(consul, "value of a key");
	lock_exchange_release(&exchange);
	return result;
}

static enum store_result take_holder(struct consul *consul, const struct consul_value *value)
{
	struct store *store = &consul->store;
	const char *id;

	store_holder_clear(store);
	store->holder.token = value->modify_index;
	store->holder.holds = value->session[0] != '\0';
	store->holder.life = store->holder.holds ? STORE_ALIVE : STORE_DEAD;
	if (!store->holder.holds)
		return STORE_OK;
	if (!store_holder_read(store, value->data, value->size))
		return store_no_memory(store);
	id = store->holder.info.fields[LOCK_ID];
	if (id != NULL && bakery_is_id(id))
		memcpy(store->holder.id, id, BAKERY_ID_SIZE);
	return STORE_OK;
}

/* Asks for the lock; whose it is then, the key says. */
static enum store_result acquire(struct consul *consul)
{
	char path[PATH_SIZE], query[BAKERY_ID_SIZE + 16];
	struct lock_exchange exchange = { .method = "PUT", .path = path, .query = query, .body = consul->info };
	struct consul_value value;
	enum store_result result;

	lock_path(consul, path);
	snprintf(query, sizeof(query), "acquire=%s", consul->session);
	result = consul_run(consul, &exchange, false, deadline(consul, PATIENCE));
	lock_exchange_release(&exchange);
	if (result != STORE_OK)
		return result;
	result = read_lock(consul, &value);
	if (result == STORE_OK && strcmp(value.session, consul->session) != 0)
		result = take_holder(consul, &value) == STORE_OK ? STORE_BUSY : STORE_FAILED;
	consul->store.token = value.modify_index;
	free(value.data);
	return result;
}

static enum store_result consul_try(struct store *store)
{
	struct consul *consul = as_consul(store);
	enum store_result result = STORE_OK;

	if (consul->held)
		return STORE_OK;
	if (consul->session[0] != '\0' && lease_is_over(&store->lease, lease_now()))
		(void)quit(consul, QUIT_PATIENCE);
	if (consul->session[0] == '\0')
		result = begin(consul);
	if (result == STORE_OK)
		result = acquire(consul);
	/* The last check. */
	if (result == STORE_OK && lease_is_over(&store->lease, lease_now()))
		return STORE_BUSY;
	consul->held = result == STORE_OK;
	return result;
}

/* Whether somebody broke our lock and said so; else it ran out. */
static enum store_result lost(struct consul *consul, int64_t deadline)
{
	struct store *store = &consul->store;
	char path[PATH_SIZE];
	struct lock_exchange exchange = { .method = "GET", .path = path, .query = "raw" };
	enum store_result result;

	store->lease.over = true;
	broken_path(consul, store->id, path);
	result = consul_run(consul, &exchange, true, deadline);
	if (result == STORE_OK && exchange.status == 200 && exchange.answer.length > 0)
		(void)store_broken(store, exchange.answer.data, exchange.answer.length);
	else
		(void)store_lose(store, "Consul has ended the session");
	lock_exchange_release(&exchange);
	return STORE_LOST;
}

static enum store_result consul_renew(struct store *store)
{
	struct consul *consul = as_consul(store);
	int64_t until = deadline(consul, RENEW_PATIENCE);
	char path[PATH_SIZE];
	struct lock_exchange exchange = { .method = "PUT", .path = path };
	enum store_result result;

	if (consul->session[0] == '\0')
		return STORE_OK;
	snprintf(path, sizeof(path), "/session/renew/%s", consul->session);
	result = consul_run(consul, &exchange, true, until);
	if (result == STORE_OK && exchange.status == 404)
		result = lost(consul, until);
	else if (result == STORE_OK && !lease_extend(&store->lease, exchange.sent, lease_now()))
		result = store_lose(store, "it was renewed too late");
	lock_exchange_release(&exchange);
	return result;
}

static enum store_result consul_release(struct store *store)
{
	struct consul *consul = as_consul(store);

	return quit(consul, consul->held ? RELEASE_PATIENCE : QUIT_PATIENCE);
}

static enum store_result consul_look(struct store *store)
{
	struct consul *consul = as_consul(store);
	struct consul_value value;
	enum store_result result = read_lock(consul, &value);

	if (result == STORE_OK)
		result = take_holder(consul, &value);
	free(value.data);
	if (result == STORE_IN_DOUBT)
		return store_fail(store, EX_UNAVAILABLE, "%s", store->problem);
	return result;
}

static enum store_result consul_end(struct store *store, const char *record)
{
	struct consul *consul = as_consul(store);
	char path[PATH_SIZE], id[BAKERY_ID_SIZE];
	struct lock_exchange exchange = { .method = "PUT", .path = path, .body = record };
	struct consul_value value = { 0 };
	enum store_result result;

	memcpy(id, store->holder.id, sizeof(id));
	broken_path(consul, id, path);
	result = consul_run(consul, &exchange, false, lease_now() + PATIENCE);
	lock_exchange_release(&exchange);
	/* By the session that holds it now, if that is still the one the user has seen: sessions are not used twice. */
	if (result == STORE_OK)
		result = read_lock(consul, &value);
	if (result == STORE_OK)
		result = take_holder(consul, &value);
	if (result == STORE_OK && strcmp(store->holder.id, id) != 0)
		result = STORE_LOST;
	else if (result == STORE_OK)
		result = destroy_session(consul, value.session, lease_now() + PATIENCE);
	free(value.data);
	if (result == STORE_IN_DOUBT)
		return store_fail(store, EX_UNAVAILABLE, "%s", store->problem);
	return result;
}

const struct store_kind store_consul = {
	.name = "consul",
	.place = &place_consul,
	.ttl_min = 10 * LEASE_SECOND, /* Consul takes 10 s to a day */
	.ttl_max = 24 * 3600 * LEASE_SECOND,
	.open = consul_open,
	.try = consul_try,
	.renew = consul_renew,
	.release = consul_release,
	.look = consul_look,
	.end = consul_end,
	.close = consul_close,
};
