/* environment: see environment.h. */
#include "environment.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "output.h"
#include "paths.h"
#include "unit_files.h"
#include "units_mk.h"

#define LOCK_FILE ".lock"

/* One unit's folder, and whether it needs mending. */
struct job {
	struct folder folder;
	bool dirty;
};

static int cannot(const struct render *render, const char *what, const char *path)
{
	diag_error(render->diag, "cannot %s '%s': %s", what, path, strerror(errno));
	return EX_CANTCREAT;
}

/* Makes OUT where it is missing, opens it, and waits for another rendering of it: LOCK is open until this one ends. */
static int open_out(const struct render *render, int *fd, int *lock)
{
	const char *out = render->settings.out;

	if (path_make_folders(render->arena, out) != 0)
		return cannot(render, "create folder", out);
	*fd = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		return cannot(render, "open folder", out);
	/* Not the folder itself: over NFS only what is open for writing can be locked. */
	*lock = openat(*fd, LOCK_FILE, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (*lock < 0)
		return cannot(render, "write in folder", out);
	while (flock(*lock, LOCK_EX) != 0)
		if (errno != EINTR)
			return cannot(render, "lock folder", out);
	return EX_OK;
}

/* units.mk must be a file that we can replace. */
static int look_at_units_mk(const struct render *render, int fd)
{
	struct stat status;

	if (fstatat(fd, UNITS_MK, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? EX_OK : cannot(render, "read", render->settings.out);
	if (S_ISREG(status.st_mode))
		return EX_OK;
	diag_error(render->diag, "'%s/" UNITS_MK "' is in the way: a file belongs there, move it away",
	           render->settings.out);
	return EX_CANTCREAT;
}

/* Folders of units that left the inventory, and temporaries of a rendering that was killed. */
static int tidy(const struct render *render, const struct inventory *inventory, const struct folder_parent *parent)
{
	int copy = openat(parent->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;
	int status = EX_OK;

	if (!dir) {
		if (copy >= 0)
			close(copy);
		return cannot(render, "read folder", parent->path);
	}
	while (status == EX_OK && (entry = readdir(dir)) != NULL) {
		const char *name = entry->d_name;

		if (folder_name_is_temporary(name))
			status = unlinkat(parent->fd, name, 0) == 0 ? EX_OK : cannot(render, "remove a temporary in", parent->path);
		else if (name[0] != '.' && (!inventory->units || !node_get(inventory->units, name)))
			status = folder_retire(parent, name);
	}
	closedir(dir);
	return status;
}

/* The stamp of the whole rendering: it gets a new time also when it says the same. */
static int write_units_mk(const struct render *render, const struct inventory *inventory, const struct units *units,
                          int fd)
{
	const char *path = arena_printf(render->arena, "%s/" UNITS_MK, render->settings.out);
	const struct timespec times[2] = { render->started, render->started };
	struct text text = { 0 };
	int status = path ? units_mk_write(render, inventory, units, &text) : render_no_memory(render);

	if (status == EX_OK) {
		struct output_file file = { .path = path, .data = text.data, .size = text.length };

		status = output_write_files(render->diag, &file, 1, OUTPUT_REMAKABLE);
	}
	text_release(&text);
	if (status == EX_OK && utimensat(fd, UNITS_MK, times, AT_SYMLINK_NOFOLLOW) != 0)
		status = cannot(render, "set the time of", path);
	return status;
}

/* Looks at every folder, so that all that is in the way is told at once. */
static int look(const struct render *render, const struct inventory *inventory, const struct units *units,
                const struct folder_parent *parent, struct job *jobs)
{
	int status = look_at_units_mk(render, parent->fd);

	for (size_t i = 0; i < units->count; i++) {
		int result = unit_files_make(render, inventory, &units->items[i], &jobs[i].folder);

		if (result == EX_OSERR)
			return result;
		result = folder_look(parent, &jobs[i].folder, &jobs[i].dirty);
		if (status == EX_OK)
			status = result;
	}
	return status;
}

int environment_write(const struct render *render, const struct inventory *inventory, const struct units *units)
{
	struct folder_parent parent = { .diag = render->diag, .path = render->settings.out, .fd = -1 };
	struct job *jobs = arena_calloc(render->arena, units->count, sizeof(*jobs));
	int lock = -1, status = jobs ? open_out(render, &parent.fd, &lock) : render_no_memory(render);

	if (status == EX_OK)
		status = look(render, inventory, units, &parent, jobs);
	for (size_t i = 0; i < units->count && status == EX_OK; i++)
		if (jobs[i].dirty)
			status = folder_mend(&parent, &jobs[i].folder);
	if (status == EX_OK)
		status = tidy(render, inventory, &parent);
	if (status == EX_OK)
		status = write_units_mk(render, inventory, units, parent.fd);
	for (size_t i = 0; jobs && i < units->count; i++)
		folder_release(&jobs[i].folder);
	if (parent.fd >= 0)
		close(parent.fd);
	if (lock >= 0)
		close(lock);
	return status;
}
