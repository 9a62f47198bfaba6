/*
 * consul: Consul's HTTP API, as far as the store consul needs it: sessions and
 * the KV store (developer.hashicorp.com/consul/api-docs/session and /kv, and
 * agent/session_endpoint.go, agent/kvs_endpoint.go; read 2026-11-25).
 */
#ifndef CONSUL_H
#define CONSUL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lock_http.h"
#include "store.h"

struct consul {
	struct store store; /* first, so that one can be had from the other */
	struct lock_http *http;
	char *origin, *host, *base; /* "http://host:8500", "host:8500", the path before /v1; owned */
	char session[BAKERY_ID_SIZE]; /* empty: none */
	char *info;                   /* what the key holds; owned */
	bool held;
};

static inline struct consul *as_consul(struct store *store)
{
	return (struct consul *)store;
}

/* By the options. EX_OK, or a sysexits(3) code after an error. */
int consul_connect(struct consul *consul);

void consul_disconnect(struct consul *consul);

/*
 * Sends EXCHANGE until it is answered or DEADLINE is there, and takes only
 * status 200, and 404 when MISSING is allowed, for an answer. STORE_OK,
 * STORE_IN_DOUBT with why in the store's problem, STORE_INTERRUPTED, or
 * STORE_FAILED after an error.
 */
enum store_result consul_run(struct consul *consul, struct lock_exchange *exchange, bool missing, int64_t deadline);

/* The same for COUNT of them at once. Where one is in doubt, others may have their status. */
enum store_result consul_run_all(struct consul *consul, struct lock_exchange *exchanges, size_t count, bool missing,
                                 int64_t deadline);

/* The answer as JSON, a new reference; NULL: it is none, or memory is out. */
json_t *consul_json(const struct lock_exchange *exchange);

/* Prints that an answer makes no sense; STORE_FAILED. */
enum store_result consul_misread(struct consul *consul, const char *what);

/* One key of the KV store. */
struct consul_value {
	uint64_t modify_index;
	char session[BAKERY_ID_SIZE]; /* that holds it; empty: none */
	char *data;                   /* owned; NUL-terminated */
	size_t size;
};

/* From the answer to a GET. False: it is none. */
bool consul_value_read(struct consul_value *value, const struct lock_exchange *exchange);

#endif
