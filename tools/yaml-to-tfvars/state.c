/* state: see state.h. */
#include "state.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "inventory.h"
#include "names.h"
#include "paths.h"

static const char *const backends[] = { [STATE_LOCAL] = "local", [STATE_GARAGE] = "garage", [STATE_CONSUL] = "consul" };

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz" DIGITS
#define HOST "ABCDEFGHIJKLMNOPQRSTUVWXYZ" LOWER ".:_-[]"

/* What is being read. */
struct reading {
	const struct render *render;
	const struct node *document;
	const struct node *place; /* for what is missing */
	const char *backend;
	int status;
};

const char *state_backend_name(enum state_backend backend)
{
	return backends[backend];
}

static void bad(struct reading *reading)
{
	if (reading->status == EX_OK)
		reading->status = EX_DATAERR;
}

static bool is_loopback(const char *host, size_t length)
{
	static const char *const names[] = { "localhost", "[::1]" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (length == strlen(names[i]) && strncasecmp(host, names[i], length) == 0)
			return true;
	return length > 4 && strncmp(host, "127.", 4) == 0 && strspn(host, DIGITS ".") == length;
}

/* How long the host is that URL goes on with at HOST; 0 when that is none. */
static size_t host_length(const char *host)
{
	size_t length = strcspn(host, *host == '[' ? "]/" : ":/");

	if (*host == '[' && host[length++] != ']')
		return 0;
	return host[length] == '\0' || host[length] == ':' || host[length] == '/' ? length : 0;
}

/* What speaks against URL, of LENGTH bytes, below which there may be a path where PATH says so; NULL: nothing. */
static const char *url_problem(const char *url, size_t length, bool path)
{
	const char *host = strncmp(url, "https://", 8) == 0 ? url + 8 : strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;

	if (!host)
		return "it begins neither with https:// nor with http://";
	if (strspn(host, path ? HOST "/" : HOST) != length - (size_t)(host - url))
		return path ? "it has more than a host and a path" : "it has more than a host";
	if (host_length(host) == 0)
		return "it has no host";
	if (url[4] == ':' && !is_loopback(host, host_length(host)))
		return "http:// is for this machine's loopback interface only: what is in state must not be readable on the way";
	return NULL;
}

/* The string under KEY; FALLBACK, which may be NULL for none, where the inventory leaves it out. */
static const char *get(struct reading *reading, const char *key, const char *fallback, const struct node **node)
{
	*node = inventory_get(reading->render, reading->document, key, NODE_STRING, &reading->status);
	return *node ? (*node)->as.text : fallback;
}

static const char *get_url(struct reading *reading, const char *key, bool path)
{
	const struct node *node;
	const char *url = get(reading, key, NULL, &node), *problem = url ? url_problem(url, node->count, path) : NULL;

	if (url && !problem) {
		url = path_trim(reading->render->arena, url);
		if (!url)
			reading->status = render_no_memory(reading->render);
		return url;
	}
	if (url)
		diag_error_node(reading->render->diag, node, "\"%s\" cannot be used: %s", key, problem);
	else if (reading->status == EX_OK)
		diag_error_node(reading->render->diag, reading->place, "state in %s needs \"%s\", a URL", reading->backend, key);
	bad(reading);
	return NULL;
}

/* What S3 allows, and a makefile: Amazon's "General purpose bucket naming rules", read 2026-11-25. */
static bool is_bucket(const char *name, size_t length)
{
	return length >= 3 && length <= 63 && strspn(name, LOWER ".-") == length && isalnum((unsigned char)*name) &&
	       isalnum((unsigned char)name[length - 1]) && !strstr(name, "..");
}

/* The bucket under KEY, else the product's and environment's own, which ends in END. */
static const char *get_bucket(struct reading *reading, const char *key, const char *product, const char *end)
{
	const char *own = arena_printf(reading->render->arena, "%s-%s-%s", product, reading->render->settings.environment, end);
	const struct node *node;
	const char *name = get(reading, key, own, &node);

	if (!own) {
		reading->status = render_no_memory(reading->render);
		return NULL;
	}
	if (is_bucket(name, node ? node->count : strlen(name)))
		return name;
	diag_error_node(reading->render->diag, node ? node : reading->place, "\"%s\" cannot be the name of a bucket%s%s", name,
	                node ? "" : ": say another, as ", node ? "" : key);
	bad(reading);
	return NULL;
}

static void read_garage(struct reading *reading, const char *product, struct state_place *state)
{
	const struct node *region, *writes;
	const char *way = get(reading, "writes", "direct", &writes);

	state->endpoint = get_url(reading, "endpoint", true);
	state->region = get(reading, "region", "garage", &region);
	if (region && !name_is_plain(region->as.text, region->count)) {
		diag_error_node(reading->render->diag, region, "\"%s\" cannot be the name of a region", region->as.text);
		bad(reading);
	}
	state->bucket = get_bucket(reading, "bucket", product, "state");
	state->lock_bucket = get_bucket(reading, "lock_bucket", product, "locks");
	state->served = strcmp(way, "served") == 0;
	if (!state->served && strcmp(way, "direct") != 0) {
		diag_error_node(reading->render->diag, writes, "\"writes\" must be direct or served, not \"%s\"", way);
		bad(reading);
	}
}

/* Every key is one of some backend. */
static void check_keys(struct reading *reading)
{
	static const char *const known[] = { "backend", "endpoint", "region", "bucket", "lock_bucket", "writes", "address" };
	struct list names = { .items = (const char **)known, .count = sizeof(known) / sizeof(*known) };

	for (size_t i = 0; i < reading->document->count; i++) {
		const struct node *key = reading->document->as.entries[i].key;

		if (list_has(&names, key->as.text))
			continue;
		diag_error_node(reading->render->diag, key, "unknown key \"%s\" of state%s", key->as.text,
		                name_hint(reading->render->arena, key->as.text, &names));
		bad(reading);
	}
}

static bool choose_backend(struct reading *reading, struct state_place *state)
{
	struct list names = { .items = (const char **)backends, .count = sizeof(backends) / sizeof(*backends) };
	const struct node *node;

	reading->backend = get(reading, "backend", backends[STATE_LOCAL], &node);
	if (node)
		reading->place = node;
	for (size_t i = 0; i < names.count; i++) {
		if (strcmp(reading->backend, backends[i]) == 0) {
			state->backend = (enum state_backend)i;
			return true;
		}
	}
	diag_error_node(reading->render->diag, node, "unknown backend \"%s\"%s", reading->backend,
	                name_hint(reading->render->arena, reading->backend, &names));
	bad(reading);
	return false;
}

int state_read(const struct render *render, const struct node *product, const struct node *document,
               struct state_place *state)
{
	struct reading reading = { .render = render, .document = document, .place = document, .status = EX_OK };

	*state = (struct state_place){ .backend = STATE_LOCAL };
	if (!document)
		return EX_OK;
	check_keys(&reading);
	if (!choose_backend(&reading, state) || state->backend == STATE_LOCAL)
		return reading.status;
	if (!name_is_plain(product->as.text, product->count)) {
		diag_error_node(render->diag, product, "\"%s\" cannot be the first part of a key of state in %s", product->as.text,
		                reading.backend);
		return EX_DATAERR;
	}
	state->prefix = arena_printf(render->arena, "%s/%s", product->as.text, render->settings.environment);
	if (!state->prefix)
		return render_no_memory(render);
	if (state->backend == STATE_GARAGE)
		read_garage(&reading, product->as.text, state);
	else
		state->address = get_url(&reading, "address", false);
	return reading.status;
}
