#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "capture.h"
#include "output.h"

/* Every test runs in an empty folder of its own. */
struct folder {
	char path[32];
	int before;
};

static struct folder folder;

static int setup(void **state)
{
	strcpy(folder.path, "/tmp/test_output.XXXXXX");
	folder.before = open(".", O_RDONLY | O_DIRECTORY);
	if (folder.before < 0 || mkdtemp(folder.path) == NULL || chdir(folder.path) != 0)
		return -1;
	umask(022);
	return capture_setup(state);
}

/* The number of entries in the folder, so that a temporary left behind is seen; removes them when asked to. */
static int count_entries(bool removed)
{
	DIR *dir = opendir(".");
	struct dirent *entry;
	int count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		count++;
		if (removed)
			assert_int_equal(remove(entry->d_name), 0);
	}
	closedir(dir);
	return count;
}

static int teardown(void **state)
{
	count_entries(true);
	if (fchdir(folder.before) != 0 || close(folder.before) != 0 || rmdir(folder.path) != 0)
		return -1;
	return capture_teardown(state);
}

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void assert_holds(const char *path, const char *text)
{
	char content[256];
	FILE *file = fopen(path, "r");
	size_t length;

	assert_non_null(file);
	length = fread(content, 1, sizeof(content) - 1, file);
	content[length] = '\0';
	fclose(file);
	assert_string_equal(content, text);
}

static struct stat status_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status;
}

static enum output_result write_text(struct capture *capture, const char *path, const char *text)
{
	return output_write(&capture->diag, path, text, strlen(text), OUTPUT_DURABLE);
}

static void a_new_file_has_the_mode_of_the_umask(void **state)
{
	umask(027);
	assert_int_equal(write_text(*state, "out", "new"), OUTPUT_WRITTEN);
	assert_holds("out", "new");
	assert_int_equal(status_of("out").st_mode & 07777, 0640);
	assert_int_equal(count_entries(false), 1);
	assert_string_equal(capture_text(*state), "");
}

static void an_existing_file_is_replaced_and_keeps_its_mode(void **state)
{
	struct stat before;

	put("out", "old");
	assert_int_equal(chmod("out", 0600), 0);
	before = status_of("out");
	assert_int_equal(write_text(*state, "out", "new"), OUTPUT_WRITTEN);
	assert_holds("out", "new");
	assert_int_equal(status_of("out").st_mode & 07777, 0600);
	assert_int_not_equal(status_of("out").st_ino, before.st_ino);
	assert_int_equal(count_entries(false), 1);
}

static void equal_content_keeps_the_time_stamp(void **state)
{
	const struct timespec old[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };
	struct stat before;

	put("out", "same");
	assert_int_equal(utimensat(AT_FDCWD, "out", old, 0), 0);
	before = status_of("out");
	assert_int_equal(write_text(*state, "out", "same"), OUTPUT_UNCHANGED);
	assert_int_equal(status_of("out").st_mtim.tv_sec, 1000000000);
	assert_int_equal(status_of("out").st_ino, before.st_ino);

	assert_int_equal(write_text(*state, "out", "SAME"), OUTPUT_WRITTEN); /* as long, and different */
	assert_holds("out", "SAME");
	assert_int_equal(write_text(*state, "out", "SAME and more"), OUTPUT_WRITTEN);
	assert_holds("out", "SAME and more");
	assert_int_equal(write_text(*state, "out", ""), OUTPUT_WRITTEN);
	assert_int_equal(write_text(*state, "out", ""), OUTPUT_UNCHANGED);
}

static void large_content_is_compared_to_its_end(void **state)
{
	static char data[200000];
	struct capture *capture = *state;

	memset(data, 'x', sizeof(data));
	assert_int_equal(output_write(&capture->diag, "out", data, sizeof(data), OUTPUT_REMAKABLE), OUTPUT_WRITTEN);
	assert_int_equal(output_write(&capture->diag, "out", data, sizeof(data), OUTPUT_REMAKABLE), OUTPUT_UNCHANGED);
	data[sizeof(data) - 1] = 'y';
	assert_int_equal(output_write(&capture->diag, "out", data, sizeof(data), OUTPUT_REMAKABLE), OUTPUT_WRITTEN);
	assert_int_equal(status_of("out").st_size, sizeof(data));
}

