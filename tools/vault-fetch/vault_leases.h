/*
 * vault_leases: what a session holds is renewed while it is needed, and then
 * given back.
 */
#ifndef VAULT_LEASES_H
#define VAULT_LEASES_H

#include "diag.h"
#include "vault_session.h"

/* When something has to be renewed next, by fetch_now(); infinite when nothing has. */
double vault_leases_due(const struct vault_session *session);

/*
 * Renews what is due: leases and the session's own token after two thirds of
 * their time, again after half of what is left when that fails. Each that
 * will end before COMMAND may is named once in a warning.
 */
void vault_leases_renew(struct vault_session *session, struct diag *diag);

/*
 * Revokes the leases, then the session's own token, which takes along what is
 * left of its leases, within SECONDS. What cannot be revoked, and what lost
 * answers may have given out, is named in a warning: it ends by itself. Wipes
 * the session.
 */
void vault_leases_revoke(struct vault_session *session, struct diag *diag, double seconds);

#endif
