/*
 * inventory: product.yml merged under envs/<env>.yml, and checked; the names in secrets.yml.
 */
#ifndef INVENTORY_H
#define INVENTORY_H

#include "list.h"
#include "node.h"
#include "settings.h"
#include "state.h"

/* Each node is of the right kind, or NULL where the inventory leaves it out. */
struct inventory {
	const struct node *product;  /* string; never NULL */
	const struct node *labels;   /* mapping */
	const struct node *defaults; /* mapping */
	const struct node *units;    /* mapping */
	struct state_place state; /* where state is */
	struct list secrets;         /* the environment variables that secrets.yml gives, sorted */
	struct list secret_sources;  /* and those that it takes some of them from */
	struct list files;           /* what was read: both files, then the schema and secrets.yml where they are */
};

/*
 * Reads the inventory of the rendering's environment and validates it against
 * the schema. Of secrets.yml, which need not be there, only names of the
 * environment: all else is vault-fetch's. EX_OK, EX_NOINPUT (a file is missing or cannot be read),
 * EX_DATAERR, EX_OSERR or EX_SOFTWARE; errors were printed.
 */
int inventory_load(const struct render *render, struct inventory *inventory);

/*
 * The value of KEY in MAPPING when it is of KIND, else NULL. An empty value
 * (null) is like none; one of another kind is printed and sets *STATUS to
 * EX_DATAERR.
 */
const struct node *inventory_get(const struct render *render, const struct node *mapping, const char *key,
                                 enum node_kind kind, int *status);

#endif
