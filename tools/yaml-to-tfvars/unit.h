/*
 * unit: one deployment of one stack, and where each of its variables comes from.
 */
#ifndef UNIT_H
#define UNIT_H

#include "inventory.h"
#include "module.h"
#include "node.h"
#include "settings.h"
#include "stack.h"

/* A variable that gets its value from an output of a dependency. */
struct unit_input {
	const char *variable;
	const struct unit *from;
	const char *output;
	const struct node *mock; /* stands in until the output exists */
};

struct unit {
	const struct node *name;      /* the key in the inventory */
	const struct node *document;  /* the mapping under it; NULL when it is none */
	struct stack *stack;          /* NULL when it cannot be used; then there are errors */
	struct unit **dependencies;   /* in the order of depends_on */
	size_t dependency_count;
	struct module **modules;      /* in the order of the stack's kinds, each provider's configuration after its first */
	size_t module_count;
	struct node_entry *variables; /* with values of the inventory, in the stack's order */
	size_t variable_count;
	struct unit_input *inputs;    /* in the stack's order */
	size_t input_count;
	struct list secrets;          /* variables of the environment: its stack's and its own, sorted */
};

/* In the order of the inventory. */
struct units {
	struct unit *items;
	size_t count;
	struct stacks stacks;
	struct modules modules;
};

/*
 * Makes the units of INVENTORY, checked and with all their variables. EX_OK,
 * or the first failure; as many errors as can be told apart were printed.
 * units_release frees what is not in the arena, whatever the result.
 */
int units_resolve(const struct render *render, const struct inventory *inventory, struct units *units);

void units_release(struct units *units);

/* Index of UNIT's dependency called NAME (LENGTH bytes), or -1. */
int unit_find_dependency(const struct unit *unit, const char *name, size_t length);

/*
 * Sets UNIT's variables and inputs; its stack and its dependencies' stacks are
 * known. EX_OK, EX_DATAERR (a bad `inputs`, an output that two offer) or
 * EX_OSERR. In unit_variables.c.
 */
int unit_resolve_variables(const struct render *render, const struct inventory *inventory, struct unit *unit);

/*
 * Sets UNIT's secrets; its stack is known. EX_OK, EX_DATAERR (`secrets` names
 * one that secrets.yml does not have) or EX_OSERR. In unit_secrets.c.
 */
int unit_resolve_secrets(const struct render *render, const struct inventory *inventory, struct unit *unit);

#endif
