/*
 * vault_login: a token for Vault.
 *
 * The first of these that the environment has:
 *	VAULT_TOKEN
 *	AppRole: VAULT_ROLE_ID with VAULT_SECRET_ID, or VAULT_WRAPPED_SECRET_ID,
 *	  a response-wrapping token of one (HashiCorp, "Response Wrapping")
 *	JWT: VAULT_ID_TOKEN (GitLab's documentation calls it so)
 *	JWT: the token that GitHub Actions gives at ACTIONS_ID_TOKEN_REQUEST_URL,
 *	  asked for the audience VAULT_ID_TOKEN_AUDIENCE if that is set
 *	~/.vault-token, which `vault login` writes
 *
 * VAULT_AUTH_PATH is where the auth method is mounted (approle or jwt),
 * VAULT_AUTH_ROLE the role of a JWT login.
 */
#ifndef VAULT_LOGIN_H
#define VAULT_LOGIN_H

#include "vault_session.h"

/*
 * Sets session->token, and own when it logged in for it. False with the reason
 * in the session: EX_NOPERM when there is nothing to log in with or Vault
 * refuses it, and what vault_session_perform says.
 */
bool vault_login(struct vault_session *session);

#endif
