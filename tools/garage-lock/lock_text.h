/*
 * lock_text: what a user writes (keys, durations) and what is shown of what
 * others wrote.
 */
#ifndef LOCK_TEXT_H
#define LOCK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "json_writer.h"

#define LOCK_KEY_MAX 200
#define LOCK_ETAG_SIZE 128
#define LOCK_SHOWN_MAX 120 /* bytes of one foreign text that are shown */

/*
 * True for the name of a lock:
 *
 *	key     = segment *( "/" segment )          at most LOCK_KEY_MAX bytes
 *	segment = alnum *( alnum / "." / "_" / "-" )  no ".."
 *
 * So no name is a part of what a store keeps beside it (KEY/.lock/…), none
 * leaves its folder, and none needs to be escaped in a URL.
 */
bool lock_key_is_valid(const char *key);

/* Nanoseconds of "90s", "5m", "1h", "250ms" or a number of seconds; false for anything else and beyond a week. */
bool lock_duration_parse(const char *text, int64_t *nanoseconds);

/* "1h", "90s", "250ms": as short as it can be said exactly. */
void lock_duration_show(struct text *out, int64_t nanoseconds);

/*
 * The value of an ETag header (RFC 9110, 8.8.3) without its quotes, and without
 * the W/ of a proxy that compresses. One that is too long, or has more than
 * visible ASCII, is left empty.
 */
void lock_etag_read(const char *value, size_t size, char etag[LOCK_ETAG_SIZE]);

/*
 * Adds TEXT, which somebody else wrote, fit for a terminal: control
 * characters, marks that turn the direction of writing and bytes that are no
 * UTF-8 come as \xNN or \u{NNNN}, a backslash as two, what is too long is cut.
 */
void lock_text_show(struct text *out, const char *text);

#endif
