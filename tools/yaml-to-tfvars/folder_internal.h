/*
 * folder_internal: what looking at a unit's folder (folder.c) and mending it (folder_mend.c) share.
 */
#ifndef FOLDER_INTERNAL_H
#define FOLDER_INTERNAL_H

#include <dirent.h>

#include "folder.h"

#define FOLDER_MODULES "modules"

/* True for what mk/bin/inputs makes of inputs.json, and what goes with it: Terraform and apply would still read it. */
bool folder_name_is_derived(const char *name);

/* What is where something of ours belongs. */
enum finding {
	RIGHT,
	WRONG, /* one of ours, but not what it should be */
	MISSING,
	BLOCKED, /* not ours */
	UNREADABLE
};

/* A unit's folder that is open. */
struct place {
	const struct folder_parent *parent;
	const struct folder *folder;
	DIR *dir;
	int fd; /* of DIR */
};

/* Opens the folder NAME; *DIR is NULL, with EX_OK, when there is none. EX_OK or EX_CANTCREAT, printed. */
int folder_open(const struct folder_parent *parent, const char *name, DIR **dir);

enum finding folder_look_at_link(int fd, const struct link *link);
enum finding folder_look_at_file(int fd, const struct folder *folder, enum folder_file file);
enum finding folder_look_at_modules(int fd);

/* Whether FOLDER is to have FILE. */
bool folder_wants(const struct folder *folder, enum folder_file file);

/* Print that WHAT failed with errno for NAME ("" is the folder itself), or that it is not WHAT; return EX_CANTCREAT. */
int folder_cannot(const struct folder_parent *parent, const char *what, const char *folder, const char *name);
int folder_in_the_way(const struct folder_parent *parent, const char *folder, const char *name, const char *what);

#endif
