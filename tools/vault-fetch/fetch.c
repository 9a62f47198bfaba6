/* fetch: see fetch.h. */
#include "fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "fetch_clock.h"
#include "fetch_command.h"
#include "fetch_options.h"
#include "one_password.h"
#include "output.h"
#include "secret_environment.h"
#include "secret_table.h"
#include "vault_leases.h"
#include "vault_login.h"

#define REVOKE_SECONDS 10

extern char **environ;

/* Everything that lasts as long as the program. */
struct fetch {
	struct arena arena;
	struct diag *diag;
	struct fetch_options options;
	struct fetch_signals signals;
	struct secrets secrets;
	struct resolution *resolutions;
	struct vault_settings settings;
	struct vault_session session;
};

static int no_memory(struct fetch *fetch)
{
	diag_error(fetch->diag, "out of memory");
	return EX_OSERR;
}

/* What the inventory says, and what of it is asked for. */
static int read_inventory(struct fetch *fetch)
{
	const struct fetch_options *options = &fetch->options;
	int status = secrets_read(&fetch->arena, fetch->diag, options->file, &fetch->secrets);

	if (status == EX_OK && options->only)
		status = secrets_select(&fetch->arena, fetch->diag, &fetch->secrets, options->only);
	if (status == EX_OK)
		status = secrets_expand(&fetch->arena, fetch->diag, &fetch->secrets, options->environment);
	if (status == EX_OK && !options->offline)
		status = vault_settings_read(&fetch->arena, fetch->diag, &fetch->settings);
	if (status == EX_OK && fetch->settings.skip_verify)
		diag_error(fetch->diag, "warning: VAULT_SKIP_VERIFY is set: whoever answers is taken for Vault");
	fetch->resolutions = arena_calloc(&fetch->arena, fetch->secrets.count + 1, sizeof(*fetch->resolutions));
	return status == EX_OK && !fetch->resolutions ? no_memory(fetch) : status;
}

/* Ends by the signal that waits. */
static int interrupted(struct fetch *fetch)
{
	int code, signal = fetch_signals_take(&fetch->signals, &code);

	vault_leases_revoke(&fetch->session, fetch->diag, REVOKE_SECONDS);
	return fetch_die_of(signal ? signal : SIGTERM);
}

/* Nothing is asked for but a login for COMMAND, which fetches by itself. False to end with *STATUS. */
static bool log_in(struct fetch *fetch, int *status)
{
	struct vault_session *session = &fetch->session;

	session->deadline = fetch_now() + fetch->options.deadline;
	if (vault_login(session))
		return true;
	if (session->interrupted) {
		*status = interrupted(fetch);
		return false;
	}
	diag_error(fetch->diag, "%s", session->problem);
	*status = session->status;
	return false;
}

/* True when each secret has been seen to, with *STATUS of them all; false to end with *STATUS. */
static bool resolve(struct fetch *fetch, int *status)
{
	struct resolver resolver = {
		.arena = &fetch->arena,
		.signals = &fetch->signals,
		.session = fetch->settings.address ? &fetch->session : NULL,
		.seconds = fetch->options.deadline,
		.placeholders = fetch->options.placeholders || fetch->options.check,
		.offline = fetch->options.offline,
	};

	fetch->session = (struct vault_session){
		.arena = &fetch->arena,
		.settings = &fetch->settings,
		.signals = fetch->signals.fd,
	};
	if ((fetch->options.offline || one_password_find(&fetch->arena, &resolver.op)) &&
	    secret_resolve(&resolver, &fetch->secrets, fetch->resolutions)) {
		*status = secret_resolve_report(&fetch->arena, fetch->diag, fetch->resolutions, fetch->secrets.count);
		if (fetch->secrets.count == 0 && fetch->options.keep_login && resolver.session)
			return log_in(fetch, status);
		return true;
	}
	*status = resolver.interrupted ? interrupted(fetch) : no_memory(fetch);
	return false;
}

/* STATUS is what resolving gave: what is missing is no failure yet. */
static int print_table(struct fetch *fetch, int status)
{
	struct text text = { 0 };
	int printed;

	secret_table_write(&text, fetch->resolutions, fetch->secrets.count);
	printed = text.failed ? no_memory(fetch) : output_write_stdout(fetch->diag, text.data, text.length);
	text_release(&text);
	if (printed != EX_OK)
		return printed;
	if (status != EX_OK && status != EX_UNAVAILABLE)
		return status;
	if (fetch->options.strict && !secret_table_is_complete(fetch->resolutions, fetch->secrets.count))
		return EX_UNAVAILABLE;
	return EX_OK;
}

/* As a child, with somebody who stays to renew and revoke. */
static int run_child(struct fetch *fetch, struct secret_environment *environment)
{
	struct fetch_child child;

	if (!fetch_command_start(fetch->diag, &fetch->signals, fetch->options.command, environment->entries, &child))
		return EX_OSERR;
	secret_environment_release(environment);
	secret_resolve_release(fetch->resolutions, fetch->secrets.count);
	fetch_command_wait(fetch->diag, &fetch->signals, &fetch->session, &child);
	vault_leases_revoke(&fetch->session, fetch->diag, REVOKE_SECONDS);
	return fetch_command_end(&child);
}

static int run(struct fetch *fetch)
{
	struct secret_login login = { .keep = fetch->options.keep_login, .token = fetch->session.token.id };
	struct secret_environment environment;

	if (!secret_environment_make(&environment, environ, &fetch->secrets, fetch->resolutions, login))
		return no_memory(fetch);
	/* Nothing of a connection is left to the command. */
	vault_session_disconnect(&fetch->session);
	if (vault_session_holds(&fetch->session))
		return run_child(fetch, &environment);
	/* There is nothing to give back, but perhaps something to warn of. */
	vault_leases_revoke(&fetch->session, fetch->diag, REVOKE_SECONDS);
	return fetch_command_become(fetch->diag, &fetch->signals, fetch->options.command, environment.entries);
}

static int start(struct fetch *fetch)
{
	int status;

	if (!fetch_signals_open(&fetch->signals)) {
		diag_error(fetch->diag, "cannot wait for signals: %s", strerror(errno));
		return EX_OSERR;
	}
	if (resolve(fetch, &status)) {
		if (fetch->options.check)
			status = print_table(fetch, status);
		else if (status == EX_OK)
			status = run(fetch);
	}
	vault_leases_revoke(&fetch->session, fetch->diag, REVOKE_SECONDS);
	return status;
}

int fetch_main(struct diag *diag, int argc, char **argv)
{
	struct fetch fetch = { .diag = diag, .signals = { .fd = -1 } };
	int status;

	secret_pool_serve_json();
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		status = no_memory(&fetch);
	else if (fetch_options_read(&fetch.arena, diag, argc, argv, &fetch.options, &status)) {
		status = read_inventory(&fetch);
		if (status == EX_OK)
			status = start(&fetch);
	}
	vault_session_release(&fetch.session);
	vault_settings_release(&fetch.settings);
	secret_pool_release();
	if (fetch.signals.fd >= 0)
		close(fetch.signals.fd);
	arena_release(&fetch.arena);
	curl_global_cleanup();
	return status;
}
