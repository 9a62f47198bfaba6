/* vault_session: see vault_session.h. */
#include "vault_session.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "fetch_clock.h"

bool vault_session_fail(struct vault_session *session, int status, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	session->problem = arena_strndup(session->arena, text, strlen(text));
	session->status = status;
	if (!session->problem) {
		session->problem = "out of memory";
		session->status = EX_OSERR;
	}
	return false;
}

bool vault_session_judge(struct vault_session *session, const struct vault_request *request)
{
	const char *who = request->url ? request->url : session->settings->address;
	/* What a URL asks may be secret. */
	int length = (int)strcspn(who, "?#");

	switch (request->outcome) {
	case VAULT_ANSWERED:
		return true;
	case VAULT_UNREACHABLE:
		return vault_session_fail(session, EX_UNAVAILABLE, "%.*s did not answer: %s", length, who, request->reason);
	case VAULT_UNTRUSTED:
		return vault_session_fail(session, EX_PROTOCOL, "%.*s is not trusted: %s", length, who, request->reason);
	case VAULT_PROTOCOL:
		return vault_session_fail(session, EX_PROTOCOL, "%.*s at \"%s\": %s", length, who,
		                          request->path ? request->path : "", request->reason);
	case VAULT_INTERRUPTED:
		session->interrupted = true;
		return vault_session_fail(session, EX_UNAVAILABLE, "interrupted");
	case VAULT_NO_MEMORY:
		break;
	}
	return vault_session_fail(session, EX_OSERR, "out of memory");
}

bool vault_session_perform(struct vault_session *session, struct vault_request *requests, size_t count)
{
	const struct vault_request *worst = NULL;

	if (!session->http)
		session->http = vault_http_open(session->settings, session->signals);
	if (!session->http) {
		for (size_t i = 0; i < count; i++)
			requests[i].outcome = VAULT_NO_MEMORY;
		return vault_session_fail(session, EX_OSERR, "out of memory");
	}
	vault_http_perform(session->http, requests, count, session->deadline);
	for (size_t i = 0; i < count; i++)
		if (requests[i].outcome != VAULT_ANSWERED && (!worst || requests[i].outcome > worst->outcome))
			worst = &requests[i];
	return !worst || vault_session_judge(session, worst);
}

bool vault_session_holds(const struct vault_session *session)
{
	return session->leases || (session->own && session->token.id && !session->token.batch);
}

struct vault_term vault_term_of(double duration, bool renewable)
{
	double now = fetch_now();

	return (struct vault_term){
		.ends = duration > 0 ? now + duration : INFINITY,
		.due = duration > 0 && renewable ? now + duration * 2 / 3 : INFINITY,
	};
}

bool vault_session_keep(struct vault_session *session, const struct vault_data *data, const char *path)
{
	struct vault_lease *lease = arena_calloc(session->arena, 1, sizeof(*lease));

	if (!lease)
		return false;
	*lease = (struct vault_lease){
		.id = secret_strndup(data->lease, strlen(data->lease)),
		.path = path,
		.term = vault_term_of(data->duration, data->renewable),
		.next = session->leases,
	};
	if (!lease->id)
		return false;
	session->leases = lease;
	return true;
}

char *vault_body(const char *a, const char *a_value, const char *b, const char *b_value)
{
	json_t *object = b && b_value ? json_pack("{s:s, s:s}", a, a_value, b, b_value) : json_pack("{s:s}", a, a_value);
	char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

	json_decref(object);
	return text;
}

void vault_session_disconnect(struct vault_session *session)
{
	vault_http_close(session->http);
	session->http = NULL;
}

void vault_session_release(struct vault_session *session)
{
	vault_session_disconnect(session);
	secret_free(session->token.id);
	session->token.id = NULL;
	for (struct vault_lease *lease = session->leases; lease; lease = lease->next)
		secret_free(lease->id);
	session->leases = NULL;
	session->lost_logins = session->lost_leases = 0;
}
