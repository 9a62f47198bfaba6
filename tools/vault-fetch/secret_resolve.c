/* secret_resolve: see secret_resolve.h. */
#include "secret_resolve.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "fetch_clock.h"
#include "one_password.h"
#include "vault_login.h"
#include "vault_read.h"

#define PLACEHOLDER_ONLY "only a placeholder is there: plans make do with one, changes never"

static bool fail(struct resolution *resolution, int status, const char *problem)
{
	resolution->done = true;
	resolution->status = status;
	resolution->problem = problem;
	return problem != NULL;
}

/* Linux takes at most 32 pages for one "NAME=value" and its NUL (MAX_ARG_STRLEN; execve(2), "Limits on size of arguments"). */
static bool is_too_long(const char *name, const char *value)
{
	return strlen(name) + strlen(value) + 2 > 32 * (size_t)sysconf(_SC_PAGESIZE);
}

/* VALUE is the resolution's from now on; NULL: memory is out. */
static bool take(struct resolution *resolution, const struct secret_source *source, char *value)
{
	if (value && is_too_long(resolution->secret->name, value)) {
		secret_free(value);
		return fail(resolution, EX_DATAERR, "its value is longer than an environment variable can be");
	}
	resolution->done = true;
	resolution->status = EX_OK;
	resolution->from = source;
	resolution->value = value;
	return value != NULL;
}

/* How SOURCE would have it, if it were configured. */
static const char *condition(struct arena *arena, const struct secret_source *source)
{
	switch (source->kind) {
	case SECRET_VAULT:
		return arena_printf(arena, "\"%s\" in Vault with VAULT_ADDR", source->text);
	case SECRET_OP:
		return arena_printf(arena, "\"%s\" in 1Password with OP_SERVICE_ACCOUNT_TOKEN and the program 'op'",
		                    source->text);
	default:
		return arena_printf(arena, "the variable %s", source->text);
	}
}

/* The sources that have not said no themselves, each with what it takes; "" when there are none; NULL: out of memory. */
static const char *elsewhere(const struct resolver *resolver, const struct secret *secret)
{
	const char *text = "";

	for (size_t i = 0; i < secret->count && text; i++) {
		const struct secret_source *source = &secret->sources[i];
		const char *one;

		if (source->kind == SECRET_PLACEHOLDER || (source->kind == SECRET_VAULT && resolver->session) ||
		    (source->kind == SECRET_OP && resolver->op))
			continue;
		one = condition(resolver->arena, source);
		text = one ? arena_printf(resolver->arena, "%s%s%s", text, *text ? ", or " : "", one) : NULL;
	}
	return text;
}

/* No source is left. */
static bool exhaust(const struct resolver *resolver, struct resolution *resolution)
{
	struct arena *arena = resolver->arena;
	const struct secret *secret = resolution->secret;
	bool placeholder = secret_find_source(secret, SECRET_PLACEHOLDER) != NULL;
	const char *from = elsewhere(resolver, secret), *problem = resolution->problem;

	if (!from)
		return false;
	if (placeholder && problem)
		problem = arena_printf(arena, PLACEHOLDER_ONLY "; %s", problem);
	else if (placeholder && *from)
		problem = arena_printf(arena, PLACEHOLDER_ONLY "; it could come from %s", from);
	else if (placeholder)
		problem = PLACEHOLDER_ONLY "; the inventory names no other source";
	else if (!problem)
		problem = arena_printf(arena, "nothing has it; it could come from %s", from);
	return fail(resolution, EX_UNAVAILABLE, problem);
}

static bool use_placeholder(const struct resolver *resolver, struct resolution *resolution,
                            const struct secret_source *source)
{
	if (resolution->unanswered)
		return fail(resolution, EX_UNAVAILABLE,
		            arena_printf(resolver->arena, "%s; a placeholder stands in only with '--offline'",
		                         resolution->problem));
	return take(resolution, source, secret_strndup(source->text, strlen(source->text)));
}

/* Goes on to the next source that has to be asked, or to the end. False when memory is out. */
static bool advance(const struct resolver *resolver, struct resolution *resolution)
{
	const struct secret *secret = resolution->secret;

	for (; resolution->next < secret->count; resolution->next++) {
		const struct secret_source *source = &secret->sources[resolution->next];
		const char *value;

		switch (source->kind) {
		case SECRET_VAULT:
			if (resolver->session)
				return true;
			break;
		case SECRET_OP:
			if (resolver->op)
				return true;
			break;
		case SECRET_ENV:
			value = vault_variable(source->text);
			if (value)
				return take(resolution, source, secret_strndup(value, strlen(value)));
			break;
		default:
			if (resolver->placeholders)
				return use_placeholder(resolver, resolution, source);
		}
	}
	return exhaust(resolver, resolution);
}

