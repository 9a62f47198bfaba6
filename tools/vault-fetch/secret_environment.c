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

/* What Vault is logged in to with. */
static bool is_login(const char *entry)
{
	static const char *const names[] = {
		"VAULT_TOKEN", "VAULT_ROLE_ID", "VAULT_SECRET_ID", "VAULT_WRAPPED_SECRET_ID", "VAULT_ID_TOKEN",
		"ACTIONS_ID_TOKEN_*",
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

static bool is_handed_down(const char *entry, const struct secrets *secrets, struct secret_login login)
{
	if (login.keep)
		return !is_wanted(entry, secrets) && !(login.token && is_login(entry));
	return !is_login(entry) && !is_of(entry, "OP_*") && !is_secret(entry, secrets);
}

static void add(struct secret_environment *environment, const char *name, const char *value, bool *failed)
{
	struct secret_text entry = { 0 };

	secret_text_add(&entry, name, strlen(name));
	secret_text_add(&entry, "=", 1);
	secret_text_add(&entry, value, strlen(value));
	*failed |= entry.failed;
	environment->entries[environment->made++] = entry.data;
}

bool secret_environment_make(struct secret_environment *environment, char *const *base, const struct secrets *secrets,
                             const struct resolution *resolutions, struct secret_login login)
{
	size_t entries = 0, used;
	bool failed = false;

	while (base[entries])
		entries++;
	*environment = (struct secret_environment){
		.entries = secret_alloc((entries + secrets->count + 2) * sizeof(*environment->entries)),
	};
	if (!environment->entries)
		return false;
	for (size_t i = 0; i < secrets->count; i++)
		add(environment, resolutions[i].secret->name, resolutions[i].value, &failed);
	if (login.keep && login.token && !is_wanted("VAULT_TOKEN=", secrets))
		add(environment, "VAULT_TOKEN", login.token, &failed);
	used = environment->made;
	for (size_t i = 0; i < entries; i++)
		if (is_handed_down(base[i], secrets, login))
			environment->entries[used++] = base[i];
	environment->entries[used] = NULL;
	return !failed;
}

void secret_environment_release(struct secret_environment *environment)
{
	for (size_t i = 0; i < environment->made; i++)
		secret_free(environment->entries[i]);
	secret_free(environment->entries);
	*environment = (struct secret_environment){ 0 };
}
