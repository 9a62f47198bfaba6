/*
 * yaml_reader: one YAML 1.2 document (core schema) from a file into nodes.
 *
 * Built on libyaml's event parser, which speaks YAML 1.1 syntax; the scalars
 * are resolved here by YAML 1.2.2 section 10.3, so `no`, `on` and `1_000` are
 * strings. What JSON cannot hold is an error at its line and column.
 */
#ifndef YAML_READER_H
#define YAML_READER_H

#include "arena.h"
#include "diag.h"
#include "node.h"

#define YAML_MAX_DEPTH 256
#define YAML_MAX_ALIAS_NODES 1000000 /* nodes that aliases may add, all of them together */
#define YAML_MAX_SIZE ((size_t)1 << 30) /* bytes of a file: lines, columns and lengths are counted in 32 bits */

/*
 * Reads PATH, which is copied; "-" is standard input, "<stdin>" in messages.
 * On success *ROOT is a NODE_MAPPING (an empty file is an empty mapping) that
 * lives in ARENA and the result is EX_OK. Otherwise an error was printed through DIAG and the result is a sysexits(3)
 * code: EX_NOINPUT (cannot be read), EX_DATAERR (bad data), EX_OSERR (memory),
 * EX_IOERR.
 */
int yaml_read_file(struct arena *arena, struct diag *diag, const char *path, const struct node **root);

/* The same from memory; NAME stands for the file in messages and must outlive the nodes. */
int yaml_read_memory(struct arena *arena, struct diag *diag, const char *name, const void *data, size_t size,
                     const struct node **root);

#endif
