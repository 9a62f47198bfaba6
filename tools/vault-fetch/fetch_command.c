/* fetch_command: see fetch_command.h. */
#include "fetch_command.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch_clock.h"
#include "vault_leases.h"

extern char **environ;

int fetch_command_become(struct diag *diag, const struct fetch_signals *signals, char **arguments, char **environment)
{
	char **own = environ;
	int error;

	fetch_signals_restore(signals);
	/* Looked for on the PATH that the command is to have. */
	environ = environment;
	execvp(arguments[0], arguments);
	error = errno;
	environ = own; /* the other is wiped before the program is over */
	diag_error(diag, "cannot run '%s': %s", arguments[0], strerror(error));
	return error == ENOENT ? FETCH_NOT_FOUND : FETCH_CANNOT_RUN;
}

bool fetch_command_start(struct diag *diag, struct fetch_signals *signals, char **arguments, char **environment,
                         struct fetch_child *child)
{
	if (!fetch_signals_add_child(signals)) {
		diag_error(diag, "cannot wait for signals: %s", strerror(errno));
		return false;
	}
	*child = (struct fetch_child){ .pid = fork() };
	if (child->pid == 0)
		_exit(fetch_command_become(diag, signals, arguments, environment));
	if (child->pid > 0)
		return true;
	diag_error(diag, "cannot make a process: %s", strerror(errno));
	return false;
}

/* True when the child is over. */
static bool is_over(struct fetch_child *child)
{
	int result = waitpid(child->pid, &child->end, WNOHANG);

	return result == child->pid || (result < 0 && errno == ECHILD);
}

void fetch_command_wait(struct diag *diag, const struct fetch_signals *signals, struct vault_session *session,
                        struct fetch_child *child)
{
	struct pollfd poll_for = { .fd = signals->fd, .events = POLLIN };

	while (!is_over(child)) {
		int code, signal;

		if (poll(&poll_for, 1, fetch_wait(vault_leases_due(session))) > 0) {
			while ((signal = fetch_signals_take(signals, &code)) != 0)
				if (signal != SIGCHLD && code != SI_KERNEL)
					kill(child->pid, signal);
		} else if (vault_leases_due(session) <= fetch_now()) {
			vault_leases_renew(session, diag);
		}
	}
}

int fetch_die_of(int number)
{
	sigset_t set;

	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 128 + number;
}

int fetch_command_end(const struct fetch_child *child)
{
	return WIFSIGNALED(child->end) ? fetch_die_of(WTERMSIG(child->end)) : WEXITSTATUS(child->end);
}
