/*
 * fuzz_lock_state: a state and a record, as a store may have them: a byte that
 * says which, then any bytes.
 *
 * A record that is taken must be the same once it is written and read again,
 * name no entry outside its folder, and be fit for a terminal; so must a state.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lock_record.h"
#include "lock_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_shown(struct text *shown)
{
	if (shown->failed || shown->length == 0 || shown->length > 8 * (LOCK_SHOWN_MAX + 32))
		abort();
	for (size_t i = 0; i < shown->length; i++)
		if ((unsigned char)shown->data[i] < 0x20 || shown->data[i] == 0x7f)
			abort();
	text_release(shown);
}

static void check_state(const char *text, size_t size)
{
	struct lock_state state = { 0 };
	struct text shown = { 0 };

	if (!lock_state_read(&state, text, size) || !state.there || state.serial < -1 || strlen(state.digest) != STATE_DIGEST_SIZE - 1 ||
	    !lock_state_is_same(&state, &state) || lock_state_follows(&state, &state))
		abort();
	lock_state_describe(&shown, &state);
	check_shown(&shown);
}

static void check_record(const char *text, size_t size)
{
	struct lock_record record, again;
	struct text shown = { 0 };
	char *line;

	if (!lock_record_parse(&record, text, size))
		return;
	if (record.token == 0 || strchr(record.kept, '/') != NULL || strchr(record.seen_kept, '/') != NULL)
		abort();
	lock_record_describe(&shown, &record);
	check_shown(&shown);
	line = lock_record_print(&record);
	if (line == NULL || !lock_record_parse(&again, line, strlen(line)) || again.token != record.token ||
	    again.closed != record.closed || again.state.there != record.state.there ||
	    (record.state.there && !lock_state_is_same(&again.state, &record.state)))
		abort();
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const checks[])(const char *text, size_t size) = { check_state, check_record };

	if (size > 0)
		checks[data[0] % 2](size > 1 ? (const char *)data + 1 : "", size - 1);
	return 0;
}
