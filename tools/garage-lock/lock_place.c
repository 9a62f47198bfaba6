/* lock_place: see lock_place.h. What the kinds share. */
#include "lock_place.h"

#include <sysexits.h>

enum store_result place_misread(struct store *store, const char *path)
{
	struct text shown = { 0 };

	lock_text_show(&shown, path);
	(void)store_fail(store, EX_DATAERR, "'%s' is no record of garage-lock %s", shown.failed ? "?" : shown.data, store->diag->version);
	text_release(&shown);
	return STORE_FAILED;
}

bool place_path(const struct store *store, const char *before, const char *entry, struct text *path)
{
	text_add(path, before);
	if (entry == NULL) {
		text_add(path, store->options->state);
	} else {
		lock_state_history(path, store->options->state);
		text_printf(path, "/%s", entry);
	}
	return !path->failed;
}
