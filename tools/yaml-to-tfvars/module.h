/*
 * module: modules/<kind>/<provider>/, the implementation of a kind by a provider, and modules/providers/<provider>/,
 * what a unit's own folder needs to configure that provider.
 */
#ifndef MODULE_H
#define MODULE_H

#include "node.h"
#include "settings.h"
#include "source.h"

struct module {
	const char *path; /* the folder, as make sees it */
	const char *kind;
	const char *provider;
	struct link *links;   /* what a unit's folder has of it: modules/<kind>, or <provider>-<file> for each file */
	size_t link_count;
	const char *versions;    /* its versions.tf, which init reads; NULL when it has none */
	struct source source;
	int status;                  /* EX_OK, or why it cannot be used */
	const struct node *reported; /* where its absence was last printed */
	struct module *next;         /* in the order of first use */
};

/* All zero is empty. modules_release frees what is not in the arena. */
struct modules {
	struct module *first;
	struct module *last;
	void *tree; /* by path, tsearch(3) */
};

/* The kind under which providers' configurations are: no stack links it. */
#define MODULE_PROVIDERS "providers"

/*
 * The module of KIND by PROVIDER, listed on first use. KIND is a string of a
 * stack.yml, PROVIDER the string of the inventory that chose it, or KIND itself
 * where that names the provider too (services/vault). EX_OK;
 * EX_DATAERR when there is none, printed at PROVIDER with those there are
 * (when there is no such kind at all: at KIND); EX_NOINPUT, EX_OSERR.
 */
int modules_get(const struct render *render, struct modules *modules, const struct node *kind,
                const struct node *provider, struct module **module);

/*
 * The configuration of PROVIDER, a plain name, listed on first use; NULL when it needs
 * none, for there is no such folder. EX_OK, EX_NOINPUT, EX_DATAERR (a file that cannot be linked), EX_OSERR.
 */
int modules_get_configuration(const struct render *render, struct modules *modules, const char *provider,
                              struct module **module);

void modules_release(struct modules *modules);

#endif
