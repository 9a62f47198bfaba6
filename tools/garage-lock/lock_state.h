/*
 * lock_state: what a Terraform state is, as far as that can be told from
 * outside.
 *
 * Terraform and OpenTofu write JSON with a "lineage", a UUID that a state keeps
 * for life, and a "serial", which grows with each change (internal/states/
 * statefile/version4.go in both). One that is encrypted or compressed may have
 * neither in the clear: then only its ETag and its digest are compared.
 *
 * An ETag is whatever the store says, never looked into: Garage's is another
 * one for the same bytes when they were uploaded in parts. So what has another
 * ETag is told by the SHA-256 of its bytes.
 */
#ifndef LOCK_STATE_H
#define LOCK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json_writer.h"
#include "lock_http.h"

#define STATE_LINEAGE_SIZE 128
#define STATE_DIGEST_SIZE 65 /* SHA-256 as hexadecimal digits, and a NUL */
#define STATE_ENTRY_SIZE 64

/* All zero: there is none. */
struct lock_state {
	bool there;
	char etag[LOCK_ETAG_SIZE];
	int64_t serial;                   /* -1: not in the clear */
	char lineage[STATE_LINEAGE_SIZE]; /* empty: not in the clear */
	char digest[STATE_DIGEST_SIZE];   /* empty: its content was not read */
	bool sealed;                      /* its serial is in the clear, but bound to what is encrypted (OpenTofu) */
};

/* SHA-256 of DATA in hexadecimal digits. False: the library refuses. */
bool lock_digest(const void *data, size_t size, char digest[STATE_DIGEST_SIZE]);

/* Fills STATE, but for its ETag, from its content. False: memory is out. */
bool lock_state_read(struct lock_state *state, const char *data, size_t size);

/* Whether both are the same state, or neither is there. */
bool lock_state_is_same(const struct lock_state *a, const struct lock_state *b);

/*
 * Whether NOW can be what somebody has left who began with BEFORE and wrote to
 * it: the same lineage, and a serial that grew. Terraform does not write
 * another content under an old serial. False, too, when that is not in the clear.
 */
bool lock_state_follows(const struct lock_state *now, const struct lock_state *before);

/*
 * RAISED becomes the content DATA of STATE, under SERIAL and in all else the
 * same, and STATE what that says. False: its serial is not in the clear, or not
 * to be changed, or SERIAL is too large.
 */
bool lock_state_raise(struct lock_state *state, const struct text *data, int64_t serial, struct text *raised);

/* Adds "serial 12 of lineage L, ETag E", escaped. */
void lock_state_describe(struct text *out, const struct lock_state *state);

/* Adds the folder of NAME's history: "a/b/history/unit" of "a/b/unit.tfstate". */
void lock_state_history(struct text *out, const char *name);

/* The name of STATE's entry there when the holder with TOKEN puts it: "SERIAL-TOKEN"; from the second try on another. */
void lock_state_entry(const struct lock_state *state, uint64_t token, unsigned try, char entry[STATE_ENTRY_SIZE]);

/* True for such a name. */
bool lock_state_is_entry(const char *text);

#endif
