/* one_password: see one_password.h. */
#include "one_password.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "fetch_clock.h"
#include "secret_pool.h"
#include "vault_settings.h"

extern char **environ;

#define AT_ONCE 4 /* op is a large program, and 1Password limits how fast a service account may ask */
#define VALUE_MAX ((size_t)1024 * 1024)
#define WORDS_MAX ((size_t)4096)

/* One op that runs. */
struct process {
	pid_t pid; /* 0: none */
	struct secret_lookup *lookup;
	int out, error; /* pipes; -1 once they are at their end */
	struct secret_text value, words;
};

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

/* Makes the two pipes and starts op in them; 0 or an errno. */
static int spawn(const struct fetch_signals *signals, const char *program, struct process *process)
{
	char *const arguments[] = { "op", "read", "--no-newline", (char *)process->lookup->source->text, NULL };
	int out[2] = { -1, -1 }, error[2] = { -1, -1 }, status;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;

	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(error, O_CLOEXEC) != 0) {
		status = errno;
		if (out[0] >= 0) {
			close(out[0]);
			close(out[1]);
		}
		return status;
	}
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &signals->mask);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	status = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (status == 0)
		status = posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	if (status == 0)
		status = posix_spawn_file_actions_adddup2(&actions, error[1], STDERR_FILENO);
	if (status == 0)
		status = posix_spawn(&process->pid, program, &actions, &attributes, arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(out[1]);
	close(error[1]);
	process->out = out[0];
	process->error = error[0];
	if (status != 0) {
		close(out[0]);
		close(error[0]);
	}
	return status;
}

static bool settle(struct arena *arena, struct secret_lookup *lookup, enum secret_found found, int status,
                   const char *meaning)
{
	lookup->found = found;
	lookup->status = status;
	lookup->problem = arena_printf(arena, "1Password %s: \"%s\"", meaning, lookup->source->text);
	return lookup->problem != NULL;
}

/* What op's end means. False when memory is out. */
static bool judge(struct arena *arena, struct process *process, int end)
{
	struct secret_lookup *lookup = process->lookup;
	const struct secret_text *value = &process->value;
	char *words = process->words.data ? process->words.data : "";

	if (value->failed || process->words.failed)
		return false;
	if (WIFEXITED(end) && WEXITSTATUS(end) == 0) {
		if (value->length > VALUE_MAX)
			return settle(arena, lookup, SECRET_STOP, EX_DATAERR, "has a value that is too long");
		if (value->length == 0 || strlen(value->data) != value->length)
			return settle(arena, lookup, SECRET_STOP, EX_DATAERR, "has no text there that an environment variable can hold");
		lookup->found = SECRET_FOUND;
		lookup->value = value->data;
		process->value = (struct secret_text){ 0 };
		return true;
	}
	for (size_t i = 0; words[i]; i++)
		words[i] = (char)tolower((unsigned char)words[i]);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (strstr(words, failures[i].words))
			return settle(arena, lookup, failures[i].found, failures[i].status, failures[i].meaning);
	return settle(arena, lookup, SECRET_STOP, EX_UNAVAILABLE, "cannot be read ('op read' says why)");
}

/* Ends PROCESS for good; its exit status. */
static int reap(struct process *process)
{
	int end = -1;

	while (waitpid(process->pid, &end, 0) < 0 && errno == EINTR)
		;
	if (process->out >= 0)
		close(process->out);
	if (process->error >= 0)
		close(process->error);
	process->pid = 0;
	return end;
}

static void release(struct process *process)
{
	secret_text_release(&process->value);
	secret_text_release(&process->words);
}

/* Reads what is there; what is beyond MAX is read and left out. At its end *FD is closed and -1. */
static void drain(int *fd, struct secret_text *text, size_t max)
{
	char data[1024];
	ssize_t got = read(*fd, data, sizeof(data));

	if (got > 0 && text->length <= max)
		secret_text_add(text, data, (size_t)got);
	explicit_bzero(data, sizeof(data));
	if (got > 0 || (got < 0 && errno == EINTR))
		return;
	close(*fd);
	*fd = -1;
}

/* Starts op for LOOKUP in a free place. False when memory is out. */
static bool begin(struct arena *arena, const struct fetch_signals *signals, const char *program,
                  struct process *processes, struct secret_lookup *lookup)
{
	struct process *process = processes;
	int error;

	while (process->pid != 0)
		process++;
	*process = (struct process){ .lookup = lookup };
	error = spawn(signals, program, process);
	if (error == 0)
		return true;
	process->pid = 0;
	lookup->found = SECRET_STOP;
	lookup->status = EX_OSERR;
	lookup->problem = arena_printf(arena, "cannot run '%s': %s", program, strerror(error));
	return lookup->problem != NULL;
}

/* Waits for any of them, or a signal. True when a signal waits. */
static bool listen_to(struct process *processes, const struct fetch_signals *signals, double deadline)
{
	struct pollfd polls[2 * AT_ONCE + 1] = { 0 };

	for (size_t i = 0; i < AT_ONCE; i++) {
		polls[2 * i] = (struct pollfd){ .fd = processes[i].pid ? processes[i].out : -1, .events = POLLIN };
		polls[2 * i + 1] = (struct pollfd){ .fd = processes[i].pid ? processes[i].error : -1, .events = POLLIN };
	}
	polls[2 * AT_ONCE] = (struct pollfd){ .fd = signals->fd, .events = POLLIN };
	if (poll(polls, 2 * AT_ONCE + 1, fetch_wait(deadline)) <= 0)
		return false;
	for (size_t i = 0; i < AT_ONCE; i++) {
		if (polls[2 * i].revents)
			drain(&processes[i].out, &processes[i].value, VALUE_MAX);
		if (polls[2 * i + 1].revents)
			drain(&processes[i].error, &processes[i].words, WORDS_MAX);
	}
	return polls[2 * AT_ONCE].revents != 0;
}

bool one_password_read(struct arena *arena, const struct fetch_signals *signals, const char *program,
                       struct secret_lookup *lookups, size_t count, double deadline, bool *interrupted)
{
	struct process processes[AT_ONCE] = { 0 };
	size_t next = 0, running = 0;
	bool going = true, over = false;

	*interrupted = false;
	do {
		for (; going && !over && next < count && running < AT_ONCE; next++)
			going = begin(arena, signals, program, processes, &lookups[next]);
		running = 0;
		for (size_t i = 0; i < AT_ONCE; i++)
			running += processes[i].pid != 0;
		if (running > 0 && going && !over)
			*interrupted = listen_to(processes, signals, deadline);
		over = *interrupted || fetch_now() >= deadline;
		for (size_t i = 0; i < AT_ONCE; i++) {
			struct process *process = &processes[i];
			bool ended = process->out < 0 && process->error < 0;

			if (process->pid == 0 || (!ended && !over && going))
				continue;
			if (!ended)
				kill(process->pid, SIGKILL);
			int end = reap(process);

			running--;
			if (going && ended)
				going = judge(arena, process, end);
			else if (going)
				going = settle(arena, process->lookup, SECRET_NO_ANSWER, EX_UNAVAILABLE, "did not answer in time");
			release(process);
		}
	} while (running > 0 || (going && !over && next < count));
	for (; going && next < count; next++)
		going = settle(arena, &lookups[next], SECRET_NO_ANSWER, EX_UNAVAILABLE, "did not answer in time");
	return going && !*interrupted;
}