static void a_link_stays_and_its_file_is_replaced(void **state)
{
	struct stat link;

	assert_int_equal(mkdir("real", 0755), 0);
	put("real/file", "old");
	assert_int_equal(symlink("real/file", "out"), 0);
	assert_int_equal(write_text(*state, "out", "new"), OUTPUT_WRITTEN);
	assert_int_equal(lstat("out", &link), 0);
	assert_true(S_ISLNK(link.st_mode));
	assert_holds("real/file", "new");
	assert_int_equal(unlink("real/file"), 0);
	assert_int_equal(rmdir("real"), 0); /* no temporary is left in it */
}

static void a_taken_name_is_no_obstacle(void **state)
{
	char taken[64];

	snprintf(taken, sizeof(taken), ".out.%ld.0.tmp", (long)getpid());
	put(taken, "left by a killed program");
	assert_int_equal(write_text(*state, "out", "new"), OUTPUT_WRITTEN);
	assert_holds("out", "new");
	assert_holds(taken, "left by a killed program");
	assert_int_equal(count_entries(false), 2);
}

static void the_longest_name_can_be_written(void **state)
{
	char name[256];

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(write_text(*state, name, "new"), OUTPUT_WRITTEN);
	assert_holds(name, "new");
}

static void what_cannot_be_created_says_why(void **state)
{
	struct capture *capture = *state;
	struct output_file file = { .path = "none/out", .data = "x", .size = 1 };

	assert_int_equal(write_text(capture, "none/out", "x"), OUTPUT_FAILED);
	assert_string_equal(capture_text(capture), "prog: cannot create 'none/out': No such file or directory\n");
	assert_int_equal(output_write_files(&capture->diag, &file, 1, OUTPUT_DURABLE), EX_CANTCREAT);

	assert_int_equal(mkdir("dir", 0755), 0);
	capture_text(capture);
	assert_int_equal(write_text(capture, "dir", "x"), OUTPUT_FAILED);
	assert_string_equal(capture_text(capture), "prog: cannot create 'dir': Is a directory\n");
	assert_int_equal(count_entries(false), 1);
}

