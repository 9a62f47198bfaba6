/* warden_watch: the warden's side, see warden.h. */
#include "warden.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lease.h"
#include "lock_tree.h"

#define LEFT_GRACE (2 * LEASE_SECOND)    /* between SIGTERM and SIGKILL, for what COMMAND left behind */
#define KILL_PATIENCE (5 * LEASE_SECOND) /* until something that is killed has to be gone */
#define PAUSE_MS 20

struct watch {
	struct diag *diag;
	const struct lock_signals *signals;
	const char *key;
	char **command;
	int fd;     /* to garage-lock; -1: it is gone */
	int timer;
	pid_t child; /* COMMAND; 0: not started */
	bool ended;
	int end;
	bool interrupted, in_danger, killed;
	int64_t interrupt_at, kill_at, ttl;
};

static void say(const struct watch *watch, struct warden_word *word)
{
	word->in_danger = watch->in_danger;
	if (watch->fd >= 0)
		(void)send(watch->fd, word, sizeof(*word), MSG_NOSIGNAL); /* when it is gone, the next look at FD says so */
}

/* What COMMAND is to know of its lock. */
static bool tell_lock(const struct watch *watch, const struct warden_word *word)
{
	char token[24];

	if (word->id[0] == '\0')
		return true;
	snprintf(token, sizeof(token), "%" PRIu64, word->token);
	return setenv("GARAGE_LOCK_KEY", watch->key, 1) == 0 && setenv("GARAGE_LOCK_ID", word->id, 1) == 0 &&
	       setenv("GARAGE_LOCK_TOKEN", token, 1) == 0;
}

/* The same of its http backend: all that Terraform would read of another one goes. */
static bool tell_backend(const struct warden_word *word)
{
	if (word->address[0] == '\0')
		return true;
	return setenv("TF_HTTP_ADDRESS", word->address, 1) == 0 && setenv("TF_HTTP_USERNAME", SERVE_USER, 1) == 0 &&
	       setenv("TF_HTTP_PASSWORD", word->password, 1) == 0 && unsetenv("TF_HTTP_UPDATE_METHOD") == 0 &&
	       unsetenv("TF_HTTP_LOCK_ADDRESS") == 0 && unsetenv("TF_HTTP_UNLOCK_ADDRESS") == 0;
}

/* Becomes COMMAND; on failure errno goes to REPORT. */
static void __attribute__((noreturn)) become_command(const struct watch *watch, const struct warden_word *word,
                                                     pid_t parent, int report)
{
	int error;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == parent && tell_lock(watch, word) && tell_backend(word)) {
		lock_signals_restore(watch->signals);
		execvp(watch->command[0], watch->command);
	}
	error = errno;
	(void)!write(report, &error, sizeof(error)); /* else the reader takes it for started, and then for ended */
	_exit(127);
}

static void start_command(struct watch *watch, const struct warden_word *word)
{
	struct warden_word answer = { .kind = WARDEN_CANNOT_RUN };
	pid_t self = getpid();
	int report[2];

	watch->interrupt_at = word->interrupt_at;
	watch->kill_at = word->until;
	watch->ttl = word->ttl;
	if (pipe2(report, O_CLOEXEC) != 0) {
		answer.value = errno;
		say(watch, &answer);
		return;
	}
	watch->child = fork();
	if (watch->child == 0)
		become_command(watch, word, self, report[1]);
	if (watch->child < 0)
		answer.value = errno;
	close(report[1]);
	if (watch->child > 0 && read(report[0], &answer.value, sizeof(answer.value)) != (ssize_t)sizeof(answer.value))
		answer.value = 0;
	close(report[0]);
	if (answer.value != 0) {
		if (watch->child > 0)
			(void)waitpid(watch->child, NULL, 0);
		watch->child = 0;
		say(watch, &answer);
	}
}

/* Asks all of them to end, for the sake of the lock. */
static void interrupt(struct watch *watch, const char *reason)
{
	double seconds = (double)(watch->kill_at - lease_now()) / (double)LEASE_SECOND;

	watch->interrupted = true;
	if (watch->child == 0 || watch->ended)
		return;
	watch->in_danger = true;
	if (watch->kill_at == LEASE_FOREVER)
		diag_error(watch->diag, "%s: interrupting '%s'", reason, watch->command[0]);
	else
		diag_error(watch->diag, "%s: interrupting '%s', which is killed in %.1f s", reason, watch->command[0],
		           seconds > 0 ? seconds : 0);
	(void)lock_tree_signal(getpid(), 0, SIGINT); /* when it cannot be, the time to kill comes */
}

/* The lease is over, or soon will be: nothing may be left. */
static void kill_all(struct watch *watch)
{
	watch->killed = true;
	watch->in_danger = true;
	diag_error(watch->diag, "the lease of %s is over: killing '%s'", watch->key, watch->command[0]);
	(void)warden_kill_all(0, KILL_PATIENCE, watch->child, &watch->end); /* what is left is found by end_watch */
	watch->ended = true;
}

