/*
 * price_book: stacks/prices/<provider>.json: prices with their sources, and
 * by what attributes a resource's price is found. The format is described in
 * stacks/prices/README.md; nothing here knows any provider.
 */
#ifndef PRICE_BOOK_H
#define PRICE_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "diag.h"
#include "node.h"

#define PRICE_HOURS "730" /* in a month, as the clouds' own calculators and Infracost have it: 365 × 24 / 12 */

struct price_source {
	const char *title, *url;
	const char *date; /* on which it said so */
	long days;        /* the same, as cost_date.h counts */
	bool used;        /* a resource was priced by it, or found free */
};

/* Prices of one thing: in some regions, or in all of them. */
struct price_table {
	const char *name;
	const struct node *regions; /* a sequence of strings; NULL: everywhere */
	const char *unit;           /* month, hour, GB-month …; "percent" is of another component */
	const char *factor;         /* units of time in a month */
	struct price_source *source;
	const char *price;         /* the only one, or NULL */
	const struct node *values; /* or by key, a mapping to strings */
};

/* One factor of a quantity: a constant, or an attribute (or how many it holds) with perhaps a default. */
struct price_factor {
	const char *path; /* NULL: a constant */
	const char *value;
	bool length;
};

/* What a resource is billed for. */
struct price_component {
	const char *name;
	const char *table; /* NULL: no price is known where its conditions are met */
	const char *by;   /* the attribute whose value is the key in the table */
	const char *step; /* or whose value is at most the key */
	const struct price_factor *factors;
	size_t factor_count;
	const struct node *when; /* attributes and the values that they must have */
	bool otherwise_nothing;  /* where they have not, there is nothing to bill; false: no price is known */
	bool computed;           /* an attribute of them that is unknown is one that the code does not set */
	const char *usage;       /* the key in the inventory's usage that is a factor, too */
	const char *usage_default; /* or NULL: not estimated */
	const char *percent_of;  /* the name of an earlier component */
	size_t shared_by;        /* so many of a unit's resources share one price, 0: none */
	const char *beyond;      /* and what each further one costs */
};

struct price_rule {
	const char *type; /* "*": all that the book does not name */
	struct price_source *free; /* by the provider's own word */
	const char *part_of;             /* what is billed in its place: it is a setting or a part of that */
	const struct node *region; /* attributes that may say it, a sequence; NULL: none */
	const struct price_component *components;
	size_t component_count;
};

struct price_book {
	const char *provider;
	const char *file;
	const char *currency;
	const struct node *addresses; /* of its Terraform providers: "hetznercloud/hcloud" */
	const struct node *regions;   /* neutral names and the provider's own; or NULL */
	struct price_source *sources;
	size_t source_count;
	const struct price_table *tables;
	size_t table_count;
	const struct price_rule *rules;
	size_t rule_count;
};

/*
 * Reads the book PATH into *BOOK, all in ARENA. Returns EX_OK or, after an
 * error, what yaml_read_file returns; EX_DATAERR also for what is no book.
 */
int price_book_read(struct arena *arena, struct diag *diag, const char *path, struct price_book *book);

/* Whether the book is about PROVIDER_NAME, as plans have it ("registry.terraform.io/hetznercloud/hcloud"). */
bool price_book_covers(const struct price_book *book, const char *provider_name);

/* The rule for resources of TYPE, or NULL. */
const struct price_rule *price_book_rule(const struct price_book *book, const char *type);

#endif
