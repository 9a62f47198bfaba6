#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

/* A name that is taken was left by a killed program with our process number; that many times is not by chance. */
#define TEMPORARY_TRIES 100

static int cannot(struct diag *diag, int status, const char *what, const char *path)
{
	diag_error(diag, "cannot %s '%s': %s", what, path, strerror(errno));
	return status;
}

static int out_of_memory(struct diag *diag)
{
	diag_error(diag, "out of memory");
	return EX_OSERR;
}

static int write_all(int fd, const void *data, size_t size)
{
	const char *next = data;

	while (size > 0) {
		ssize_t n = write(fd, next, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		next += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Closes FD whatever happened; 0 only when all before had gone well (RESULT is 0) and the close does too. */
static int close_after(int fd, int result)
{
	int saved = errno;

	if (close(fd) != 0 && result == 0)
		return -1;
	errno = saved;
	return result;
}

bool output_holds(int folder, const char *name, int flags, const void *data, size_t size)
{
	const char *expected = data;
	char chunk[16384];
	size_t done = 0;
	ssize_t n = -1;
	int fd = openat(folder, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags);

	if (fd < 0)
		return false;
	while (done <= size && (n = read(fd, chunk, sizeof(chunk))) > 0) {
		if ((size_t)n > size - done || memcmp(chunk, expected + done, (size_t)n) != 0)
			break;
		done += (size_t)n;
		if ((size_t)n < sizeof(chunk) && done == size) {
			n = 0; /* a regular file gives all it has */
			break;
		}
	}
	close(fd); /* only read from */
	return n == 0 && done == size;
}

/* The folder part of PATH with its slash; 0 when there is none. */
static size_t folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/* Creates file->temporary, hidden so that no pattern such as *.tf finds it; returns its descriptor, or -1. */
static int open_temporary(struct output_file *file)
{
	size_t folder = folder_length(file->target);
	size_t size = strlen(file->target) + 64;

	file->temporary = malloc(size);
	if (file->temporary == NULL)
		return -1;
	for (unsigned i = 0; i < TEMPORARY_TRIES; i++) {
		int fd;

		/* 200 bytes of the name, so that the longest one can have a temporary, too. */
		snprintf(file->temporary, size, "%.*s.%.200s.%ld.%u.tmp", (int)folder, file->target,
		         file->target + folder, (long)getpid(), i);
		fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

static void drop(struct output_file *file)
{
	if (file->temporary != NULL)
		unlink(file->temporary);
	free(file->temporary);
	free(file->target);
	file->temporary = NULL;
	file->target = NULL;
}

/* Writes what is no regular file, where there is nothing to replace. */
static int write_direct(struct diag *diag, struct output_file *file)
{
	int fd = open(file->path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return cannot(diag, EX_CANTCREAT, "open", file->path);
	if (close_after(fd, write_all(fd, file->data, file->size)) != 0)
		return cannot(diag, EX_IOERR, "write", file->path);
	file->result = OUTPUT_WRITTEN;
	return EX_OK;
}

/* Decides how FILE is to be written, and whether at all. */
static int inspect(struct diag *diag, struct output_file *file, struct stat *status, bool *exists)
{
	struct stat link;

	*exists = stat(file->path, status) == 0;
	if (*exists && S_ISDIR(status->st_mode)) {
		errno = EISDIR;
		return cannot(diag, EX_CANTCREAT, "create", file->path);
	}
	file->direct = *exists && !S_ISREG(status->st_mode);
	if (*exists && !file->direct && (size_t)status->st_size == file->size &&
	    output_holds(AT_FDCWD, file->path, 0, file->data, file->size))
		file->result = OUTPUT_UNCHANGED;
	if (file->direct || file->result == OUTPUT_UNCHANGED)
		return EX_OK;

	errno = 0;
	if (*exists && lstat(file->path, &link) == 0 && S_ISLNK(link.st_mode))
		file->target = realpath(file->path, NULL);
	else
		file->target = strdup(file->path);
	if (file->target != NULL)
		return EX_OK;
	return errno == ENOMEM ? out_of_memory(diag) : cannot(diag, EX_CANTCREAT, "create", file->path);
}

/* Leaves a complete temporary, unless FILE needs none. */
static int prepare(struct diag *diag, struct output_file *file, enum output_mode mode)
{
	struct stat status;
	bool exists;
	int fd, result = inspect(diag, file, &status, &exists);

	if (result != EX_OK || file->target == NULL)
		return result;
	fd = open_temporary(file);
	if (fd < 0) {
		bool memory = file->temporary == NULL;

		result = memory ? out_of_memory(diag) : cannot(diag, EX_CANTCREAT, "create", file->path);
		free(file->temporary); /* it is not ours to unlink */
		file->temporary = NULL;
		return result;
	}
	result = write_all(fd, file->data, file->size);
	if (result == 0 && exists)
		result = fchmod(fd, status.st_mode & 0777);
	if (result == 0 && mode == OUTPUT_DURABLE)
		result = fsync(fd);
	if (close_after(fd, result) != 0)
		return cannot(diag, EX_IOERR, "write", file->path);
	return EX_OK;
}

static int sync_folder(const char *path)
{
	size_t length = folder_length(path);
	char *folder = length == 0 ? strdup(".") : strndup(path, length);
	int fd, result;

	if (folder == NULL)
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd < 0)
		return -1;
	result = fsync(fd);
	if (result != 0 && errno == EINVAL) /* a file system that has no such thing */
		result = 0;
	return close_after(fd, result);
}

/* Puts the temporary in the target's place. */
static int commit(struct diag *diag, struct output_file *file, enum output_mode mode)
{
	if (rename(file->temporary, file->target) != 0)
		return cannot(diag, EX_CANTCREAT, "replace", file->path);
	free(file->temporary);
	file->temporary = NULL;
	file->result = OUTPUT_WRITTEN;
	if (mode == OUTPUT_DURABLE && sync_folder(file->target) != 0)
		return cannot(diag, EX_IOERR, "sync the folder of", file->path);
	return EX_OK;
}

int output_write_files(struct diag *diag, struct output_file *files, size_t count, enum output_mode mode)
{
	sigset_t ending, before;
	int result = EX_OK;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGQUIT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, &before);
	for (size_t i = 0; i < count; i++) {
		files[i].result = OUTPUT_FAILED;
		if (result == EX_OK)
			result = prepare(diag, &files[i], mode);
	}
	for (size_t i = 0; i < count && result == EX_OK; i++) {
		if (files[i].direct) {
			/* A FIFO without a reader waits for ever: that must stay possible to interrupt. */
			sigprocmask(SIG_SETMASK, &before, NULL);
			result = write_direct(diag, &files[i]);
			sigprocmask(SIG_BLOCK, &ending, NULL);
		} else if (files[i].temporary != NULL) {
			result = commit(diag, &files[i], mode);
		}
	}
	for (size_t i = 0; i < count; i++)
		drop(&files[i]);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}

enum output_result output_write(struct diag *diag, const char *path, const void *data, size_t size,
                                enum output_mode mode)
{
	struct output_file file = { .path = path, .data = data, .size = size };

	if (output_write_files(diag, &file, 1, mode) != EX_OK)
		return OUTPUT_FAILED;
	return file.result;
}

int output_write_stdout(struct diag *diag, const void *data, size_t size)
{
	int result = write_all(STDOUT_FILENO, data, size);

	/* A file system may report a write that failed only at close: closing a copy asks it, and leaves the stream. */
	if (result == 0) {
		int copy = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

		result = copy < 0 ? -1 : close(copy);
	}
	if (result != 0) {
		diag_error(diag, "cannot write standard output: %s", strerror(errno));
		return EX_IOERR;
	}
	return EX_OK;
}
