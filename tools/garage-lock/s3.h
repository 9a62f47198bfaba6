/*
 * s3: a bucket of an S3 server, as far as the store garage needs it.
 */
#ifndef S3_H
#define S3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lock_http.h"
#include "s3_sign.h"
#include "s3_xml.h"
#include "store.h"

struct s3 {
	struct store *store; /* for its errors and its wake; not owned */
	struct lock_http *http;
	bool borrowed;              /* http is another's */
	const char *bucket;
	struct s3_credentials credentials;
	char *origin, *host, *base; /* "https://host", "host", "/path/bucket"; owned */
	long skew;                  /* seconds that the server's clock is ahead of ours */
};

/* By the options of STORE. EX_OK, or a sysexits(3) code after an error. */
int s3_open(struct s3 *s3, struct store *store);

/* Another BUCKET of the same server, over the same connections, which have to stay open meanwhile. False: memory is out. */
bool s3_open_beside(struct s3 *beside, const struct s3 *s3, const char *bucket);

void s3_close(struct s3 *s3);

/*
 * lock_http_run with this server. STORE_OK: all are settled, whatever their
 * status. STORE_IN_DOUBT leaves why in the store's problem.
 */
enum store_result s3_run(struct s3 *s3, struct lock_exchange *exchanges, size_t count, int64_t deadline);

/* Prints what the server says is wrong; STORE_FAILED. */
enum store_result s3_refused(struct s3 *s3, const struct lock_exchange *exchange);

/* Adds the PAGE of a LIST that was answered to LIST. STORE_OK, or STORE_FAILED after an error. */
enum store_result s3_take_page(struct s3 *s3, struct s3_list *list, const struct lock_exchange *page);

/* The query of a LIST of what begins with PREFIX, after the page whose continuation token is NEXT (NULL: from the first). */
bool s3_list_query(struct text *query, const char *prefix, const char *next);

#endif
