/* secrets_file: see secrets_file.h. */
#include "secrets_file.h"

#include <string.h>
#include <sysexits.h>

#include "secret_reference.h"
#include "yaml_reader.h"

const char *const secret_source_names[SECRET_SOURCES] = {
	[SECRET_VAULT] = "vault",
	[SECRET_OP] = "op",
	[SECRET_ENV] = "env",
	[SECRET_PLACEHOLDER] = "placeholder",
};

const struct secret_source *secret_find_source(const struct secret *secret, enum secret_source_kind kind)
{
	for (size_t i = 0; i < secret->count; i++)
		if (secret->sources[i].kind == kind)
			return &secret->sources[i];
	return NULL;
}

static int no_memory(struct diag *diag)
{
	diag_error(diag, "out of memory");
	return EX_OSERR;
}

static void report_key(struct diag *diag, const struct node *key)
{
	const char *nearest = diag_nearest(key->as.text, secret_source_names, SECRET_SOURCES);

	if (nearest)
		diag_error_node(diag, key, "unknown key \"%s\"; did you mean \"%s\"?", key->as.text, nearest);
	else
		diag_error_node(diag, key, "unknown key \"%s\"; there are: vault, op, env, placeholder", key->as.text);
}

static void report_name(struct arena *arena, struct diag *diag, const struct node *at, const char *what)
{
	const char *suggestion = secret_name_suggestion(arena, at->as.text, at->count);

	if (suggestion)
		diag_error_node(diag, at, "\"%s\" cannot be %s; did you mean \"%s\"?", at->as.text, what, suggestion);
	else
		diag_error_node(diag, at, "\"%s\" cannot be %s: letters, digits and '_', no digit first", at->as.text, what);
}

/* A placeholder goes into the environment as it is. */
static bool check_placeholder(struct diag *diag, const struct node *value)
{
	if (value->count > 0 && strlen(value->as.text) == value->count)
		return true;
	diag_error_node(diag, value, value->count ? "the placeholder holds a NUL, which no environment variable can"
	                                          : "the placeholder is empty");
	return false;
}

static bool check_source(struct arena *arena, struct diag *diag, enum secret_source_kind kind,
                         const struct node *value)
{
	char reason[SECRET_REASON_SIZE];

	if (value->kind != NODE_STRING) {
		diag_error_node(diag, value, "\"%s\" is a string, not %s %s%s", secret_source_names[kind],
		                strchr("aeiou", node_kind_name(value)[0]) ? "an" : "a", node_kind_name(value),
		                value->kind == NODE_NUMBER || value->kind == NODE_BOOL ? "; quote it" : "");
		return false;
	}
	switch (kind) {
	case SECRET_VAULT:
	case SECRET_OP:
		if (secret_reference_is_valid(kind, value->as.text, value->count, reason))
			return true;
		diag_error_node(diag, value, "\"%s\" is no reference for %s: %s", value->as.text,
		                kind == SECRET_VAULT ? "Vault" : "1Password", reason);
		return false;
	case SECRET_ENV:
		if (secret_name_is_valid(value->as.text, value->count))
			return true;
		report_name(arena, diag, value, "an environment variable");
		return false;
	default:
		return check_placeholder(diag, value);
	}
}

/* Reads the sources of one secret; false when something is wrong with them, and printed. */
static bool read_sources(struct arena *arena, struct diag *diag, const struct node *key, const struct node *value,
                         struct secret *secret)
{
	bool right = true;

	*secret = (struct secret){ .name = key->as.text };
	if (value->kind != NODE_MAPPING || value->count == 0) {
		diag_error_node(diag, value, "\"%s\" is a mapping with one or more of vault, op, env and placeholder",
		                key->as.text);
		return false;
	}
	for (uint32_t i = 0; i < value->count; i++) {
		const struct node_entry *entry = &value->as.entries[i];
		unsigned kind = 0;

		while (kind < SECRET_SOURCES && !node_is(entry->key, secret_source_names[kind]))
			kind++;
		if (kind == SECRET_SOURCES) {
			report_key(diag, entry->key);
			right = false;
		} else if (!check_source(arena, diag, kind, entry->value)) {
			right = false;
		} else {
			secret->sources[secret->count++] = (struct secret_source){
				.kind = kind,
				.value = entry->value,
				.text = entry->value->as.text,
			};
		}
	}
	return right;
}

