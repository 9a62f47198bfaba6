/* op_process: see op_process.h. */
#include "op_process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* The signals that are ignored or blocked here are not so for op. */
static int set_signals(posix_spawnattr_t *attributes, const struct fetch_signals *signals)
{
	sigset_t defaults;
	int status = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGXFSZ);
	if (status == 0)
		status = posix_spawnattr_setsigmask(attributes, &signals->mask);
	return status == 0 ? posix_spawnattr_setsigdefault(attributes, &defaults) : status;
}

static int spawn(struct op_process *process, const struct fetch_signals *signals, const char *program,
                 const char *reference, int out, int error)
{
	char *const arguments[] = { "op", "read", "--no-newline", (char *)reference, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int status = posix_spawn_file_actions_init(&actions);

	if (status != 0)
		return status;
	status = posix_spawnattr_init(&attributes);
	if (status == 0) {
		status = set_signals(&attributes, signals);
		if (status == 0)
			status = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
		if (status == 0)
			status = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
		if (status == 0)
			status = posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO);
		if (status == 0)
			status = posix_spawn(&process->pid, program, &actions, &attributes, arguments, environ);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return status;
}

static void close_all(struct op_process *process)
{
	int *const all[] = { &process->out, &process->error, &process->end };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (*all[i] >= 0)
			close(*all[i]);
		*all[i] = -1;
	}
}

int op_process_start(struct op_process *process, const struct fetch_signals *signals, const char *program,
                     const char *reference)
{
	int out[2], error[2], status;

	*process = (struct op_process){ .out = -1, .error = -1, .end = -1 };
	if (pipe2(out, O_CLOEXEC) != 0)
		return errno;
	if (pipe2(error, O_CLOEXEC) != 0) {
		status = errno;
		close(out[0]);
		close(out[1]);
		return status;
	}
	status = spawn(process, signals, program, reference, out[1], error[1]);
	close(out[1]);
	close(error[1]);
	process->out = out[0];
	process->error = error[0];
	if (status != 0) {
		process->pid = 0;
		close_all(process);
		return status;
	}
	process->end = (int)syscall(SYS_pidfd_open, process->pid, 0);
	/* Of our own ends of the pipes, where it cannot fail. */
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(error[0], F_SETFL, O_NONBLOCK);
	return 0;
}

/* What is beyond MAX is read and left out, so that op does not wait for ever to be rid of it. */
static void read_pipe(int *fd, struct secret_text *text, size_t max)
{
	char data[1024];
	ssize_t got;

	do {
		got = *fd >= 0 ? read(*fd, data, sizeof(data)) : -1;
		if (got > 0 && text->length <= max)
			secret_text_add(text, data, (size_t)got);
	} while (got > 0 && text->length <= max && !text->failed);
	explicit_bzero(data, sizeof(data));
	if (*fd < 0 || got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN)))
		return;
	close(*fd);
	*fd = -1;
}

void op_process_look(struct op_process *process)
{
	siginfo_t end = { 0 };

	/* First, so that all that it wrote is there to be read. */
	process->over = waitid(P_PID, (id_t)process->pid, &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == process->pid;
	read_pipe(&process->out, &process->value, OP_VALUE_MAX);
	read_pipe(&process->error, &process->words, OP_WORDS_MAX);
}

int op_process_reap(struct op_process *process)
{
	int status = -1;

	if (!process->over)
		kill(process->pid, SIGKILL);
	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		;
	process->pid = 0;
	close_all(process);
	return status;
}

void op_process_release(struct op_process *process)
{
	secret_text_release(&process->value);
	secret_text_release(&process->words);
}
