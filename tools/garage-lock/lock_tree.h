/*
 * lock_tree: all processes that descend from one, as /proc shows them.
 *
 * A subreaper (prctl(2), PR_SET_CHILD_SUBREAPER) keeps the orphans among its
 * descendants, so whatever they do (fork twice, setsid) they are found here.
 * A process may fork between a look and a signal: callers repeat until none
 * is left, and one that was killed forks no more.
 */
#ifndef LOCK_TREE_H
#define LOCK_TREE_H

#include <sys/types.h>

/* When PID was started, in the kernel's ticks; 0 when there is no such process. */
unsigned long long lock_tree_started(pid_t pid);

/*
 * Sends SIGNAL (0: only counts) to all descendants of ROOT, not to ROOT
 * itself. Children of ROOT that were started before SINCE, in the kernel's
 * ticks, are not ours: they and theirs are left alone, and zombies are not
 * counted. Returns how many there are; -1 when /proc cannot be read.
 */
int lock_tree_signal(pid_t root, unsigned long long since, int signal);

#endif
