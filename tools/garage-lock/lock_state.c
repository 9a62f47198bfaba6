/* lock_state: see lock_state.h. */
#include "lock_state.h"

#include <inttypes.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "lock_text.h"

#define SUFFIX ".tfstate"
#define UNKNOWN "unknown"
#define DIGITS "0123456789"
#define SERIAL_MAX 9007199254740992.0 /* 2^53: as far as a double counts */
#define SERIAL_NAME "\"serial\""

bool lock_digest(const void *data, size_t size, char digest[STATE_DIGEST_SIZE])
{
	unsigned char bytes[STATE_DIGEST_SIZE / 2];

	if (EVP_Digest(data, size, bytes, NULL, EVP_sha256(), NULL) != 1)
		return false;
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(digest + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

bool lock_state_read(struct lock_state *state, const char *data, size_t size)
{
	/* A resource may hold a number that no int64_t does, which is no reason to refuse the whole. */
	const size_t flags = JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL;
	const char *lineage;
	json_error_t error;
	json_t *object;
	double serial;

	state->there = true;
	state->serial = -1;
	state->lineage[0] = '\0';
	if (!lock_digest(data, size, state->digest))
		return false;
	object = json_loadb(data, size, flags, &error);
	if (object == NULL)
		return json_error_code(&error) != json_error_out_of_memory;
	serial = json_is_real(json_object_get(object, "serial")) ? json_real_value(json_object_get(object, "serial")) : -1;
	lineage = json_string_value(json_object_get(object, "lineage"));
	if (serial >= 0 && serial <= SERIAL_MAX && serial == (double)(int64_t)serial)
		state->serial = (int64_t)serial;
	if (lineage != NULL && strlen(lineage) < sizeof(state->lineage))
		strcpy(state->lineage, lineage);
	state->sealed = json_object_get(object, "encrypted_data") != NULL;
	json_decref(object);
	return true;
}

bool lock_state_is_same(const struct lock_state *a, const struct lock_state *b)
{
	if (!a->there || !b->there)
		return a->there == b->there;
	if (a->etag[0] != '\0' && strcmp(a->etag, b->etag) == 0)
		return true;
	return a->digest[0] != '\0' && strcmp(a->digest, b->digest) == 0;
}

bool lock_state_follows(const struct lock_state *now, const struct lock_state *before)
{
	return before->serial >= 0 && now->serial > before->serial && before->lineage[0] != '\0' &&
	       strcmp(now->lineage, before->lineage) == 0;
}

/*
 * Both programs write it before anything that a user has a say in, so the first that looks like it is it; whether that
 * is so, reading the result tells.
 */
bool lock_state_raise(struct lock_state *state, const struct text *data, int64_t serial, struct text *raised)
{
	const char *name = data->data != NULL ? strstr(data->data, SERIAL_NAME) : NULL, *digits;
	struct lock_state result = { 0 };

	if (name == NULL || state->serial < 0 || state->sealed || serial > (int64_t)SERIAL_MAX)
		return false;
	digits = name + strlen(SERIAL_NAME);
	digits += strspn(digits, " :");
	text_add_n(raised, data->data, (size_t)(digits - data->data));
	text_printf(raised, "%" PRId64, serial);
	digits += strspn(digits, DIGITS);
	text_add_n(raised, digits, data->length - (size_t)(digits - data->data));
	if (raised->failed || !lock_state_read(&result, raised->data, raised->length) || result.serial != serial ||
	    strcmp(result.lineage, state->lineage) != 0)
		return false;
	*state = result;
	return true;
}

void lock_state_describe(struct text *out, const struct lock_state *state)
{
	if (!state->there) {
		text_add(out, "no state");
		return;
	}
	if (state->serial >= 0)
		text_printf(out, "serial %" PRId64, state->serial);
	else
		text_add(out, "a serial not in the clear");
	if (state->lineage[0] != '\0') {
		text_add(out, " of lineage ");
		lock_text_show(out, state->lineage);
	}
	if (state->etag[0] != '\0')
		text_add(out, ", ETag ");
	lock_text_show(out, state->etag);
}

void lock_state_history(struct text *out, const char *name)
{
	const char *slash = strrchr(name, '/'), *unit = slash != NULL ? slash + 1 : name;
	size_t length = strlen(unit), suffix = strlen(SUFFIX);

	if (length > suffix && strcmp(unit + length - suffix, SUFFIX) == 0)
		length -= suffix;
	text_add_n(out, name, (size_t)(unit - name));
	text_add(out, "history/");
	text_add_n(out, unit, length);
}

void lock_state_entry(const struct lock_state *state, uint64_t token, unsigned try, char entry[STATE_ENTRY_SIZE])
{
	char serial[24] = UNKNOWN, more[16] = "";

	if (state->serial >= 0)
		snprintf(serial, sizeof(serial), "%" PRId64, state->serial);
	if (try > 1)
		snprintf(more, sizeof(more), ".%u", try);
	snprintf(entry, STATE_ENTRY_SIZE, "%s-%" PRIu64 "%s", serial, token, more);
}

bool lock_state_is_entry(const char *text)
{
	size_t length = strncmp(text, UNKNOWN, strlen(UNKNOWN)) == 0 ? strlen(UNKNOWN) : strspn(text, DIGITS);

	if (length == 0 || text[length] != '-' || strlen(text) >= STATE_ENTRY_SIZE)
		return false;
	text += length + 1;
	length = strspn(text, DIGITS);
	if (length == 0 || text[length] == '\0')
		return length > 0;
	return text[length] == '.' && text[length + 1] != '\0' && text[length + 1 + strspn(text + length + 1, DIGITS)] == '\0';
}
