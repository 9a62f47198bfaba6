/* input: see input.h. */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

/* Reads FD to its end; 0 or an errno. */
static int read_all(int fd, size_t limit, unsigned char **data, size_t *size)
{
	size_t capacity = 64 * 1024;
	struct stat status;
	ssize_t got;

	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
		*size = (size_t)status.st_size;
		if (*size > limit)
			return 0;
		capacity = *size + 1; /* so that the end is seen without growing */
	}
	*size = 0;
	*data = malloc(capacity);
	if (!*data)
		return ENOMEM;
	while ((got = read(fd, *data + *size, capacity - *size)) != 0) {
		if (got < 0 && errno != EINTR)
			return errno;
		*size += got > 0 ? (size_t)got : 0;
		if (*size > limit)
			return 0;
		if (*size == capacity) {
			unsigned char *grown = realloc(*data, capacity * 2);

			if (!grown)
				return ENOMEM;
			*data = grown;
			capacity *= 2;
		}
	}
	return 0;
}

static int read_error(struct diag *diag, const char *path, int error)
{
	if (error == ENOMEM) {
		diag_error(diag, "out of memory");
		return EX_OSERR;
	}
	diag_error(diag, "cannot read '%s': %s", path, strerror(error));
	return error == EIO ? EX_IOERR : EX_NOINPUT;
}

int input_read_file(struct diag *diag, const char *path, size_t limit, unsigned char **data, size_t *size)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int error;

	*data = NULL;
	*size = 0;
	if (fd < 0)
		return read_error(diag, path, errno);
	error = read_all(fd, limit, data, size);
	if (!is_stdin)
		close(fd);
	return error == 0 ? EX_OK : read_error(diag, is_stdin ? "<stdin>" : path, error);
}
