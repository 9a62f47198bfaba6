/* served_state: see served_state.h. */
#include "served_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lock_text.h"

#define LIST_PATIENCE (15 * LEASE_SECOND) /* with a server that does not answer, before the user hears of it */
#define READ_PATIENCE (300 * LEASE_SECOND)
#define WRITE_PATIENCE 2 /* TTLs */
#define PRUNE_MAX 64 /* keys deleted at once: who comes next goes on */
#define PATH_SIZE (LOCK_KEY_MAX + SERVED_NAME_SIZE + 8)

int served_open(struct served_state *state, struct diag *diag, const struct lock_options *options)
{
	*state = (struct served_state){ .options = *options };
	state->options.bucket = options->state_bucket;
	state->store = (struct store){ .kind = &store_garage, .diag = diag, .options = &state->options, .inherit = -1,
		                       .wake_fds = { -1, -1, -1 } };
	if (options->state_bucket == NULL) {
		diag_error(diag, "a served state needs GARAGE_STATE_BUCKET or '--state-bucket'");
		return EX_CONFIG;
	}
	return s3_open(&state->s3, &state->store);
}

void served_close(struct served_state *state)
{
	s3_close(&state->s3);
	served_keys_release(&state->keys);
	text_release(&state->current);
}

static bool is_done(const struct lock_exchange *exchange)
{
	return exchange->status >= 200 && exchange->status < 300;
}

static void path_of(const struct served_state *state, const struct served_key *key, char path[PATH_SIZE])
{
	char name[SERVED_NAME_SIZE];

	served_name(key, name);
	snprintf(path, PATH_SIZE, "/%s.d/%s", state->options.state, name);
}

static enum store_result take_name(struct served_state *state, const char *prefix, const char *name)
{
	struct text shown = { 0 };
	struct served_key key;

	if (strncmp(name, prefix, strlen(prefix)) == 0 && served_name_parse(name + strlen(prefix), &key))
		return served_keys_add(&state->keys, &key) ? STORE_OK : store_no_memory(&state->store);
	/* Something that is not understood may be a newer state. */
	lock_text_show(&shown, name);
	(void)store_fail(&state->store, EX_DATAERR, "the bucket '%s' holds '%s', which is no state of garage-lock %s",
	                 state->options.bucket, shown.failed ? "?" : shown.data, state->store.diag->version);
	text_release(&shown);
	return STORE_FAILED;
}

/* All keys, of all pages. */
static enum store_result look(struct served_state *state)
{
	struct s3_list list = { .truncated = true };
	struct text query = { 0 };
	char prefix[PATH_SIZE];
	enum store_result result = STORE_OK;

	snprintf(prefix, sizeof(prefix), "%s.d/", state->options.state);
	while (result == STORE_OK && list.truncated) {
		struct lock_exchange page = { .method = "GET", .path = "" };

		if (!s3_list_query(&query, prefix, list.next)) {
			result = store_no_memory(&state->store);
			break;
		}
		page.query = query.data;
		result = s3_run(&state->s3, &page, 1, lease_now() + LIST_PATIENCE);
		if (result == STORE_OK)
			result = s3_take_page(&state->s3, &list, &page);
		lock_exchange_release(&page);
	}
	for (size_t i = 0; result == STORE_OK && i < list.count; i++)
		result = take_name(state, prefix, list.names[i]);
	served_keys_sort(&state->keys);
	s3_list_release(&list);
	text_release(&query);
	return result;
}

/* Asks for PATH by METHOD. *FOUND: it is there, and with GET it is the state. */
static enum store_result ask(struct served_state *state, const char *method, const char *path, bool *found)
{
	struct lock_exchange exchange = { .method = method, .path = path, .answer_max = SERVED_SIZE_MAX };
	enum store_result result = s3_run(&state->s3, &exchange, 1, lease_now() + READ_PATIENCE);

	*found = result == STORE_OK && is_done(&exchange);
	if (result == STORE_OK && !*found && exchange.status != 404)
		result = s3_refused(&state->s3, &exchange);
	if (*found && strcmp(method, "GET") == 0) {
		text_release(&state->current);
		state->current = exchange.answer;
		exchange.answer = (struct text){ 0 };
		state->exists = state->current.length > 0;
	}
	lock_exchange_release(&exchange);
	return result;
}

/* The highest state that is there: a LIST may show what is deleted. */
static enum store_result read_highest(struct served_state *state, bool *found)
{
	const struct served_key *key = served_keys_highest(&state->keys, NULL);
	enum store_result result = STORE_OK;
	char path[PATH_SIZE];

	for (*found = false; result == STORE_OK && !*found && key != NULL; key = served_keys_highest(&state->keys, &key->version)) {
		path_of(state, key, path);
		state->base = key->version;
		result = ask(state, "GET", path, found);
	}
	if (!*found)
		state->base = (struct served_version){ 0 };
	return result;
}

/* The state as somebody else wrote it before it was served. */
static enum store_result read_plain(struct served_state *state)
{
	enum store_result result;
	char path[PATH_SIZE];
	bool found;

	snprintf(path, sizeof(path), "/%s", state->options.state);
	result = ask(state, "GET", path, &found);
	if (found)
		diag_error(state->store.diag, "%s.d/ is empty: the state is read from %s, and will be written to %s.d/ only",
		           state->options.state, state->options.state, state->options.state);
	return result;
}

/* The state that was asked for, whatever came after it. */
static enum store_result read_at(struct served_state *state)
{
	struct served_key key = { 0 };
	enum store_result result;
	char path[PATH_SIZE];
	bool found;

