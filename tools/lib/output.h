/*
 * output: files that are either the old one or the new one, never half.
 *
 * The new content goes to a temporary file with a unique name in the target's
 * own folder and is renamed over the target. Every write, sync, close and
 * rename is checked; a failure removes the temporary and leaves the target.
 * Signals that end a program (SIGHUP, SIGINT, SIGQUIT, SIGTERM) wait meanwhile.
 *
 * A symbolic link stays, and the file that it leads to is replaced. What is
 * no regular file (/dev/stdout, a FIFO) is written to directly. A program that
 * wants a broken pipe or the limit of RLIMIT_FSIZE reported like any other
 * failure ignores SIGPIPE and SIGXFSZ.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "diag.h"

enum output_mode {
	OUTPUT_DURABLE,  /* fsync the file before and its folder after the rename */
	OUTPUT_REMAKABLE /* no fsync: for files that can be made again at any time */
};

enum output_result { OUTPUT_WRITTEN, OUTPUT_UNCHANGED, OUTPUT_FAILED };

/*
 * Makes PATH hold SIZE bytes of DATA. A file that already holds them keeps its
 * time stamp (OUTPUT_UNCHANGED). A new file gets mode 0666 less the umask; an
 * existing one keeps its mode. Failures are printed through DIAG.
 */
enum output_result output_write(struct diag *diag, const char *path, const void *data, size_t size,
                                enum output_mode mode);

/* One of several files that belong together; all but the first three members start as zero. */
struct output_file {
	const char *path;
	const void *data;
	size_t size;
	enum output_result result; /* set by output_write_files */
	char *target;              /* output.c's own from here on */
	char *temporary;
	bool direct;
};

/*
 * output_write for COUNT files, renamed in the order given and not before all
 * of them are complete: a full disk leaves every one as it was. Returns EX_OK,
 * EX_CANTCREAT, EX_IOERR or EX_OSERR (memory).
 */
int output_write_files(struct diag *diag, struct output_file *files, size_t count, enum output_mode mode);

/* Writes DATA to standard output, which stays open. EX_OK or EX_IOERR. */
int output_write_stdout(struct diag *diag, const void *data, size_t size);

/*
 * True when the file NAME in the open FOLDER (or AT_FDCWD) holds exactly SIZE
 * bytes of DATA. FLAGS go to openat(2) beside O_RDONLY. A file that cannot be
 * read counts as different: replacing it needs no permission to read.
 */
bool output_holds(int folder, const char *name, int flags, const void *data, size_t size);

#endif
