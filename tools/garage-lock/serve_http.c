/* serve_http: see serve_http.h. */
#include "serve_http.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS_MAX 32U
#define CONNECTION_MEMORY ((size_t)256 * 1024)

struct request {
	unsigned refused; /* a status, or 0 */
	struct text body; /* as far as it has come */
};

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
static enum MHD_Result refuse(struct serve_http *http, struct MHD_Connection *connection, unsigned status, const char *why)
{
	struct text line = { 0 };
	enum MHD_Result result;

	text_printf(&line, "%s was not written: %s", http->state->options.state, why);
	diag_error(http->state->store.diag, "%s", line.failed ? "out of memory" : line.data);
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
static enum MHD_Result answer_write(struct serve_http *http, struct MHD_Connection *connection, struct request *request,
                                    bool deletes)
{
	const char *given = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-MD5");
	char md5[SERVE_MD5_SIZE];

	if (http->state->token == 0)
		return refuse(http, connection, MHD_HTTP_FORBIDDEN, "without the lock it is only read; see garage-lock run --serve");
	if (request->refused != 0)
		return refuse(http, connection, request->refused, "it is too large");
	if (deletes)
		text_release(&request->body);
	else if (request->body.length == 0)
		return refuse(http, connection, MHD_HTTP_BAD_REQUEST, "it is empty");
	else if (given != NULL && (!serve_md5(request->body.data, request->body.length, md5) || strcmp(md5, given) != 0))
		return refuse(http, connection, MHD_HTTP_BAD_REQUEST, "it is not what its Content-MD5 says");
	if (served_write(http->state, &request->body) != STORE_OK)
		return refuse(http, connection, MHD_HTTP_CONFLICT, http->state->store.problem);
	return reply(connection, MHD_HTTP_OK, "", 0);
}

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
	struct serve_http *http = context;
	struct request *request = *of_request;
	unsigned refused = serve_gate_check(&http->gate, method, path, header(connection, "Host"),
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
		return answer_read(http->state, connection);
	return answer_write(http, connection, request, strcmp(method, "DELETE") == 0);
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

bool serve_http_start(struct serve_http *http)
{
	int fd = open_port(&http->gate.port);

	if (fd < 0)
		return false;
	/* Where it fails, FD may be closed or not; it goes with this process, which ends then. */
	http->daemon = MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD, 0, NULL, NULL, answer, http, MHD_OPTION_LISTEN_SOCKET, fd,
	                                 MHD_OPTION_NOTIFY_COMPLETED, end_request, NULL, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
	                                 NULL, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	                                 CONNECTION_MEMORY, MHD_OPTION_END);
	return http->daemon != NULL;
}

void serve_http_stop(struct serve_http *http)
{
	if (http->daemon != NULL)
		MHD_stop_daemon(http->daemon);
	http->daemon = NULL;
}
