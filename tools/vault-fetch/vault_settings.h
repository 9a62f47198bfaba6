/*
 * vault_settings: how to reach Vault, from the variables that the vault CLI
 * reads, with the meaning it gives them (its api/client.go, 2026-11-25).
 */
#ifndef VAULT_SETTINGS_H
#define VAULT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"
#include "json_writer.h"

struct vault_settings {
	const char *address;            /* VAULT_ADDR without a final slash; NULL when Vault is not configured */
	const char *namespace;          /* VAULT_NAMESPACE, or NULL */
	const char *ca_file;            /* VAULT_CACERT, or NULL */
	struct text ca_bundle;          /* else VAULT_CACERT_BYTES, else the files of VAULT_CAPATH; owned */
	const char *client_certificate; /* VAULT_CLIENT_CERT and VAULT_CLIENT_KEY: both or neither */
	const char *client_key;
	const char *server_name;        /* VAULT_TLS_SERVER_NAME, or NULL */
	const char *proxy;              /* VAULT_PROXY_ADDR, else VAULT_HTTP_PROXY; "" for none; NULL: as curl finds it */
	bool skip_verify;               /* VAULT_SKIP_VERIFY */
	double timeout;                 /* VAULT_CLIENT_TIMEOUT: seconds for one attempt */
	long max_retries;               /* VAULT_MAX_RETRIES; -1: as many as the deadline allows */
};

/*
 * Reads the environment. EX_OK; EX_USAGE (a variable that cannot be meant so),
 * EX_NOINPUT (a file that is not there) or EX_OSERR, each with one line. To be
 * released in any case.
 */
int vault_settings_read(struct arena *arena, struct diag *diag, struct vault_settings *settings);

void vault_settings_release(struct vault_settings *settings);

/* What secrets may be sent to: https, or http on a loopback address. Nothing with a name and password in it. */
bool vault_url_is_safe(const char *url);

/* The value of NAME in the environment; NULL when it is not set or empty. */
const char *vault_variable(const char *name);

#endif
