/*
 * cost_warning: what the caller knows and a reader of the report has to know, too.
 */
#ifndef COST_WARNING_H
#define COST_WARNING_H

#include "cost_model.h"

/* As much as a file of warnings may hold: reports are read by people. */
#define COST_WARNINGS_MAX ((size_t)1 << 20)

/*
 * Adds TEXT to MODEL's warnings or, when it is "@FILE", each line of FILE that
 * is not empty. Control characters and what is no UTF-8 become question marks:
 * these are often words of other programs. Returns EX_OK or, after printing an
 * error, what input_read_file returns; EX_DATAERR for a file that is too large.
 */
int cost_warning_add(struct cost_model *model, const char *text);

#endif
