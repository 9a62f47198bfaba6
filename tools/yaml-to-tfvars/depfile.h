/*
 * depfile: what a file was made from, as a makefile to include.
 */
#ifndef DEPFILE_H
#define DEPFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "json_writer.h"

/*
 * Whether a makefile can hold NAME as a target or a prerequisite. GNU Make 4.3
 * has no escape for control characters, for % ; = |, for a ~ in front, and for
 * & ) or a backslash at the end.
 */
bool depfile_can_hold(const char *name);

/*
 * Adds "TARGET: FILES" to TEXT and a rule without prerequisites or recipe for
 * each file, so that Make does not stop once one is deleted. All names can be held.
 */
void depfile_write(struct text *text, const char *target, const char *const *files, size_t count);

#endif
