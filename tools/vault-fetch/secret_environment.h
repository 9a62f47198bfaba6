/*
 * secret_environment: what COMMAND finds in its environment.
 *
 * The caller's, with the secrets that were asked for. Without all others that
 * secrets.yml knows, and the variables that it takes some from; and without the
 * credentials that secrets are fetched with: VAULT_TOKEN, VAULT_ROLE_ID,
 * VAULT_SECRET_ID, VAULT_WRAPPED_SECRET_ID, VAULT_ID_TOKEN, and all names that
 * begin with OP_ or ACTIONS_ID_TOKEN_. A secret of such a name that was asked
 * for is there. A COMMAND that fetches some itself keeps all that it may need
 * for it.
 */
#ifndef SECRET_ENVIRONMENT_H
#define SECRET_ENVIRONMENT_H

#include "secret_resolve.h"

/*
 * RESOLUTIONS are those of the SECRETS that were asked for, each with its
 * value. An array that ends in NULL, for execve(2), in the secret pool as are
 * the entries of secrets; the others point into BASE. KEEP: COMMAND keeps what
 * secrets are fetched with, and all others of the caller. NULL when memory is out.
 */
char **secret_environment_make(char *const *base, const struct secrets *secrets, const struct resolution *resolutions,
                               bool keep);

/* Wipes what secret_environment_make made. ENVIRONMENT can be NULL. */
void secret_environment_release(char **environment, size_t count);

#endif
