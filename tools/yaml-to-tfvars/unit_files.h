/*
 * unit_files: what the files and links of a unit's folder say.
 */
#ifndef UNIT_FILES_H
#define UNIT_FILES_H

#include "folder.h"
#include "inventory.h"
#include "settings.h"
#include "unit.h"

/*
 * Fills in FOLDER for UNIT, which has no errors. EX_OK or EX_OSERR, printed.
 * folder_release frees it, whatever the result.
 */
int unit_files_make(const struct render *render, const struct inventory *inventory, const struct unit *unit,
                    struct folder *folder);

#endif
