/* serve_gate: see serve_gate.h. */
#include "serve_gate.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define RANDOM_SIZE ((SERVE_PASSWORD_SIZE - 1) / 2)
#define SCHEME "Basic "
#define MD5_LENGTH 16

bool serve_gate_open(struct serve_gate *gate, const char *name)
{
	unsigned char bytes[RANDOM_SIZE];
	char both[sizeof(SERVE_USER) + SERVE_PASSWORD_SIZE];

	*gate = (struct serve_gate){ 0 };
	if (getentropy(bytes, sizeof(bytes)) != 0)
		return false;
	snprintf(gate->path, sizeof(gate->path), "/%s", name);
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(gate->password + 2 * i, 3, "%02x", bytes[i]);
	snprintf(both, sizeof(both), "%s:%s", SERVE_USER, gate->password);
	(void)EVP_EncodeBlock((unsigned char *)gate->credentials, (const unsigned char *)both, (int)strlen(both));
	explicit_bzero(bytes, sizeof(bytes));
	explicit_bzero(both, sizeof(both));
	return true;
}

void serve_gate_close(struct serve_gate *gate)
{
	explicit_bzero(gate, sizeof(*gate));
}

static bool is_ours(const struct serve_gate *gate, const char *host)
{
	char names[2][32];

	snprintf(names[0], sizeof(names[0]), "127.0.0.1:%u", gate->port);
	snprintf(names[1], sizeof(names[1]), "localhost:%u", gate->port);
	return host != NULL && (strcmp(host, names[0]) == 0 || strcasecmp(host, names[1]) == 0);
}

/* In a time that tells nothing but the length, which is no secret. */
static bool is_allowed(const struct serve_gate *gate, const char *authorization)
{
	size_t length = strlen(gate->credentials);

	if (authorization == NULL || strncasecmp(authorization, SCHEME, strlen(SCHEME)) != 0)
		return false;
	authorization += strlen(SCHEME);
	authorization += strspn(authorization, " ");
	return strlen(authorization) == length && CRYPTO_memcmp(authorization, gate->credentials, length) == 0;
}

unsigned serve_gate_check(const struct serve_gate *gate, const char *method, const char *path, const char *host,
                          const char *authorization)
{
	if (!is_ours(gate, host))
		return 421; /* misdirected request (RFC 9110, 15.5.20) */
	if (!is_allowed(gate, authorization))
		return 401;
	if (strcmp(path, gate->path) != 0)
		return 404;
	if (strcmp(method, "GET") != 0 && strcmp(method, "POST") != 0 && strcmp(method, "DELETE") != 0)
		return 405;
	return 0;
}

bool serve_md5(const char *data, size_t size, char text[SERVE_MD5_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	if (EVP_Digest(size > 0 ? data : "", size, digest, &length, EVP_md5(), NULL) != 1 || length != MD5_LENGTH)
		return false;
	(void)EVP_EncodeBlock((unsigned char *)text, digest, (int)length);
	return true;
}
