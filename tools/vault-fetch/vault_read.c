/* vault_read: see vault_read.h. */
#include "vault_read.h"

#include <string.h>
#include <sysexits.h>

#include "vault_mounts.h"

static bool out_of_memory(struct vault_session *session)
{
	return vault_session_fail(session, EX_OSERR, "out of memory");
}

static bool stop(struct vault_session *session, struct secret_lookup *lookup, enum secret_found found, int status,
                 const char *problem)
{
	lookup->found = found;
	lookup->status = status;
	lookup->problem = problem;
	return problem || out_of_memory(session);
}

/* The path of the request for LOOKUP, as its engine wants it; NULL when memory is out. */
static const char *wire_path(struct vault_session *session, const struct secret_lookup *lookup,
                             const struct vault_place *place)
{
	struct arena *arena = session->arena;
	const char *path = place->path;

	if (place->versioned)
		path = arena_printf(arena, "%.*sdata/%s", (int)place->mount, path, path + place->mount);
	path = path ? vault_escape_path(arena, path) : NULL;
	if (path && lookup->source->vault.version)
		path = arena_printf(arena, "%s?version=%u", path, lookup->source->vault.version);
	return path;
}

/* Whether LOOKUP can be read at all; false when memory is out. */
static bool check_place(struct vault_session *session, struct secret_lookup *lookup, const struct vault_place *place)
{
	if (place->status != EX_OK)
		return stop(session, lookup, place->status == EX_UNAVAILABLE ? SECRET_NO_ANSWER : SECRET_STOP, place->status,
		            place->problem);
	if (lookup->source->vault.version && !place->versioned)
		return stop(session, lookup, SECRET_STOP, EX_DATAERR,
		            arena_printf(session->arena, "\"%s\" asks for a version, which only version 2 of KV has",
		                         lookup->source->vault.text));
	return true;
}

/* One reading for each different path; every lookup still without a problem gets its own. False when memory is out. */
static bool plan(struct vault_session *session, struct secret_lookup *lookups, size_t count,
                 const struct vault_place *places, struct vault_request *requests, size_t *reading, size_t *asked)
{
	*asked = 0;
	for (size_t i = 0; i < count; i++) {
		const char *path;
		size_t j = 0;

		if (!check_place(session, &lookups[i], &places[i]))
			return false;
		if (lookups[i].problem)
			continue;
		path = wire_path(session, &lookups[i], &places[i]);
		if (!path)
			return out_of_memory(session);
		while (j < *asked && strcmp(requests[j].path, path) != 0)
			j++;
		if (j == *asked)
			requests[(*asked)++] = (struct vault_request){ .path = path, .token = session->token.id };
		reading[i] = j;
	}
	return true;
}

/* All that were cut off are said to be so for the first one's reason: it is one server. */
static void unify_reasons(struct vault_request *requests, size_t count)
{
	const struct vault_request *first = NULL;

	for (size_t i = 0; i < count; i++) {
		if (requests[i].outcome != VAULT_UNREACHABLE || requests[i].status != 0)
			continue;
		if (first)
			memcpy(requests[i].reason, first->reason, sizeof(first->reason));
		else
			first = &requests[i];
	}
}

/* An answer that is no secret. False when memory is out or a signal waits. */
static bool judge_request(struct vault_session *session, struct secret_lookup *lookup,
                          const struct vault_request *request)
{
	const char *path = lookup->source->vault.path;

	if (request->outcome != VAULT_ANSWERED) {
		vault_session_judge(session, request);
		if (session->status == EX_OSERR || session->interrupted)
			return false;
		return stop(session, lookup, request->outcome == VAULT_UNREACHABLE ? SECRET_NO_ANSWER : SECRET_STOP,
		            session->status, session->problem);
	}
	if (request->status == 404)
		return stop(session, lookup, SECRET_MISSING, EX_UNAVAILABLE,
		            arena_printf(session->arena, "Vault has nothing at \"%s\"", path));
	if (request->status == 403)
		return stop(session, lookup, SECRET_STOP, EX_NOPERM,
		            arena_printf(session->arena, "Vault refuses to give \"%s\": the token's policies do not allow it, "
		                                         "or it is no longer good", path));
	return stop(session, lookup, SECRET_STOP, EX_PROTOCOL,
	            arena_printf(session->arena, "Vault answers \"%s\" with status %ld", path, request->status));
}

