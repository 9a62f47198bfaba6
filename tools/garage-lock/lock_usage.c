/* lock_usage: see lock_usage.h; and lock_options_overview of lock_options.h. */
#include "lock_usage.h"

#include "lock_options.h"

#define KEY_OPTION { 'k', "key", "KEY", "the lock's name, such as prod/mgmt" }
#define STORE_OPTIONS \
	{ 's', "store", "STORE", "where the lock is: garage (the default), consul or file" }, \
	{ 'd', "dir", "DIR", "file: the folder of the locks (default: state)" }, \
	{ KEY_ENDPOINT, "endpoint", "URL", "garage: the S3 API (default: GARAGE_ENDPOINT)" }, \
	{ KEY_BUCKET, "bucket", "BUCKET", "garage: the locks' bucket (default: GARAGE_LOCK_BUCKET)" }, \
	{ KEY_REGION, "region", "REGION", "garage: its s3_region (default: GARAGE_REGION or garage)" }, \
	{ KEY_ADDRESS, "address", "URL", "consul: its agent (default: CONSUL_HTTP_ADDR)" }

#define STATE_BUCKET_OPTION \
	{ KEY_STATE_BUCKET, "state-bucket", "BUCKET", "garage: the states' bucket (default: GARAGE_STATE_BUCKET)" }

static const struct option_entry run_entries[] = {
	KEY_OPTION,
	{ 't', "ttl", "TIME", "how long a crashed holder keeps the lock (default: 60s)" },
	{ 'w', "wait", "TIME", "how long to wait for the lock (default: 0)" },
	{ 'o', "operation", "NAME", "what COMMAND does, for others to read" },
	{ KEY_STATE, "state", "NAME", "COMMAND's state: a path, or a key in garage or consul" },
	STATE_BUCKET_OPTION,
	{ KEY_ACCEPT, "accept", "ETAG", "take the state that has this ETag as it is" },
	{ KEY_RESTORE, "restore", "ENTRY", "put this entry of the history in the state's place first" },
	{ KEY_UNSAVED, "unsaved", "FILE", "where COMMAND leaves a state that it could not save" },
	{ KEY_IN_FLIGHT, "in-flight", "FILE", "what is there while COMMAND may write its state" },
	{ KEY_AS_IS, "as-is", NULL, "COMMAND makes it a copy of another: any serial will do" },
	{ KEY_SERVE, "serve", NULL, "garage: be COMMAND's http backend, for that state" },
	{ KEY_KEEP, "keep", "N", "with --serve: how many versions of it stay (default: 50)" },
	STORE_OPTIONS,
	{ 0 },
};

static const struct option_entry serve_entries[] = {
	{ KEY_STATE, "state", "NAME", "COMMAND's state: a key in garage" },
	STATE_BUCKET_OPTION,
	{ KEY_AT, "at", "VERSION", "an earlier version of it, TOKEN-NUMBER as its key has it" },
	STORE_OPTIONS,
	{ 0 },
};

static const struct option_entry status_entries[] = {
	KEY_OPTION,
	{ KEY_JSON, "json", NULL, "print one JSON object" },
	STORE_OPTIONS,
	{ 0 },
};

static const struct option_entry break_entries[] = {
	KEY_OPTION,
	{ KEY_ID, "id", "ID", "the holder's ID, as status prints it" },
	{ 'r', "reason", "TEXT", "why, for the holder to read" },
	{ KEY_FORCE, "force", NULL, "even if the holder is alive" },
	STORE_OPTIONS,
	{ 0 },
};

static const struct option_entry etags_entries[] = {
	{ KEY_INTO, "into", "DIR", "write DIR/UNIT/.etag" },
	{ KEY_PREFIX, "prefix", "P", "a unit's state is P/UNIT.tfstate" },
	{ KEY_SERVED, "served", NULL, "garage: the states are those that run --serve writes" },
	STATE_BUCKET_OPTION,
	STORE_OPTIONS,
	{ 0 },
};

static const struct option_entry no_entries[] = { { 0 } };

static const struct options_usage overview = {
	.synopsis = "garage-lock run -k KEY [OPTION]... -- COMMAND [ARG]...\n"
	            "garage-lock serve --state NAME [OPTION]... -- COMMAND [ARG]...\n"
	            "garage-lock status -k KEY [OPTION]...\n"
	            "garage-lock break -k KEY --id ID -r TEXT [OPTION]...\n"
	            "garage-lock etags --into DIR [OPTION]... UNIT...",
	.summary = "Holds a lock while COMMAND runs; lets COMMAND read a served state; says who holds a lock; ends it\n"
	           "for a holder that cannot; says which states have changed.\n"
	           "Each has options of its own, see garage-lock run --help.",
	.entries = no_entries,
};

const struct options_usage lock_usages[] = {
	[LOCK_RUN] = {
		.synopsis = "garage-lock run -k KEY [OPTION]... -- COMMAND [ARG]...",
		.summary = "Runs COMMAND while nobody else holds the lock. Exits 75 when somebody does, 76 when the lock\n"
		           "was lost on the way or the state is not the recorded one, else as COMMAND does (128 + N\n"
		           "when signal N ended it).",
		.entries = run_entries,
	},
	[LOCK_SERVE] = {
		.synopsis = "garage-lock serve --state NAME [OPTION]... -- COMMAND [ARG]...",
		.summary = "Runs COMMAND with an http backend that it can only read, without a lock. Exits as COMMAND does.",
		.entries = serve_entries,
	},
	[LOCK_STATUS] = {
		.synopsis = "garage-lock status -k KEY [OPTION]...",
		.summary = "Says who holds the lock.",
		.entries = status_entries,
	},
	[LOCK_BREAK] = {
		.synopsis = "garage-lock break -k KEY --id ID -r TEXT [OPTION]...",
		.summary = "Ends the lock of a holder that is dead, or with --force of any.",
		.entries = break_entries,
	},
	[LOCK_ETAGS] = {
		.synopsis = "garage-lock etags --into DIR [OPTION]... UNIT...",
		.summary = "Writes the ETag of each UNIT's state to DIR/UNIT/.etag, where it is another one than there.",
		.entries = etags_entries,
	},
};

int lock_options_overview(struct diag *diag, int argc, char **argv)
{
	static const char *const verbs[] = { "run", "serve", "status", "break", "etags" };
	struct options options;
	const char *nearest;
	int key;

	options_init(&options, &overview, diag, argc, argv);
	key = options_next(&options);
	if (key == OPTIONS_EXIT)
		return options.status;
	if (options.operands >= argc)
		return options_wrong(&options, "missing run, serve, status, break or etags");
	nearest = diag_nearest(argv[options.operands], verbs, sizeof(verbs) / sizeof(verbs[0]));
	if (nearest != NULL)
		return options_wrong(&options, "unknown command '%s'; did you mean '%s'?", argv[options.operands], nearest);
	return options_wrong(&options, "unknown command '%s': there are run, serve, status, break and etags",
	                     argv[options.operands]);
}
