/*
 * vault_read: the values of references to Vault, all of them at once.
 *
 * What has equal paths is read once, so that the fields of one set of dynamic
 * credentials belong to one lease, which the session keeps.
 */
#ifndef VAULT_READ_H
#define VAULT_READ_H

#include "secret_lookup.h"
#include "vault_session.h"

/*
 * Looks COUNT references up, all of SECRET_VAULT; the session is logged in.
 * False when memory is out or a signal waits: see the session. Values found
 * are the caller's in any case.
 */
bool vault_read(struct vault_session *session, struct secret_lookup *lookups, size_t count);

#endif
