/*
 * arena: memory that is given back all at once.
 *
 * A document, its strings and its index live as long as each other, so they
 * are cut from large blocks and freed together. No function here aborts: an
 * allocation that fails returns NULL and leaves the arena usable.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena_block;

/* All zero is a valid, empty arena. */
struct arena {
	struct arena_block *blocks; /* newest first; owned */
	size_t used;                /* bytes handed out, for statistics */
	uint64_t salt;              /* random, for hash tables kept here (hash.h); set with the first block */
};

/* SIZE bytes aligned for any object, not initialised; NULL when memory is out. */
void *arena_alloc(struct arena *arena, size_t size);

/* Like arena_alloc, COUNT objects of SIZE bytes, zeroed; NULL also on overflow. */
void *arena_calloc(struct arena *arena, size_t count, size_t size);

/* LENGTH bytes of TEXT and a final NUL, unaligned; NULL when memory is out. */
char *arena_strndup(struct arena *arena, const char *text, size_t length);

/* printf(3) into the arena; NULL when memory is out. */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Frees everything the arena gave out and makes it empty again. */
void arena_release(struct arena *arena);

#endif
