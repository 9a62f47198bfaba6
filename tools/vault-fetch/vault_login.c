/* vault_login: see vault_login.h. */
#include "vault_login.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define TOKEN_MAX 8192 /* bytes of ~/.vault-token */
/* Said of a refusal after an attempt that Vault may have seen to: no alarm, but no way on either. */
#define OURSELVES \
	"; an earlier answer was lost, so that it may have been this program that used it up, if it is good for one use: make a new one"

/* No header can hold another; the vault CLI refuses the same. */
static bool is_printable(const char *token)
{
	for (; *token; token++)
		if ((unsigned char)*token <= 0x20 || (unsigned char)*token >= 0x7f)
			return false;
	return true;
}

static bool unprintable(struct vault_session *session, const char *where)
{
	return vault_session_fail(session, EX_NOPERM, "%s holds a character that no credential has", where);
}

static bool take_token(struct vault_session *session, const char *token, const char *from)
{
	if (!is_printable(token))
		return unprintable(session, from);
	session->token = (struct vault_token){ .id = secret_strndup(token, strlen(token)) };
	return session->token.id || vault_session_fail(session, EX_OSERR, "out of memory");
}

static bool nothing_to_log_in_with(struct vault_session *session)
{
	return vault_session_fail(session, EX_NOPERM,
	                          "no way to log in to %s: set VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or "
	                          "VAULT_ID_TOKEN, or run 'vault login'",
	                          session->settings->address);
}

/* Reads at most SIZE bytes of PATH; -1 with errno. */
static ssize_t read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, text, size);
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return got;
}

static bool read_token_file(struct vault_session *session)
{
	const char *home = vault_variable("HOME");
	const char *path = home ? arena_printf(session->arena, "%s/.vault-token", home) : NULL;
	char *text = secret_alloc(TOKEN_MAX + 1);
	ssize_t size = path && text ? read_file(path, text, TOKEN_MAX) : 0;
	bool done = false;

	if (!text || (home && !path))
		vault_session_fail(session, EX_OSERR, "out of memory");
	else if (size < 0 && errno != ENOENT)
		vault_session_fail(session, EX_NOPERM, "cannot read '%s': %s", path, strerror(errno));
	else {
		while (size > 0 && strchr(" \t\r\n", text[size - 1]))
			size--;
		text[size > 0 ? size : 0] = '\0';
		done = size > 0 ? take_token(session, text, path) : nothing_to_log_in_with(session);
	}
	secret_free(text);
	return done;
}

/* POSTs BODY, which is released, to PATH; the answer is the caller's to release. */
static bool post(struct vault_session *session, const char *path, const char *token, char *body,
                 struct vault_request *request)
{
	bool answered;

	*request = (struct vault_request){ .path = path, .token = token, .body = body };
	if (!path || !body)
		return vault_session_fail(session, EX_OSERR, "out of memory");
	answered = vault_session_perform(session, request, 1);
	secret_free(body);
	request->body = NULL;
	return answered;
}

static bool malformed(struct vault_session *session, const char *path, enum vault_answer_result result)
{
	if (result == VAULT_ANSWER_NO_MEMORY)
		return vault_session_fail(session, EX_OSERR, "out of memory");
	return vault_session_fail(session, EX_PROTOCOL, "what Vault answered at \"%s\" is not what belongs there", path);
}

/* Logs in at auth/MOUNT/login with BODY, which is released. */
static bool log_in(struct vault_session *session, const char *default_mount, char *body)
{
	const char *mount = vault_variable("VAULT_AUTH_PATH");
	const char *escaped = vault_escape_path(session->arena, mount ? mount : default_mount);
	const char *path = escaped ? arena_printf(session->arena, "auth/%s/login", escaped) : NULL;
	enum vault_answer_result result;
	struct vault_request request;
	bool answered = post(session, path, NULL, body, &request);

	session->lost_logins += request.lost;
	if (answered && request.status != 200)
		answered = vault_session_fail(session, EX_NOPERM, "Vault refuses the login at \"%s\" with status %ld%s", path,
		                              request.status, request.lost > 0 ? OURSELVES : "");
	if (answered) {
		result = vault_answer_login(request.answer.data, request.answer.length, &session->token);
		if (result == VAULT_ANSWER_OK && !is_printable(session->token.id))
			result = VAULT_ANSWER_MALFORMED;
		answered = result == VAULT_ANSWER_OK || malformed(session, path, result);
		session->lost_logins += result == VAULT_ANSWER_MALFORMED;
	}
	session->own = answered;
	session->token_term = vault_term_of(session->token.duration, session->token.renewable);
	vault_request_release(&request);
	return answered;
}

/* The answer to a wrapping request must be 200: the token is good for one unwrapping only, and ONCE is that. */
static bool wrapping(struct vault_session *session, const char *path, const char *token, char *body, bool once,
                     const char *field, char **value)
{
	enum vault_answer_result result;
	struct vault_request request;
	bool answered = post(session, path, token, body, &request);

	if (answered && request.status != 200 && once && request.lost > 0)
		answered = vault_session_fail(session, EX_NOPERM, "VAULT_WRAPPED_SECRET_ID: cannot be unwrapped (status %ld)%s",
		                              request.status, OURSELVES);
	else if (answered && request.status != 200)
		answered = vault_session_fail(session, EX_NOPERM,
		                              "VAULT_WRAPPED_SECRET_ID: no wrapping token, or it has expired, or somebody "
		                              "has unwrapped it before: then the secret-id is theirs, too (status %ld)",
		                              request.status);
	if (answered) {
		result = vault_answer_string(request.answer.data, request.answer.length, true, field, value);
		answered = result == VAULT_ANSWER_OK || malformed(session, path, result);
	}
	vault_request_release(&request);
	return answered;
}

