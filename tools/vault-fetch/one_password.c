/* one_password: see one_password.h. */
#include "one_password.h"

#include <ctype.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "fetch_clock.h"
#include "op_process.h"
#include "vault_settings.h"

#define AT_ONCE 4 /* op is a large program, and 1Password limits how fast a service account may ask */
#define LOOK_SECONDS 0.05 /* between looks at what tells nobody of its end */
#define NO_ANSWER "did not answer in time"

/*
 * By which words op tells what is wrong (version 2, as quoted in public issues
 * and code that sorts them, 2026-11-25). The first that fits counts.
 */
static const struct {
	const char *words; /* in lower case */
	enum secret_found found;
	int status;
	const char *meaning;
} failures[] = {
	{ "isn't a vault", SECRET_MISSING, EX_UNAVAILABLE, "has no such vault, or not for this account" },
	{ "isn't an item", SECRET_MISSING, EX_UNAVAILABLE, "has no such item" },
	{ "could not find item", SECRET_MISSING, EX_UNAVAILABLE, "has no such item" },
	{ "does not have a field", SECRET_MISSING, EX_UNAVAILABLE, "has no such field in that item" },
	{ "more than one item matches", SECRET_STOP, EX_DATAERR, "has more than one such item: use its ID" },
	{ "invalid secret reference", SECRET_STOP, EX_DATAERR, "does not take this reference" },
	{ "not currently signed in", SECRET_STOP, EX_NOPERM, "refuses the login" },
	{ "signin credentials are not compatible", SECRET_STOP, EX_NOPERM, "refuses the login" },
	{ "invalid credentials", SECRET_STOP, EX_NOPERM, "refuses the login" },
	{ "sacredentials", SECRET_STOP, EX_NOPERM, "refuses the login" },
	{ "unauthorized", SECRET_STOP, EX_NOPERM, "refuses the login" },
	{ "forbidden", SECRET_STOP, EX_NOPERM, "does not allow it" },
	{ "rate limit", SECRET_NO_ANSWER, EX_UNAVAILABLE, "was asked too often" },
	{ "too many requests", SECRET_NO_ANSWER, EX_UNAVAILABLE, "was asked too often" },
	{ "no such host", SECRET_NO_ANSWER, EX_UNAVAILABLE, "did not answer" },
	{ "connection re", SECRET_NO_ANSWER, EX_UNAVAILABLE, "did not answer" }, /* refused, reset */
	{ "timeout", SECRET_NO_ANSWER, EX_UNAVAILABLE, "did not answer" },
	{ "dial tcp", SECRET_NO_ANSWER, EX_UNAVAILABLE, "did not answer" },
};

bool one_password_find(struct arena *arena, const char **program)
{
	bool account = vault_variable("OP_SERVICE_ACCOUNT_TOKEN") ||
	               (vault_variable("OP_CONNECT_HOST") && vault_variable("OP_CONNECT_TOKEN"));
	const char *path = account ? vault_variable("PATH") : NULL;

	*program = NULL;
	while (path && *path) {
		size_t length = strcspn(path, ":");
		const char *file = arena_printf(arena, "%.*s/op", (int)length, path);

		if (!file)
			return false;
		if (*path == '/' && access(file, X_OK) == 0) {
			*program = file;
			return true;
		}
		path += length + (path[length] == ':');
	}
	return true;
}

static bool settle(struct arena *arena, struct secret_lookup *lookup, enum secret_found found, int status,
                   const char *meaning)
{
	lookup->found = found;
	lookup->status = status;
	lookup->problem = arena_printf(arena, "1Password %s: \"%s\"", meaning, lookup->source->text);
	return lookup->problem != NULL;
}

/* Puts spaces in the place of NAME, wherever it is in TEXT. False for NULL. */
static bool blank(char *text, const char *name)
{
	while (name && (text = strstr(text, name)) != NULL)
		memset(text, ' ', strlen(name));
	return name != NULL;
}

/*
 * Takes REFERENCE out of what op said in lower case: as a whole, as vault/item,
 * and each part in quotes. A name in it is no word of op's. False when memory is out.
 */
static bool blank_reference(struct arena *arena, char *text, const char *reference)
{
	char *lower = arena_strndup(arena, reference, strlen(reference));
	const char *part = lower ? lower + strcspn(lower, "/") + 2 : NULL; /* after op:// */
	size_t item;

	for (char *at = lower; at && *at; at++)
		*at = (char)tolower((unsigned char)*at);
	if (!blank(text, lower))
		return false;
	item = strcspn(part, "/") + 1;
	item += strcspn(part + item, "/");
	if (!blank(text, arena_printf(arena, "%.*s", (int)item, part)))
		return false;
	for (size_t length; *part; part += length + (part[length] == '/')) {
		length = strcspn(part, "/");
		if (!blank(text, arena_printf(arena, "\"%.*s\"", (int)length, part)) ||
		    !blank(text, arena_printf(arena, "'%.*s'", (int)length, part)))
			return false;
	}
	return true;
}

