/*
 * lock_folders: folders for what a store of files writes.
 */
#ifndef LOCK_FOLDERS_H
#define LOCK_FOLDERS_H

#include <stdbool.h>

/* Makes the folders of PATH, for us alone; those that are there stay as they are. False with errno. PATH is as it was. */
bool lock_make_folders(char *path);

#endif
