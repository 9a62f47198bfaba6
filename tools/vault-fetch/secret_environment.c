/* secret_environment: see secret_environment.h. */
#include "secret_environment.h"

#include <string.h>

/* True when ENTRY, "NAME=value", is of NAME; NAME may end in '*', which stands for any rest. */
static bool is_of(const char *entry, const char *name)
{
	size_t length = strlen(name);

	if (name[length - 1] == '*')
		return strncmp(entry, name, length - 1) == 0;
	return strncmp(entry, name, length) == 0 && entry[length] == '=';
}

static bool is_credential(const char *entry)
{
	static const char *const names[] = {
		"VAULT_TOKEN", "VAULT_ROLE_ID", "VAULT_SECRET_ID", "VAULT_WRAPPED_SECRET_ID", "VAULT_ID_TOKEN",
		"OP_*",        "ACTIONS_ID_TOKEN_*",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is_of(entry, names[i]))
			return true;
	return false;
}

/* True when ENTRY is of a secret, or of a variable that one may come from. */
static bool is_secret(const char *entry, const struct secrets *secrets)
{
	for (size_t i = 0; i < secrets->all; i++) {
		const struct secret_source *from = secret_find_source(&secrets->items[i], SECRET_ENV);

		if (is_of(entry, secrets->items[i].name) || (from && is_of(entry, from->text)))
			return true;
	}
	return false;
}

/* True when ENTRY is of a secret that was asked for. */
static bool is_wanted(const char *entry, const struct secrets *secrets)
{
	for (size_t i = 0; i < secrets->count; i++)
		if (is_of(entry, secrets->items[i].name))
			return true;
	return false;
}

/* The secrets come first: that is how release finds them again. */
char **secret_environment_make(char *const *base, const struct secrets *secrets, const struct resolution *resolutions,
                               bool keep)
{
	size_t entries = 0, used = 0, count = secrets->count;
	char **environment;

	while (base[entries])
		entries++;
	environment = secret_alloc((entries + count + 1) * sizeof(*environment));
	if (!environment)
		return NULL;
	for (; used < count; used++) {
		struct secret_text entry = { 0 };

		secret_text_add(&entry, resolutions[used].secret->name, strlen(resolutions[used].secret->name));
		secret_text_add(&entry, "=", 1);
		secret_text_add(&entry, resolutions[used].value, strlen(resolutions[used].value));
		environment[used] = entry.data;
		if (entry.failed) {
			secret_environment_release(environment, used + 1);
			return NULL;
		}
	}
	for (size_t i = 0; i < entries; i++)
		if (keep ? !is_wanted(base[i], secrets) : !is_credential(base[i]) && !is_secret(base[i], secrets))
			environment[used++] = base[i];
	environment[used] = NULL;
	return environment;
}

void secret_environment_release(char **environment, size_t count)
{
	for (size_t i = 0; environment && i < count; i++)
		secret_free(environment[i]);
	secret_free(environment);
}
