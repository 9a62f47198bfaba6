/* secret_report: what went wrong, in one line for each reason; see secret_resolve.h. */
#include <string.h>
#include <sysexits.h>

#include "secret_resolve.h"

#define NAMES_MAX 3 /* in one line */

/* True when one line can say the same of both. */
static bool same_line(const struct resolution *a, const struct resolution *b)
{
	bool same_source = a->from == b->from || (a->from && b->from && a->from->kind == b->from->kind);

	return same_source && strcmp(a->problem, b->problem) == 0;
}

/* "A", "A, B" or "A, B, C and 4 more": the secrets of the line that begins with FIRST; NULL when memory is out. */
static const char *names(struct arena *arena, const struct resolution *resolutions, size_t count, size_t first)
{
	const char *text = resolutions[first].secret->name;
	size_t more = 0, listed = 1;

	for (size_t i = first + 1; i < count && text; i++) {
		if (!resolutions[i].problem || !same_line(&resolutions[first], &resolutions[i]))
			continue;
		if (listed++ < NAMES_MAX)
			text = arena_printf(arena, "%s, %s", text, resolutions[i].secret->name);
		else
			more++;
	}
	if (text && more > 0)
		text = arena_printf(arena, "%s and %zu more", text, more);
	return text;
}

/* True when an earlier secret's line says it already. */
static bool was_said(const struct resolution *resolutions, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (resolutions[i].problem && same_line(&resolutions[i], &resolutions[index]))
			return true;
	return false;
}

static const char *place(const struct secret_source *source)
{
	switch (source->kind) {
	case SECRET_VAULT:
		return "from Vault";
	case SECRET_OP:
		return "from 1Password";
	case SECRET_ENV:
		return "from the environment";
	default:
		return "a placeholder";
	}
}

int secret_resolve_report(struct arena *arena, struct diag *diag, const struct resolution *resolutions, size_t count)
{
	int status = EX_OK;

	for (size_t i = 0; i < count; i++) {
		const struct resolution *resolution = &resolutions[i];
		const char *who;

		if (resolution->from == NULL && resolution->status > status)
			status = resolution->status;
		if (!resolution->problem || was_said(resolutions, i))
			continue;
		who = names(arena, resolutions, count, i);
		if (!who)
			who = resolution->secret->name;
		if (resolution->from)
			diag_error(diag, "warning: %s: %s; taken %s", who, resolution->problem, place(resolution->from));
		else
			diag_error(diag, "%s: %s", who, resolution->problem);
	}
	return status;
}
