/* lock_etags: see lock_etags.h. */
#include "lock_etags.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lease.h"
#include "lock_options.h"
#include "lock_place.h"
#include "output.h"

#define PATIENCE (15 * LEASE_SECOND)

static bool name_states(const struct lock_options *options, struct place_head *heads, struct text *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		text_printf(&names[i], "%s%s%s.tfstate", options->prefix != NULL ? options->prefix : "",
		            options->prefix != NULL ? "/" : "", options->units[i]);
		heads[i].name = names[i].data;
		if (names[i].failed)
			return false;
	}
	return true;
}

/* Makes DIR/UNIT/.etag say what HEAD does. */
static int write_etag(struct diag *diag, const struct lock_options *options, const char *unit, const struct place_head *head)
{
	struct text path = { 0 }, content = { 0 };
	char id[BAKERY_ID_SIZE];
	int status = EX_OK;

	text_printf(&path, "%s/%s/.etag", options->into, unit);
	if (!head->known && !bakery_new_id(id)) {
		diag_error(diag, "no random bytes: %s", strerror(errno));
		status = EX_OSERR;
	}
	if (status == EX_OK)
		text_printf(&content, head->known ? "%s\n" : "unknown %s\n", head->known ? head->etag : id);
	if (path.failed || content.failed) {
		diag_error(diag, "out of memory");
		status = EX_OSERR;
	}
	if (status == EX_OK && head->known && !head->there) {
		if (unlink(path.data) != 0 && errno != ENOENT) {
			diag_error(diag, "cannot remove '%s': %s", path.data, strerror(errno));
			status = EX_CANTCREAT;
		}
	} else if (status == EX_OK && output_write(diag, path.data, content.data, content.length, OUTPUT_REMAKABLE) == OUTPUT_FAILED) {
		status = EX_CANTCREAT;
	}
	text_release(&path);
	text_release(&content);
	return status;
}

static int write_etags(struct store *store, const struct place_head *heads, size_t count)
{
	size_t unknown = 0;
	int status = EX_OK;

	for (size_t i = 0; i < count && status == EX_OK; i++) {
		unknown += !heads[i].known;
		status = write_etag(store->diag, store->options, store->options->units[i], &heads[i]);
	}
	if (unknown > 0)
		diag_error(store->diag, "warning: %zu of %zu states cannot be asked for, and count as changed: %s", unknown, count, store->problem);
	return status;
}

static int ask(struct store *store)
{
	const struct lock_options *options = store->options;
	struct place_head *heads;
	struct text *names;
	size_t count = 0;
	int status = EX_OSERR;

	while (options->units[count] != NULL)
		count++;
	heads = calloc(count, sizeof(*heads));
	names = calloc(count, sizeof(*names));
	store->quiet = true;
	if (heads != NULL && names != NULL && name_states(options, heads, names, count)) {
		store->kind->place->heads(store, heads, count, options->served, lease_now() + PATIENCE);
		status = write_etags(store, heads, count);
	} else {
		diag_error(store->diag, "out of memory");
	}
	for (size_t i = 0; i < count && names != NULL; i++)
		text_release(&names[i]);
	free(heads);
	free(names);
	return status;
}

int lock_etags_main(struct diag *diag, int argc, char **argv)
{
	struct lock_options options;
	struct store *store;
	int status;

	if (!lock_options_read(diag, LOCK_ETAGS, argc, argv, &options, &status))
		return status;
	store = options.store->open(diag, &options, &status);
	if (store == NULL)
		return status;
	status = ask(store);
	store->kind->close(store);
	return status;
}
