/*
 * s3_xml: what S3 answers, in XML that nobody vouches for: a page of
 * ListObjectsV2, or an error.
 *
 * Parsed by expat. A document type (and with it every entity of its own) is
 * refused, and so is what is no such answer: half a list would be a short one.
 */
#ifndef S3_XML_H
#define S3_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* All zero is an empty one; pages add to it. */
struct s3_list {
	char **names;  /* owned, as is each */
	time_t *times; /* when each was written, by the server's clock; 0: it does not say. Owned */
	bool *empty;   /* that the server says so of each, owned */
	size_t count, capacity;
	bool truncated; /* by the last page */
	char *next;     /* then its continuation token; owned */
};

enum s3_xml_result { S3_XML_OK, S3_XML_MALFORMED, S3_XML_NO_MEMORY };

/* Adds a page. S3_XML_OK only for a whole ListBucketResult, which says whether it is truncated and then goes on where. */
enum s3_xml_result s3_xml_list(struct s3_list *list, const char *text, size_t size);

void s3_list_release(struct s3_list *list);

/* What an Error says: the code and the message, owned by the caller; NULL what is not there. */
enum s3_xml_result s3_xml_error(const char *text, size_t size, char **code, char **message);

#endif
