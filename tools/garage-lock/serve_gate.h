/*
 * serve_gate: who may ask the server of lock_serve.h for what.
 *
 * It listens on the loopback interface, where every user of this machine and
 * every page in a browser on it can send requests. So each has to carry the
 * name and the password of this run, which only COMMAND's environment has
 * (Basic authentication, RFC 7617), and a Host header that names the loopback
 * interface: a page whose name was made to lead here has another (DNS
 * rebinding).
 */
#ifndef SERVE_GATE_H
#define SERVE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lock_text.h"

#define SERVE_USER "garage-lock"
#define SERVE_PASSWORD_SIZE 65 /* 32 random bytes in hexadecimal and a NUL */

struct serve_gate {
	uint16_t port;
	char path[LOCK_KEY_MAX + 2]; /* "/NAME" */
	char password[SERVE_PASSWORD_SIZE];
	char credentials[128]; /* user and password as the header has them */
};

/* For the state NAME, with a fresh password; the port is for the caller to fill in. False: no random bytes. */
bool serve_gate_open(struct serve_gate *gate, const char *name);

/*
 * The status of HTTP that a request is refused with, or 0. HOST and
 * AUTHORIZATION are its headers, NULL where it has none; PATH is as it came,
 * without the query.
 */
unsigned serve_gate_check(const struct serve_gate *gate, const char *method, const char *path, const char *host,
                          const char *authorization);

#define SERVE_MD5_SIZE 25

/* What a Content-MD5 header (RFC 1864) has to say of DATA. False: the library has no MD5. */
bool serve_md5(const char *data, size_t size, char text[SERVE_MD5_SIZE]);

/* Wipes the password. */
void serve_gate_close(struct serve_gate *gate);

#endif
