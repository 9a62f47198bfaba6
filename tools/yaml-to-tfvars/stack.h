/*
 * stack: stacks/<stack>/, and what its stack.yml says.
 */
#ifndef STACK_H
#define STACK_H

#include "list.h"
#include "node.h"
#include "settings.h"
#include "source.h"

/* Terraform finds the variable x as TF_VAR_x in its environment. */
#define SECRET_PREFIX "TF_VAR_"

struct stack {
	const char *name;
	const char *file;            /* its stack.yml */
	const struct node *kinds;    /* sequence of plain names, or NULL */
	const struct node *variables; /* the same */
	const struct node *secrets;  /* the same: variables that come from the environment, as SECRET_PREFIX<name> */
	const struct node *mocks;    /* mapping, or NULL */
	struct source source;
	struct link *links; /* one for each of source.names, sorted */
	int status;         /* EX_OK, or why it cannot be used: that was printed */
	struct stack *next; /* in the order of first use */
};

/* All zero is empty. stacks_release frees what is not in the arena. */
struct stacks {
	struct stack *first;
	struct stack *last;
	void *tree; /* by name, tsearch(3) */
};

/*
 * The stack that NAME (a string of the inventory) names, read on first use.
 * EX_OK; EX_DATAERR when there is none, printed at NAME with the nearest one;
 * EX_OSERR; or what is wrong with its own files, printed on first use.
 */
int stacks_get(const struct render *render, struct stacks *stacks, const struct node *name, struct stack **stack);

void stacks_release(struct stacks *stacks);

/* True when KEY is a key of every unit (stack provider depends_on inputs secrets). */
bool stack_key_is_structural(const char *key);

/* The item of SEQUENCE (NULL has none) that is the string TEXT, or NULL. */
const struct node *stack_find(const struct node *sequence, const char *text);

#endif
