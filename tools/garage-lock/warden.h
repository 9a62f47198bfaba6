/*
 * warden: the process between garage-lock and COMMAND, which sees to it that
 * COMMAND and all its descendants end before the lease does.
 *
 * It does nothing but watch the clock, so it is in time while garage-lock waits
 * for an answer, is stopped or was killed. It is started first, before anything
 * else is open, and holds no connection: what garage-lock has under way breaks
 * off when that dies. Whoever of the two dies leaves the other to kill what is
 * left: COMMAND dies with its warden (PR_SET_PDEATHSIG), and what it started
 * becomes a child of garage-lock (PR_SET_CHILD_SUBREAPER). Only when both are
 * killed at once nobody is left for those that COMMAND started.
 */
#ifndef WARDEN_H
#define WARDEN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bakery.h"
#include "diag.h"
#include "lock_signals.h"
#include "lock_text.h"
#include "serve_gate.h"

#define WARDEN_ADDRESS_SIZE (LOCK_KEY_MAX + 40)

enum warden_kind {
	/* To the warden: */
	WARDEN_GO,     /* start COMMAND: token, id, interrupt_at, until, and a descriptor that it is to inherit */
	WARDEN_LEASE,  /* renewed: interrupt_at, until */
	WARDEN_SIGNAL, /* send value to COMMAND */
	WARDEN_STOP,   /* interrupt everything now, kill it at until at the latest */
	/* From it: */
	WARDEN_ENDED,      /* COMMAND ended, value as waitpid(2) has it, and nothing that it started is left */
	WARDEN_LEFT,       /* the same, but value processes cannot be killed */
	WARDEN_CANNOT_RUN, /* value is errno */
};

struct warden_word {
	enum warden_kind kind;
	int value;
	int end;        /* with WARDEN_LEFT, what WARDEN_ENDED has in value */
	bool in_danger; /* of the last three: it was interrupted or killed for the sake of the lease */
	int64_t interrupt_at, until;
	int64_t ttl; /* with WARDEN_GO: for how long COMMAND may go on when garage-lock is gone and the lease has no end */
	uint64_t token;
	char id[BAKERY_ID_SIZE]; /* empty: there is no lock that COMMAND should know of */
	char address[WARDEN_ADDRESS_SIZE]; /* with WARDEN_GO, of COMMAND's http backend; empty: none */
	char password[SERVE_PASSWORD_SIZE];
};

struct warden {
	pid_t pid;
	int fd;                     /* readable when it has said something, or is gone */
	unsigned long long started; /* lock_tree_started */
};

/*
 * Starts it, for COMMAND (an argument vector) under the lock KEY; it waits for
 * WARDEN_GO and ends when garage-lock does. False with errno.
 */
bool warden_start(struct warden *warden, struct diag *diag, const struct lock_signals *signals, const char *key,
                  char **command);

/* Tells it WORD, with a descriptor unless FD is -1. False when it is gone. */
bool warden_tell(const struct warden *warden, const struct warden_word *word, int fd);

/* 1: it said WORD; 0: nothing yet; -1: it is gone. */
int warden_hear(const struct warden *warden, struct warden_word *word);

/*
 * Kills the warden and all that is below us, until nothing is left: for when
 * it is gone, or does not do its duty. False when something cannot be killed.
 */
bool warden_replace(const struct warden *warden);

/* warden_watch.c: what the started process does. Does not return. */
void warden_watch(struct diag *diag, const struct lock_signals *signals, int fd, const char *key, char **command)
    __attribute__((noreturn));

/*
 * Kills all descendants of this process that were started at SINCE or later
 * and reaps those that are its children, for PATIENCE nanoseconds; the number
 * of those that are still there. *END, unless NULL, is how CHILD ended.
 */
int warden_kill_all(unsigned long long since, int64_t patience, pid_t child, int *end);

#endif