	(void)served_version_parse(state->options.at, &key.version); /* its form was looked at with the options */
	path_of(state, &key, path);
	result = ask(state, "GET", path, &found);
	if (result == STORE_OK && !found)
		return store_fail(&state->store, EX_NOINPUT, "there is no %s in the bucket '%s'", path + 1, state->options.bucket);
	return result;
}

/* Names what landed after somebody else had begun to write, unless it is deleted. */
static enum store_result tell_lost(struct served_state *state)
{
	enum store_result result = STORE_OK;
	char path[PATH_SIZE], version[SERVED_VERSION_SIZE];
	bool found;

	served_keys_find_lost(&state->keys);
	for (size_t i = 0; result == STORE_OK && i < state->keys.count; i++) {
		const struct served_key *key = &state->keys.keys[i];

		if (!key->lost)
			continue;
		path_of(state, key, path);
		served_version_print(&key->version, version);
		result = ask(state, "HEAD", path, &found);
		if (found)
			diag_error(state->store.diag, "%s was written too late, so the states after it are without it; to see it: garage-lock serve "
			           "--state=%s --at=%s -- terraform state pull; delete it when it is settled",
			           path + 1, state->options.state, version);
	}
	return result;
}

enum store_result served_read(struct served_state *state, uint64_t token)
{
	const struct served_key *highest;
	enum store_result result;
	bool found = false;

	state->token = token;
	if (state->options.at != NULL)
		return read_at(state);
	result = look(state);
	if (result != STORE_OK)
		return result;
	highest = served_keys_highest(&state->keys, NULL);
	if (token != 0 && highest != NULL && highest->version.token >= token)
		return store_fail(&state->store, EX_DATAERR,
		                  "%s was written with the token %" PRIu64 ", but the lock %s is only at %" PRIu64
		                  ": see 'Served states' in garage-lock(1)",
		                  state->options.state, highest->version.token, state->options.key, token);
	result = read_highest(state, &found);
	if (result == STORE_OK && !found)
		result = read_plain(state);
	if (result == STORE_OK && token != 0)
		result = tell_lost(state);
	return result;
}

/* Renewals move it on, but not beyond GIVE_UP_AT: whoever waits for a write has to hear of it some day. */
static int64_t answer_by(const struct served_state *state, int64_t give_up_at)
{
	int64_t by = state->fence.answer_by;

	return by < give_up_at ? by : give_up_at;
}

/* Puts KEY once, the same until it is acknowledged. */
static enum store_result put(struct served_state *state, const struct served_key *key, const char *data, size_t size)
{
	char path[PATH_SIZE];
	struct lock_exchange exchange = { .method = "PUT", .path = path, .body = data, .body_size = size };
	int64_t give_up_at = lease_now() + WRITE_PATIENCE * state->options.ttl;
	enum store_result result = STORE_IN_DOUBT;

	path_of(state, key, path);
	(void)store_lose(&state->store, "the lease is over, or nearly so");
	while (result == STORE_IN_DOUBT && lease_now() < answer_by(state, give_up_at))
		result = s3_run(&state->s3, &exchange, 1, answer_by(state, give_up_at));
	if (result == STORE_OK && !is_done(&exchange))
		result = s3_refused(&state->s3, &exchange);
	else if (result == STORE_INTERRUPTED || (result == STORE_OK && lease_now() >= state->fence.until))
		result = store_lose(&state->store, "the lock was lost meanwhile");
	lock_exchange_release(&exchange);
	return result;
}

enum store_result served_write(struct served_state *state, struct text *written)
{
	struct served_key mark = { .version.token = state->token, .after = state->base };
	struct served_key key = { .version.token = state->token };
	enum store_result result = STORE_OK;

	/* First of all, so that no state of ours is there without it. */
	if (!state->marked)
		result = put(state, &mark, "", 0);
	if (result == STORE_OK && !state->marked && !served_keys_add(&state->keys, &mark))
		result = store_no_memory(&state->store);
	if (result != STORE_OK)
		return result;
	state->marked = true;
	/* A number is never used again: what is in doubt may still land. */
	key.version.number = ++state->writes;
	result = put(state, &key, written->data != NULL ? written->data : "", written->length);
	if (result == STORE_OK && !served_keys_add(&state->keys, &key))
		result = store_no_memory(&state->store);
	if (result != STORE_OK)
		return result;
	text_release(&state->current);
	state->current = *written;
	state->exists = written->length > 0;
	*written = (struct text){ 0 };
	return STORE_OK;
}

void served_prune(struct served_state *state, int64_t deadline)
{
	struct lock_exchange exchanges[PRUNE_MAX] = { 0 };
	char paths[PRUNE_MAX][PATH_SIZE];
	const struct served_key *lowest;
	size_t count = 0;

	served_keys_sort(&state->keys);
	lowest = served_keys_lowest(&state->keys, state->options.keep);
	for (size_t i = 0; i < state->keys.count && count < PRUNE_MAX; i++) {
		if (!served_key_is_old(&state->keys.keys[i], lowest))
			continue;
		path_of(state, &state->keys.keys[i], paths[count]);
		exchanges[count] = (struct lock_exchange){ .method = "DELETE", .path = paths[count] };
		count++;
	}
	state->store.wake = NULL;
	state->store.quiet = true;
	if (count > 0)
		(void)s3_run(&state->s3, exchanges, count, deadline);
	for (size_t i = 0; i < count; i++)
		lock_exchange_release(&exchanges[i]);
}
