/*
 * secret_pool: memory for secrets: locked against swapping, left out of core
 * dumps, wiped when it is given back.
 *
 * There is one pool for the process, and it is for one thread: jansson's
 * json_set_alloc_funcs(3) hands no argument on that could name another.
 * Where RLIMIT_MEMLOCK does not allow the lock, the memory is used without.
 */
#ifndef SECRET_POOL_H
#define SECRET_POOL_H

#include <stdbool.h>
#include <stddef.h>

/* SIZE bytes aligned for any object, not initialised; NULL when memory is out. */
void *secret_alloc(size_t size);

/* Wipes MEMORY and takes it back; NULL is fine. */
void secret_free(void *memory);

/* LENGTH bytes of TEXT and a final NUL; NULL when memory is out. */
char *secret_strndup(const char *text, size_t length);

/* From now on all that jansson allocates comes from here. Before its first use only. */
void secret_pool_serve_json(void);

/* Wipes and unmaps everything, whether it was given back or not. */
void secret_pool_release(void);

/* A growing text in the pool. All zero is empty and valid; failed sticks once memory is out. */
struct secret_text {
	char *data; /* NUL-terminated once anything was added; owned */
	size_t length;
	size_t capacity;
	bool failed;
};

void secret_text_add(struct secret_text *text, const char *data, size_t length);
void secret_text_release(struct secret_text *text);

#endif
