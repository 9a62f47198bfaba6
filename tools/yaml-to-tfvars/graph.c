/* graph: see graph.h. */
#include "graph.h"

#include <string.h>

/* What the search for cycles knows of a unit. */
struct state {
	size_t waiting;      /* dependencies that are not yet known to be free */
	size_t walk;         /* the walk that came by, from 1 */
	size_t *dependants;  /* indices of units */
	size_t dependant_count;
};

static size_t index_of(const struct units *units, const struct unit *unit)
{
	return (size_t)(unit - units->items);
}

/* Fills in who waits for whom; false when memory is out. */
static bool connect(const struct render *render, const struct units *units, struct state *states)
{
	for (size_t i = 0; i < units->count; i++) {
		states[i].waiting = units->items[i].dependency_count;
		for (size_t d = 0; d < units->items[i].dependency_count; d++)
			states[index_of(units, units->items[i].dependencies[d])].dependant_count++;
	}
	for (size_t i = 0; i < units->count; i++) {
		states[i].dependants = arena_calloc(render->arena, states[i].dependant_count, sizeof(size_t));
		if (!states[i].dependants)
			return false;
		states[i].dependant_count = 0;
	}
	for (size_t i = 0; i < units->count; i++) {
		for (size_t d = 0; d < units->items[i].dependency_count; d++) {
			struct state *state = &states[index_of(units, units->items[i].dependencies[d])];

			state->dependants[state->dependant_count++] = i;
		}
	}
	return true;
}

/* Kahn's algorithm: takes away units without dependencies until none is left. READY has room for all of them. */
static void take_away(const struct units *units, struct state *states, size_t *ready)
{
	size_t count = 0;

	for (size_t i = 0; i < units->count; i++)
		if (states[i].waiting == 0)
			ready[count++] = i;
	while (count > 0) {
		const struct state *state = &states[ready[--count]];

		for (size_t d = 0; d < state->dependant_count; d++)
			if (--states[state->dependants[d]].waiting == 0)
				ready[count++] = state->dependants[d];
	}
}

/* A unit that waits has a dependency that waits. */
static size_t next_waiting(const struct units *units, const struct state *states, size_t i)
{
	const struct unit *unit = &units->items[i];

	for (size_t d = 0; d < unit->dependency_count; d++) {
		size_t next = index_of(units, unit->dependencies[d]);

		if (states[next].waiting > 0)
			return next;
	}
	return i;
}

static int report(const struct render *render, const struct units *units, const struct state *states, size_t start)
{
	const struct node_entry *place =
		node_get_entry(units->items[start].document, "depends_on", strlen("depends_on"));
	const char *path = units->items[start].name->as.text;
	size_t i = start;

	do {
		i = next_waiting(units, states, i);
		path = arena_printf(render->arena, "%s -> %s", path, units->items[i].name->as.text);
		if (!path)
			return render_no_memory(render);
	} while (i != start);
	diag_error_node(render->diag, place->key, "units depend on each other: %s", path);
	return EX_DATAERR;
}

int graph_check(const struct render *render, const struct units *units)
{
	struct state *states = arena_calloc(render->arena, units->count, sizeof(*states));
	size_t *ready = arena_calloc(render->arena, units->count, sizeof(*ready));
	int status = EX_OK;

	if (!states || !ready || !connect(render, units, states))
		return render_no_memory(render);
	take_away(units, states, ready);
	/* From a unit that still waits, every way leads into a cycle: walk until a unit comes up again. */
	for (size_t start = 0; start < units->count; start++) {
		size_t i = start;

		if (states[start].waiting == 0 || states[start].walk != 0)
			continue;
		while (states[i].walk == 0) {
			states[i].walk = start + 1;
			i = next_waiting(units, states, i);
		}
		if (states[i].walk == start + 1) {
			status = report(render, units, states, i);
			if (status == EX_OSERR)
				return status;
		}
	}
	return status;
}
