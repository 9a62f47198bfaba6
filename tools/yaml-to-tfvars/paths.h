/*
 * paths: from one folder of the project to another.
 */
#ifndef PATHS_H
#define PATHS_H

#include <stdbool.h>

#include "arena.h"

/* How many folders PATH leads down; -1 when it is absolute or leads up somewhere. */
int path_depth(const char *path);

/* True when a folder on the way of PATH, or PATH itself, is a symbolic link: from behind it "../" leads elsewhere. */
bool path_passes_link(const char *path);

/*
 * TARGET as a link DEPTH folders below the working folder must say it:
 * relative, or absolute when TARGET is or when DEPTH is negative (then below
 * WORKING_FOLDER). NULL when memory is out.
 */
const char *path_from(struct arena *arena, int depth, const char *working_folder, const char *target);

/* PATH without slashes at its end; NULL when memory is out. */
const char *path_trim(struct arena *arena, const char *path);

/* mkdir -p with mode 0700. 0, or -1 and errno. */
int path_make_folders(struct arena *arena, const char *path);

#endif
