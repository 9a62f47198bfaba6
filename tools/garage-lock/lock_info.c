/* lock_info: see lock_info.h. */
#include "lock_info.h"

#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lock_text.h"

const char *const lock_field_names[LOCK_FIELDS] = {
	[LOCK_ID] = "ID",   [LOCK_OPERATION] = "Operation", [LOCK_INFO] = "Info", [LOCK_WHO] = "Who",
	[LOCK_VERSION] = "Version", [LOCK_CREATED] = "Created", [LOCK_PATH] = "Path",
};

void lock_info_now(char out[32])
{
	time_t now = time(NULL);
	struct tm parts;

	if (gmtime_r(&now, &parts) == NULL || strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		out[0] = '\0';
}

char *lock_info_who(void)
{
	char host[HOST_NAME_MAX + 1] = "";
	const struct passwd *entry = getpwuid(geteuid());
	struct text who = { 0 };

	if (gethostname(host, sizeof(host)) != 0)
		host[0] = '\0';
	host[sizeof(host) - 1] = '\0';
	if (entry != NULL)
		text_add(&who, entry->pw_name);
	else
		text_printf(&who, "%lu", (unsigned long)geteuid());
	text_printf(&who, "@%s", host[0] != '\0' ? host : "unknown");
	if (who.failed)
		text_release(&who);
	return who.data;
}

bool lock_info_make(struct lock_info *info, const char *id, const char *operation, const char *version,
                    const char *path)
{
	char now[32];

	lock_info_now(now);
	*info = (struct lock_info){ .fields = {
		[LOCK_ID] = strdup(id), [LOCK_OPERATION] = strdup(operation), [LOCK_INFO] = strdup(""),
		[LOCK_WHO] = lock_info_who(), [LOCK_VERSION] = strdup(version), [LOCK_CREATED] = strdup(now),
		[LOCK_PATH] = strdup(path),
	} };
	for (size_t i = 0; i < LOCK_FIELDS; i++) {
		if (info->fields[i] == NULL) {
			lock_info_release(info);
			return false;
		}
	}
	return true;
}

json_t *lock_info_to_json(const struct lock_info *info)
{
	json_t *object = json_object();

	for (size_t i = 0; object != NULL && i < LOCK_FIELDS; i++) {
		const char *value = info->fields[i] == NULL ? "" : info->fields[i];

		/* A host's or a user's name may be no UTF-8; then it is not said. */
		if (json_object_set_new(object, lock_field_names[i], json_string(value)) != 0 &&
		    json_object_set_new(object, lock_field_names[i], json_string("")) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

bool lock_info_from_json(struct lock_info *info, const json_t *object)
{
	*info = (struct lock_info){ 0 };
	for (size_t i = 0; i < LOCK_FIELDS; i++) {
		const char *value = json_string_value(json_object_get(object, lock_field_names[i]));

		if (value == NULL)
			continue;
		info->fields[i] = strdup(value);
		if (info->fields[i] == NULL) {
			lock_info_release(info);
			return false;
		}
	}
	return true;
}

json_t *lock_json_parse(const char *text, size_t size)
{
	json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(json)) {
		json_decref(json);
		return NULL;
	}
	return json;
}

char *lock_json_print(const json_t *json)
{
	char *line = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	struct text text = { 0 };

	if (line == NULL)
		return NULL;
	text_printf(&text, "%s\n", line);
	free(line);
	if (text.failed)
		text_release(&text);
	return text.data;
}

static void add_field(struct text *out, const char *before, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	text_add(out, before);
	lock_text_show(out, value);
}

void lock_info_describe(struct text *out, const struct lock_info *info)
{
	const char *who = info->fields[LOCK_WHO];

	add_field(out, "", who != NULL && *who != '\0' ? who : "somebody");
	add_field(out, " since ", info->fields[LOCK_CREATED]);
	add_field(out, ", for ", info->fields[LOCK_OPERATION]);
	add_field(out, ", ID ", info->fields[LOCK_ID]);
}

void lock_info_release(struct lock_info *info)
{
	for (size_t i = 0; i < LOCK_FIELDS; i++)
		free(info->fields[i]);
	*info = (struct lock_info){ 0 };
}
