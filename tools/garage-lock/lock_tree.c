/* lock_tree: see lock_tree.h. */
#include "lock_tree.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct lock_process {
	pid_t pid, parent;
	unsigned long long started;
	bool zombie;
	bool ours;
};

/* Reads /proc/PID/stat (proc(5)). The second field, the name, may hold anything; the last ')' ends it. */
static bool read_process(pid_t pid, struct lock_process *process)
{
	char path[32], line[1024], state;
	const char *rest;
	ssize_t size;
	int fd, parent;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	size = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (size <= 0)
		return false;
	line[size] = '\0';
	rest = strrchr(line, ')');
	/* Field 3 is the state, 4 the parent, 22 the time of the start. */
	if (rest == NULL || sscanf(rest, ") %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
	                           &state, &parent, &process->started) != 3)
		return false;
	process->pid = pid;
	process->parent = parent;
	process->zombie = state == 'Z' || state == 'X';
	process->ours = false;
	return true;
}

unsigned long long lock_tree_started(pid_t pid)
{
	struct lock_process process;

	return read_process(pid, &process) ? process.started : 0;
}

/* All processes there are, in *LIST (owned by the caller); their number, or -1. */
static ssize_t read_all(struct lock_process **list)
{
	DIR *proc = opendir("/proc");
	size_t count = 0, capacity = 0;
	const struct dirent *entry;

	*list = NULL;
	if (proc == NULL)
		return -1;
	while ((entry = readdir(proc)) != NULL) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		if (count == capacity) {
			struct lock_process *more;

			capacity = capacity == 0 ? 256 : 2 * capacity;
			more = reallocarray(*list, capacity, sizeof(*more));
			if (more == NULL) {
				free(*list);
				*list = NULL;
				closedir(proc);
				return -1;
			}
			*list = more;
		}
		if (read_process((pid_t)atoi(entry->d_name), &(*list)[count]))
			count++;
	}
	closedir(proc);
	return (ssize_t)count;
}

static bool has_parent_of_ours(const struct lock_process *list, ssize_t count, pid_t parent)
{
	for (ssize_t i = 0; i < count; i++)
		if (list[i].pid == parent)
			return list[i].ours;
	return false;
}

/* Marks the descendants of ROOT, one generation after the other. */
static void mark(struct lock_process *list, ssize_t count, pid_t root, unsigned long long since)
{
	bool more = true;

	for (ssize_t i = 0; i < count; i++)
		list[i].ours = list[i].parent == root && list[i].started >= since;
	while (more) {
		more = false;
		for (ssize_t i = 0; i < count; i++) {
			if (!list[i].ours && list[i].parent != root && has_parent_of_ours(list, count, list[i].parent)) {
				list[i].ours = true;
				more = true;
			}
		}
	}
}

/* By a pidfd, so that a number that was given to another process meanwhile is not hit. */
static void send(const struct lock_process *process, int signal)
{
	struct lock_process now;
	int fd = (int)syscall(SYS_pidfd_open, process->pid, 0);

	if (fd < 0)
		return;
	if (read_process(process->pid, &now) && now.started == process->started)
		(void)syscall(SYS_pidfd_send_signal, fd, signal, NULL, 0); /* gone meanwhile, or it is somebody else's */
	close(fd);
}

int lock_tree_signal(pid_t root, unsigned long long since, int signal)
{
	struct lock_process *list;
	ssize_t count = read_all(&list);
	int found = 0;

	if (count < 0)
		return -1;
	mark(list, count, root, since);
	for (ssize_t i = 0; i < count; i++) {
		if (!list[i].ours || list[i].zombie)
			continue;
		found++;
		if (signal != 0)
			send(&list[i], signal);
	}
	free(list);
	return found;
}
