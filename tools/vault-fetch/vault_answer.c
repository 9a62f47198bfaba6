/* vault_answer: see vault_answer.h. */
#include "vault_answer.h"

#include <stdio.h>
#include <string.h>

#include "secret_pool.h"

/* A NUL in one field must not take the others along, so that jansson lets it through. */
#define FLAGS (JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL)

/* An object, or NULL. */
static json_t *parse(const char *body, size_t size, enum vault_answer_result *result)
{
	json_error_t error;
	json_t *root = json_loadb(body ? body : "", size, FLAGS, &error);

	*result = VAULT_ANSWER_OK;
	if (json_is_object(root))
		return root;
	/* jansson says nothing at all when memory is out. */
	*result = !root && error.text[0] == '\0' ? VAULT_ANSWER_NO_MEMORY : VAULT_ANSWER_MALFORMED;
	json_decref(root);
	return NULL;
}

/* A string without a NUL that is not empty, or NULL. */
static const char *plain_string(const json_t *value)
{
	const char *text = json_string_value(value);

	return text && *text && strlen(text) == json_string_length(value) ? text : NULL;
}

/* A copy that the caller owns. */
static enum vault_answer_result copy(const json_t *value, char **text)
{
	const char *plain = plain_string(value);

	*text = plain ? secret_strndup(plain, strlen(plain)) : NULL;
	if (!plain)
		return VAULT_ANSWER_MALFORMED;
	return *text ? VAULT_ANSWER_OK : VAULT_ANSWER_NO_MEMORY;
}

/* Seconds: a whole number, at least 0; absent is 0. */
static bool read_duration(const json_t *object, double *seconds)
{
	const json_t *value = json_object_get(object, "lease_duration");

	*seconds = value ? (double)json_integer_value(value) : 0;
	return (!value || json_is_integer(value)) && *seconds >= 0;
}

/* Absent is false. */
static bool read_boolean(const json_t *object, const char *name, bool *truth)
{
	const json_t *value = json_object_get(object, name);

	*truth = json_is_true(value);
	return !value || json_is_boolean(value);
}

/* Absent, null and "" are NULL. */
static bool read_lease(const json_t *root, const char **lease)
{
	const json_t *value = json_object_get(root, "lease_id");

	*lease = plain_string(value);
	return *lease || !value || json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0);
}

static enum vault_answer_result read_data(struct vault_data *data, bool versioned)
{
	const json_t *fields = json_object_get(data->root, "data");
	const json_t *wrapped = json_object_get(data->root, "wrap_info");

	if (wrapped && !json_is_null(wrapped))
		return VAULT_ANSWER_WRAPPED;
	if (!read_duration(data->root, &data->duration) || !read_lease(data->root, &data->lease) ||
	    !read_boolean(data->root, "renewable", &data->renewable))
		return VAULT_ANSWER_MALFORMED;
	if (versioned && json_is_object(fields))
		fields = json_object_get(fields, "data");
	else if (versioned)
		return VAULT_ANSWER_MALFORMED;
	if (!json_is_object(fields) && !json_is_null(fields))
		return VAULT_ANSWER_MALFORMED;
	data->fields = json_is_object(fields) ? fields : NULL;
	return VAULT_ANSWER_OK;
}

enum vault_answer_result vault_answer_data(const char *body, size_t size, bool versioned, struct vault_data *data)
{
	enum vault_answer_result result;

	*data = (struct vault_data){ 0 };
	data->root = parse(body, size, &result);
	if (!data->root)
		return result;
	result = read_data(data, versioned);
	if (result != VAULT_ANSWER_OK)
		vault_data_release(data);
	return result;
}

enum vault_answer_result vault_data_field(const struct vault_data *data, const char *field, char **value)
{
	const json_t *found = data->fields ? json_object_get(data->fields, field) : NULL;
	char number[32];
	const char *text = number;

