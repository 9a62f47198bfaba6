/*
 * graph: what depends on what.
 */
#ifndef GRAPH_H
#define GRAPH_H

#include "settings.h"
#include "unit.h"

/*
 * Finds the cycles of depends_on. EX_OK; EX_DATAERR when there is one, each
 * printed with all its units at the first one's depends_on; EX_OSERR. Linear
 * in units and dependencies.
 */
int graph_check(const struct render *render, const struct units *units);

#endif
