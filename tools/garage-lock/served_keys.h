/*
 * served_keys: the keys of a state that garage-lock serves, and which of them
 * is the state.
 *
 * A state NAME is a folder of keys, each written once:
 *
 *	NAME.d/TOKEN-NUMBER                           a state; an empty one: it was deleted
 *	NAME.d/TOKEN-0000000000-after-TOKEN-NUMBER    what the first state of TOKEN follows
 *
 * TOKEN is that of the lock (20 digits), NUMBER counts what its holder wrote
 * (10 digits, from 1). So names sort as states follow each other, the highest
 * is the state, and what a holder wrote too late is never above what came after
 * it. All that is needed is in the names. Nothing here does input or output.
 */
#ifndef SERVED_KEYS_H
#define SERVED_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERVED_VERSION_SIZE 32 /* "TOKEN-NUMBER" and a NUL */
#define SERVED_NAME_SIZE 72    /* any key's name and a NUL */
#define SERVED_NUMBER_MAX UINT64_C(9999999999)

/* Both 0: none, or a state that garage-lock did not write. */
struct served_version {
	uint64_t token, number;
};

struct served_key {
	struct served_version version; /* its number is 0 for what says what TOKEN follows */
	struct served_version after;   /* that */
	bool lost;                     /* see served_keys_find_lost */
};

/* "TOKEN-NUMBER". */
void served_version_print(const struct served_version *version, char text[SERVED_VERSION_SIZE]);

/* The same back; false for what it does not make of a state. */
bool served_version_parse(const char *text, struct served_version *version);

/* Below 0, 0 or above 0, as A is lower than B, the same or higher. */
int served_version_compare(const struct served_version *a, const struct served_version *b);

/* The name of KEY. */
void served_name(const struct served_key *key, char name[SERVED_NAME_SIZE]);

/* Takes NAME apart; false for what served_name does not make. */
bool served_name_parse(const char *name, struct served_key *key);

/* All keys of a state. All zero is an empty one. */
struct served_keys {
	struct served_key *keys; /* owned */
	size_t count, capacity;
};

/* False: memory is out. */
bool served_keys_add(struct served_keys *keys, const struct served_key *key);

/* In order of names, the lowest first. The functions below want that. */
void served_keys_sort(struct served_keys *keys);

/* The highest state below BELOW (NULL: of all); NULL: there is none. */
const struct served_key *served_keys_highest(const struct served_keys *keys, const struct served_version *below);

/*
 * Sets lost of all states that nothing follows, but for the highest: they came
 * to be between what a later holder had read and what that wrote.
 */
void served_keys_find_lost(struct served_keys *keys);

/* The lowest state to keep when the KEEP highest are kept; NULL: there are no more than that. */
const struct served_key *served_keys_lowest(const struct served_keys *keys, size_t keep);

/* Whether KEY is of no use when LOWEST is the lowest state to keep. */
bool served_key_is_old(const struct served_key *key, const struct served_key *lowest);

void served_keys_release(struct served_keys *keys);

#endif
