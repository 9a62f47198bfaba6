/* lock_record: see lock_record.h. */
#include "lock_record.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "lock_info.h"

static enum record_verdict compare(const struct lock_record *record, const struct lock_state *now, uint64_t token)
{
	if (!record->there)
		return RECORD_FIRST;
	if (record->token >= token)
		return RECORD_AHEAD;
	if (record->state.there && !now->there)
		return RECORD_GONE;
	if (lock_state_is_same(&record->state, now))
		return record->closed ? RECORD_SAME : RECORD_RESUMED;
	if (record->closed)
		return RECORD_CHANGED;
	return !record->state.there || lock_state_follows(now, &record->state) ? RECORD_RESUMED : RECORD_STRAYED;
}

bool lock_record_stops(enum record_verdict verdict)
{
	return verdict >= RECORD_GONE;
}

enum record_verdict lock_record_judge(const struct lock_record *record, const struct lock_state *now, uint64_t token,
                                      const char *accept)
{
	enum record_verdict verdict = compare(record, now, token);

	if (lock_record_stops(verdict) && accept != NULL && strcmp(accept, now->there ? now->etag : RECORD_ABSENT) == 0)
		return RECORD_ACCEPTED;
	return verdict;
}

/* Text of others may be no UTF-8; then it is not said. */
static bool set_text(json_t *object, const char *name, const char *value)
{
	return json_object_set_new(object, name, json_string(value)) == 0 || json_object_set_new(object, name, json_string("")) == 0;
}

static bool set_state(json_t *object, const struct lock_record *record)
{
	const struct lock_state *state = &record->state;

	if (!state->there)
		return true;
	return (state->serial < 0 || json_object_set_new(object, "Serial", json_integer(state->serial)) == 0) &&
	       (state->lineage[0] == '\0' || set_text(object, "Lineage", state->lineage)) &&
	       set_text(object, "ETag", state->etag) && set_text(object, "SHA256", state->digest) &&
	       set_text(object, "Kept", record->kept);
}

char *lock_record_print(const struct lock_record *record)
{
	json_t *object = json_object();
	char *line = NULL;

	if (object != NULL && set_text(object, "Phase", record->closed ? "closed" : "open") &&
	    json_object_set_new(object, "Token", json_integer((json_int_t)record->token)) == 0 &&
	    set_text(object, "Who", record->who) && set_text(object, "Created", record->created) &&
	    set_text(object, "Operation", record->operation) && set_state(object, record) &&
	    (record->seen[0] == '\0' ||
	     (set_text(object, "Seen", record->seen) && set_text(object, "SeenKept", record->seen_kept))))
		line = lock_json_print(object);
	json_decref(object);
	return line;
}

/* Into VALUE, empty where there is none. False: it is too long, or no string. */
static bool get_text(const json_t *object, const char *name, char *value, size_t size)
{
	const json_t *member = json_object_get(object, name);
	const char *text = json_string_value(member);

	*value = '\0';
	if (text == NULL || strlen(text) >= size)
		return member == NULL;
	strcpy(value, text);
	return true;
}

/* An ETag as lock_etag_read gives it. */
static bool is_etag(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~' || *text == '"')
			return false;
	return true;
}

static bool is_entry_or_none(const char *text)
{
	return *text == '\0' || lock_state_is_entry(text);
}

static bool get_all(struct lock_record *record, const json_t *object)
{
	const json_t *token = json_object_get(object, "Token"), *serial = json_object_get(object, "Serial");
	struct lock_state *state = &record->state;
	char phase[8];

	record->there = true;
	if (!get_text(object, "Phase", phase, sizeof(phase)) || (strcmp(phase, "open") != 0 && strcmp(phase, "closed") != 0))
		return false;
	record->closed = strcmp(phase, "closed") == 0;
	if (!json_is_integer(token) || json_integer_value(token) < 1)
		return false;
	record->token = (uint64_t)json_integer_value(token);
	if (!get_text(object, "Who", record->who, sizeof(record->who)) ||
	    !get_text(object, "Created", record->created, sizeof(record->created)) ||
	    !get_text(object, "Operation", record->operation, sizeof(record->operation)) ||
	    !get_text(object, "ETag", state->etag, sizeof(state->etag)) ||
	    !get_text(object, "Lineage", state->lineage, sizeof(state->lineage)) ||
	    !get_text(object, "SHA256", state->digest, sizeof(state->digest)) ||
	    !get_text(object, "Kept", record->kept, sizeof(record->kept)) ||
	    !get_text(object, "Seen", record->seen, sizeof(record->seen)) ||
	    !get_text(object, "SeenKept", record->seen_kept, sizeof(record->seen_kept)))
		return false;
	state->serial = -1;
	if (serial != NULL && (!json_is_integer(serial) || json_integer_value(serial) < 0))
		return false;
	if (serial != NULL)
		state->serial = json_integer_value(serial);
	state->there = state->digest[0] != '\0';
	return is_etag(state->etag) && is_etag(record->seen) && is_entry_or_none(record->kept) && is_entry_or_none(record->seen_kept);
}

bool lock_record_parse(struct lock_record *record, const char *text, size_t size)
{
	json_t *object = lock_json_parse(text, size);
	bool done;

	*record = (struct lock_record){ 0 };
	done = object != NULL && get_all(record, object);
	json_decref(object);
	if (!done)
		*record = (struct lock_record){ 0 };
	return done;
}

void lock_record_describe(struct text *out, const struct lock_record *record)
{
	lock_state_describe(out, &record->state);
	text_add(out, ", recorded by ");
	lock_text_show(out, record->who[0] != '\0' ? record->who : "somebody");
	text_printf(out, " with token %" PRIu64, record->token);
	if (record->created[0] != '\0')
		text_add(out, " at ");
	lock_text_show(out, record->created);
}