static void obey(struct watch *watch, const struct warden_word *word)
{
	switch (word->kind) {
	case WARDEN_GO:
		start_command(watch, word);
		break;
	case WARDEN_LEASE:
		watch->interrupt_at = word->interrupt_at;
		watch->kill_at = word->until;
		break;
	case WARDEN_SIGNAL:
		if (watch->child > 0 && !watch->ended)
			(void)kill(watch->child, word->value); /* not reaped, so the number is its own */
		break;
	case WARDEN_STOP:
		if (word->until < watch->kill_at)
			watch->kill_at = word->until;
		interrupt(watch, "the lock is lost");
		break;
	default:
		break;
	}
}

/* Takes a word, and the descriptor that came with it, which stays open for COMMAND. */
static void hear(struct watch *watch)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct warden_word word = { .kind = WARDEN_LEASE };
	struct iovec data = { .iov_base = &word, .iov_len = sizeof(word) };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	ssize_t size = recvmsg(watch->fd, &message, MSG_DONTWAIT);

	if (size == (ssize_t)sizeof(word)) {
		obey(watch, &word);
		return;
	}
	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	close(watch->fd);
	watch->fd = -1;
	if (watch->child == 0)
		exit(0);
	if (watch->kill_at == LEASE_FOREVER)
		watch->kill_at = lease_now() + watch->ttl;
	if (!watch->interrupted)
		interrupt(watch, "garage-lock is gone");
}

/* What the terminal sends reaches COMMAND by itself; what somebody sends us is meant for it. */
static void take_signals(struct watch *watch)
{
	bool from_terminal;
	int signal, status;
	pid_t pid;

	while ((signal = lock_signals_take(watch->signals, &from_terminal)) != 0)
		if (signal != SIGCHLD && !from_terminal && watch->child > 0 && !watch->ended)
			(void)kill(watch->child, signal);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == watch->child) {
			watch->ended = true;
			watch->end = status;
		}
	}
}

static void set_timer(const struct watch *watch)
{
	int64_t next = watch->interrupted ? watch->kill_at : watch->interrupt_at;
	struct itimerspec when = { 0 };

	if (watch->child > 0 && next != LEASE_FOREVER) {
		when.it_value.tv_sec = next / LEASE_SECOND;
		when.it_value.tv_nsec = next % LEASE_SECOND + 1; /* never all zero, which would mean: none */
	}
	(void)timerfd_settime(watch->timer, TFD_TIMER_ABSTIME, &when, NULL); /* fails only for values out of range */
}

static void check_time(struct watch *watch)
{
	int64_t now = lease_now();

	if (watch->child == 0 || watch->ended)
		return;
	if (now >= watch->kill_at)
		kill_all(watch);
	else if (!watch->interrupted && now >= watch->interrupt_at)
		interrupt(watch, "the lease could not be renewed");
}

/* COMMAND has ended: what it left behind must not outlive the lock. */
static void __attribute__((noreturn)) end_watch(struct watch *watch)
{
	struct warden_word word = { .kind = WARDEN_ENDED, .value = watch->end };
	int64_t grace = lease_now() + LEFT_GRACE;
	int left = watch->killed ? 0 : lock_tree_signal(getpid(), 0, SIGTERM);

	if (grace > watch->kill_at)
		grace = watch->kill_at;
	while (left > 0 && lease_now() < grace) {
		(void)poll(NULL, 0, PAUSE_MS);
		take_signals(watch);
		left = lock_tree_signal(getpid(), 0, 0);
	}
	left = warden_kill_all(0, KILL_PATIENCE, -1, NULL);
	if (left != 0) {
		word.kind = WARDEN_LEFT;
		word.value = left;
		word.end = watch->end;
	}
	say(watch, &word);
	exit(0);
}

void warden_watch(struct diag *diag, const struct lock_signals *signals, int fd, const char *key, char **command)
{
	struct watch watch = { .diag = diag, .signals = signals, .key = key, .command = command, .fd = fd,
		               .interrupt_at = LEASE_FOREVER, .kill_at = LEASE_FOREVER };
	struct pollfd events[3];
	uint64_t expirations;

	watch.timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	if (watch.timer < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0)
		_exit(1);
	for (;;) {
		set_timer(&watch);
		events[0] = (struct pollfd){ .fd = watch.fd, .events = POLLIN };
		events[1] = (struct pollfd){ .fd = signals->fd, .events = POLLIN };
		events[2] = (struct pollfd){ .fd = watch.timer, .events = POLLIN };
		(void)poll(events, 3, -1); /* interrupted or not: what follows looks for itself */
		(void)!read(watch.timer, &expirations, sizeof(expirations));
		if (watch.fd >= 0 && events[0].revents != 0)
			hear(&watch);
		take_signals(&watch);
		check_time(&watch);
		if (watch.ended)
			end_watch(&watch);
	}
}
