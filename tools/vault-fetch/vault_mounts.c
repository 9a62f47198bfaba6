/* vault_mounts: see vault_mounts.h. */
#include "vault_mounts.h"

#include <string.h>
#include <sysexits.h>

#define ENDPOINT "sys/internal/ui/mounts/"

/* One question. */
struct question {
	struct vault_place *place;
	bool missing; /* the server has no such endpoint */
};

static bool out_of_memory(struct vault_session *session)
{
	return vault_session_fail(session, EX_OSERR, "out of memory");
}

/* True when A and B begin with the same part. */
static bool same_start(const char *a, const char *b)
{
	size_t length = strcspn(a, "/");

	return strcspn(b, "/") == length && strncmp(a, b, length) == 0;
}

static bool same_path(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The first of COUNT questions whose path is the same as PATH by SAME; NULL when none is. */
static const struct question *find_question(const struct question *questions, size_t count, const char *path,
                                            bool (*same)(const char *a, const char *b))
{
	for (size_t i = 0; i < count; i++)
		if (same(path, questions[i].place->path))
			return &questions[i];
	return NULL;
}

static void settle(struct vault_place *places, size_t count, const struct vault_mount *mount)
{
	size_t length = strlen(mount->path);

	for (size_t i = 0; i < count; i++) {
		if (places[i].known || strncmp(places[i].path, mount->path, length) != 0)
			continue;
		places[i].known = true;
		places[i].kv = mount->kv;
		places[i].versioned = mount->versioned;
		places[i].mount = length;
	}
}

/* What the answer to QUESTION says about all places. */
static bool learn(struct vault_session *session, struct vault_place *places, size_t count, struct question *question,
                  const struct vault_request *request)
{
	struct vault_mount mount;
	enum vault_answer_result result;

	if (request->outcome != VAULT_ANSWERED) {
		vault_session_judge(session, request);
		question->place->status = session->status;
		question->place->problem = session->problem;
		return session->status != EX_OSERR && !session->interrupted;
	}
	question->missing = request->status == 404;
	if (request->status != 200)
		return true;
	result = vault_answer_mount(request->answer.data, request->answer.length, &mount);
	if (result == VAULT_ANSWER_NO_MEMORY)
		return out_of_memory(session);
	if (result != VAULT_ANSWER_OK) {
		vault_session_fail(session, EX_PROTOCOL, "what Vault answered at \"" ENDPOINT "%s\" is not what belongs there",
		                   question->place->path);
		question->place->status = session->status;
		question->place->problem = session->problem;
		return session->status != EX_OSERR;
	}
	settle(places, count, &mount);
	secret_free(mount.path);
	return true;
}

static bool ask(struct vault_session *session, struct vault_place *places, size_t count, struct question *questions,
                size_t asked)
{
	struct vault_request *requests = arena_calloc(session->arena, asked + 1, sizeof(*requests));
	bool going = requests != NULL;

	if (!going)
		return out_of_memory(session);
	for (size_t i = 0; i < asked; i++) {
		const char *escaped = vault_escape_path(session->arena, questions[i].place->path);

		requests[i].token = session->token.id;
		requests[i].path = escaped ? arena_printf(session->arena, ENDPOINT "%s", escaped) : NULL;
		if (!requests[i].path)
			return out_of_memory(session);
	}
	vault_session_perform(session, requests, asked);
	for (size_t i = 0; i < asked; i++) {
		going = going && learn(session, places, count, &questions[i], &requests[i]);
		vault_request_release(&requests[i]);
	}
	return going;
}

bool vault_mounts_find(struct vault_session *session, struct vault_place *places, size_t count)
{
	struct question *questions = arena_calloc(session->arena, count + 1, sizeof(*questions));
	size_t asked = 0, again = 0;

	if (!questions)
		return out_of_memory(session);
	for (size_t i = 0; i < count; i++)
		if (!find_question(questions, asked, places[i].path, same_start))
			questions[asked++].place = &places[i];
	if (!ask(session, places, count, questions, asked))
		return false;

	/* What is in another mount than the first of its kind, or may be: each path once. */
	for (size_t i = 0; i < count; i++) {
		const struct question *first = find_question(questions, asked, places[i].path, same_start);

		if (first->place->status != EX_OK && !places[i].known) {
			places[i].status = first->place->status;
			places[i].problem = first->place->problem;
		} else if (!places[i].known && !first->missing &&
		           !find_question(questions, asked + again, places[i].path, same_path)) {
			questions[asked + again++].place = &places[i];
		}
	}
	return again == 0 || ask(session, places, count, questions + asked, again);
}
