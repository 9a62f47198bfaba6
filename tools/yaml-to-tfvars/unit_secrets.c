/* unit_secrets: see unit.h. */
#include <string.h>

#include "names.h"
#include "unit.h"

/* One name in the unit's own `secrets`: secrets.yml must have it. */
static int add_own(const struct render *render, const struct inventory *inventory, struct unit *unit,
                   const struct node *item)
{
	if (item->kind != NODE_STRING) {
		diag_error_node(render->diag, item, "\"secrets\" must hold names of secrets, not %s", name_of_kind(item));
		return EX_DATAERR;
	}
	if (!list_has(&inventory->secrets, item->as.text)) {
		diag_error_node(render->diag, item, "unknown secret \"%s\": secrets.yml does not have it%s", item->as.text,
		                name_hint(render->arena, item->as.text, &inventory->secrets));
		return EX_DATAERR;
	}
	return list_add(render->arena, &unit->secrets, item->as.text) ? EX_OK : render_no_memory(render);
}

int unit_resolve_secrets(const struct render *render, const struct inventory *inventory, struct unit *unit)
{
	const struct node *of_stack = unit->stack->secrets, *own;
	int status = EX_OK;

	for (size_t i = 0; of_stack && i < of_stack->count; i++) {
		const char *name = arena_printf(render->arena, SECRET_PREFIX "%s", of_stack->as.items[i]->as.text);

		if (!name || !list_add(render->arena, &unit->secrets, name))
			return render_no_memory(render);
	}
	own = inventory_get(render, unit->document, "secrets", NODE_SEQUENCE, &status);
	for (size_t i = 0; own && i < own->count; i++) {
		int result = add_own(render, inventory, unit, own->as.items[i]);

		if (status == EX_OK)
			status = result;
	}
	list_sort(&unit->secrets);
	return status;
}
