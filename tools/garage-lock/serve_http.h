/*
 * serve_http: a served state over HTTP, on the loopback interface.
 *
 * What Terraform's http backend asks for (internal/backend/remote-state/http of
 * github.com/hashicorp/terraform, read 2026-11-25): GET, which is answered by
 * 200 with the state or by 404 when there is none; POST of the new state with
 * its Content-MD5; DELETE. All else is refused (serve_gate.h), and so is a write
 * that is not to count (served_state.h). Of an answer that is none of these
 * Terraform shows no more than the status.
 */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include <stdbool.h>

#include "serve_gate.h"
#include "served_state.h"

struct MHD_Daemon;

struct serve_http {
	struct serve_gate gate;
	struct served_state *state; /* not owned; the server's thread alone uses it meanwhile, but for its fence */
	struct MHD_Daemon *daemon;  /* NULL: it does not run */
};

/* Starts the server's thread, and fills in the gate's port. False with errno. */
bool serve_http_start(struct serve_http *http);

/* Waits until what is under way is answered. */
void serve_http_stop(struct serve_http *http);

#endif
