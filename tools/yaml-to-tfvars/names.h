/*
 * names: what may be a name, and which one was probably meant.
 */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>

#include "list.h"
#include "node.h"

/*
 * A letter, digit or '_', then also '-': what can be a folder, a word of a
 * makefile, a Terraform identifier and a part of "unit.output" alike.
 */
bool name_is_plain(const char *name, size_t length);

/* True for the name of a kind: a plain name, or two with a slash between them, of which the second is the provider. */
bool name_is_kind(const char *name, size_t length);

/* A letter or '_', then also digits: a name of the environment (POSIX.1-2017, section 8.1), and a word of a makefile. */
bool name_is_variable(const char *name, size_t length);

/* The first character of PATH that a makefile or a recipe would take for something else; NULL when there is none. */
const char *name_refused_by_make(const char *path);

/*
 * The end of a message about the unknown WORD: "; did you mean "x"?" when
 * one of NAMES is near, else name_listing. Never NULL; shorter when memory is out.
 */
const char *name_hint(struct arena *arena, const char *word, const struct list *names);

/* "; there are: a, b" or "; there are none". Never NULL. */
const char *name_listing(struct arena *arena, const struct list *names);

/* The keys of MAPPING (NULL has none) are added to NAMES; false when memory is out. */
bool name_add_keys(struct arena *arena, struct list *names, const struct node *mapping);

/* "a string", "an array", "null" …: the kind of NODE as a message says it. */
const char *name_of_kind(const struct node *node);

#endif
