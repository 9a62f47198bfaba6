/* lock_folders: see lock_folders.h. */
#include "lock_folders.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool lock_make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		bool made;

		*slash = '\0';
		made = mkdir(path, 0700) == 0 || errno == EEXIST;
		*slash = '/';
		if (!made)
			return false;
	}
	return true;
}
