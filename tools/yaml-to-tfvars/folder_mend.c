/* folder_mend: makes a unit's folder what it should be; see folder.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "folder.h"
#include "folder_internal.h"
#include "output.h"

#define ARROW " -> " /* between name and target in the list of links */

static int remove_file(const struct folder_parent *parent, int fd, const char *folder, const char *name)
{
	if (unlinkat(fd, name, 0) == 0 || errno == ENOENT)
		return EX_OK;
	return folder_cannot(parent, "remove", folder, name);
}

/* Temporaries, files that are not wanted, and where there are no inputs, what was made of them. */
static int remove_leftovers(const struct place *place)
{
	bool inputs = folder_wants(place->folder, FILE_INPUTS);
	const struct dirent *entry;
	int status = EX_OK;

	while (status == EX_OK && (entry = readdir(place->dir)) != NULL)
		if (folder_name_is_temporary(entry->d_name) || (!inputs && folder_name_is_derived(entry->d_name)))
			status = remove_file(place->parent, place->fd, place->folder->name, entry->d_name);
	for (enum folder_file file = 0; status == EX_OK && file < FILE_COUNT; file++)
		if (!folder_wants(place->folder, file))
			status = remove_file(place->parent, place->fd, place->folder->name, folder_files[file]);
	return status;
}

static bool is_module(const char *name)
{
	return strncmp(name, FOLDER_MODULES "/", strlen(FOLDER_MODULES "/")) == 0;
}

static int compare_links(const void *a, const void *b)
{
	return strcmp(((const struct link *)a)->name, ((const struct link *)b)->name);
}

