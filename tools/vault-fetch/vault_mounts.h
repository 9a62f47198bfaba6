/*
 * vault_mounts: where a path's secrets engine is mounted, and whether it is
 * version 2 of KV, which is asked for in another way than all others.
 *
 * Asked as the vault CLI asks, at sys/internal/ui/mounts/PATH, once for each
 * first part of a path and, only where that does not settle it, for each path.
 * A server without that endpoint (404) has version 1 only, as for the CLI. One
 * that refuses (403: no policy mentions the mount) is asked for the path as it
 * is written, which it answers or refuses itself.
 */
#ifndef VAULT_MOUNTS_H
#define VAULT_MOUNTS_H

#include "vault_session.h"

struct vault_place {
	const char *path;  /* given: mount and path, without a slash at either end */
	bool known;        /* found: Vault said where it is mounted */
	bool kv;           /* in a KV, which leases nothing */
	bool versioned;    /* by version 2 of it */
	size_t mount;      /* how many bytes of path are the mount, with its slash */
	/* Why it is not known, when that was not Vault's own no. */
	int status; /* EX_OK, or as in the session */
	const char *problem;
};

/* Finds out about COUNT places, in at most two rounds. False when memory is out or a signal waits: see the session. */
bool vault_mounts_find(struct vault_session *session, struct vault_place *places, size_t count);

#endif
