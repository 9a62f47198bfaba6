/*
 * store_file: a lock among the processes of one machine.
 *
 * It is an open file description lock (fcntl(2), F_OFD_SETLK) on FOLDER/KEY.lock,
 * which the kernel holds until the last process closes it: COMMAND and all that
 * it starts inherit the descriptor, so the lock cannot be another's before
 * they are gone, whoever was killed. There is no lease to renew. The file holds
 * the lock info of its holder, written in place: nobody else writes it while
 * the lock is held, and half of it is as good as none.
 *
 * FOLDER/KEY.lock.json has the last token, replaced whole and synced before it
 * is used. Breaking a lock unlinks the file: the holder finds out when it looks
 * whether the name still leads to what it has locked, and the next one locks
 * another file. Who did so and why is in FOLDER/KEY.lock.broken.ID.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lock_folders.h"
#include "lock_place.h"
#include "lock_text.h"
#include "output.h"
#include "store.h"

#define RECORD_MAX 16384
#define TOKEN_MAX INT64_C(999999999999999999)

struct file_store {
	struct store store;
	struct text lock, record; /* paths */
	int fd;                   /* -1: not locked */
};

static struct file_store *as_file(struct store *store)
{
	return (struct file_store *)store;
}

static struct store *file_open(struct diag *diag, const struct lock_options *options, int *status)
{
	struct file_store *file = calloc(1, sizeof(*file));

	if (file != NULL) {
		file->store = (struct store){ .kind = &store_file, .diag = diag, .options = options, .inherit = -1 };
		file->fd = -1;
		text_printf(&file->lock, "%s/%s.lock", options->folder, options->key);
		text_printf(&file->record, "%s/%s.lock.json", options->folder, options->key);
		if (!file->lock.failed && !file->record.failed)
			return &file->store;
		text_release(&file->lock);
		text_release(&file->record);
		free(file);
	}
	diag_error(diag, "out of memory");
	*status = EX_OSERR;
	return NULL;
}

static void file_close(struct store *store)
{
	struct file_store *file = as_file(store);

	if (file->fd >= 0)
		close(file->fd);
	store_holder_clear(store);
	text_release(&file->lock);
	text_release(&file->record);
	free(file);
}

