/* s3_sign: see s3_sign.h. */
#include "s3_sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define UNRESERVED "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
#define DIGEST_SIZE 32

void s3_escape(struct text *out, const char *text)
{
	while (*text != '\0') {
		size_t plain = strspn(text, UNRESERVED);

		text_add_n(out, text, plain);
		text += plain;
		if (*text != '\0')
			text_printf(out, "%%%02X", (unsigned char)*text++);
	}
}

static bool hmac(const void *key, size_t key_size, const char *text, unsigned char digest[DIGEST_SIZE])
{
	unsigned size = 0;

	return HMAC(EVP_sha256(), key, (int)key_size, (const unsigned char *)text, strlen(text), digest, &size) != NULL &&
	       size == DIGEST_SIZE;
}

static void add_hex(struct text *out, const unsigned char digest[DIGEST_SIZE])
{
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		text_printf(out, "%02x", digest[i]);
}

/* The key of a day, a region and a service, made of the secret one. */
static bool signing_key(const struct s3_credentials *credentials, const char *day, unsigned char key[DIGEST_SIZE])
{
	struct text first = { 0 };
	bool done;

	text_printf(&first, "AWS4%s", credentials->secret_key);
	done = !first.failed && hmac(first.data, first.length, day, key) &&
	       hmac(key, DIGEST_SIZE, credentials->region, key) && hmac(key, DIGEST_SIZE, "s3", key) &&
	       hmac(key, DIGEST_SIZE, "aws4_request", key);
	if (first.data != NULL)
		explicit_bzero(first.data, first.length);
	text_release(&first);
	return done;
}

/* The query without the signature, in order of names as it must be signed. */
static void add_query(struct text *out, const struct s3_credentials *credentials, const char *time, const char *day,
                      unsigned expires, const char *query)
{
	text_add(out, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=");
	s3_escape(out, credentials->access_key);
	text_printf(out, "%%2F%s%%2F", day);
	s3_escape(out, credentials->region);
	text_printf(out, "%%2Fs3%%2Faws4_request&X-Amz-Date=%s&X-Amz-Expires=%u&X-Amz-SignedHeaders=host", time, expires);
	if (query != NULL)
		text_printf(out, "&%s", query);
}

bool s3_sign(struct text *out, const struct s3_credentials *credentials, const char *method, const char *host,
             const char *path, const char *query, time_t when, unsigned expires)
{
	unsigned char key[DIGEST_SIZE], digest[DIGEST_SIZE];
	struct text whole = { 0 }, request = { 0 }, to_sign = { 0 };
	char time[32], day[16];
	struct tm parts;
	bool done;

	if (gmtime_r(&when, &parts) == NULL || strftime(time, sizeof(time), "%Y%m%dT%H%M%SZ", &parts) == 0 ||
	    strftime(day, sizeof(day), "%Y%m%d", &parts) == 0)
		return false;
	add_query(&whole, credentials, time, day, expires, query);
	/* The canonical request; its hash and the scope are what is signed. */
	text_printf(&request, "%s\n%s\n%s\nhost:%s\n\nhost\nUNSIGNED-PAYLOAD", method, path, whole.failed ? "" : whole.data, host);
	done = !whole.failed && !request.failed &&
	       EVP_Digest(request.data, request.length, digest, NULL, EVP_sha256(), NULL) == 1 &&
	       signing_key(credentials, day, key);
	if (done) {
		text_printf(&to_sign, "AWS4-HMAC-SHA256\n%s\n%s/%s/s3/aws4_request\n", time, day, credentials->region);
		add_hex(&to_sign, digest);
		done = !to_sign.failed && hmac(key, sizeof(key), to_sign.data, digest);
	}
	if (done) {
		text_printf(out, "%s&X-Amz-Signature=", whole.data);
		add_hex(out, digest);
		done = !out->failed;
	}
	explicit_bzero(key, sizeof(key));
	text_release(&whole);
	text_release(&request);
	text_release(&to_sign);
	return done;
}
