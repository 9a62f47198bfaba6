/* lock_options: see lock_options.h. */
#include "lock_options.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "bakery.h"
#include "lease.h"
#include "lock_state.h"
#include "lock_text.h"
#include "lock_usage.h"
#include "options.h"
#include "served_keys.h"
#include "store.h"

#define KEEP_DEFAULT 50
#define KEEP_MAX 100000

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

static int take_store(struct options *options, struct lock_options *lock)
{
	static const char *const names[] = { "garage", "consul", "file" };
	const char *nearest;

	lock->store = store_find(options->value);
	if (lock->store != NULL)
		return EX_OK;
	nearest = diag_nearest(options->value, names, sizeof(names) / sizeof(names[0]));
	if (nearest != NULL)
		return options_wrong(options, "unknown store '%s'; did you mean '%s'?", options->value, nearest);
	return options_wrong(options, "unknown store '%s': there are garage, consul and file", options->value);
}

static int take_duration(struct options *options, const char *name, int64_t *value)
{
	if (lock_duration_parse(options->value, value))
		return EX_OK;
	return options_wrong(options, "'--%s' takes a time such as 90s, 5m or 1h, up to a week, not '%s'", name, options->value);
}

static int take_keep(struct options *options, size_t *value)
{
	char *end;
	unsigned long keep = strtoul(options->value, &end, 10);

	if (strspn(options->value, "0123456789") != strlen(options->value) || *end != '\0' || keep < 1 || keep > KEEP_MAX)
		return options_wrong(options, "'--keep' takes a number from 1 to %d, not '%s'", KEEP_MAX, options->value);
	*value = keep;
	return EX_OK;
}

static int take(struct options *options, struct lock_options *lock, int key)
{
	switch (key) {
	case 'k':
		lock->key = options->value;
		return EX_OK;
	case 's':
		return take_store(options, lock);
	case 't':
		return take_duration(options, "ttl", &lock->ttl);
	case 'w':
		return take_duration(options, "wait", &lock->wait);
	case 'o':
		lock->operation = options->value;
		return EX_OK;
	case 'd':
		lock->folder = options->value;
		return EX_OK;
	case 'r':
		lock->reason = options->value;
		return EX_OK;
	case KEY_ENDPOINT:
		lock->endpoint = options->value;
		return EX_OK;
	case KEY_BUCKET:
		lock->bucket = options->value;
		return EX_OK;
	case KEY_REGION:
		lock->region = options->value;
		return EX_OK;
	case KEY_ADDRESS:
		lock->consul_address = options->value;
		return EX_OK;
	case KEY_ID:
		lock->id = options->value;
		return EX_OK;
	case KEY_FORCE:
		lock->force = true;
		return EX_OK;
	case KEY_JSON:
		lock->json = true;
		return EX_OK;
	case KEY_STATE:
		lock->state = options->value;
		return EX_OK;
	case KEY_STATE_BUCKET:
		lock->state_bucket = options->value;
		return EX_OK;
	case KEY_ACCEPT:
		lock->accept = options->value;
		return EX_OK;
	case KEY_RESTORE:
		lock->restore = options->value;
		return EX_OK;
	case KEY_UNSAVED:
		lock->unsaved = options->value;
		return EX_OK;
	case KEY_AS_IS:
		lock->as_is = true;
		return EX_OK;
	case KEY_IN_FLIGHT:
		lock->in_flight = options->value;
		return EX_OK;
	case KEY_INTO:
		lock->into = options->value;
		return EX_OK;
	case KEY_PREFIX:
		lock->prefix = options->value;
		return EX_OK;
	case KEY_SERVED:
		lock->served = true;
		return EX_OK;
	case KEY_SERVE:
		lock->serve = true;
		return EX_OK;
	case KEY_KEEP:
		return take_keep(options, &lock->keep);
	case KEY_AT:
		lock->at = options->value;
		return EX_OK;
	}
	return EX_SOFTWARE;
}

static int check_ttl(struct options *options, const struct lock_options *lock)
{
	struct text bounds = { 0 };
	int status;

	if (lock->ttl >= lock->store->ttl_min && lock->ttl <= lock->store->ttl_max)
		return EX_OK;
	lock_duration_show(&bounds, lock->store->ttl_min);
	if (lock->store->ttl_max != LEASE_FOREVER) {
		text_add(&bounds, " to ");
		lock_duration_show(&bounds, lock->store->ttl_max);
	}
	status = options_wrong(options, "'--ttl' must be at least %s with the store %s", bounds.failed ? "what it takes" : bounds.data,
	                       lock->store->name);
	text_release(&bounds);
	return status;
}

/* The first option about the state's record that was given, or NULL. */
static const char *of_record(const struct lock_options *lock)
{
	if (lock->accept != NULL)
		return "accept";
	if (lock->restore != NULL)
		return "restore";
	if (lock->as_is)
		return "as-is";
	if (lock->in_flight != NULL)
		return "in-flight";
	return lock->unsaved != NULL ? "unsaved" : NULL;
}

static int check_state(struct options *options, const struct lock_options *lock)
{
	if (lock->state == NULL && lock->serve)
		return options_wrong(options, "missing '--state'");
	if (lock->state == NULL && of_record(lock) != NULL)
		return options_wrong(options, "'--%s' needs '--state'", of_record(lock));
	if (lock->state == NULL)
		return EX_OK;
	if (lock->restore != NULL && !lock_state_is_entry(lock->restore))
		return options_wrong(options, "'%s' is no name of an entry of the history", lock->restore);
	if (*lock->state == '\0' || (lock->store != &store_file && !lock_key_is_valid(lock->state)))
		return options_wrong(options, "'%s' is no name of a state with the store %s", lock->state, lock->store->name);
	return EX_OK;
}