/* Reads FD from its beginning; the number of bytes, at most RECORD_MAX, or -1. */
static ssize_t read_all(int fd, char data[RECORD_MAX])
{
	ssize_t size = 0, got;

	while (size < RECORD_MAX && (got = pread(fd, data + size, (size_t)(RECORD_MAX - size), size)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		size += got;
	}
	return size;
}

/* The last token, 0 when there was none. A record that cannot be read is an error: tokens must not repeat. */
static enum store_result read_token(struct file_store *file, uint64_t *token)
{
	int fd = open(file->record.data, O_RDONLY | O_CLOEXEC);
	char data[RECORD_MAX];
	ssize_t size;
	json_t *object;
	json_int_t value;

	*token = 0;
	if (fd < 0 && errno == ENOENT)
		return STORE_OK;
	size = fd < 0 ? -1 : read_all(fd, data);
	if (fd >= 0)
		close(fd);
	if (size < 0)
		return store_fail(&file->store, EX_IOERR, "cannot read '%s': %s", file->record.data, strerror(errno));
	object = lock_json_parse(data, (size_t)size);
	value = json_integer_value(json_object_get(object, "Token"));
	json_decref(object);
	if (value < 1 || value >= TOKEN_MAX)
		return store_fail(&file->store, EX_DATAERR, "'%s' holds no token", file->record.data);
	*token = (uint64_t)value;
	return STORE_OK;
}

static enum store_result issue_token(struct file_store *file)
{
	char record[64];
	uint64_t last;
	enum store_result result = read_token(file, &last);

	if (result != STORE_OK)
		return result;
	snprintf(record, sizeof(record), "{\"Token\":%" PRIu64 "}\n", last + 1);
	if (output_write(file->store.diag, file->record.data, record, strlen(record), OUTPUT_DURABLE) == OUTPUT_FAILED) {
		file->store.status = EX_CANTCREAT;
		return STORE_FAILED;
	}
	file->store.token = last + 1;
	return STORE_OK;
}

/* Who we are, for others to read: of no use to us, so a full disk is no failure. */
static enum store_result write_info(struct file_store *file)
{
	char *line = store_info_json(&file->store);
	size_t length;

	if (line == NULL)
		return store_no_memory(&file->store);
	length = strlen(line);
	if (ftruncate(file->fd, 0) == 0 && pwrite(file->fd, line, length, 0) != (ssize_t)length)
		(void)!ftruncate(file->fd, 0);
	free(line);
	return STORE_OK;
}

/* Whether the name still leads to what is open: nobody broke the lock. */
static bool is_named(const struct file_store *file)
{
	struct stat named, opened;

	return stat(file->lock.data, &named) == 0 && fstat(file->fd, &opened) == 0 && named.st_dev == opened.st_dev &&
	       named.st_ino == opened.st_ino;
}

static enum store_result file_release(struct store *store)
{
	struct file_store *file = as_file(store);
	struct flock none = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

	if (file->fd < 0)
		return STORE_OK;
	(void)!ftruncate(file->fd, 0);
	/* For all who have the descriptor, too. It cannot fail for a lock that is held. */
	(void)fcntl(file->fd, F_OFD_SETLK, &none);
	close(file->fd);
	file->fd = -1;
	store->inherit = -1;
	return STORE_OK;
}

/* STORE_OK with the file open and locked, or STORE_BUSY. */
static enum store_result lock_file(struct file_store *file)
{
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct store *store = &file->store;
	char *path = file->lock.data;

	for (;;) {
		if (!lock_make_folders(path))
			return store_fail(store, EX_CANTCREAT, "cannot make the folder of '%s': %s", path, strerror(errno));
		file->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (file->fd < 0)
			return store_fail(store, EX_CANTCREAT, "cannot open '%s': %s", path, strerror(errno));
		if (fcntl(file->fd, F_OFD_SETLK, &all) != 0) {
			int error = errno;

			close(file->fd);
			file->fd = -1;
			if (error == EAGAIN || error == EACCES)
				return STORE_BUSY;
			return store_fail(store, EX_IOERR, "cannot lock '%s': %s", path, strerror(error));
		}
		if (is_named(file))
			return STORE_OK;
		close(file->fd); /* it was broken between the two calls */
		file->fd = -1;
	}
}

static enum store_result file_look(struct store *store)
{
	struct file_store *file = as_file(store);
	struct flock all = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char data[RECORD_MAX];
	ssize_t size;
	enum store_result result;
	int fd;

	store_holder_clear(store);
	result = read_token(file, &store->holder.token);
	if (result != STORE_OK)
		return result;
	fd = open(file->lock.data, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT)
		return STORE_OK;
	if (fd < 0 || fcntl(fd, F_OFD_GETLK, &all) != 0) {
		result = store_fail(store, EX_IOERR, "cannot look at '%s': %s", file->lock.data, strerror(errno));
		if (fd >= 0)
			close(fd);
		return result;
	}
	store->holder.holds = all.l_type != F_UNLCK;
	store->holder.life = store->holder.holds ? STORE_ALIVE : STORE_DEAD;
	size = store->holder.holds ? read_all(fd, data) : 0;
	close(fd);
	if (size > 0 && !store_holder_read(store, data, (size_t)size))
		return store_no_memory(store);
	if (store->holder.info.fields[LOCK_ID] != NULL && bakery_is_id(store->holder.info.fields[LOCK_ID]))
		memcpy(store->holder.id, store->holder.info.fields[LOCK_ID], BAKERY_ID_SIZE);
	return STORE_OK;
}

static enum store_result file_try(struct store *store)
{
	struct file_store *file = as_file(store);
	enum store_result result = lock_file(file);

	if (result == STORE_BUSY) {
		result = file_look(store);
		store->holder.holds = true; /* or it was a moment ago */
		return result == STORE_OK ? STORE_BUSY : result;
	}
	if (result == STORE_OK && !bakery_new_id(store->id))
		result = store_fail(store, EX_OSERR, "no random bytes: %s", strerror(errno));
	if (result == STORE_OK)
		result = issue_token(file);
	if (result == STORE_OK)
		result = write_info(file);
	if (result == STORE_OK) {
		lease_begin_forever(&store->lease);
		store->inherit = file->fd;
	}
	return result;
}

static void broken_path(struct file_store *file, const char *id, struct text *path)
{
	text_printf(path, "%s.broken.%s", file->lock.data, id);
}

static enum store_result file_renew(struct store *store)
{
	struct file_store *file = as_file(store);
	struct text path = { 0 };
	char data[RECORD_MAX];
	ssize_t size = 0;
	int fd;

	if (file->fd < 0 || is_named(file))
		return STORE_OK;
	broken_path(file, store->id, &path);
	fd = path.failed ? -1 : open(path.data, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		size = read_all(fd, data);
		close(fd);
	}
	text_release(&path);
	return size > 0 ? store_broken(store, data, (size_t)size) : store_lose(store, "its file was removed");
}

static enum store_result file_end(struct store *store, const char *record)
{
	struct file_store *file = as_file(store);
	char id[BAKERY_ID_SIZE];
	struct text path = { 0 };
	enum output_result written;
	enum store_result result;

	memcpy(id, store->holder.id, sizeof(id));
	broken_path(file, id, &path);
	if (path.failed)
		return store_no_memory(store);
	written = output_write(store->diag, path.data, record, strlen(record), OUTPUT_DURABLE);
	text_release(&path);
	if (written == OUTPUT_FAILED) {
		store->status = EX_CANTCREAT;
		return STORE_FAILED;
	}
	/* Once more: the lock may have changed hands since the user looked. */
	result = file_look(store);
	if (result != STORE_OK)
		return result;
	if (strcmp(store->holder.id, id) != 0)
		return store_lose(store, "it has just been released");
	if (unlink(file->lock.data) != 0 && errno != ENOENT)
		return store_fail(store, EX_IOERR, "cannot remove '%s': %s", file->lock.data, strerror(errno));
	return STORE_OK;
}

const struct store_kind store_file = {
	.name = "file",
	.place = &place_file,
	.ttl_min = LEASE_SECOND,
	.ttl_max = LEASE_FOREVER,
	.check_every = LEASE_SECOND,
	.open = file_open,
	.try = file_try,
	.renew = file_renew,
	.release = file_release,
	.look = file_look,
	.end = file_end,
	.close = file_close,
};
