/*
 * price_book_internal: what the parts of the reader of price books share;
 * others include price_book.h.
 *
 *     price_book.c  sources and prices
 *     price_rule.c  resources and their components
 */
#ifndef PRICE_BOOK_INTERNAL_H
#define PRICE_BOOK_INTERNAL_H

#include "price_book.h"

struct price_reading {
	struct arena *arena;
	struct diag *diag;
	struct price_book *book;
	const struct node *root;
	const struct node *sources; /* names in the order of book->sources */
	int failed;                 /* EX_OK, or what an error that was printed amounts to */
};

/* Zeroed, at least one; NULL, and failed, when memory is out. */
void *price_book_allocate(struct price_reading *reading, size_t count, size_t size);

/* "not a price book: WORDS" at the place of AT, or of the whole when that is NULL; WORDS is NULL when memory is out. */
void price_book_wrong(struct price_reading *reading, const struct node *at, const char *words);

/* The string under KEY; "" after an error; NULL when it is not there and need not be. */
const char *price_book_text(struct price_reading *reading, const struct node *map, const char *key, bool required);

/* A decimal in quotes, not negative; "0" after an error. */
const char *price_book_decimal(struct price_reading *reading, const struct node *value);

/* The mapping or sequence under KEY; NULL when it is not there, or after an error. */
const struct node *price_book_kind(struct price_reading *reading, const struct node *map, const char *key,
                                   enum node_kind kind, bool required);

/* The sequence of strings under KEY, or NULL. */
const struct node *price_book_strings(struct price_reading *reading, const struct node *map, const char *key);

/* The source that NAME names. */
struct price_source *price_book_source(struct price_reading *reading, const struct node *name);

/* Fills in the rules of the book, after its sources and tables. */
void price_book_read_rules(struct price_reading *reading, const struct node *root);

#endif
