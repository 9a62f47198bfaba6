/*
 * input: a whole file in memory.
 */
#ifndef INPUT_H
#define INPUT_H

#include <stddef.h>

#include "diag.h"

/*
 * Reads PATH ("-": standard input) into *DATA, which the caller frees, also
 * after an error. Returns EX_OK or, after printing an error, EX_NOINPUT
 * (cannot be read), EX_IOERR or EX_OSERR (memory). A file of more than LIMIT
 * bytes is not read to its end: *SIZE says that it is too large, *DATA may be
 * NULL, and the caller refuses it in words of its own.
 */
int input_read_file(struct diag *diag, const char *path, size_t limit, unsigned char **data, size_t *size);

#endif
