/* folder: see folder.h. */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "folder_internal.h"
#include "output.h"

const char *const folder_files[FILE_COUNT] = {
	[FILE_LINKS] = FOLDER_LINKS,
	[FILE_BACKEND] = "backend.tf.json",
	[FILE_VARIABLES] = "terraform.tfvars.json",
	[FILE_TERRAGRUNT] = FOLDER_TERRAGRUNT,
	[FILE_INPUTS] = "inputs.json",
	[FILE_PROFILE] = FOLDER_PROFILE,
};

int folder_cannot(const struct folder_parent *parent, const char *what, const char *folder, const char *name)
{
	diag_error(parent->diag, "cannot %s '%s/%s%s%s': %s", what, parent->path, folder, *name ? "/" : "", name,
	           strerror(errno));
	return EX_CANTCREAT;
}

int folder_in_the_way(const struct folder_parent *parent, const char *folder, const char *name, const char *what)
{
	diag_error(parent->diag, "'%s/%s%s%s' is in the way: %s belongs there, move it away", parent->path, folder,
	           *name ? "/" : "", name, what);
	return EX_CANTCREAT;
}

/* Length of NAME's first LENGTH bytes without the ".<number>" at their end; 0 when there is none. */
static size_t without_number(const char *name, size_t length)
{
	size_t digits = length;

	while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9')
		digits--;
	return digits > 0 && digits < length && name[digits - 1] == '.' ? digits - 1 : 0;
}

bool folder_name_is_temporary(const char *name)
{
	size_t length = strlen(name);

	if (*name != '.' || length < 4 || strcmp(name + length - 4, ".tmp") != 0)
		return false;
	length = without_number(name, length - 4);
	return without_number(name, length) > 1;
}

bool folder_name_is_derived(const char *name)
{
	return strcmp(name, "inputs.auto.tfvars.json") == 0 || strcmp(name, "mocks") == 0 || strcmp(name, ".inputs") == 0;
}

bool folder_wants(const struct folder *folder, enum folder_file file)
{
	return folder->texts[file].length > 0;
}

/* Opens the folder; NULL and EX_OK when there is none. */
int folder_open(const struct folder_parent *parent, const char *name, DIR **dir)
{
	int fd = openat(parent->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	*dir = NULL;
	if (fd < 0 && errno == ENOENT)
		return EX_OK;
	if (fd < 0 && (errno == ENOTDIR || errno == ELOOP))
		return folder_in_the_way(parent, name, "", "a folder");
	if (fd >= 0)
		*dir = fdopendir(fd);
	if (*dir)
		return EX_OK;
	if (fd >= 0)
		close(fd);
	return folder_cannot(parent, "read", name, "");
}

enum finding folder_look_at_link(int fd, const struct link *link)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(fd, link->name, target, sizeof(target));

	if (length >= 0)
		return (size_t)length == strlen(link->target) && !memcmp(target, link->target, (size_t)length) ? RIGHT : WRONG;
	if (errno == ENOENT)
		return MISSING;
	return errno == EINVAL ? BLOCKED : UNREADABLE;
}

enum finding folder_look_at_file(int fd, const struct folder *folder, enum folder_file file)
{
	bool wanted = folder_wants(folder, file);
	struct stat status;

	if (wanted && output_holds(fd, folder_files[file], O_NOFOLLOW, folder->texts[file].data, folder->texts[file].length))
		return RIGHT;
	if (fstatat(fd, folder_files[file], &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno != ENOENT ? UNREADABLE : wanted ? MISSING : RIGHT;
	return S_ISREG(status.st_mode) ? WRONG : BLOCKED;
}

enum finding folder_look_at_modules(int fd)
{
	struct stat status;

	if (fstatat(fd, FOLDER_MODULES, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? MISSING : UNREADABLE;
	return S_ISDIR(status.st_mode) ? RIGHT : BLOCKED;
}

/* Adds what was found at NAME to *DIRTY; WHAT belongs there. */
static int judge(const struct place *place, enum finding finding, const char *name, const char *what, bool *dirty)
{
	if (finding == UNREADABLE)
		return folder_cannot(place->parent, "read", place->folder->name, name);
	if (finding == BLOCKED)
		return folder_in_the_way(place->parent, place->folder->name, name, what);
	*dirty = *dirty || finding != RIGHT;
	return EX_OK;
}

static int look_at_links(const struct place *place, bool *dirty)
{
	enum finding modules = folder_look_at_modules(place->fd);
	int status = EX_OK;
	bool missing = false; /* no folder modules/ is needed where there is no module */

	if (judge(place, modules, FOLDER_MODULES, "a folder", &missing) != EX_OK)
		return EX_CANTCREAT;
	for (size_t i = 0; i < place->folder->link_count; i++) {
		const struct link *link = &place->folder->links[i];
		int result = judge(place, folder_look_at_link(place->fd, link), link->name, "a link", dirty);

		if (status == EX_OK)
			status = result;
	}
	return status;
}

int folder_look(const struct folder_parent *parent, const struct folder *folder, bool *dirty)
{
	struct place place = { .parent = parent, .folder = folder };
	const struct dirent *entry;
	int status = folder_open(parent, folder->name, &place.dir);

	if (!place.dir) {
		*dirty = true;
		return status;
	}
	place.fd = dirfd(place.dir);
	status = look_at_links(&place, dirty);
	for (enum folder_file i = 0; i < FILE_COUNT; i++) {
		enum finding finding = folder_look_at_file(place.fd, folder, i);
		int result = judge(&place, finding, folder_files[i], "a file", dirty);

		if (status == EX_OK)
			status = result;
	}
	while ((entry = readdir(place.dir)) != NULL)
		if (folder_name_is_temporary(entry->d_name) ||
		    (!folder_wants(folder, FILE_INPUTS) && folder_name_is_derived(entry->d_name)))
			*dirty = true;
	closedir(place.dir);
	return status;
}

void folder_release(struct folder *folder)
{
	for (size_t i = 0; i < FILE_COUNT; i++)
		text_release(&folder->texts[i]);
}
