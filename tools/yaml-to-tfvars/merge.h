/*
 * merge: one document laid over another, as inventories are.
 */
#ifndef MERGE_H
#define MERGE_H

#include "arena.h"
#include "node.h"

/*
 * BASE with OVER laid over it; both are mappings. Mappings merge deeply, any
 * other value replaces, and a null in OVER removes the key, also inside a
 * mapping that BASE does not have. Nulls in BASE stay, and so does whatever is
 * inside a sequence. Keys come in BASE's order, then the new ones in OVER's.
 * A merged mapping has the place of BASE's, any other value its own. The result
 * shares nodes with both, lives in ARENA, and is NULL when memory is out.
 */
const struct node *merge_documents(struct arena *arena, const struct node *base, const struct node *over);

#endif