/* NAME stands in the old list: if it is ours (somebody may have written the list) and not wanted, it goes. */
static int remove_stale_link(const struct place *place, const char *name)
{
	const struct link key = { .name = name };
	const char *base = is_module(name) ? name + strlen(FOLDER_MODULES "/") : name;
	struct stat status;

	if (*base == '\0' || *base == '.' || strchr(base, '/'))
		return EX_OK;
	if (bsearch(&key, place->folder->links, place->folder->link_count, sizeof(key), compare_links))
		return EX_OK;
	if (fstatat(place->fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISLNK(status.st_mode))
		return EX_OK;
	return remove_file(place->parent, place->fd, place->folder->name, name);
}

/* Reads the old list of links; NULL when there is none. */
static char *read_list(int fd)
{
	int file = openat(fd, FOLDER_LINKS, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	char *list = NULL;
	size_t length = 0;
	ssize_t n = 1;

	if (file < 0)
		return NULL;
	if (fstat(file, &status) == 0 && S_ISREG(status.st_mode))
		list = malloc((size_t)status.st_size + 1);
	while (list && n > 0 && length < (size_t)status.st_size) {
		n = read(file, list + length, (size_t)status.st_size - length);
		length += n > 0 ? (size_t)n : 0;
	}
	if (list)
		list[length] = '\0';
	close(file); /* only read from */
	return list;
}

static int remove_stale_links(const struct place *place)
{
	char *list = read_list(place->fd);
	char *line = list, *next;
	int status = EX_OK;

	if (!list || folder_look_at_modules(place->fd) == BLOCKED) {
		free(list);
		return EX_OK;
	}
	for (; *line != '\0' && status == EX_OK; line = next) {
		char *arrow;

		next = line + strcspn(line, "\n");
		if (*next == '\n')
			*next++ = '\0';
		arrow = strstr(line, ARROW);
		if (!arrow)
			continue;
		*arrow = '\0';
		status = remove_stale_link(place, line);
	}
	free(list);
	return status;
}

/* Makes LINK, or replaces the one that is there. */
static int mend_link(const struct place *place, const struct link *link, bool fresh)
{
	const char *slash = strrchr(link->name, '/');
	enum finding finding = fresh ? MISSING : folder_look_at_link(place->fd, link);
	char temporary[NAME_MAX + 64];

	switch (finding) {
	case RIGHT:
		return EX_OK;
	case MISSING:
		if (symlinkat(link->target, place->fd, link->name) != 0)
			break;
		return EX_OK;
	case WRONG:
		/* 200 bytes of the name, so that the longest one can have a temporary, too. */
		snprintf(temporary, sizeof(temporary), ".%.200s.%ld.0.tmp", slash ? slash + 1 : link->name,
		         (long)getpid());
		if (symlinkat(link->target, place->fd, temporary) != 0)
			break;
		if (renameat(place->fd, temporary, place->fd, link->name) == 0)
			return EX_OK;
		folder_cannot(place->parent, "replace", place->folder->name, link->name);
		unlinkat(place->fd, temporary, 0);
		return EX_CANTCREAT;
	case BLOCKED:
		return folder_in_the_way(place->parent, place->folder->name, link->name, "a link");
	case UNREADABLE:
		break;
	}
	return folder_cannot(place->parent, "create", place->folder->name, link->name);
}

static int mend_links(const struct place *place, bool fresh)
{
	const char *folder = place->folder->name;
	bool modules = false;
	int status = EX_OK;

	for (size_t i = 0; i < place->folder->link_count && status == EX_OK; i++) {
		const struct link *link = &place->folder->links[i];

		if (!modules && is_module(link->name)) {
			modules = true;
			if (mkdirat(place->fd, FOLDER_MODULES, 0700) != 0 && errno != EEXIST)
				return folder_cannot(place->parent, "create", folder, FOLDER_MODULES);
			if (folder_look_at_modules(place->fd) != RIGHT)
				return folder_in_the_way(place->parent, folder, FOLDER_MODULES, "a folder");
		}
		status = mend_link(place, link, fresh);
	}
	if (status == EX_OK && !modules && !fresh)
		unlinkat(place->fd, FOLDER_MODULES, AT_REMOVEDIR); /* fails when somebody put something there */
	return status;
}

/* Writes the files FIRST to LAST, all of them or none. */
static int mend_files(const struct place *place, enum folder_file first, enum folder_file last)
{
	char paths[FILE_COUNT][PATH_MAX];
	struct output_file files[FILE_COUNT];
	size_t count = 0;

	for (enum folder_file i = first; i <= last; i++) {
		const struct text *text = &place->folder->texts[i];
		int length = snprintf(paths[count], PATH_MAX, "%s/%s/%s", place->parent->path, place->folder->name,
		                      folder_files[i]);

		if (!folder_wants(place->folder, i))
			continue;
		if (length >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return folder_cannot(place->parent, "create", place->folder->name, folder_files[i]);
		}
		if (folder_look_at_file(place->fd, place->folder, i) == BLOCKED)
			return folder_in_the_way(place->parent, place->folder->name, folder_files[i], "a file");
		files[count] = (struct output_file){ .path = paths[count], .data = text->data, .size = text->length };
		count++;
	}
	return output_write_files(place->parent->diag, files, count, OUTPUT_REMAKABLE);
}

int folder_mend(const struct folder_parent *parent, const struct folder *folder)
{
	struct place place = { .parent = parent, .folder = folder };
	bool fresh = mkdirat(parent->fd, folder->name, 0700) == 0;
	int status;

	if (!fresh && errno != EEXIST)
		return folder_cannot(parent, "create", folder->name, "");
	status = folder_open(parent, folder->name, &place.dir);
	if (!place.dir)
		return status == EX_OK ? folder_cannot(parent, "read", folder->name, "") : status;
	place.fd = dirfd(place.dir);
	if (!fresh)
		status = remove_leftovers(&place);
	if (status == EX_OK && !fresh)
		status = remove_stale_links(&place);
	if (status == EX_OK)
		status = mend_files(&place, FILE_LINKS, FILE_LINKS);
	if (status == EX_OK)
		status = mend_links(&place, fresh);
	if (status == EX_OK)
		status = mend_files(&place, FILE_LINKS + 1, FILE_COUNT - 1);
	closedir(place.dir);
	return status;
}

int folder_retire(const struct folder_parent *parent, const char *name)
{
	int fd = openat(parent->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;
	int result = EX_OK;

	if (fd < 0)
		return EX_OK; /* no folder, so none of ours */
	if (fstatat(fd, FOLDER_LINKS, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode) &&
	    fstatat(fd, FOLDER_TERRAGRUNT, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
		result = remove_file(parent, fd, name, FOLDER_TERRAGRUNT);
	close(fd);
	return result;
}
