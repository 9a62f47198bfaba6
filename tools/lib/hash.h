/*
 * hash: spreads bytes over 64 bits, for hash tables.
 *
 * Not for cryptography. With a random SALT (struct arena has one) the writer
 * of a document cannot choose keys that all fall into one place.
 */
#ifndef HASH_H
#define HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(uint64_t salt, const char *data, size_t length);

#endif