/* True for auth/MOUNT/role/NAME/secret-id: what Vault itself wrapped, and nobody wrapped again. */
static bool makes_secret_ids(const char *path)
{
	const char *tail = "/secret-id";
	size_t length = strlen(path);

	return strncmp(path, "auth/", 5) == 0 && strstr(path, "/role/") && length > strlen(tail) &&
	       strcmp(path + length - strlen(tail), tail) == 0;
}

static bool unwrap_secret_id(struct vault_session *session, const char *wrapped, char **secret_id)
{
	char *path = NULL, *body;
	bool done;

	if (!is_printable(wrapped))
		return unprintable(session, "VAULT_WRAPPED_SECRET_ID");
	body = vault_body("token", wrapped, NULL, NULL);
	done = wrapping(session, "sys/wrapping/lookup", NULL, body, false, "creation_path", &path);
	if (done && !makes_secret_ids(path))
		done = vault_session_fail(session, EX_NOPERM,
		                          "VAULT_WRAPPED_SECRET_ID: not wrapped where secret-ids are made: somebody may have "
		                          "unwrapped it and wrapped it again");
	if (done)
		done = wrapping(session, "sys/wrapping/unwrap", wrapped, secret_strndup("{}", 2), true, "secret_id", secret_id);
	secret_free(path);
	return done;
}

static bool log_in_with_role(struct vault_session *session, const char *role_id)
{
	const char *wrapped = vault_variable("VAULT_WRAPPED_SECRET_ID");
	const char *given = vault_variable("VAULT_SECRET_ID");
	char *secret_id = NULL;
	bool done;

	if (wrapped && given)
		return vault_session_fail(session, EX_USAGE, "VAULT_SECRET_ID and VAULT_WRAPPED_SECRET_ID are both set");
	if (!is_printable(role_id) || (given && !is_printable(given)))
		return unprintable(session, is_printable(role_id) ? "VAULT_SECRET_ID" : "VAULT_ROLE_ID");
	if (wrapped && !unwrap_secret_id(session, wrapped, &secret_id))
		return false;
	done = log_in(session, "approle", vault_body("role_id", role_id, "secret_id", wrapped ? secret_id : given));
	secret_free(secret_id);
	return done;
}

static bool log_in_with_jwt(struct vault_session *session, const char *jwt)
{
	if (!is_printable(jwt))
		return unprintable(session, "the ID token");
	return log_in(session, "jwt", vault_body("jwt", jwt, "role", vault_variable("VAULT_AUTH_ROLE")));
}

/* The URL that gives this job its token for Vault; NULL when memory is out. */
static const char *token_url(struct vault_session *session, const char *url)
{
	const char *audience = vault_variable("VAULT_ID_TOKEN_AUDIENCE");
	const char *escaped = audience ? vault_escape_path(session->arena, audience) : NULL;

	if (!audience)
		return url;
	return escaped ? arena_printf(session->arena, "%s%saudience=%s", url, strchr(url, '?') ? "&" : "?", escaped) : NULL;
}

static bool log_in_with_github(struct vault_session *session, const char *url, const char *token)
{
	struct vault_request request = { .url = token_url(session, url), .token = token };
	enum vault_answer_result result;
	char *jwt = NULL;
	bool done;

	if (!request.url)
		return vault_session_fail(session, EX_OSERR, "out of memory");
	if (!vault_url_is_safe(url) || !is_printable(token) || !is_printable(url))
		return vault_session_fail(session, EX_NOPERM,
		                          "ACTIONS_ID_TOKEN_REQUEST_URL or _TOKEN is not what GitHub Actions sets");
	done = vault_session_perform(session, &request, 1);
	if (done && request.status != 200)
		done = vault_session_fail(session, EX_NOPERM, "GitHub Actions refuses an ID token with status %ld",
		                          request.status);
	if (done) {
		result = vault_answer_string(request.answer.data, request.answer.length, false, "value", &jwt);
		done = result == VAULT_ANSWER_OK ||
		       vault_session_fail(session, result == VAULT_ANSWER_NO_MEMORY ? EX_OSERR : EX_PROTOCOL,
		                          "the answer of GitHub Actions holds no ID token");
	}
	vault_request_release(&request);
	done = done && log_in_with_jwt(session, jwt);
	secret_free(jwt);
	return done;
}

bool vault_login(struct vault_session *session)
{
	const char *token = vault_variable("VAULT_TOKEN"), *role_id = vault_variable("VAULT_ROLE_ID");
	const char *jwt = vault_variable("VAULT_ID_TOKEN");
	const char *url = vault_variable("ACTIONS_ID_TOKEN_REQUEST_URL");
	const char *bearer = vault_variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN");

	if (token)
		return take_token(session, token, "VAULT_TOKEN");
	if (role_id)
		return log_in_with_role(session, role_id);
	if (jwt)
		return log_in_with_jwt(session, jwt);
	if (url && bearer)
		return log_in_with_github(session, url, bearer);
	return read_token_file(session);
}
