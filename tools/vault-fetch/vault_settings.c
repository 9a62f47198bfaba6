/* vault_settings: see vault_settings.h. */
#include "vault_settings.h"

#include <curl/curl.h>
#include <errno.h>
#include <fts.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

/* The CLI waits 60 s for its one attempt; here a server that hangs is asked again while the deadline lasts. */
#define DEFAULT_TIMEOUT 10

const char *vault_variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value != '\0' ? value : NULL;
}

/* True for localhost, 127.0.0.0/8 and ::1. */
static bool is_loopback(const char *host)
{
	if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
		return true;
	/* curl has made four decimal numbers of all spellings of an IPv4 address. */
	return strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0';
}

/* EX_OK, EX_USAGE when secrets may not be sent there, or EX_OSERR (memory). */
static int inspect_url(const char *text, bool *loopback)
{
	CURLU *url = curl_url();
	char *scheme = NULL, *host = NULL, *user = NULL;
	CURLUcode code = url ? curl_url_set(url, CURLUPART_URL, text, 0) : CURLUE_OUT_OF_MEMORY;
	int status = EX_USAGE;

	*loopback = false;
	if (code == CURLUE_OK)
		code = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
	if (code == CURLUE_OK)
		code = curl_url_get(url, CURLUPART_HOST, &host, 0);
	if (code == CURLUE_OK) {
		*loopback = is_loopback(host);
		code = curl_url_get(url, CURLUPART_USER, &user, 0);
	}
	if (code == CURLUE_OUT_OF_MEMORY)
		status = EX_OSERR;
	else if (code == CURLUE_NO_USER && (strcmp(scheme, "https") == 0 || (strcmp(scheme, "http") == 0 && *loopback)))
		status = EX_OK;
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_url_cleanup(url);
	return status;
}

bool vault_url_is_safe(const char *url)
{
	bool loopback;

	return inspect_url(url, &loopback) == EX_OK;
}

static int wrong(struct diag *diag, const char *name, const char *reason)
{
	diag_error(diag, "%s: %s", name, reason);
	return EX_USAGE;
}

static int no_memory(struct diag *diag)
{
	diag_error(diag, "out of memory");
	return EX_OSERR;
}

/* A value that could end a header line early, or hide something in a terminal. */
static bool has_control(const char *value)
{
	for (; *value; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7f)
			return true;
	return false;
}

static int read_address(struct arena *arena, struct diag *diag, struct vault_settings *settings)
{
	const char *address = vault_variable("VAULT_ADDR");
	size_t length = address ? strlen(address) : 0;
	bool loopback;
	int status;

	if (!address)
		return EX_OK;
	status = inspect_url(address, &loopback);
	if (status == EX_OSERR)
		return no_memory(diag);
	if (status != EX_OK || has_control(address) || strpbrk(address, "?#"))
		return wrong(diag, "VAULT_ADDR", "not https://HOST[:PORT]; http:// only for this machine itself");
	while (length > 0 && address[length - 1] == '/')
		length--;
	if (loopback)
		settings->proxy = ""; /* none can reach this machine */
	settings->address = arena_strndup(arena, address, length);
	return settings->address ? EX_OK : no_memory(diag);
}

/* As Go's strconv.ParseBool. */
static int read_skip_verify(struct diag *diag, struct vault_settings *settings)
{
	static const char *const truths[] = { "1", "t", "T", "true", "TRUE", "True" };
	static const char *const lies[] = { "0", "f", "F", "false", "FALSE", "False" };
	const char *value = vault_variable("VAULT_SKIP_VERIFY");
	const char *ci = vault_variable("CI");
	bool known = !value;

	for (size_t i = 0; value && i < sizeof(truths) / sizeof(truths[0]); i++) {
		settings->skip_verify |= strcmp(value, truths[i]) == 0;
		known |= settings->skip_verify || strcmp(value, lies[i]) == 0;
	}
	if (!known)
		return wrong(diag, "VAULT_SKIP_VERIFY", "neither true nor false");
	if (settings->skip_verify && ci && strcmp(ci, "false") != 0)
		return wrong(diag, "VAULT_SKIP_VERIFY", "refused in CI: name the CA with VAULT_CACERT instead");
	return EX_OK;
}

/* As Vault's ParseDurationSecond: seconds, or Go's form, "1m30s". */
static bool parse_duration(const char *text, double *seconds)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = { { "ms", 0.001 }, { "s", 1 }, { "m", 60 }, { "h", 3600 } };
	char *end;

	if (text[strspn(text, "0123456789")] == '\0') {
		*seconds = strtod(text, NULL);
		return true;
	}
	for (*seconds = 0; *text; text = end) {
		double number;
		size_t unit = 0, count = sizeof(units) / sizeof(units[0]);

		if (strspn(text, "0123456789.") == 0)
			return false;
		number = strtod(text, &end);
		while (unit < count && strncmp(end, units[unit].name, strlen(units[unit].name)) != 0)
			unit++;
		if (unit == count)
			return false;
		*seconds += number * units[unit].seconds;
		end += strlen(units[unit].name);
	}
	return true;
}