/* What LOOKUP means for its secret. */
static bool digest(struct resolution *resolution, const struct secret_lookup *lookup)
{
	if (lookup->found == SECRET_FOUND)
		return take(resolution, lookup->source, lookup->value);
	if (lookup->found == SECRET_STOP)
		return fail(resolution, lookup->status, lookup->problem);
	/* The first reason is the one to know: it is about the source that should have it. No answer weighs more. */
	if (!resolution->problem || (lookup->found == SECRET_NO_ANSWER && !resolution->unanswered))
		resolution->problem = lookup->problem;
	resolution->unanswered |= lookup->found == SECRET_NO_ANSWER;
	resolution->next++;
	return true;
}

/* Fails all lookups for the reason that the session has. */
static void fail_all(const struct vault_session *session, struct secret_lookup *lookups, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		lookups[i].found = session->status == EX_UNAVAILABLE ? SECRET_NO_ANSWER : SECRET_STOP;
		lookups[i].status = session->status;
		lookups[i].problem = session->problem;
	}
}

static bool ask_vault(struct resolver *resolver, struct secret_lookup *lookups, size_t count)
{
	struct vault_session *session = resolver->session;
	bool logged_in = session->token.id != NULL;

	session->deadline = fetch_now() + resolver->seconds;
	/* What stopped one login stops the next as well, and an unreachable server has had its time. */
	if (!logged_in && session->status == EX_OK)
		logged_in = vault_login(session);
	if (logged_in && vault_read(session, lookups, count))
		return true;
	resolver->interrupted = session->interrupted;
	if (logged_in || session->status == EX_OSERR || session->interrupted)
		return false;
	fail_all(session, lookups, count);
	return true;
}

static bool ask(struct resolver *resolver, enum secret_source_kind kind, struct secret_lookup *lookups, size_t count)
{
	if (kind == SECRET_VAULT)
		return ask_vault(resolver, lookups, count);
	return one_password_read(resolver->arena, resolver->signals, resolver->op, lookups, count,
	                         fetch_now() + resolver->seconds, &resolver->interrupted);
}

/* Asks one kind of source about all secrets whose turn it is there; *ASKED is how many. */
static bool ask_all(struct resolver *resolver, enum secret_source_kind kind, struct resolution *resolutions,
                    size_t count, struct secret_lookup *lookups, size_t *asked)
{
	bool going;
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		const struct resolution *resolution = &resolutions[i];
		const struct secret_source *source = &resolution->secret->sources[resolution->next];

		if (!resolution->done && source->kind == kind)
			lookups[used++] = (struct secret_lookup){ .source = source };
	}
	*asked = used;
	going = used == 0 || ask(resolver, kind, lookups, used);
	used = 0;
	for (size_t i = 0; i < count; i++) {
		struct resolution *resolution = &resolutions[i];

		if (used == *asked || resolution->done ||
		    lookups[used].source != &resolution->secret->sources[resolution->next])
			continue;
		if (going)
			going = digest(resolution, &lookups[used]) && (resolution->done || advance(resolver, resolution));
		else
			secret_free(lookups[used].value);
		used++;
	}
	return going;
}

bool secret_resolve(struct resolver *resolver, const struct secrets *secrets, struct resolution *resolutions)
{
	struct secret_lookup *lookups = arena_calloc(resolver->arena, secrets->count + 1, sizeof(*lookups));
	size_t from_vault, from_op;

	if (!lookups)
		return false;
	for (size_t i = 0; i < secrets->count; i++)
		resolutions[i] = (struct resolution){ .secret = &secrets->items[i] };
	for (size_t i = 0; i < secrets->count; i++)
		if (!advance(resolver, &resolutions[i]))
			return false;
	do {
		if (!ask_all(resolver, SECRET_VAULT, resolutions, secrets->count, lookups, &from_vault) ||
		    !ask_all(resolver, SECRET_OP, resolutions, secrets->count, lookups, &from_op))
			return false;
	} while (from_vault + from_op > 0);
	return true;
}

void secret_resolve_release(struct resolution *resolutions, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		secret_free(resolutions[i].value);
		resolutions[i].value = NULL;
	}
}
