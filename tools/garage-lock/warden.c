/* warden: see warden.h. This is garage-lock's side. */
#include "warden.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lease.h"
#include "lock_tree.h"

#define KILL_PATIENCE (5 * LEASE_SECOND)
#define KILL_PAUSE (LEASE_SECOND / 100)

bool warden_start(struct warden *warden, struct diag *diag, const struct lock_signals *signals, const char *key,
                  char **command)
{
	int ends[2];

	*warden = (struct warden){ .pid = -1, .fd = -1 };
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return false;
	warden->pid = fork();
	if (warden->pid == 0) {
		close(ends[0]);
		warden_watch(diag, signals, ends[1], key, command);
	}
	close(ends[1]);
	warden->fd = ends[0];
	if (warden->pid < 0) {
		int error = errno;

		close(ends[0]);
		errno = error;
		return false;
	}
	warden->started = lock_tree_started(warden->pid);
	return true;
}

bool warden_tell(const struct warden *warden, const struct warden_word *word, int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec data = { .iov_base = (void *)word, .iov_len = sizeof(*word) };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

	if (fd >= 0) {
		message.msg_control = control.space;
		message.msg_controllen = sizeof(control.space);
		control.header = (struct cmsghdr){ .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(int));
	}
	return sendmsg(warden->fd, &message, MSG_NOSIGNAL) == (ssize_t)sizeof(*word);
}

int warden_hear(const struct warden *warden, struct warden_word *word)
{
	ssize_t size = recv(warden->fd, word, sizeof(*word), MSG_DONTWAIT);

	/* It ended before it had read all that we told it. The next read is of what it has said. */
	if (size < 0 && errno == ECONNRESET)
		size = recv(warden->fd, word, sizeof(*word), MSG_DONTWAIT);
	if (size == (ssize_t)sizeof(*word))
		return 1;
	return size < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

int warden_kill_all(unsigned long long since, int64_t patience, pid_t child, int *end)
{
	const struct timespec pause = { .tv_nsec = KILL_PAUSE };
	int64_t until = lease_now() + patience;
	int left, status;
	pid_t pid;

	for (;;) {
		left = lock_tree_signal(getpid(), since, SIGKILL);
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == child && end != NULL)
				*end = status;
		if (left == 0 || (lease_now() >= until && patience > 0))
			return left;
		nanosleep(&pause, NULL);
	}
}

bool warden_replace(const struct warden *warden)
{
	return warden_kill_all(warden->started, KILL_PATIENCE, -1, NULL) == 0;
}
