/*
 * cost_model: what is known of the cost of units, from plans, price books and
 * Infracost to budgets and reports. All of it lives in one arena.
 */
#ifndef COST_MODEL_H
#define COST_MODEL_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"
#include "money.h"

#define COST_MAX_CURRENCIES 8

enum cost_status {
	COST_PRICED,
	COST_FREE,          /* by the provider's own word */
	COST_NOT_ESTIMATED, /* billed by usage, which nobody has told */
	COST_UNKNOWN,       /* hangs on a value that is known only after apply */
	COST_NO_PRICE       /* nobody knows */
};

/* One thing that a resource is billed for. */
struct cost_item {
	const char *name;
	enum cost_status status;
	const char *quantity; /* of COST_PRICED, else perhaps NULL */
	const char *unit;
	const char *price; /* of one unit; NULL when only the sum is known */
	const char *amount; /* a month; of COST_PRICED only */
	const char *currency;
	const char *source; /* where the price is from */
	const char *reason; /* why there is no amount, or on what assumption there is one */
	bool by_usage;      /* only usage is billed, and the inventory says how much that is */
};

struct cost_side {
	struct cost_item *items;
	size_t count;
	size_t capacity;
};

enum cost_action { COST_SAME, COST_CREATE, COST_UPDATE, COST_REPLACE, COST_DELETE, COST_FORGET };

struct cost_resource {
	const char *address;
	const char *previous; /* the address before it was moved, or NULL */
	const char *type;
	enum cost_action action;
	struct cost_side before, after;
	bool forgets; /* what there was goes on costing, out of Terraform's sight */
	bool by_infracost;
	bool unsure;   /* as in struct cost_total; cost_sum finds it */
	bool compared; /* its like in another plan was found; see cost_base.h */
};

/*
 * Amounts a month in one currency. Unsure is the change from one to the other
 * where something has an amount on one side only: a server that becomes one
 * without a known price saves nothing.
 */
struct cost_total {
	const char *currency;
	const char *before, *after;
	bool unsure;
};

struct cost_totals {
	struct cost_total of[COST_MAX_CURRENCIES];
	size_t count;
	size_t unpriced; /* items after the change that have no amount and are billed all the same */
	bool unsure;     /* in whatever currency */
};

struct cost_unit {
	const char *name;
	struct cost_resource **resources; /* each stays where it is */
	size_t count;
	size_t capacity;
	struct cost_totals totals;
};

struct cost_list {
	const char **texts;
	size_t count;
	size_t capacity;
};

/* What all of an environment was to cost on a day. */
struct cost_past {
	const char *date;
	struct cost_totals totals; /* after only */
};

struct cost_model {
	struct arena *arena;
	struct diag *diag;
	struct money money;
	const char *environment;
	const char *today;
	long today_days;
	struct cost_unit *units;
	size_t count;
	size_t capacity;
	bool planned; /* there are plans, not Infracost's files alone */
	struct cost_totals totals;
	struct cost_past *history; /* the oldest first, this one last; empty when none is kept */
	size_t history_count;
	size_t history_capacity;
	struct cost_list warnings; /* of old books and the like */
	struct cost_list breaches; /* of budgets, each a line */
	struct cost_list overrides; /* of budgets: in force, or expired */
	bool failed;               /* memory was out; said when it is looked at */
};

/* Room for one more in an array of the arena, which moves as it grows; NULL, and failed, when memory is out. */
void *cost_grow(struct cost_model *model, void *array, size_t count, size_t *capacity, size_t size);

/* New, zeroed; NULL, and failed, when memory is out. */
struct cost_unit *cost_add_unit(struct cost_model *model, const char *name);
struct cost_resource *cost_add_resource(struct cost_model *model, struct cost_unit *unit);
struct cost_item *cost_add_item(struct cost_model *model, struct cost_side *side);

/* The unit called NAME, or NULL. */
struct cost_unit *cost_find_unit(const struct cost_model *model, const char *name);

/* Adds a text made by printf(3) to LIST. */
void cost_list_add(struct cost_model *model, struct cost_list *list, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A copy of TEXT (NULL stays NULL) in the arena, with a ? for each control character: reports go to terminals. */
const char *cost_copy(struct cost_model *model, const char *text);

/* printf(3) into the arena; "" and failed when memory is out. */
const char *cost_text(struct cost_model *model, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* How many of SIDE's items cost something that nobody knows: without a price, or known after apply. */
size_t cost_side_unpriced(const struct cost_side *side);

/* The sum of SIDE's amounts in CURRENCY; NULL when there are none in it. */
const char *cost_side_sum(struct cost_model *model, const struct cost_side *side, const char *currency);

/* The total in CURRENCY, made when it is not there; NULL when there are too many. */
struct cost_total *cost_total_in(struct cost_totals *totals, const char *currency);

/*
 * Sums all up, into units and the whole. False, after printing an error, when
 * memory or digits are out, or there are too many currencies.
 */
bool cost_sum(struct cost_model *model);

/* Prints an error when something failed; EX_OK, EX_OSERR or EX_DATAERR. */
int cost_check(struct cost_model *model);

/* "created" and so on. */
const char *cost_action_name(enum cost_action action);

/* The same for JSON: "priced", "free", "not-estimated", "unknown", "no-price". */
const char *cost_status_name(enum cost_status status);

#endif
