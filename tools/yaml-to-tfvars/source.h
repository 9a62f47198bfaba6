/*
 * source: a folder of Terraform files, listed once.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "list.h"
#include "settings.h"

/* All lists are sorted by bytes and leave out hidden files and *.md. */
struct source {
	const char *path;
	struct list names;   /* of its files and folders, but EXCEPT: what links name */
	struct list files;   /* paths of its files, also those in its folders, but EXCEPT: what a target depends on */
	struct list folders; /* its own path and those of its folders */
	struct list matches; /* what the pattern FOLDER/(star) matches in all of them */
};

/* One symbolic link of a unit's folder. */
struct link {
	const char *name;   /* path in the unit's folder */
	const char *target; /* as the link says it */
};

/*
 * Lists the folder PATH. EXCEPT is the name of one file in it that Terraform
 * does not read, or NULL. EX_OK; EX_NOINPUT (it or a folder in it cannot be
 * read); EX_DATAERR (a name that a makefile cannot hold, a link to nothing,
 * folders too deep); EX_OSERR. All but a missing PATH itself are printed:
 * *MISSING says so then, with EX_NOINPUT.
 */
int source_list(const struct render *render, const char *path, const char *except, struct source *source,
                bool *missing);

/* The names of the folders in PATH that are not hidden, sorted, for a message: a PATH that cannot be read has none. */
bool source_folders(struct arena *arena, const char *path, struct list *names);

#endif