static bool judge_result(struct vault_session *session, struct secret_lookup *lookup, enum vault_answer_result result)
{
	const struct vault_reference *reference = &lookup->source->vault;

	switch (result) {
	case VAULT_ANSWER_OK:
		lookup->found = SECRET_FOUND;
		return true;
	case VAULT_ANSWER_NO_FIELD:
		return stop(session, lookup, SECRET_MISSING, EX_UNAVAILABLE,
		            arena_printf(session->arena, "\"%s\" in Vault has no field \"%s\"", reference->path,
		                         reference->field));
	case VAULT_ANSWER_NOT_TEXT:
		return stop(session, lookup, SECRET_STOP, EX_DATAERR,
		            arena_printf(session->arena, "\"%s\" in Vault is no text that an environment variable can hold, or an empty one",
		                         reference->text));
	case VAULT_ANSWER_WRAPPED:
		return stop(session, lookup, SECRET_STOP, EX_PROTOCOL,
		            arena_printf(session->arena, "Vault answers \"%s\" with a wrapping token", reference->path));
	case VAULT_ANSWER_MALFORMED:
		return stop(session, lookup, SECRET_STOP, EX_PROTOCOL,
		            arena_printf(session->arena, "what Vault answered at \"%s\" is not what belongs there",
		                         reference->path));
	case VAULT_ANSWER_NO_MEMORY:
		break;
	}
	return out_of_memory(session);
}

/* Takes note of COUNT answers that may have leased something which nobody knows of. */
static void lose(struct vault_session *session, const struct secret_lookup *lookup, const struct vault_place *place,
                 unsigned count)
{
	if (place->kv || count == 0)
		return;
	if (session->lost_leases == 0)
		session->lost_path = lookup->source->vault.path;
	session->lost_leases += count;
}

/* Gives each lookup that belongs to READING its field of the one answer. */
static bool share(struct vault_session *session, struct secret_lookup *lookups, size_t count,
                  const struct vault_place *places, const size_t *reading, size_t number,
                  const struct vault_request *request)
{
	enum vault_answer_result parsed = VAULT_ANSWER_MALFORMED;
	struct vault_data data = { 0 };
	bool going = true, opened = false;
	unsigned lost = request->lost;

	for (size_t i = 0; i < count && going; i++) {
		if (lookups[i].problem || reading[i] != number)
			continue;
		lose(session, &lookups[i], &places[i], lost);
		lost = 0; /* all that share the reading share the loss */
		if (request->outcome != VAULT_ANSWERED || request->status != 200) {
			going = judge_request(session, &lookups[i], request);
			continue;
		}
		if (!opened)
			parsed = vault_answer_data(request->answer.data, request->answer.length, places[i].versioned, &data);
		if (!opened && (parsed == VAULT_ANSWER_MALFORMED || parsed == VAULT_ANSWER_WRAPPED))
			lose(session, &lookups[i], &places[i], 1);
		if (!opened && data.lease && !vault_session_keep(session, &data, lookups[i].source->vault.path))
			going = out_of_memory(session);
		opened = true;
		going = going && judge_result(session, &lookups[i],
		                              parsed == VAULT_ANSWER_OK
		                                      ? vault_data_field(&data, lookups[i].source->vault.field, &lookups[i].value)
		                                      : parsed);
	}
	vault_data_release(&data);
	return going;
}

bool vault_read(struct vault_session *session, struct secret_lookup *lookups, size_t count)
{
	struct vault_place *places = arena_calloc(session->arena, count + 1, sizeof(*places));
	struct vault_request *requests = arena_calloc(session->arena, count + 1, sizeof(*requests));
	size_t *reading = arena_calloc(session->arena, count + 1, sizeof(*reading));
	size_t asked = 0;
	bool going;

	if (!places || !requests || !reading)
		return out_of_memory(session);
	for (size_t i = 0; i < count; i++)
		places[i].path = lookups[i].source->vault.path;
	going = vault_mounts_find(session, places, count) &&
	        plan(session, lookups, count, places, requests, reading, &asked);
	if (going && asked > 0) {
		vault_session_perform(session, requests, asked);
		unify_reasons(requests, asked);
	}
	for (size_t i = 0; i < asked; i++) {
		/* To the end, whatever happens: what was given out has to be known to be revoked. */
		if (!share(session, lookups, count, places, reading, i, &requests[i]))
			going = false;
		vault_request_release(&requests[i]);
	}
	return going;
}
