/* served_keys: see served_keys.h. */
#include "served_keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_DIGITS 20
#define NUMBER_DIGITS 10
#define VERSION_LENGTH (TOKEN_DIGITS + 1 + NUMBER_DIGITS)
#define AFTER "-after-"

void served_version_print(const struct served_version *version, char text[SERVED_VERSION_SIZE])
{
	/* The remainder only tells the compiler what callers keep to. */
	snprintf(text, SERVED_VERSION_SIZE, "%020" PRIu64 "-%010" PRIu64, version->token, version->number % (SERVED_NUMBER_MAX + 1));
}

/* Exactly COUNT digits at TEXT; false when there are others, or more than 64 bits. */
static bool digits(const char *text, size_t count, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned digit = (unsigned char)text[i] - (unsigned)'0';

		if (digit > 9 || __builtin_mul_overflow(*value, 10, value) || __builtin_add_overflow(*value, digit, value))
			return false;
	}
	return true;
}

/* What TEXT begins with. */
static bool version(const char *text, struct served_version *version)
{
	return strnlen(text, VERSION_LENGTH) == VERSION_LENGTH && digits(text, TOKEN_DIGITS, &version->token) &&
	       text[TOKEN_DIGITS] == '-' && digits(text + TOKEN_DIGITS + 1, NUMBER_DIGITS, &version->number);
}

static bool is_state(const struct served_version *version)
{
	return version->token != 0 && version->number != 0;
}

bool served_version_parse(const char *text, struct served_version *parsed)
{
	return version(text, parsed) && text[VERSION_LENGTH] == '\0' && is_state(parsed);
}

int served_version_compare(const struct served_version *a, const struct served_version *b)
{
	if (a->token != b->token)
		return a->token < b->token ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

void served_name(const struct served_key *key, char name[SERVED_NAME_SIZE])
{
	char own[SERVED_VERSION_SIZE], after[SERVED_VERSION_SIZE];

	served_version_print(&key->version, own);
	served_version_print(&key->after, after);
	if (key->version.number != 0)
		snprintf(name, SERVED_NAME_SIZE, "%s", own);
	else
		snprintf(name, SERVED_NAME_SIZE, "%s" AFTER "%s", own, after);
}

bool served_name_parse(const char *name, struct served_key *key)
{
	const char *rest;

	*key = (struct served_key){ 0 };
	if (!version(name, &key->version) || key->version.token == 0)
		return false;
	rest = name + VERSION_LENGTH;
	if (key->version.number != 0)
		return *rest == '\0';
	if (strncmp(rest, AFTER, strlen(AFTER)) != 0)
		return false;
	rest += strlen(AFTER);
	return version(rest, &key->after) && rest[VERSION_LENGTH] == '\0' && key->after.token < key->version.token &&
	       (key->after.token == 0) == (key->after.number == 0);
}

bool served_keys_add(struct served_keys *keys, const struct served_key *key)
{
	if (keys->count == keys->capacity) {
		size_t capacity = keys->capacity == 0 ? 64 : 2 * keys->capacity;
		struct served_key *more = reallocarray(keys->keys, capacity, sizeof(*more));

		if (more == NULL)
			return false;
		keys->keys = more;
		keys->capacity = capacity;
	}
	keys->keys[keys->count++] = *key;
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct served_key *left = a, *right = b;
	int order = served_version_compare(&left->version, &right->version);

	return order != 0 ? order : served_version_compare(&left->after, &right->after);
}

void served_keys_sort(struct served_keys *keys)
{
	if (keys->count > 0)
		qsort(keys->keys, keys->count, sizeof(*keys->keys), compare);
}

const struct served_key *served_keys_highest(const struct served_keys *keys, const struct served_version *below)
{
	for (size_t i = keys->count; i-- > 0;) {
		const struct served_key *key = &keys->keys[i];

		if (is_state(&key->version) && (below == NULL || served_version_compare(&key->version, below) < 0))
			return key;
	}
	return NULL;
}

void served_keys_find_lost(struct served_keys *keys)
{
	for (size_t i = 0; i + 1 < keys->count; i++) {
		const struct served_key *mark = &keys->keys[i];

		/* Only what comes before a state: a holder that wrote none has left nothing out. */
		if (is_state(&mark->version) || keys->keys[i + 1].version.token != mark->version.token)
			continue;
		for (size_t j = i; j-- > 0 && served_version_compare(&keys->keys[j].version, &mark->after) > 0;)
			keys->keys[j].lost = is_state(&keys->keys[j].version);
	}
}

const struct served_key *served_keys_lowest(const struct served_keys *keys, size_t keep)
{
	for (size_t i = keys->count; i-- > 0;)
		if (is_state(&keys->keys[i].version) && --keep == 0)
			return &keys->keys[i];
	return NULL;
}

bool served_key_is_old(const struct served_key *key, const struct served_key *lowest)
{
	if (lowest == NULL)
		return false;
	if (!is_state(&key->version))
		return key->version.token < lowest->version.token; /* its own says what LOWEST follows */
	return served_version_compare(&key->version, &lowest->version) < 0;
}

void served_keys_release(struct served_keys *keys)
{
	free(keys->keys);
	*keys = (struct served_keys){ 0 };
}