	*value = NULL;
	if (!found || json_is_null(found))
		return VAULT_ANSWER_NO_FIELD;
	if (json_is_string(found) && strlen(json_string_value(found)) == json_string_length(found))
		text = json_string_value(found);
	else if (json_is_integer(found))
		snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(found));
	else if (json_is_boolean(found))
		text = json_is_true(found) ? "true" : "false";
	else
		return VAULT_ANSWER_NOT_TEXT;
	/* Programs take an empty variable for one that is not set, and go on with whatever other identity they find. */
	if (*text == '\0')
		return VAULT_ANSWER_NOT_TEXT;
	*value = secret_strndup(text, strlen(text));
	explicit_bzero(number, sizeof(number));
	return *value ? VAULT_ANSWER_OK : VAULT_ANSWER_NO_MEMORY;
}

void vault_data_release(struct vault_data *data)
{
	json_decref(data->root);
	*data = (struct vault_data){ 0 };
}

static enum vault_answer_result read_mount(const json_t *data, struct vault_mount *mount)
{
	const json_t *options = json_object_get(data, "options");
	const char *type = plain_string(json_object_get(data, "type"));
	enum vault_answer_result result = copy(json_object_get(data, "path"), &mount->path);
	size_t length;

	if (result != VAULT_ANSWER_OK)
		return result;
	length = strlen(mount->path);
	if (mount->path[length - 1] != '/' || (options && !json_is_object(options) && !json_is_null(options))) {
		secret_free(mount->path);
		mount->path = NULL;
		return VAULT_ANSWER_MALFORMED;
	}
	/* As the vault CLI decides it; "generic" is what kv was called once. */
	mount->kv = !type || strcmp(type, "kv") == 0 || strcmp(type, "generic") == 0;
	if (mount->kv) {
		const json_t *version = json_is_object(options) ? json_object_get(options, "version") : NULL;

		mount->versioned = json_is_string(version) && strcmp(json_string_value(version), "2") == 0;
	}
	return VAULT_ANSWER_OK;
}

enum vault_answer_result vault_answer_mount(const char *body, size_t size, struct vault_mount *mount)
{
	enum vault_answer_result result;
	json_t *root = parse(body, size, &result);

	*mount = (struct vault_mount){ 0 };
	if (root)
		result = read_mount(json_object_get(root, "data"), mount);
	json_decref(root);
	return result;
}

static enum vault_answer_result read_auth(const json_t *auth, struct vault_token *token)
{
	const json_t *type = json_object_get(auth, "token_type");

	if (!json_is_object(auth) || !read_duration(auth, &token->duration) ||
	    !read_boolean(auth, "renewable", &token->renewable))
		return VAULT_ANSWER_MALFORMED;
	token->batch = json_is_string(type) && strcmp(json_string_value(type), "batch") == 0;
	return copy(json_object_get(auth, "client_token"), &token->id);
}

enum vault_answer_result vault_answer_login(const char *body, size_t size, struct vault_token *token)
{
	enum vault_answer_result result;
	json_t *root = parse(body, size, &result);
	const json_t *wrapped = json_object_get(root, "wrap_info");

	*token = (struct vault_token){ 0 };
	if (root && wrapped && !json_is_null(wrapped))
		result = VAULT_ANSWER_WRAPPED;
	else if (root)
		result = read_auth(json_object_get(root, "auth"), token);
	json_decref(root);
	return result;
}

enum vault_answer_result vault_answer_string(const char *body, size_t size, bool data, const char *name, char **value)
{
	enum vault_answer_result result;
	json_t *root = parse(body, size, &result);

	*value = NULL;
	if (root)
		result = copy(json_object_get(data ? json_object_get(root, "data") : root, name), value);
	json_decref(root);
	return result;
}

enum vault_answer_result vault_answer_renewal(const char *body, size_t size, double *duration, bool *renewable)
{
	enum vault_answer_result result;
	json_t *root = parse(body, size, &result);
	const json_t *auth = json_object_get(root, "auth");
	const json_t *from = json_is_object(auth) ? auth : root;

	if (root && (!read_duration(from, duration) || !read_boolean(from, "renewable", renewable)))
		result = VAULT_ANSWER_MALFORMED;
	if (result != VAULT_ANSWER_OK) {
		*duration = 0;
		*renewable = false;
	}
	json_decref(root);
	return result;
}
