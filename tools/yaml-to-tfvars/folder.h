/*
 * folder: a unit's folder in OUT, and how it gets what it should hold.
 *
 * Looking and mending are apart: nothing is written while anything, anywhere,
 * is in the way. Neither follows a symbolic link out of the folder, and
 * neither replaces or removes what is not ours: the files named here, links
 * where links belong, and links that the old list of links names.
 *
 * A kill leaves no half of anything: links and files are replaced by rename,
 * and the list of links is written after the links that it no longer names
 * are gone and before the ones that it names anew are made, so that it always
 * names all there are. Temporaries that a kill left are removed.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>

#include "diag.h"
#include "json_writer.h"
#include "stack.h"

#define FOLDER_LINKS "links"
#define FOLDER_TERRAGRUNT "terragrunt.hcl"
#define FOLDER_PROFILE "garage.ini"

enum folder_file { FILE_LINKS, FILE_BACKEND, FILE_VARIABLES, FILE_TERRAGRUNT, FILE_INPUTS, FILE_PROFILE, FILE_COUNT };

/* The names of the files, by enum folder_file. */
extern const char *const folder_files[FILE_COUNT];

/* What a unit's folder should hold. */
struct folder {
	const char *name;
	const struct link *links; /* sorted by name; folders in between: only modules/ */
	size_t link_count;
	struct text texts[FILE_COUNT]; /* of the files; owned. An empty one is not to be there */
};

/* The folder that all units are in. */
struct folder_parent {
	struct diag *diag;
	const char *path;
	int fd;
};

/* Sets *DIRTY when there is something to mend. EX_OK, or EX_CANTCREAT when something is in the way, which was printed. */
int folder_look(const struct folder_parent *parent, const struct folder *folder, bool *dirty);

/* Makes FOLDER what it should be. EX_OK, EX_CANTCREAT, EX_IOERR or EX_OSERR, printed. */
int folder_mend(const struct folder_parent *parent, const struct folder *folder);

/*
 * The unit NAME left the inventory: takes its terragrunt.hcl, so that Terragrunt
 * passes it by; all else stays for destroy. A folder without a list of links is
 * not ours and left alone. Returns like folder_mend.
 */
int folder_retire(const struct folder_parent *parent, const char *name);

/* True for a temporary of ours: ".<name>.<number>.<number>.tmp", as output.c calls them. */
bool folder_name_is_temporary(const char *name);

/* Frees the texts. */
void folder_release(struct folder *folder);

#endif
