/* lock_session: see lock_session.h. */
#include "lock_session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lease.h"

#define MILLISECOND (LEASE_SECOND / 1000)
#define WAIT_MAX LEASE_SECOND /* poll(2) does not count the time that the machine sleeps */

int lock_session_open(struct lock_session *session, struct diag *diag, const struct lock_options *options)
{
	*session = (struct lock_session){ .diag = diag, .options = options, .parent = -1 };
	if (!lock_signals_open(&session->signals) ||
	    !warden_start(&session->warden, diag, &session->signals, options->key, options->command)) {
		diag_error(diag, "cannot start a process: %s", strerror(errno));
		return EX_OSERR;
	}
	session->parent = (int)syscall(SYS_pidfd_open, getppid(), 0); /* where there is none: we do not hear of it */
	return EX_OK;
}

void lock_session_close(struct lock_session *session)
{
	if (session->parent >= 0)
		close(session->parent);
	close(session->warden.fd);
	close(session->signals.fd);
	if (session->warden.pid > 0)
		(void)waitpid(session->warden.pid, NULL, 0); /* it ends when it hears that we are gone */
}

static void take_signals(struct lock_session *session)
{
	struct warden_word word = { .kind = WARDEN_SIGNAL };
	bool from_terminal;

	while ((word.value = lock_signals_take(&session->signals, &from_terminal)) != 0) {
		if (word.value == SIGCHLD || word.value == SIGUSR1 || word.value == SIGUSR2) {
			if (word.value != SIGCHLD && session->running)
				(void)warden_tell(&session->warden, &word, -1);
			continue;
		}
		if (!session->running)
			session->stopped_by = word.value;
		else if (!from_terminal) /* what the terminal sends has reached COMMAND by itself */
			(void)warden_tell(&session->warden, &word, -1);
	}
}

static void hear_warden(struct lock_session *session)
{
	struct warden_word word;

	switch (warden_hear(&session->warden, &word)) {
	case 1:
		session->end = word;
		session->over = true;
		break;
	case -1:
		diag_error(session->diag, "the process that watches over '%s' was killed", session->options->command[0]);
		session->end = (struct warden_word){ .kind = WARDEN_ENDED, .value = SIGKILL };
		if (!warden_replace(&session->warden))
			session->end.kind = WARDEN_LEFT;
		session->warden.pid = -1;
		session->over = true;
		break;
	}
}

/* Nobody waits for us any more: what runs is asked to end, and gets no longer than the lease has. */
static void lose_parent(struct lock_session *session)
{
	struct warden_word word = { .kind = WARDEN_STOP, .until = session->store->lease.until };

	close(session->parent);
	session->parent = -1;
	session->orphaned = true;
	if (word.until == LEASE_FOREVER)
		word.until = lease_now() + session->options->ttl;
	if (session->running)
		(void)warden_tell(&session->warden, &word, -1);
	else
		session->stopped_by = SIGTERM;
}

static void take(struct lock_session *session, int timeout)
{
	struct pollfd events[] = {
		{ .fd = session->signals.fd, .events = POLLIN },
		{ .fd = session->over ? -1 : session->warden.fd, .events = POLLIN },
		{ .fd = session->parent, .events = POLLIN },
	};

	if (poll(events, sizeof(events) / sizeof(events[0]), timeout) <= 0)
		return;
	if (events[0].revents != 0)
		take_signals(session);
	if (events[1].revents != 0)
		hear_warden(session);
	if (events[2].revents != 0)
		lose_parent(session);
}

bool lock_session_wake(void *context)
{
	struct lock_session *session = context;

	take(session, 0);
	return session->over || session->stopped_by != 0;
}

bool lock_session_pause(struct lock_session *session, int64_t until)
{
	bool awake;

	while (!(awake = lock_session_wake(session)) && lease_now() < until)
		lock_session_wait(session, until);
	return !awake;
}

void lock_session_wait(struct lock_session *session, int64_t until)
{
	int64_t left = until - lease_now();

	if (left < 0)
		left = 0;
	if (left > WAIT_MAX)
		left = WAIT_MAX;
	take(session, (int)((left + MILLISECOND - 1) / MILLISECOND));
}