/* What is served: a state in Garage, where nothing else can refuse a write that comes too late. */
static int check_serve(struct options *options, const struct lock_options *lock)
{
	struct served_version version;

	if (!lock->serve)
		return EX_OK;
	if (lock->store == &store_consul)
		return options_wrong(options, "the store consul needs no '--serve': Consul itself refuses a write that is not the lock's");
	if (lock->store == &store_file)
		return options_wrong(options, "the store file needs no '--serve': the kernel keeps others away as long as COMMAND runs");
	if (of_record(lock) != NULL)
		return options_wrong(options, "'--%s' is not for '--serve': what is served needs no record", of_record(lock));
	if (lock->at != NULL && !served_version_parse(lock->at, &version))
		return options_wrong(options, "'%s' is no version: 20 digits, '-' and 10 digits, as in the state's keys", lock->at);
	return EX_OK;
}

static int check_command(struct options *options, struct lock_options *lock)
{
	if (options->operands >= options->argc)
		return options_wrong(options, "missing COMMAND");
	lock->command = options->argv + options->operands;
	if (lock->operation == NULL)
		lock->operation = lock->command[0];
	if (check_ttl(options, lock) != EX_OK || check_state(options, lock) != EX_OK || check_serve(options, lock) != EX_OK)
		return EX_USAGE;
	if (lock->verb == LOCK_SERVE) {
		lock->store = &store_none;
		lock->key = lock->state; /* for messages */
	}
	return EX_OK;
}

static int check_units(struct options *options, struct lock_options *lock)
{
	lock->units = options->argv + options->operands;
	lock->key = "";                    /* nothing is locked */
	lock->bucket = lock->state_bucket; /* the only one that is looked at */
	if (lock->into == NULL)
		return options_wrong(options, "missing '--into'");
	if (lock->prefix != NULL && (*lock->prefix == '\0' || (lock->store != &store_file && !lock_key_is_valid(lock->prefix))))
		return options_wrong(options, "'%s' is no name of states with the store %s", lock->prefix, lock->store->name);
	if (*lock->units == NULL)
		return options_wrong(options, "missing UNIT");
	for (char **unit = lock->units; *unit != NULL; unit++)
		if (!lock_key_is_valid(*unit))
			return options_wrong(options, "'%s' is no name of a unit", *unit);
	return EX_OK;
}

static int check(struct options *options, struct lock_options *lock)
{
	int operands = options->argc - options->operands;

	if (lock->verb == LOCK_ETAGS)
		return check_units(options, lock);
	if (lock->verb == LOCK_SERVE)
		return check_command(options, lock);
	if (lock->key == NULL)
		return options_wrong(options, "missing '--key'");
	if (!lock_key_is_valid(lock->key))
		return options_wrong(options, "'%s' is no name of a lock: letters, digits, '.', '_' and '-', in parts divided by '/'",
		                     lock->key);
	if (lock->verb != LOCK_RUN && operands > 0)
		return options_wrong(options, "unexpected argument '%s'", options->argv[options->operands]);
	if (lock->verb == LOCK_BREAK && lock->id == NULL)
		return options_wrong(options, "missing '--id'");
	if (lock->verb == LOCK_BREAK && !bakery_is_id(lock->id))
		return options_wrong(options, "'%s' is no ID: it is a UUID, as status prints it", lock->id);
	if (lock->verb == LOCK_BREAK && lock->reason == NULL)
		return options_wrong(options, "missing '--reason'");
	return lock->verb == LOCK_RUN ? check_command(options, lock) : EX_OK;
}

bool lock_options_read(struct diag *diag, enum lock_verb verb, int argc, char **argv, struct lock_options *lock,
                       int *status)
{
	const char *region = variable("GARAGE_REGION"), *address = variable("CONSUL_HTTP_ADDR");
	struct options options;
	int key;

	*lock = (struct lock_options){
		.verb = verb,
		.serve = verb == LOCK_SERVE,
		.keep = KEEP_DEFAULT,
		.store = store_find("garage"),
		.ttl = 60 * LEASE_SECOND,
		.folder = "state",
		.endpoint = variable("GARAGE_ENDPOINT"),
		.region = region != NULL ? region : "garage",
		.bucket = variable("GARAGE_LOCK_BUCKET"),
		.state_bucket = variable("GARAGE_STATE_BUCKET"),
		.access_key = variable("GARAGE_ACCESS_KEY_ID"),
		.secret_key = variable("GARAGE_SECRET_ACCESS_KEY"),
		.cacert = variable("GARAGE_CACERT"),
		.consul_address = address != NULL ? address : "http://127.0.0.1:8500",
		.consul_token = variable("CONSUL_HTTP_TOKEN"),
		.consul_cacert = variable("CONSUL_CACERT"),
	};
	options_init(&options, &lock_usages[verb], diag, argc, argv);
	while ((key = options_next(&options)) > 0) {
		*status = take(&options, lock, key);
		if (*status != EX_OK)
			return false;
	}
	if (key == OPTIONS_EXIT) {
		*status = options.status;
		return false;
	}
	*status = check(&options, lock);
	return *status == EX_OK;
}
