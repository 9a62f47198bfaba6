/* secret_reference: see secret_reference.h. */
#include "secret_reference.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VARIABLE "$ENV"
#define OP_PREFIX "op://"
#define VERSION_KEY "version="
#define VERSION_DIGITS 9

/* In ASCII, whatever the locale. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_';
}

bool secret_name_is_valid(const char *name, size_t length)
{
	if (length == 0 || is_digit(name[0]))
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_word(name[i]))
			return false;
	return true;
}

const char *secret_name_suggestion(struct arena *arena, const char *name, size_t length)
{
	char *copy = arena_strndup(arena, name, length);

	for (size_t i = 0; copy && i < length; i++)
		if (!is_word(copy[i]))
			copy[i] = '_';
	return copy && secret_name_is_valid(copy, length) ? copy : NULL;
}

bool secret_environment_is_valid(const char *environment)
{
	size_t length = strlen(environment);

	for (size_t i = 0; i < length; i++) {
		bool inner = i > 0 && i + 1 < length && strchr("-_.", environment[i]);

		if (!is_letter(environment[i]) && !is_digit(environment[i]) && !inner)
			return false;
	}
	return length > 0;
}

static bool refuse(char reason[SECRET_REASON_SIZE], const char *text)
{
	snprintf(reason, SECRET_REASON_SIZE, "%s", text);
	return false;
}

/* What all references have in common. */
static bool check_characters(const char *text, size_t length, char reason[SECRET_REASON_SIZE])
{
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return refuse(reason, "a control character");
		if (text[i] != '$')
			continue;
		/* The string ends in a NUL, so that comparing stops there. */
		if (strncmp(text + i, VARIABLE, strlen(VARIABLE)) != 0 || is_word(text[i + strlen(VARIABLE)]))
			return refuse(reason, "'$' stands only in \"$ENV\", the environment's name");
	}
	return true;
}

/* PATH has at least two segments, and none that the server would take for something else. */
static bool check_path(const char *path, size_t length, char reason[SECRET_REASON_SIZE])
{
	size_t segments = 0, start = 0;

	for (size_t i = 0; i <= length; i++) {
		size_t segment = i - start;

		if (i < length && path[i] != '/')
			continue;
		if (segment == 0)
			return refuse(reason, "an empty part of the path: it is \"mount/path#field\"");
		if (path[start] == '.' && (segment == 1 || (segment == 2 && path[start + 1] == '.')))
			return refuse(reason, "\".\" or \"..\" in the path");
		segments++;
		start = i + 1;
	}
	return segments > 1 || refuse(reason, "no path after the mount: it is \"mount/path#field\"");
}

static bool is_version(const char *query, size_t length)
{
	size_t key = strlen(VERSION_KEY);

	if (length <= key || length > key + VERSION_DIGITS || strncmp(query, VERSION_KEY, key) != 0 || query[key] == '0')
		return false;
	for (size_t i = key; i < length; i++)
		if (!is_digit(query[i]))
			return false;
	return true;
}

static bool check_vault(const char *text, size_t length, char reason[SECRET_REASON_SIZE])
{
	const char *hash = memchr(text, '#', length);
	const char *end = text + length, *query;

	if (!hash || hash + 1 == end)
		return refuse(reason, "no field: it is \"mount/path#field\"");
	if (memchr(hash + 1, '#', (size_t)(end - hash - 1)))
		return refuse(reason, "more than one '#'");
	query = memchr(text, '?', (size_t)(hash - text));
	if (query && !is_version(query + 1, (size_t)(hash - query - 1)))
		return refuse(reason, "after '?' only \"version=N\" can stand, N from 1 to 999999999");
	return check_path(text, (size_t)((query ? query : hash) - text), reason);
}

static bool check_op(const char *text, size_t length, char reason[SECRET_REASON_SIZE])
{
	size_t parts = 0, start = strlen(OP_PREFIX);

	if (length < start || strncmp(text, OP_PREFIX, start) != 0)
		return refuse(reason, "it is \"op://vault/item/field\" or \"op://vault/item/section/field\"");
	for (size_t i = start; i <= length; i++) {
		if (i < length && text[i] != '/')
			continue;
		if (i == start)
			return refuse(reason, "an empty part: it is \"op://vault/item/field\"");
		parts++;
		start = i + 1;
	}
	if (parts < 3)
		return refuse(reason, "too few parts: it is \"op://vault/item/field\"");
	return parts <= 4 || refuse(reason, "too many parts: it is \"op://vault/item/section/field\"");
}

bool secret_reference_is_valid(enum secret_source_kind kind, const char *text, size_t length,
                               char reason[SECRET_REASON_SIZE])
{
	if (!check_characters(text, length, reason))
		return false;
	return kind == SECRET_VAULT ? check_vault(text, length, reason) : check_op(text, length, reason);
}

bool secret_reference_needs_environment(const char *text)
{
	return strstr(text, VARIABLE) != NULL;
}

const char *secret_reference_expand(struct arena *arena, const char *text, const char *environment)
{
	const char *variable = strstr(text, VARIABLE);

	while (text && variable) {
		size_t before = (size_t)(variable - text);

		text = arena_printf(arena, "%.*s%s%s", (int)before, text, environment, variable + strlen(VARIABLE));
		variable = text ? strstr(text + before + strlen(environment), VARIABLE) : NULL;
	}
	return text;
}

bool secret_reference_split(struct arena *arena, const char *text, struct vault_reference *reference)
{
	size_t path = strcspn(text, "?#");

	*reference = (struct vault_reference){ .text = text };
	reference->field = strchr(text, '#') + 1;
	if (text[path] == '?')
		reference->version = (unsigned)strtoul(text + path + strlen("?" VERSION_KEY), NULL, 10);
	reference->path = arena_strndup(arena, text, path);
	return reference->path != NULL;
}
