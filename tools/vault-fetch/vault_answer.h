/*
 * vault_answer: what Vault says, from bytes nobody vouches for.
 *
 * Strict JSON (RFC 8259) without a key twice, and of each kind of answer
 * exactly what is needed, of the type that the API's documentation gives it.
 * Nothing here prints: no message could hold a part of an answer then.
 */
#ifndef VAULT_ANSWER_H
#define VAULT_ANSWER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum vault_answer_result {
	VAULT_ANSWER_OK,
	VAULT_ANSWER_MALFORMED, /* no JSON, or not what such an answer has */
	VAULT_ANSWER_NO_FIELD,  /* no such field, or no data at all: a version that was deleted */
	VAULT_ANSWER_NOT_TEXT,  /* the field is no string, integer or boolean, is empty, or holds a NUL */
	VAULT_ANSWER_WRAPPED,   /* a wrapping token instead of the answer */
	VAULT_ANSWER_NO_MEMORY,
};

/* A secret that was read. */
struct vault_data {
	json_t *root;         /* owned: vault_data_release */
	const json_t *fields; /* an object; NULL when there is no data */
	const char *lease;    /* NULL: nothing to renew or revoke */
	double duration;      /* of the lease, in seconds */
	bool renewable;
};

/* VERSIONED: by version 2 of KV, whose fields are one level deeper. Otherwise than OK, nothing is owned. */
enum vault_answer_result vault_answer_data(const char *body, size_t size, bool versioned, struct vault_data *data);

/* One field as text, in the secret pool and owned by the caller. */
enum vault_answer_result vault_data_field(const struct vault_data *data, const char *field, char **value);

void vault_data_release(struct vault_data *data);

/* What sys/internal/ui/mounts/PATH says. */
struct vault_mount {
	char *path;     /* with a final slash; in the secret pool, owned */
	bool kv;        /* a KV, which leases nothing */
	bool versioned; /* version 2 of it */
};

enum vault_answer_result vault_answer_mount(const char *body, size_t size, struct vault_mount *mount);

/* What a login gives. */
struct vault_token {
	char *id;        /* in the secret pool, owned; NULL: none */
	bool batch;      /* of that type: it can be neither renewed nor revoked */
	double duration; /* seconds; 0: for ever */
	bool renewable;
};

enum vault_answer_result vault_answer_login(const char *body, size_t size, struct vault_token *token);

/* The string at data.NAME, or with DATA false at NAME itself; in the secret pool, owned by the caller. */
enum vault_answer_result vault_answer_string(const char *body, size_t size, bool data, const char *name, char **value);

/* What renewing a lease, or a token, gives: how long it lasts now; 0 unless OK. */
enum vault_answer_result vault_answer_renewal(const char *body, size_t size, double *duration, bool *renewable);

#endif
