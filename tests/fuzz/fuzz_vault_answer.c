/*
 * fuzz_vault_answer: any bytes as each kind of answer that Vault may give.
 *
 * jansson's memory is the ordinary one here, so that the sanitizers see all of
 * it. What is given must agree with the result.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "secret_pool.h"
#include "vault_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void as_data(const char *body, size_t size, bool versioned)
{
	enum vault_answer_result result;
	struct vault_data data;
	char *value;

	result = vault_answer_data(body, size, versioned, &data);
	check((result == VAULT_ANSWER_OK) == (data.root != NULL));
	if (result != VAULT_ANSWER_OK)
		return;
	check(data.duration >= 0 && (!data.lease || *data.lease != '\0'));
	result = vault_data_field(&data, "f", &value);
	check((result == VAULT_ANSWER_OK) == (value != NULL));
	secret_free(value);
	vault_data_release(&data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *body = (const char *)data;
	enum vault_answer_result result;
	struct vault_mount mount;
	struct vault_token token;
	bool renewable;
	double duration;
	char *value;

	as_data(body, size, false);
	as_data(body, size, true);
	result = vault_answer_mount(body, size, &mount);
	check((result == VAULT_ANSWER_OK) == (mount.path != NULL));
	check(!mount.path || mount.path[strlen(mount.path) - 1] == '/');
	secret_free(mount.path);
	result = vault_answer_login(body, size, &token);
	check((result == VAULT_ANSWER_OK) == (token.id != NULL));
	secret_free(token.id);
	result = vault_answer_string(body, size, true, "f", &value);
	check((result == VAULT_ANSWER_OK) == (value != NULL));
	secret_free(value);
	vault_answer_renewal(body, size, &duration, &renewable);
	check(duration >= 0);
	return 0;
}
