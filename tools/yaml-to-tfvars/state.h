/*
 * state: where an environment keeps its state, from the inventory's key of that name.
 */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>

#include "node.h"
#include "settings.h"

enum state_backend { STATE_LOCAL, STATE_GARAGE, STATE_CONSUL };

/* What a backend does not have is NULL. All texts are plain words of a makefile. */
struct state_place {
	enum state_backend backend;
	bool served;             /* garage: written through garage-lock, by Terraform's http backend */
	const char *prefix;      /* garage, consul: what keys begin with, PRODUCT/ENVIRONMENT */
	const char *endpoint;    /* garage: the URL of its S3 API */
	const char *region;      /* garage */
	const char *bucket;      /* garage */
	const char *lock_bucket; /* garage */
	const char *address;     /* consul: a URL without a path */
};

/* "local", "garage" or "consul". */
const char *state_backend_name(enum state_backend backend);

/*
 * Reads DOCUMENT, the value of `state` or NULL, of PRODUCT's inventory. Keys
 * of a backend that is not chosen are left unread, for one environment may
 * choose another than the product does. EX_OK; EX_DATAERR, and what is wrong
 * was printed with its place; EX_OSERR.
 */
int state_read(const struct render *render, const struct node *product, const struct node *document,
               struct state_place *state);

#endif
