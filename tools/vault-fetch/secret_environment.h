/*
 * secret_environment: what COMMAND finds in its environment.
 *
 * The caller's, with the secrets that were asked for. Without all others that
 * secrets.yml knows, and the variables that it takes some from; and without the
 * credentials that secrets are fetched with: VAULT_TOKEN, VAULT_ROLE_ID,
 * VAULT_SECRET_ID, VAULT_WRAPPED_SECRET_ID, VAULT_ID_TOKEN, and all names that
 * begin with OP_ or ACTIONS_ID_TOKEN_. A secret of such a name that was asked
 * for is there. A COMMAND that fetches some itself keeps all that it may need
 * for it; once somebody has logged in to Vault, that is the token, and not what
 * another login could be made with: that may be good for one only.
 */
#ifndef SECRET_ENVIRONMENT_H
#define SECRET_ENVIRONMENT_H

#include "secret_resolve.h"

/* What a COMMAND that fetches secrets itself does it with. */
struct secret_login {
	bool keep;         /* what secrets are fetched with, and all others of the caller; else none of it */
	const char *token; /* of the login that was made, for VAULT_TOKEN; NULL: there was none */
};

struct secret_environment {
	char **entries; /* for execve(2), ends in NULL; in the secret pool */
	size_t made;    /* how many of them are, too; the others are the caller's */
};

/*
 * RESOLUTIONS are those of the SECRETS that were asked for, each with its
 * value. The entries that are not made point into BASE. False when memory is
 * out; to be released in any case.
 */
bool secret_environment_make(struct secret_environment *environment, char *const *base, const struct secrets *secrets,
                             const struct resolution *resolutions, struct secret_login login);

/* Wipes what was made. */
void secret_environment_release(struct secret_environment *environment);

#endif
