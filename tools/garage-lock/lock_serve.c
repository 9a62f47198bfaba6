/* lock_serve: see lock_serve.h. */
#include "lock_serve.h"

#include <errno.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "serve_gate.h"
#include "served_state.h"

#define CONNECTIONS_MAX 32U
#define CONNECTION_MEMORY ((size_t)256 * 1024)
#define PRUNE_PATIENCE (10 * LEASE_SECOND)

struct lock_serve {
	struct lock_session *session;
	struct diag diag; /* of the server's thread */
	struct serve_gate gate;
	struct served_state state;
	struct MHD_Daemon *daemon;
};

struct request {
	unsigned refused; /* a status, or 0 */
	struct text body; /* as far as it has come */
};

int lock_serve_open(struct lock_serve **serve, struct lock_session *session)
{
	int status;

	*serve = NULL;
	if (!session->options->serve)
		return EX_OK;
	*serve = calloc(1, sizeof(**serve));
	if (*serve == NULL) {
		diag_error(session->diag, "out of memory");
		return EX_OSERR;
	}
	(*serve)->session = session;
	(*serve)->diag = *session->diag;
	status = served_open(&(*serve)->state, &(*serve)->diag, session->options);
	if (status == EX_OK && !serve_gate_open(&(*serve)->gate, session->options->state)) {
		diag_error(session->diag, "no random bytes: %s", strerror(errno));
		status = EX_OSERR;
	}
	if (status != EX_OK) {
		lock_serve_close(*serve);
		*serve = NULL;
	}
	return status;
}

void lock_serve_close(struct lock_serve *serve)
{
	if (serve == NULL)
		return;
	served_close(&serve->state);
	serve_gate_close(&serve->gate);
	free(serve);
}

/* --- answers -------------------------------------------------------------------------------------------------------- */

static enum MHD_Result reply(struct MHD_Connection *connection, unsigned status, const char *text, size_t size)
{
	/* A copy: the state may be another before all of it is sent. */
	struct MHD_Response *response = MHD_create_response_from_buffer(size, (void *)text, MHD_RESPMEM_MUST_COPY);
	char md5[SERVE_MD5_SIZE];
	enum MHD_Result result;

	if (response == NULL)
		return MHD_NO;
	if (status == MHD_HTTP_OK && size > 0 && serve_md5(text, size, md5))
		(void)MHD_add_response_header(response, "Content-MD5", md5); /* whoever gets none looks at none */
	if (status == MHD_HTTP_UNAUTHORIZED)
		(void)MHD_add_response_header(response, "WWW-Authenticate", "Basic realm=\"garage-lock\"");
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(response, "Allow", "GET, POST, DELETE");
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

/* Refuses with a line, which Terraform does not show: so what the user has to know is said here, too. */
static enum MHD_Result refuse(struct lock_serve *serve, struct MHD_Connection *connection, unsigned status, const char *why)
{
	struct text line = { 0 };
	enum MHD_Result result;

	text_printf(&line, "%s was not written: %s", serve->state.options.state, why);
	diag_error(&serve->diag, "%s", line.failed ? "out of memory" : line.data);
	text_add(&line, "\n");
	result = reply(connection, status, line.failed ? "" : line.data, line.failed ? 0 : line.length);
	text_release(&line);
	return result;
}

static enum MHD_Result answer_read(const struct served_state *state, struct MHD_Connection *connection)
{
	static const char none[] = "there is no state\n";

	if (state->exists)
		return reply(connection, MHD_HTTP_OK, state->current.data, state->current.length);
	return reply(connection, MHD_HTTP_NOT_FOUND, none, sizeof(none) - 1);
}

/*
 * Status 409 for whatever was not acknowledged: all that can be repeated was
 * repeated, and one of 5xx would make Terraform repeat the rest, at a time when
 * it should keep the state in a file.
 */
static enum MHD_Result answer_write(struct lock_serve *serve, struct MHD_Connection *connection, struct request *request,
                                    bool deletes)
{
	const char *given = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-MD5");
	char md5[SERVE_MD5_SIZE];

	if (serve->state.token == 0)
		return refuse(serve, connection, MHD_HTTP_FORBIDDEN, "without the lock it is only read; see garage-lock run --serve");
	if (request->refused != 0)
		return refuse(serve, connection, request->refused, "it is too large");
	if (deletes)
		text_release(&request->body);
	else if (request->body.length == 0)
		return refuse(serve, connection, MHD_HTTP_BAD_REQUEST, "it is empty");
	else if (given != NULL && (!serve_md5(request->body.data, request->body.length, md5) || strcmp(md5, given) != 0))
		return refuse(serve, connection, MHD_HTTP_BAD_REQUEST, "it is not what its Content-MD5 says");
	if (served_write(&serve->state, &request->body) != STORE_OK)
		return refuse(serve, connection, MHD_HTTP_CONFLICT, serve->state.store.problem);
	return reply(connection, MHD_HTTP_OK, "", 0);
}

/* --- the server's thread -------------------------------------------------------------------------------------------- */

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* A part of the body. What is refused is read, too: a client that is still sending would not see the answer. */
static void take(struct request *request, const char *data, size_t size)
{
	if (request->refused == 0 && size > SERVED_SIZE_MAX - request->body.length)
		request->refused = MHD_HTTP_CONTENT_TOO_LARGE;
	if (request->refused == 0)
		text_add_n(&request->body, data, size);
	if (request->body.failed)
		request->refused = MHD_HTTP_CONTENT_TOO_LARGE; /* for this machine's memory */
	if (request->refused != 0)
		text_release(&request->body);
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *data, size_t *size, void **of_request)
{
	struct lock_serve *serve = context;
	struct request *request = *of_request;
	unsigned refused = serve_gate_check(&serve->gate, method, path, header(connection, "Host"),
	                                    header(connection, "Authorization"));

	(void)version;
	if (request == NULL) { /* only the headers are there */
		request = *of_request = calloc(1, sizeof(*request));
		return request != NULL ? MHD_YES : MHD_NO;
	}
	if (*size > 0) {
		if (refused == 0)
			take(request, data, *size);
		*size = 0;
		return MHD_YES;
	}
	if (refused != 0)
		return reply(connection, refused, "", 0);
	if (strcmp(method, "GET") == 0)
		return answer_read(&serve->state, connection);
	return answer_write(serve, connection, request, strcmp(method, "DELETE") == 0);
}

static void end_request(void *context, struct MHD_Connection *connection, void **of_request,
                        enum MHD_RequestTerminationCode code)
{
	struct request *request = *of_request;

