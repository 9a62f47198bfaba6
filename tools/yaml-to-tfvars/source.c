/* source: see source.h. */
#include "source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "names.h"

/* Terraform's own layouts have one or two; a link that leads to a folder above it has no end. */
#define DEPTH_MAX 8

static bool is_markdown(const char *name)
{
	size_t length = strlen(name);

	return length >= 3 && strcmp(name + length - 3, ".md") == 0;
}

/* Whether ENTRY is a folder, through links too, in *FOLDER; false with errno when it leads nowhere. */
static bool is_folder(int fd, const struct dirent *entry, bool *folder)
{
	struct stat status;

	*folder = entry->d_type == DT_DIR;
	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return true;
	if (fstatat(fd, entry->d_name, &status, 0) != 0)
		return false;
	*folder = S_ISDIR(status.st_mode);
	return true;
}

static int list_folder(const struct render *render, DIR *dir, const char *path, const char *except, unsigned depth,
                       struct source *source);

static int list_subfolder(const struct render *render, const char *path, unsigned depth, struct source *source)
{
	DIR *dir;
	int status;

	if (depth == DEPTH_MAX) {
		diag_error(render->diag, "'%s' is %d folders deep: does a link lead back up?", path, DEPTH_MAX);
		return EX_DATAERR;
	}
	dir = opendir(path);
	if (!dir) {
		diag_error(render->diag, "cannot read folder '%s': %s", path, strerror(errno));
		return EX_NOINPUT;
	}
	status = list_folder(render, dir, path, NULL, depth, source);
	closedir(dir);
	return status;
}

static int add_entry(const struct render *render, int fd, const struct dirent *entry, const char *path,
                     const char *except, unsigned depth, struct source *source)
{
	const char *file = arena_printf(render->arena, "%s/%s", path, entry->d_name);
	const char *refused = file ? name_refused_by_make(file) : NULL;
	bool folder;

	if (!file || !list_add(render->arena, &source->matches, file))
		return render_no_memory(render);
	if (refused) {
		diag_error(render->diag, "'%s': a makefile cannot hold the '%c' of this name, rename it", file, *refused);
		return EX_DATAERR;
	}
	if (!is_folder(fd, entry, &folder)) {
		diag_error(render->diag, "'%s' leads nowhere: %s", file, strerror(errno));
		return EX_DATAERR;
	}
	if (except && strcmp(entry->d_name, except) == 0)
		return EX_OK;
	if (depth == 0) {
		const char *name = file + strlen(path) + 1;

		if (!list_add(render->arena, &source->names, name))
			return render_no_memory(render);
	}
	if (folder)
		return list_subfolder(render, file, depth + 1, source);
	return list_add(render->arena, &source->files, file) ? EX_OK : render_no_memory(render);
}

static int list_folder(const struct render *render, DIR *dir, const char *path, const char *except, unsigned depth,
                       struct source *source)
{
	const struct dirent *entry;
	int status = EX_OK;

	if (!list_add(render->arena, &source->folders, path))
		return render_no_memory(render);
	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		int result;

		if (entry->d_name[0] == '.' || is_markdown(entry->d_name))
			continue;
		result = add_entry(render, dirfd(dir), entry, path, except, depth, source);
		if (result == EX_OSERR)
			return result;
		if (status == EX_OK)
			status = result;
	}
	if (errno != 0) {
		diag_error(render->diag, "cannot read folder '%s': %s", path, strerror(errno));
		return EX_NOINPUT;
	}
	return status;
}

int source_list(const struct render *render, const char *path, const char *except, struct source *source,
                bool *missing)
{
	DIR *dir = opendir(path);
	int status;

	*source = (struct source){ .path = path };
	*missing = !dir && (errno == ENOENT || errno == ENOTDIR);
	if (!dir) {
		if (!*missing)
			diag_error(render->diag, "cannot read folder '%s': %s", path, strerror(errno));
		return EX_NOINPUT;
	}
	status = list_folder(render, dir, path, except, 0, source);
	closedir(dir);
	list_sort(&source->names);
	list_sort(&source->files);
	list_sort(&source->folders);
	list_sort(&source->matches);
	return status;
}

bool source_folders(struct arena *arena, const char *path, struct list *names)
{
	const struct dirent *entry;
	DIR *dir = opendir(path);
	bool complete = true;

	while (dir && complete && (entry = readdir(dir)) != NULL) {
		bool folder;

		if (entry->d_name[0] != '.' && is_folder(dirfd(dir), entry, &folder) && folder) {
			const char *name = arena_strndup(arena, entry->d_name, strlen(entry->d_name));

			complete = name && list_add(arena, names, name);
		}
	}
	if (dir)
		closedir(dir);
	list_sort(names);
	return complete;
}
