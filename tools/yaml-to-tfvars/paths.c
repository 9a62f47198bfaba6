/* paths: see paths.h. */
#include "paths.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

int path_depth(const char *path)
{
	int depth = 0;

	if (*path == '/')
		return -1;
	while (*path != '\0') {
		size_t length = strcspn(path, "/");

		if (length == 2 && memcmp(path, "..", 2) == 0)
			return -1;
		if (length > 0 && !(length == 1 && *path == '.'))
			depth++;
		path += length;
		path += strspn(path, "/");
	}
	return depth;
}

bool path_passes_link(const char *path)
{
	char prefix[PATH_MAX];
	struct stat status;

	for (const char *end = path; *end != '\0';) {
		end += strspn(end, "/");
		end += strcspn(end, "/");
		if ((size_t)(end - path) >= sizeof(prefix))
			return false; /* too long for any call */
		memcpy(prefix, path, (size_t)(end - path));
		prefix[end - path] = '\0';
		if (lstat(prefix, &status) != 0)
			return false; /* not there yet, so it will be a folder of ours */
		if (S_ISLNK(status.st_mode))
			return true;
	}
	return false;
}

const char *path_from(struct arena *arena, int depth, const char *working_folder, const char *target)
{
	char up[PATH_MAX] = "";

	if (*target == '/')
		return target;
	while (strncmp(target, "./", 2) == 0)
		target += 2 + strspn(target + 2, "/");
	if (depth < 0 || (size_t)depth * 3 >= sizeof(up))
		return arena_printf(arena, "%s/%s", working_folder, target);
	for (int i = 0; i < depth; i++)
		memcpy(up + (size_t)i * 3, "../", 4);
	return arena_printf(arena, "%s%s", up, target);
}

const char *path_trim(struct arena *arena, const char *path)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	return arena_strndup(arena, path, length);
}

int path_make_folders(struct arena *arena, const char *path)
{
	char *prefix = arena_strndup(arena, path, strlen(path));
	char *slash = prefix;

	if (!prefix) {
		errno = ENOMEM;
		return -1;
	}
	do {
		slash += strspn(slash, "/");
		slash += strcspn(slash, "/");

		char saved = *slash;

		*slash = '\0';
		if (mkdir(prefix, 0700) != 0 && errno != EEXIST)
			return -1;
		*slash = saved;
	} while (*slash != '\0');
	return 0;
}
