/* fetch_options: see fetch_options.h. */
#include "fetch_options.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "options.h"
#include "secret_reference.h"

#define DEFAULT_FILE "inventory/secrets.yml"
#define DEFAULT_DEADLINE 30
#define DEADLINE_MAX 3600

enum { KEY_ONLY = 1000, KEY_PLACEHOLDERS, KEY_OFFLINE, KEY_DEADLINE, KEY_KEEP_LOGIN, KEY_CHECK, KEY_STRICT };

static const struct option_entry entries[] = {
	{ 'f', "file", "FILE", "where secrets come from (" DEFAULT_FILE ")" },
	{ 'e', "env", "ENV", "the environment, $ENV in references" },
	{ KEY_ONLY, "only", "NAME", "fetch only these, NAME,NAME and so on; none with --keep-login" },
	{ KEY_PLACEHOLDERS, "placeholders", NULL, "make do with placeholders: for plans" },
	{ KEY_OFFLINE, "offline", NULL, "ask neither Vault nor 1Password" },
	{ KEY_DEADLINE, "deadline", "SECONDS", "give up on a server after this time (30)" },
	{ KEY_KEEP_LOGIN, "keep-login", NULL, "leave COMMAND a login, to fetch other secrets with" },
	{ KEY_CHECK, "check", NULL, "print where each would come from, run nothing" },
	{ KEY_STRICT, "strict", NULL, "with --check, fail when one is missing or a placeholder" },
	{ 0 },
};

static const struct options_usage usage = {
	.synopsis = "vault-fetch [OPTION]... -- COMMAND [ARG]...\n"
	            "vault-fetch [OPTION]... --check [--strict]",
	.summary = "Runs COMMAND with secrets from Vault, 1Password or the environment in its environment.",
	.entries = entries,
};

static bool wrong(int *status, int result)
{
	*status = result;
	return false;
}

static bool read_deadline(struct options *options, double *deadline, int *status)
{
	char *end;

	*deadline = strtod(options->value, &end);
	if (strspn(options->value, "0123456789.") == strlen(options->value) && end != options->value && *end == '\0' &&
	    *deadline > 0 && *deadline <= DEADLINE_MAX)
		return true;
	return wrong(status, options_wrong(options, "'%s' is no deadline: seconds, at most %d", options->value, DEADLINE_MAX));
}

static bool read_environment(struct options *options, const char **environment, int *status)
{
	*environment = options->value;
	return secret_environment_is_valid(options->value) ||
	       wrong(status, options_wrong(options, "'%s' cannot be the name of an environment", options->value));
}

/* A later --only adds to those before it. */
static bool add_only(struct arena *arena, struct options *options, const char **only, int *status)
{
	*only = *only && **only ? arena_printf(arena, "%s,%s", *only, options->value) : options->value;
	if (*only)
		return true;
	diag_error(options->diag, "out of memory");
	return wrong(status, EX_OSERR);
}

static bool read_one(struct arena *arena, struct options *options, int key, struct fetch_options *request, int *status)
{
	switch (key) {
	case 'f':
		request->file = options->value;
		return true;
	case 'e':
		return read_environment(options, &request->environment, status);
	case KEY_ONLY:
		return add_only(arena, options, &request->only, status);
	case KEY_DEADLINE:
		return read_deadline(options, &request->deadline, status);
	case KEY_PLACEHOLDERS:
		request->placeholders = true;
		return true;
	case KEY_OFFLINE:
		request->offline = true;
		return true;
	case KEY_KEEP_LOGIN:
		request->keep_login = true;
		return true;
	case KEY_CHECK:
		request->check = true;
		return true;
	default:
		request->strict = true;
		return true;
	}
}

static int check(struct options *options, const struct fetch_options *request)
{
	if (request->strict && !request->check)
		return options_wrong(options, "'--strict' goes with '--check'");
	if (request->check && *request->command)
		return options_wrong(options, "'--check' runs no command");
	if (request->only && !*request->only && !request->keep_login)
		return options_wrong(options, "'--only' names no secret: without one it goes with '--keep-login'");
	if (!request->check && !*request->command)
		return options_wrong(options, "missing COMMAND");
	return EX_OK;
}

bool fetch_options_read(struct arena *arena, struct diag *diag, int argc, char **argv, struct fetch_options *request,
                        int *status)
{
	struct options options;
	int key;

	*request = (struct fetch_options){ .file = DEFAULT_FILE, .deadline = DEFAULT_DEADLINE };
	options_init(&options, &usage, diag, argc, argv);
	while ((key = options_next(&options)) > 0)
		if (!read_one(arena, &options, key, request, status))
			return false;
	if (key == OPTIONS_EXIT)
		return wrong(status, options.status);
	request->command = argv + options.operands;
	*status = check(&options, request);
	return *status == EX_OK;
}
