/*
 * place_file: see lock_place.h.
 *
 * What is written is written whole: to a temporary file that is synced and
 * renamed. The SHA-256 of the content stands for the ETag.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lock_folders.h"
#include "lock_place.h"
#include "output.h"

/* Adds the file PATH to DATA. *THERE: there is one. */
static enum store_result read_file(struct store *store, const char *path, bool *there, struct text *data)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char chunk[65536];
	ssize_t got = -1;

	*there = fd >= 0 || (errno != ENOENT && errno != ENOTDIR);
	if (!*there)
		return STORE_OK;
	while (fd >= 0 && ((got = read(fd, chunk, sizeof(chunk))) > 0 || (got < 0 && errno == EINTR))) {
		if (got > 0)
			text_add_n(data, chunk, (size_t)got);
		if (data->failed || data->length > LOCK_LARGE_MAX)
			break;
	}
	if (got < 0)
		(void)store_fail(store, EX_IOERR, "cannot read '%s': %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	if (data->failed)
		return store_no_memory(store);
	if (data->length > LOCK_LARGE_MAX)
		return store_fail(store, EX_DATAERR, "'%s' is too large for a state", path);
	return got < 0 ? STORE_FAILED : STORE_OK;
}

static const char *content_of(const struct text *data)
{
	return data->data != NULL ? data->data : "";
}

static enum store_result take_etag(struct store *store, const struct text *data, char etag[LOCK_ETAG_SIZE])
{
	return lock_digest(content_of(data), data->length, etag) ? STORE_OK : store_no_memory(store);
}

static enum store_result write_file(struct store *store, const char *entry, const void *data, size_t size, bool replace)
{
	struct text path = { 0 };
	enum store_result result = place_path(store, "", entry, &path) ? STORE_OK : store_no_memory(store);

	if (result == STORE_OK && !lock_make_folders(path.data))
		result = store_fail(store, EX_CANTCREAT, "cannot make the folder of '%s': %s", path.data, strerror(errno));
	if (result == STORE_OK && !replace && access(path.data, F_OK) == 0)
		result = STORE_BUSY;
	if (result == STORE_OK && output_write(store->diag, path.data, data, size, OUTPUT_DURABLE) == OUTPUT_FAILED) {
		(void)store_lose(store, "cannot write '%s'", path.data); /* it was said why */
		store->status = EX_CANTCREAT;
		result = STORE_FAILED;
	}
	text_release(&path);
	return result;
}

static enum store_result read_record(struct store *store, struct lock_record *record)
{
	struct text path = { 0 }, data = { 0 };
	enum store_result result = place_path(store, "", "record.json", &path) ? STORE_OK : store_no_memory(store);
	bool there = false;

	if (result == STORE_OK)
		result = read_file(store, path.data, &there, &data);
	if (result == STORE_OK && there && !lock_record_parse(record, content_of(&data), data.length))
		result = place_misread(store, path.data);
	text_release(&path);
	text_release(&data);
	return result;
}

static enum store_result look(struct store *store, struct lock_state *now, struct lock_record *record, int64_t deadline)
{
	struct text data = { 0 };
	enum store_result result;

	(void)deadline;
	*now = (struct lock_state){ .serial = -1 };
	*record = (struct lock_record){ 0 };
	result = read_file(store, store->options->state, &now->there, &data);
	if (result == STORE_OK && now->there)
		result = take_etag(store, &data, now->etag);
	text_release(&data);
	return result == STORE_OK ? read_record(store, record) : result;
}

static enum store_result read_content(struct store *store, const char *entry, const char *unless, struct place_content *content,
                                      int64_t deadline)
{
	struct text path = { 0 };
	enum store_result result = place_path(store, "", entry, &path) ? STORE_OK : store_no_memory(store);

	(void)deadline;
	if (result == STORE_OK)
		result = read_file(store, path.data, &content->there, &content->data);
	text_release(&path);
	if (result == STORE_OK && content->there)
		result = take_etag(store, &content->data, content->etag);
	content->unchanged = content->there && unless != NULL && strcmp(unless, content->etag) == 0;
	return result;
}

static enum store_result keep(struct store *store, const char *entry, const struct text *data, int64_t deadline)
{
	(void)deadline;
	return write_file(store, entry, content_of(data), data->length, entry == NULL);
}

static enum store_result write_record(struct store *store, const struct lock_record *record, int64_t deadline)
{
	char *line = lock_record_print(record);
	enum store_result result;

	(void)deadline;
	if (line == NULL)
		return store_no_memory(store);
	result = write_file(store, "record.json", line, strlen(line), true);
	free(line);
	return result;
}

static void heads(struct store *store, struct place_head *all, size_t count, bool served, int64_t deadline)
{
	(void)served; /* of Garage only */
	(void)deadline;
	for (size_t i = 0; i < count; i++) {
		struct text data = { 0 };

		all[i].known = read_file(store, all[i].name, &all[i].there, &data) == STORE_OK &&
		               (!all[i].there || take_etag(store, &data, all[i].etag) == STORE_OK);
		text_release(&data);
	}
}

const struct place_kind place_file = {
	.look = look,
	.read = read_content,
	.keep = keep,
	.write = write_record,
	.heads = heads,
};
