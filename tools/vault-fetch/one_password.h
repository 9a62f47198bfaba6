/*
 * one_password: secrets by the 1Password CLI, `op read --no-newline REFERENCE`.
 *
 * A few at once, each a process of its own without a shell, in the caller's
 * environment. What op prints on standard error may quote what it read, so
 * none of it is shown: it is only looked into for the words by which op tells
 * its failures apart, since it exits 1 for all of them.
 */
#ifndef ONE_PASSWORD_H
#define ONE_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "fetch_signals.h"
#include "secret_lookup.h"

/*
 * Sets *PROGRAM to op's absolute path, or to NULL when it is not configured:
 * not on PATH (folders with relative names are left out), or neither
 * OP_SERVICE_ACCOUNT_TOKEN nor OP_CONNECT_HOST and OP_CONNECT_TOKEN set.
 * False when memory is out.
 */
bool one_password_find(struct arena *arena, const char **program);

/*
 * Looks COUNT references up, all of SECRET_OP, until fetch_now() reaches
 * DEADLINE. False when memory is out or, with *INTERRUPTED, when a signal waits.
 */
bool one_password_read(struct arena *arena, const struct fetch_signals *signals, const char *program,
                       struct secret_lookup *lookups, size_t count, double deadline, bool *interrupted);

#endif