/* What op printed, and its end, mean. False when memory is out. */
static bool judge(struct arena *arena, struct secret_lookup *lookup, struct op_process *process, int end)
{
	struct secret_text *value = &process->value, *words = &process->words;

	if (value->failed || words->failed)
		return false;
	if (WIFEXITED(end) && WEXITSTATUS(end) == 0) {
		if (value->length > OP_VALUE_MAX)
			return settle(arena, lookup, SECRET_STOP, EX_DATAERR, "has a value that is too long");
		if (value->length == 0 || strlen(value->data) != value->length)
			return settle(arena, lookup, SECRET_STOP, EX_DATAERR, "has no text there that an environment variable can hold");
		lookup->found = SECRET_FOUND;
		lookup->value = value->data;
		*value = (struct secret_text){ 0 };
		return true;
	}
	for (size_t i = 0; i < words->length; i++)
		words->data[i] = (char)tolower((unsigned char)words->data[i]);
	if (words->length > 0 && !blank_reference(arena, words->data, lookup->source->text))
		return false;
	for (size_t i = 0; words->length > 0 && i < sizeof(failures) / sizeof(failures[0]); i++)
		if (strstr(words->data, failures[i].words))
			return settle(arena, lookup, failures[i].found, failures[i].status, failures[i].meaning);
	return settle(arena, lookup, SECRET_STOP, EX_UNAVAILABLE, "cannot be read ('op read' says why)");
}

/* What is being read. */
struct reading {
	struct arena *arena;
	const struct fetch_signals *signals;
	const char *program;
	struct secret_lookup *lookups; /* those from NEXT on have not begun */
	size_t next, count;
	struct op_process processes[AT_ONCE];
	struct secret_lookup *whose[AT_ONCE];
	double deadline;
	bool interrupted;
};

/* Starts op in place I for the next reference. False when memory is out. */
static bool begin(struct reading *reading, size_t i)
{
	struct secret_lookup *lookup = &reading->lookups[reading->next++];
	int error = op_process_start(&reading->processes[i], reading->signals, reading->program, lookup->source->text);

	reading->whose[i] = lookup;
	if (error == 0)
		return true;
	lookup->found = SECRET_STOP;
	lookup->status = EX_OSERR;
	lookup->problem = arena_printf(reading->arena, "cannot run '%s': %s", reading->program, strerror(error));
	return lookup->problem != NULL;
}

/* Waits for output or a signal, and reads it. */
static void wait_for_any(struct reading *reading)
{
	struct pollfd polls[3 * AT_ONCE + 1];
	double until = reading->deadline;

	for (size_t i = 0; i < AT_ONCE; i++) {
		const struct op_process *process = &reading->processes[i];
		struct pollfd *three = &polls[3 * i];

		three[0] = (struct pollfd){ .fd = process->pid ? process->out : -1, .events = POLLIN };
		three[1] = (struct pollfd){ .fd = process->pid ? process->error : -1, .events = POLLIN };
		three[2] = (struct pollfd){ .fd = process->pid ? process->end : -1, .events = POLLIN };
		if (process->pid && process->end < 0)
			until = fetch_earlier(until, fetch_now() + LOOK_SECONDS);
	}
	polls[3 * AT_ONCE] = (struct pollfd){ .fd = reading->signals->fd, .events = POLLIN };
	poll(polls, 3 * AT_ONCE + 1, fetch_wait(until));
	for (size_t i = 0; i < AT_ONCE; i++)
		if (reading->processes[i].pid)
			op_process_look(&reading->processes[i]);
	reading->interrupted = polls[3 * AT_ONCE].revents != 0;
}

/* Ends those that are at their end and, when it is OVER, all others. False when memory is out. */
static bool collect(struct reading *reading, bool over)
{
	bool going = true;

	for (size_t i = 0; i < AT_ONCE; i++) {
		struct op_process *process = &reading->processes[i];
		bool ended = process->over;
		int end;

		if (process->pid == 0 || (!ended && !over))
			continue;
		end = op_process_reap(process);
		if (ended)
			going = judge(reading->arena, reading->whose[i], process, end) && going;
		else
			going = settle(reading->arena, reading->whose[i], SECRET_NO_ANSWER, EX_UNAVAILABLE, NO_ANSWER) && going;
		op_process_release(process);
	}
	return going;
}

static bool is_running(const struct reading *reading)
{
	for (size_t i = 0; i < AT_ONCE; i++)
		if (reading->processes[i].pid != 0)
			return true;
	return false;
}

bool one_password_read(struct arena *arena, const struct fetch_signals *signals, const char *program,
                       struct secret_lookup *lookups, size_t count, double deadline, bool *interrupted)
{
	struct reading reading = {
		.arena = arena,
		.signals = signals,
		.program = program,
		.lookups = lookups,
		.count = count,
		.deadline = deadline,
	};
	bool going = true, over = false;

	while (going && !over) {
		for (size_t i = 0; i < AT_ONCE && reading.next < count && going; i++)
			if (reading.processes[i].pid == 0)
				going = begin(&reading, i);
		if (!is_running(&reading) && reading.next == count)
			break;
		if (is_running(&reading))
			wait_for_any(&reading);
		over = reading.interrupted || fetch_now() >= deadline;
		going = collect(&reading, over) && going;
	}
	if (!going)
		collect(&reading, true);
	while (going && reading.next < count)
		going = settle(arena, &lookups[reading.next++], SECRET_NO_ANSWER, EX_UNAVAILABLE, NO_ANSWER);
	*interrupted = reading.interrupted;
	return going && !reading.interrupted;
}
