/*
 * s3_sign: requests to S3, signed in their query (AWS Signature Version 4).
 *
 * "Authenticating Requests: Using Query Parameters", Amazon S3 API Reference
 * (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, read
 * 2026-11-25). Garage checks that X-Amz-Date plus X-Amz-Expires is not over
 * when a request begins; one that is signed in its headers stays good for a
 * day (src/api/common/signature/payload.rs, read 2026-11-25). A write that is
 * held up on its way must not be carried out then, so nothing here is signed
 * in headers.
 */
#ifndef S3_SIGN_H
#define S3_SIGN_H

#include <stdbool.h>
#include <time.h>

#include "json_writer.h"

struct s3_credentials {
	const char *access_key, *secret_key, *region;
};

/*
 * Adds to OUT the query of a request for PATH at HOST (as the Host header has
 * it) that was signed at WHEN and is good for EXPIRES seconds. PATH holds
 * nothing that a URL would have to escape; QUERY (NULL: none) is escaped by
 * s3_escape, and in order of names, all of which begin with a small letter.
 * False: memory is out, or the library refuses.
 */
bool s3_sign(struct text *out, const struct s3_credentials *credentials, const char *method, const char *host,
             const char *path, const char *query, time_t when, unsigned expires);

/* Adds TEXT with all but letters, digits and "-._~" as %XX. */
void s3_escape(struct text *out, const char *text);

#endif
