/*
 * secret_resolve: for each secret, the first of its sources that answers.
 *
 * Sources are tried in the order written. One that is not configured is passed
 * over. Only what is missing there, and a server that does not answer, let the
 * next one have its turn, and that is said in a warning.
 */
#ifndef SECRET_RESOLVE_H
#define SECRET_RESOLVE_H

#include "diag.h"
#include "fetch_signals.h"
#include "secrets_file.h"
#include "vault_session.h"

/* What became of one secret. */
struct resolution {
	const struct secret *secret;
	const struct secret_source *from; /* NULL: none had it */
	char *value;                      /* in the secret pool, owned */
	int status;                       /* without FROM, a sysexits(3) code */
	const char *problem;              /* why not; with FROM, why not from an earlier source, or NULL */
	/* While it is going on: */
	size_t next;     /* source to try */
	bool done;
	bool unanswered; /* a server did not answer */
};

struct resolver {
	struct arena *arena;
	const struct fetch_signals *signals;
	struct vault_session *session; /* NULL: Vault is not configured, or not to be asked */
	const char *op;                /* path of the program; NULL likewise */
	double seconds;                /* that each server has */
	bool placeholders;             /* they may be used */
	bool offline;                  /* they may stand in for servers that nobody asked */
	bool interrupted;              /* found: a signal waits */
};

/*
 * Resolves all; RESOLUTIONS has room for as many. False when memory is out or
 * (resolver->interrupted) a signal waits. Values are the caller's in any case.
 */
bool secret_resolve(struct resolver *resolver, const struct secrets *secrets, struct resolution *resolutions);

/* Wipes all values. */
void secret_resolve_release(struct resolution *resolutions, size_t count);

/*
 * Prints a line for each failure, then a warning for each secret that comes
 * from a later source; those with the same reason share a line. The exit
 * status: EX_OK, or the greatest of the failures'.
 */
int secret_resolve_report(struct arena *arena, struct diag *diag, const struct resolution *resolutions, size_t count);

#endif
