/* store_none: no lock at all, for COMMANDs that only read. */
#include <stdlib.h>
#include <sysexits.h>

#include "store.h"

static struct store *none_open(struct diag *diag, const struct lock_options *options, int *status)
{
	struct store *store = calloc(1, sizeof(*store));

	if (store == NULL) {
		diag_error(diag, "out of memory");
		*status = EX_OSERR;
		return NULL;
	}
	*store = (struct store){ .kind = &store_none, .diag = diag, .options = options, .inherit = -1, .wake_fds = { -1, -1, -1 } };
	lease_begin_forever(&store->lease);
	return store;
}

static enum store_result none_do(struct store *store)
{
	(void)store;
	return STORE_OK;
}

static enum store_result none_end(struct store *store, const char *record)
{
	(void)record;
	return none_do(store);
}

static void none_close(struct store *store)
{
	free(store);
}

const struct store_kind store_none = {
	.name = "none",
	.ttl_min = 0,
	.ttl_max = LEASE_FOREVER,
	.open = none_open,
	.try = none_do,
	.renew = none_do,
	.release = none_do,
	.look = none_do,
	.end = none_end,
	.close = none_close,
};