int secrets_from_node(struct arena *arena, struct diag *diag, const struct node *root, struct secrets *secrets)
{
	bool right = true;

	*secrets = (struct secrets){ .items = arena_calloc(arena, root->count + 1, sizeof(*secrets->items)) };
	if (!secrets->items)
		return no_memory(diag);
	for (uint32_t i = 0; i < root->count; i++) {
		const struct node_entry *entry = &root->as.entries[i];

		if (!secret_name_is_valid(entry->key->as.text, entry->key->count)) {
			report_name(arena, diag, entry->key, "an environment variable");
			right = false;
		}
		if (!read_sources(arena, diag, entry->key, entry->value, &secrets->items[secrets->count++]))
			right = false;
	}
	secrets->all = secrets->count;
	return right ? EX_OK : EX_DATAERR;
}

int secrets_read(struct arena *arena, struct diag *diag, const char *path, struct secrets *secrets)
{
	const struct node *root;
	int status = yaml_read_file(arena, diag, path, &root);

	return status == EX_OK ? secrets_from_node(arena, diag, root, secrets) : status;
}

static int unknown_name(struct arena *arena, struct diag *diag, const struct secrets *secrets, const char *name)
{
	const char **names = arena_calloc(arena, secrets->count + 1, sizeof(*names));
	const char *nearest;

	if (!names)
		return no_memory(diag);
	for (size_t i = 0; i < secrets->count; i++)
		names[i] = secrets->items[i].name;
	nearest = diag_nearest(name, names, secrets->count);
	if (nearest)
		diag_error(diag, "no secret is called '%s'; did you mean '%s'?", name, nearest);
	else
		diag_error(diag, "no secret is called '%s'; see '--check'", name);
	return EX_USAGE;
}

int secrets_select(struct arena *arena, struct diag *diag, struct secrets *secrets, const char *list)
{
	bool *wanted = arena_calloc(arena, secrets->count + 1, sizeof(*wanted));
	struct secret *sorted = arena_calloc(arena, secrets->count + 1, sizeof(*sorted));
	size_t kept = 0, last = secrets->count;

	if (!wanted || !sorted)
		return no_memory(diag);
	if (*list == '\0') {
		secrets->count = 0;
		return EX_OK;
	}
	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ","), i = 0;

		while (i < secrets->count && (strlen(secrets->items[i].name) != length ||
		                              strncmp(secrets->items[i].name, at, length) != 0))
			i++;
		if (i == secrets->count) {
			const char *name = arena_strndup(arena, at, length);

			return name ? unknown_name(arena, diag, secrets, name) : no_memory(diag);
		}
		wanted[i] = true;
		at += length;
		if (*at == '\0')
			break;
	}
	for (size_t i = 0; i < secrets->count; i++)
		sorted[wanted[i] ? kept++ : --last] = secrets->items[i];
	secrets->items = sorted;
	secrets->count = kept;
	return EX_OK;
}

static int expand(struct arena *arena, struct diag *diag, const struct secret *secret, struct secret_source *source,
                  const char *environment)
{
	if (source->kind != SECRET_VAULT && source->kind != SECRET_OP)
		return EX_OK;
	if (!environment && secret_reference_needs_environment(source->text)) {
		diag_error(diag, "%s: '-e' is missing: \"%s\" needs the name of an environment", secret->name, source->text);
		return EX_USAGE;
	}
	if (environment)
		source->text = secret_reference_expand(arena, source->text, environment);
	if (!source->text ||
	    (source->kind == SECRET_VAULT && !secret_reference_split(arena, source->text, &source->vault)))
		return no_memory(diag);
	return EX_OK;
}

int secrets_expand(struct arena *arena, struct diag *diag, struct secrets *secrets, const char *environment)
{
	int status = EX_OK;

	for (size_t i = 0; i < secrets->count && status == EX_OK; i++) {
		struct secret *secret = &secrets->items[i];

		for (size_t j = 0; j < secret->count && status == EX_OK; j++)
			status = expand(arena, diag, secret, &secret->sources[j], environment);
	}
	return status;
}