static int read_limits(struct diag *diag, struct vault_settings *settings)
{
	const char *timeout = vault_variable("VAULT_CLIENT_TIMEOUT");
	const char *retries = vault_variable("VAULT_MAX_RETRIES");

	settings->timeout = DEFAULT_TIMEOUT;
	settings->max_retries = -1;
	if (timeout && (!parse_duration(timeout, &settings->timeout) || !isfinite(settings->timeout)))
		return wrong(diag, "VAULT_CLIENT_TIMEOUT", "not a duration such as 30 or 1m30s");
	if (settings->timeout <= 0)
		settings->timeout = DEFAULT_TIMEOUT;
	if (!retries)
		return EX_OK;
	errno = 0;
	settings->max_retries = strtol(retries, NULL, 10);
	if (errno || retries[strspn(retries, "0123456789")] != '\0')
		return wrong(diag, "VAULT_MAX_RETRIES", "not a whole number");
	return EX_OK;
}

/* Adds the file PATH to the bundle. False with errno when it cannot be read. */
static bool add_file(struct text *bundle, const char *path)
{
	FILE *file = fopen(path, "re");
	char data[4096];
	size_t got;
	bool complete;

	if (!file)
		return false;
	while ((got = fread(data, 1, sizeof(data), file)) > 0)
		text_add_n(bundle, data, got);
	text_add(bundle, "\n");
	complete = !ferror(file);
	return fclose(file) == 0 && complete;
}

/* As the CLI does, every file below PATH; curl itself would want the names that c_rehash(1) gives. */
static int read_ca_path(struct diag *diag, const char *path, struct text *bundle)
{
	char *const roots[] = { (char *)path, NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	const FTSENT *entry;
	int error = tree ? 0 : errno;

	while (!error && (errno = 0, entry = fts_read(tree)) != NULL) {
		if (entry->fts_info == FTS_ERR || entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS)
			error = entry->fts_errno;
		else if (entry->fts_info == FTS_F && !add_file(bundle, entry->fts_path))
			error = errno;
	}
	if (!error)
		error = errno;
	if (tree)
		fts_close(tree);
	if (bundle->failed)
		return no_memory(diag);
	if (error || bundle->length == 0) {
		diag_error(diag, "VAULT_CAPATH: cannot read '%s': %s", path, error ? strerror(error) : "no file in it");
		return EX_NOINPUT;
	}
	return EX_OK;
}

static int check_file(struct diag *diag, const char *name, const char *path)
{
	if (!path || access(path, R_OK) == 0)
		return EX_OK;
	diag_error(diag, "%s: cannot read '%s': %s", name, path, strerror(errno));
	return EX_NOINPUT;
}

static int read_tls(struct diag *diag, struct vault_settings *settings)
{
	const char *bytes = vault_variable("VAULT_CACERT_BYTES"), *path = vault_variable("VAULT_CAPATH");
	int status = EX_OK;

	settings->ca_file = vault_variable("VAULT_CACERT");
	settings->client_certificate = vault_variable("VAULT_CLIENT_CERT");
	settings->client_key = vault_variable("VAULT_CLIENT_KEY");
	settings->server_name = vault_variable("VAULT_TLS_SERVER_NAME");
	if (!settings->client_certificate != !settings->client_key)
		return wrong(diag, settings->client_key ? "VAULT_CLIENT_KEY" : "VAULT_CLIENT_CERT",
		             "VAULT_CLIENT_CERT and VAULT_CLIENT_KEY go together");
	if (settings->server_name && settings->server_name[strcspn(settings->server_name, ":/?#@ ")] != '\0')
		return wrong(diag, "VAULT_TLS_SERVER_NAME", "not the name of a host");
	if (!settings->ca_file && bytes)
		text_add(&settings->ca_bundle, bytes);
	else if (!settings->ca_file && path)
		status = read_ca_path(diag, path, &settings->ca_bundle);
	if (status == EX_OK)
		status = check_file(diag, "VAULT_CACERT", settings->ca_file);
	if (status == EX_OK)
		status = check_file(diag, "VAULT_CLIENT_CERT", settings->client_certificate);
	if (status == EX_OK)
		status = check_file(diag, "VAULT_CLIENT_KEY", settings->client_key);
	return settings->ca_bundle.failed ? no_memory(diag) : status;
}

int vault_settings_read(struct arena *arena, struct diag *diag, struct vault_settings *settings)
{
	int status;

	*settings = (struct vault_settings){ .namespace = vault_variable("VAULT_NAMESPACE") };
	status = read_address(arena, diag, settings);
	if (status != EX_OK || !settings->address)
		return status;
	if (!settings->proxy)
		settings->proxy = vault_variable("VAULT_PROXY_ADDR");
	if (!settings->proxy)
		settings->proxy = vault_variable("VAULT_HTTP_PROXY");
	if (settings->namespace && has_control(settings->namespace))
		return wrong(diag, "VAULT_NAMESPACE", "a control character");
	status = read_skip_verify(diag, settings);
	if (status == EX_OK)
		status = read_limits(diag, settings);
	if (status == EX_OK)
		status = read_tls(diag, settings);
	return status;
}

void vault_settings_release(struct vault_settings *settings)
{
	text_release(&settings->ca_bundle);
}
