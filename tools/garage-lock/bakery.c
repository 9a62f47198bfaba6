/* bakery: see bakery.h. */
#include "bakery.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MILLISECOND ((int64_t)1000000)
#define TTL_DIGITS 12 /* enough for years, and no overflow in nanoseconds */
#define NUMBER_DIGITS 18

static const char *const kinds[] = { "choosing", "ticket", "renewal" };

bool bakery_new_id(char id[BAKERY_ID_SIZE])
{
	unsigned char bytes[16];
	char *out = id;

	if (getentropy(bytes, sizeof(bytes)) != 0)
		return false;
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		out += snprintf(out, 3, "%02x", bytes[i]);
	}
	return true;
}

bool bakery_is_id(const char *text)
{
	size_t length = strspn(text, "0123456789abcdef-");

	if (length != BAKERY_ID_SIZE - 1 || text[length] != '\0')
		return false;
	for (size_t i = 0; i < length; i++)
		if ((text[i] == '-') != (i == 8 || i == 13 || i == 18 || i == 23))
			return false;
	return true;
}

void bakery_name(const struct bakery_key *key, char name[BAKERY_NAME_SIZE])
{
	int64_t ttl = key->ttl / MILLISECOND;

	if (key->kind == BAKERY_TOKEN)
		snprintf(name, BAKERY_NAME_SIZE, "token.%" PRIu64 ".%s", key->number, key->id);
	else if (key->kind == BAKERY_CHOOSING)
		snprintf(name, BAKERY_NAME_SIZE, "%s.%" PRId64 ".choosing", key->id, ttl);
	else
		snprintf(name, BAKERY_NAME_SIZE, "%s.%" PRId64 ".%s.%" PRIu64, key->id, ttl, kinds[key->kind], key->number);
}

/* Reads a number from 1 without leading zeros at *TEXT, of at most DIGITS digits, and goes past it. */
static bool parse_number(const char **text, int digits, uint64_t *number)
{
	if (**text < '1' || **text > '9')
		return false;
	for (*number = 0; **text >= '0' && **text <= '9'; (*text)++, digits--) {
		if (digits == 0)
			return false;
		*number = *number * 10 + (uint64_t)(**text - '0');
	}
	return true;
}

static bool parse_id(const char **text, char id[BAKERY_ID_SIZE])
{
	if (strnlen(*text, BAKERY_ID_SIZE - 1) < BAKERY_ID_SIZE - 1)
		return false;
	memcpy(id, *text, BAKERY_ID_SIZE - 1);
	id[BAKERY_ID_SIZE - 1] = '\0';
	*text += BAKERY_ID_SIZE - 1;
	return bakery_is_id(id);
}

static bool parse_word(const char **text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*text, word, length) != 0)
		return false;
	*text += length;
	return true;
}

static bool parse_token(const char *text, struct bakery_key *key)
{
	key->kind = BAKERY_TOKEN;
	return parse_number(&text, NUMBER_DIGITS, &key->number) && parse_word(&text, ".") && parse_id(&text, key->id) &&
	       *text == '\0';
}

bool bakery_parse(const char *name, struct bakery_key *key)
{
	uint64_t ttl;

	*key = (struct bakery_key){ .kind = BAKERY_CHOOSING };
	if (parse_word(&name, "token."))
		return parse_token(name, key);
	if (!parse_id(&name, key->id) || !parse_word(&name, ".") || !parse_number(&name, TTL_DIGITS, &ttl) ||
	    !parse_word(&name, "."))
		return false;
	key->ttl = (int64_t)ttl * MILLISECOND;
	if (strcmp(name, "choosing") == 0)
		return true;
	key->kind = parse_word(&name, "ticket.") ? BAKERY_TICKET : BAKERY_RENEWAL;
	if (key->kind == BAKERY_RENEWAL && !parse_word(&name, "renewal."))
		return false;
	return parse_number(&name, NUMBER_DIGITS, &key->number) && *name == '\0';
}

/* LIST is in the order of names, so the one that is wanted is most often the one before; NULL: memory is out. */
static struct bakery_other *find_or_add(struct bakery *bakery, const char *id)
{
	struct bakery_other *others;

	for (size_t i = bakery->count; i-- > 0;)
		if (strcmp(bakery->others[i].id, id) == 0)
			return &bakery->others[i];
	if (bakery->count == bakery->capacity) {
		size_t capacity = bakery->capacity == 0 ? 16 : 2 * bakery->capacity;

		others = reallocarray(bakery->others, capacity, sizeof(*others));
		if (others == NULL)
			return NULL;
		bakery->others = others;
		bakery->capacity = capacity;
	}
	others = &bakery->others[bakery->count++];
	*others = (struct bakery_other){ .is_news = true };
	memcpy(others->id, id, BAKERY_ID_SIZE);
	return others;
}

void bakery_look_begin(struct bakery *bakery)
{
	bakery->highest_ticket = 0;
	bakery->highest_token = 0;
	for (size_t i = 0; i < bakery->count; i++) {
		struct bakery_other *other = &bakery->others[i];

		other->choosing = other->queued = other->has_token = other->is_news = false;
		other->shown = false;
	}
}

enum bakery_result bakery_look_add(struct bakery *bakery, const char *name, const char *id)
{
	struct bakery_key key;
	struct bakery_other *other;

	if (!bakery_parse(name, &key))
		return BAKERY_FOREIGN;
	if (id != NULL && strcmp(key.id, id) == 0)
		return BAKERY_OK;
	if (key.kind == BAKERY_TOKEN && key.number > bakery->highest_token)
		bakery->highest_token = key.number;
	other = find_or_add(bakery, key.id);
	if (other == NULL)
		return BAKERY_NO_MEMORY;
	if (key.kind != BAKERY_TOKEN) {
		other->shown = true;
		other->ttl = key.ttl;
	}
	switch (key.kind) {
	case BAKERY_CHOOSING:
		other->choosing = true;
		break;
	case BAKERY_TICKET:
		other->queued = true;
		other->ticket = key.number;
		if (key.number > bakery->highest_ticket)
			bakery->highest_ticket = key.number;
		break;
	case BAKERY_RENEWAL:
		if (key.number > other->renewal) {
			other->renewal = key.number;
			other->is_news = true;
		}
		break;
	case BAKERY_TOKEN:
		other->has_token = true;
		other->token = key.number;
		break;
	}
	return BAKERY_OK;
}

void bakery_look_end(struct bakery *bakery, int64_t begun, int64_t ended)
{
	size_t kept = 0;

	for (size_t i = 0; i < bakery->count; i++) {
		struct bakery_other *other = &bakery->others[i];

		if (!other->shown)
			continue;
		if (other->is_news) {
			other->first_seen = ended;
			other->dead = false;
		} else if (begun - other->first_seen >= other->ttl) {
			other->dead = true;
		}
		bakery->others[kept++] = *other;
	}
	bakery->count = kept;
}

bool bakery_is_before(const struct bakery_other *other, const char *id, uint64_t ticket)
{
	if (other->dead || (!other->choosing && !other->queued))
		return false;
	if (!other->queued || ticket == 0)
		return true;
	return other->ticket < ticket || (other->ticket == ticket && strcmp(other->id, id) < 0);
}

void bakery_release(struct bakery *bakery)
{
	free(bakery->others);
	*bakery = (struct bakery){ 0 };
}