static void a_failing_write_leaves_the_old_file(void **state)
{
	struct capture *capture = *state;
	char data[8192] = "";
	struct output_file file = { .path = "out", .data = data, .size = sizeof(data) };
	struct rlimit before, limit;

	put("out", "old");
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = (struct rlimit){ .rlim_cur = 4096, .rlim_max = before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(output_write_files(&capture->diag, &file, 1, OUTPUT_DURABLE), EX_IOERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(file.result, OUTPUT_FAILED);
	assert_string_equal(capture_text(capture), "prog: cannot write 'out': File too large\n");
	assert_holds("out", "old");
	assert_int_equal(count_entries(false), 1);
}

static void several_files_are_all_written_or_none(void **state)
{
	struct capture *capture = *state;
	struct output_file files[] = {
		{ .path = "a", .data = "new a", .size = 5 },
		{ .path = "none/b", .data = "new b", .size = 5 },
	};

	put("a", "old a");
	assert_int_equal(output_write_files(&capture->diag, files, 2, OUTPUT_DURABLE), EX_CANTCREAT);
	assert_holds("a", "old a");
	assert_int_equal(files[0].result, OUTPUT_FAILED);
	assert_int_equal(count_entries(false), 1);

	files[1].path = "b";
	assert_int_equal(output_write_files(&capture->diag, files, 2, OUTPUT_DURABLE), EX_OK);
	assert_holds("a", "new a");
	assert_holds("b", "new b");
	files[1].data = "newer";
	assert_int_equal(output_write_files(&capture->diag, files, 2, OUTPUT_DURABLE), EX_OK);
	assert_int_equal(files[0].result, OUTPUT_UNCHANGED);
	assert_int_equal(files[1].result, OUTPUT_WRITTEN);
	assert_holds("b", "newer");
	assert_int_equal(count_entries(false), 2);
}

/* A FIFO, not a device: were it replaced after all, nobody would miss it. */
static void what_is_no_file_is_written_and_not_replaced(void **state)
{
	struct capture *capture = *state;
	struct output_file file = { .path = "link", .data = "text", .size = 4 };
	char content[8] = "";
	struct stat status;
	int reader;

	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(symlink("fifo", "link"), 0);
	reader = open("fifo", O_RDONLY | O_NONBLOCK);
	assert_true(reader >= 0);
	assert_int_equal(output_write_files(&capture->diag, &file, 1, OUTPUT_DURABLE), EX_OK);
	assert_int_equal(file.result, OUTPUT_WRITTEN);
	assert_int_equal(read(reader, content, sizeof(content)), 4);
	assert_string_equal(content, "text");
	close(reader);
	assert_int_equal(lstat("fifo", &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_int_equal(count_entries(false), 2);
}

static void the_signal_mask_is_restored(void **state)
{
	sigset_t before, after;

	sigemptyset(&before);
	sigaddset(&before, SIGTERM);
	sigaddset(&before, SIGUSR1);
	assert_int_equal(sigprocmask(SIG_SETMASK, &before, NULL), 0);
	assert_int_equal(write_text(*state, "out", "new"), OUTPUT_WRITTEN);
	sigemptyset(&before);
	assert_int_equal(sigprocmask(SIG_SETMASK, &before, &after), 0);
	assert_true(sigismember(&after, SIGTERM));
	assert_true(sigismember(&after, SIGUSR1));
	assert_false(sigismember(&after, SIGINT));
}

/* Makes standard output PATH and returns a copy of what it was. */
static int redirect(const char *path)
{
	int before = dup(STDOUT_FILENO), fd = open(path, O_WRONLY | O_CREAT, 0666);

	fflush(stdout);
	assert_true(before >= 0 && fd >= 0);
	assert_int_equal(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	close(fd);
	return before;
}

static void restore(int before)
{
	assert_int_equal(dup2(before, STDOUT_FILENO), STDOUT_FILENO);
	close(before);
}

static void standard_output_is_written_and_stays_open(void **state)
{
	struct capture *capture = *state;
	int before = redirect("stdout");
	int first = output_write_stdout(&capture->diag, "one ", 4);
	int second = output_write_stdout(&capture->diag, "two", 3);

	restore(before);
	assert_int_equal(first, EX_OK);
	assert_int_equal(second, EX_OK);
	assert_holds("stdout", "one two");
}

static void a_full_standard_output_is_an_error(void **state)
{
	struct capture *capture = *state;
	int before = redirect("/dev/full");
	int result = output_write_stdout(&capture->diag, "x", 1);

	restore(before);
	assert_int_equal(result, EX_IOERR);
	assert_string_equal(capture_text(capture), "prog: cannot write standard output: No space left on device\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_file_has_the_mode_of_the_umask, setup, teardown),
		cmocka_unit_test_setup_teardown(an_existing_file_is_replaced_and_keeps_its_mode, setup, teardown),
		cmocka_unit_test_setup_teardown(equal_content_keeps_the_time_stamp, setup, teardown),
		cmocka_unit_test_setup_teardown(large_content_is_compared_to_its_end, setup, teardown),
		cmocka_unit_test_setup_teardown(a_link_stays_and_its_file_is_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(a_taken_name_is_no_obstacle, setup, teardown),
		cmocka_unit_test_setup_teardown(the_longest_name_can_be_written, setup, teardown),
		cmocka_unit_test_setup_teardown(what_cannot_be_created_says_why, setup, teardown),
		cmocka_unit_test_setup_teardown(a_failing_write_leaves_the_old_file, setup, teardown),
		cmocka_unit_test_setup_teardown(several_files_are_all_written_or_none, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_file_is_written_and_not_replaced, setup, teardown),
		cmocka_unit_test_setup_teardown(the_signal_mask_is_restored, setup, teardown),
		cmocka_unit_test_setup_teardown(standard_output_is_written_and_stays_open, setup, teardown),
		cmocka_unit_test_setup_teardown(a_full_standard_output_is_an_error, setup, teardown),
	};

	return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
