/* lock_text: see lock_text.h. */
#include "lock_text.h"

#include <inttypes.h>
#include <string.h>

#define ALPHANUMERIC "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define MILLISECOND ((int64_t)1000000)
#define LONGEST ((int64_t)7 * 24 * 3600 * 1000 * MILLISECOND)

bool lock_key_is_valid(const char *key)
{
	if (strlen(key) > LOCK_KEY_MAX || strstr(key, "..") != NULL)
		return false;
	for (;;) {
		if (strspn(key, ALPHANUMERIC) == 0)
			return false;
		key += strspn(key, ALPHANUMERIC "._-");
		if (*key == '\0')
			return true;
		if (*key++ != '/')
			return false;
	}
}

static const struct {
	const char *name;
	int64_t milliseconds;
} units[] = { { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "", 1000 }, { "ms", 1 } };

bool lock_duration_parse(const char *text, int64_t *nanoseconds)
{
	size_t digits = strspn(text, "0123456789");
	int64_t number = 0;

	if (digits == 0 || digits > 9)
		return false;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (text[i] - '0');
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text + digits, units[i].name) != 0)
			continue;
		*nanoseconds = number * units[i].milliseconds * MILLISECOND;
		return number * units[i].milliseconds <= LONGEST / MILLISECOND;
	}
	return false;
}

void lock_duration_show(struct text *out, int64_t nanoseconds)
{
	int64_t milliseconds = nanoseconds / MILLISECOND;

	if (milliseconds % 1000 != 0)
		text_printf(out, "%" PRId64 "ms", milliseconds);
	else if (milliseconds % 60000 != 0 || milliseconds == 0)
		text_printf(out, "%" PRId64 "s", milliseconds / 1000);
	else if (milliseconds % 3600000 != 0)
		text_printf(out, "%" PRId64 "m", milliseconds / 60000);
	else
		text_printf(out, "%" PRId64 "h", milliseconds / 3600000);
}

void lock_etag_read(const char *value, size_t size, char etag[LOCK_ETAG_SIZE])
{
	etag[0] = '\0';
	while (size > 0 && strchr(" \t\r\n", value[size - 1]) != NULL)
		size--;
	while (size > 0 && strchr(" \t", *value) != NULL) {
		value++;
		size--;
	}
	if (size >= 2 && strncmp(value, "W/", 2) == 0) {
		value += 2;
		size -= 2;
	}
	if (size >= 2 && value[0] == '"' && value[size - 1] == '"') {
		value++;
		size -= 2;
	}
	if (size >= LOCK_ETAG_SIZE)
		return;
	for (size_t i = 0; i < size; i++)
		if (value[i] <= ' ' || value[i] > '~' || value[i] == '"')
			return;
	memcpy(etag, value, size);
	etag[size] = '\0';
}

/* The character at TEXT and its length in bytes; length 0: the byte begins no UTF-8 (RFC 3629). */
static uint32_t decode(const unsigned char *text, size_t *length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code = text[0];

	*length = code < 0x80 ? 1 : code < 0xc2 ? 0 : code < 0xe0 ? 2 : code < 0xf0 ? 3 : code < 0xf5 ? 4 : 0;
	if (*length < 2)
		return code;
	code &= 0xffu >> (*length + 1);
	for (size_t i = 1; i < *length; i++) {
		if ((text[i] & 0xc0) != 0x80) { /* a NUL, too */
			*length = 0;
			return text[0];
		}
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < least[*length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		*length = 0;
	return code;
}

/* Not to be sent to a terminal: C0, DEL, C1; marks and isolates of direction; line and paragraph separators. */
static bool is_unfit(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x061c || code == 0x200e || code == 0x200f ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

void lock_text_show(struct text *out, const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t start = out->length, length;

	while (*p != '\0') {
		uint32_t code = decode(p, &length);

		if (out->length - start >= LOCK_SHOWN_MAX) {
			text_add(out, "...");
			return;
		}
		if (length == 0 || (length == 1 && is_unfit(code)))
			text_printf(out, "\\x%02X", *p);
		else if (is_unfit(code))
			text_printf(out, "\\u{%04X}", (unsigned)code);
		else if (code == '\\')
			text_add(out, "\\\\");
		else
			text_add_n(out, (const char *)p, length);
		p += length == 0 ? 1 : length;
	}
}