	(void)context;
	(void)connection;
	(void)code;
	if (request != NULL)
		text_release(&request->body);
	free(request);
}

/* Paths are compared as they came. */
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

/* Whether a write is to be broken off. */
static bool is_lost(void *context)
{
	const struct lock_serve *serve = context;

	return serve->state.fence.until == 0;
}

/* --- the session's thread ------------------------------------------------------------------------------------------- */

/* While the state is read, the lease is renewed as it is while COMMAND runs. */
static bool renew_meanwhile(void *context)
{
	struct lock_session *session = context;
	struct store *store = session->store;

	if (lock_session_wake(session))
		return true;
	return lease_now() >= lease_renew_at(&store->lease) && store->kind->renew(store) == STORE_LOST;
}

/* Why reading came to nothing, as a code to end with. */
static int fail(struct lock_serve *serve, enum store_result result)
{
	struct lock_session *session = serve->session;
	const struct store *lock = session->store;

	if (result == STORE_FAILED)
		return serve->state.store.status;
	if (session->stopped_by != 0)
		return 128 + session->stopped_by;
	if (session->over)
		return EX_OSERR;
	if (result == STORE_IN_DOUBT) {
		diag_error(session->diag, "%s", serve->state.store.problem);
		return EX_UNAVAILABLE;
	}
	diag_error(session->diag, "%s is lost: %s", session->options->key, lock->problem);
	return EX_PROTOCOL;
}

/* A socket on a port that the kernel chooses; -1 with errno. */
static int open_port(uint16_t *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0 && (bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, SOMAXCONN) != 0 ||
	                getsockname(fd, (struct sockaddr *)&address, &size) != 0)) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	*port = ntohs(address.sin_port);
	return fd;
}

/* Starts the server's thread. EX_OK, or EX_OSERR after an error. */
static int start(struct lock_serve *serve)
{
	int fd = open_port(&serve->gate.port);

	if (fd < 0) {
		diag_error(serve->session->diag, "cannot listen on 127.0.0.1: %s", strerror(errno));
		return EX_OSERR;
	}
	serve->daemon = MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, answer, serve, MHD_OPTION_LISTEN_SOCKET, fd,
	                                 MHD_OPTION_NOTIFY_COMPLETED, end_request, NULL, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
	                                 NULL, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	                                 CONNECTION_MEMORY, MHD_OPTION_END);
	if (serve->daemon != NULL)
		return EX_OK;
	/* FD may be closed or not; it goes with this process, which ends now. */
	diag_error(serve->session->diag, "cannot start a thread");
	return EX_OSERR;
}

int lock_serve_start(struct lock_serve *serve)
{
	enum store_result result;

	if (serve == NULL)
		return EX_OK;
	serve->state.store.wake = renew_meanwhile;
	serve->state.store.wake_context = serve->session;
	memcpy(serve->state.store.wake_fds, serve->session->store->wake_fds, sizeof(serve->state.store.wake_fds));
	result = served_read(&serve->state, serve->session->store->token);
	if (result != STORE_OK)
		return fail(serve, result);
	/* From here on it is the other thread's. */
	serve->state.store = (struct store){ .kind = serve->state.store.kind, .diag = &serve->diag, .options = &serve->state.options,
		                             .inherit = -1, .quiet = true, .wake = is_lost, .wake_context = serve,
		                             .wake_fds = { -1, -1, -1 } };
	lock_serve_extend(serve);
	return start(serve);
}

void lock_serve_introduce(const struct lock_serve *serve, struct warden_word *word)
{
	if (serve == NULL)
		return;
	snprintf(word->address, sizeof(word->address), "http://127.0.0.1:%" PRIu16 "%s", serve->gate.port, serve->gate.path);
	memcpy(word->password, serve->gate.password, sizeof(word->password));
}

void lock_serve_extend(struct lock_serve *serve)
{
	if (serve == NULL)
		return;
	serve->state.fence.answer_by = lease_answer_by(&serve->session->store->lease);
	serve->state.fence.until = serve->session->store->lease.until;
}

void lock_serve_lose(struct lock_serve *serve)
{
	if (serve == NULL)
		return;
	serve->state.fence.answer_by = 0;
	serve->state.fence.until = 0;
}

void lock_serve_stop(struct lock_serve *serve, bool kept)
{
	if (serve == NULL)
		return;
	lock_serve_lose(serve);
	if (serve->daemon != NULL)
		MHD_stop_daemon(serve->daemon);
	serve->daemon = NULL;
	if (kept && serve->state.token != 0)
		served_prune(&serve->state, lease_give_up_at(&serve->session->store->lease, lease_now(), PRUNE_PATIENCE));
}
