/*
 * diag: GNU-style diagnostics, "program: file:line:column: message".
 *
 * See the GNU Coding Standards, "Formatting Error Messages". Messages start
 * in lower case, end without a full stop and never hold a secret. Each is one
 * line: control characters in names come escaped, and very long ones are cut.
 */
#ifndef DIAG_H
#define DIAG_H

#include <stdio.h>

struct node;

struct diag {
	const char *program; /* how the program calls itself */
	FILE *stream;        /* stderr, or a memory stream in tests */
	unsigned errors;     /* how many were printed */
	const char *version; /* what --version says (options.h) */
};

/* "program: message". */
void diag_error(struct diag *diag, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "program: file:line:column: message"; LINE and COLUMN count from 1, a 0 leaves them (and what follows) out. */
void diag_error_at(struct diag *diag, const char *file, size_t line, size_t column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* diag_error_at with the place of NODE. */
void diag_error_node(struct diag *diag, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The entry of CANDIDATES (COUNT strings) nearest to WORD by edit distance
 * (Damerau-Levenshtein, restricted), or NULL when none is near enough to be a
 * likely misspelling (more than a third of the longer one's length away).
 */
const char *diag_nearest(const char *word, const char *const *candidates, size_t count);

#endif
