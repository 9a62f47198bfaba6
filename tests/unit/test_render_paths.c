/* paths of yaml-to-tfvars render. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "paths.h"

struct fixture {
	struct arena arena;
	char folder[64];
};

/* Each test runs in an empty folder of its own. */
static int enter_folder(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	*state = fixture;
	if (!fixture)
		return -1;
	strcpy(fixture->folder, "/tmp/test_render_paths.XXXXXX");
	return mkdtemp(fixture->folder) && chdir(fixture->folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
	struct fixture *fixture = *state;
	char command[128];
	int result;

	snprintf(command, sizeof(command), "rm -rf '%s'", fixture->folder);
	result = chdir("/") == 0 ? system(command) : -1;
	arena_release(&fixture->arena);
	free(fixture);
	return result;
}

static void depth_counts_folders(void **state)
{
	(void)state;
	assert_int_equal(path_depth("build"), 1);
	assert_int_equal(path_depth("build/prod"), 2);
	assert_int_equal(path_depth("./build//./prod/"), 2);
	assert_int_equal(path_depth("."), 0);
	assert_int_equal(path_depth("..."), 1);
	assert_int_equal(path_depth("/build"), -1);
	assert_int_equal(path_depth("../build"), -1);
	assert_int_equal(path_depth("build/.."), -1);
}

static void a_link_leads_up_and_down_again(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = &fixture->arena;

	assert_string_equal(path_from(arena, 3, "/w", "stacks/web/main.tf"), "../../../stacks/web/main.tf");
	assert_string_equal(path_from(arena, 2, "/w", ".//./stacks"), "../../stacks");
	assert_string_equal(path_from(arena, 1, "/w", "../stacks"), "../../stacks");
	assert_string_equal(path_from(arena, 0, "/w", "stacks"), "stacks");
	assert_string_equal(path_from(arena, 3, "/w", "/stacks"), "/stacks");
	assert_string_equal(path_from(arena, -1, "/w", "stacks/web"), "/w/stacks/web");
	assert_string_equal(path_from(arena, -1, "/w", "/stacks"), "/stacks");
	assert_string_equal(path_from(arena, 100000, "/w", "stacks"), "/w/stacks");
}

static void slashes_at_the_end_are_cut(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal(path_trim(&fixture->arena, "build/prod//"), "build/prod");
	assert_string_equal(path_trim(&fixture->arena, "build"), "build");
	assert_string_equal(path_trim(&fixture->arena, "//"), "/");
}

static void links_on_the_way_are_seen(void **state)
{
	(void)state;
	assert_int_equal(mkdir("real", 0700), 0);
	assert_int_equal(mkdir("real/below", 0700), 0);
	assert_int_equal(symlink("real", "linked"), 0);
	assert_false(path_passes_link("real/below/not-yet/there"));
	assert_true(path_passes_link("linked"));
	assert_true(path_passes_link("./linked/below"));
	assert_int_equal(symlink("../real", "real/below/again"), 0);
	assert_true(path_passes_link("real//below/again/"));
	assert_true(path_passes_link("real/below/again/not-yet"));
}

static void folders_are_made_for_their_owner_alone(void **state)
{
	struct fixture *fixture = *state;
	struct stat status;
	FILE *file;

	assert_int_equal(path_make_folders(&fixture->arena, "a/b//c/"), 0);
	assert_int_equal(path_make_folders(&fixture->arena, "a/b/c"), 0);
	assert_int_equal(stat("a/b/c", &status), 0);
	assert_int_equal(status.st_mode, S_IFDIR | 0700);
	file = fopen("a/file", "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(path_make_folders(&fixture->arena, "a/file/d"), -1);
	assert_int_equal(errno, ENOTDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(depth_counts_folders, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(a_link_leads_up_and_down_again, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(slashes_at_the_end_are_cut, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(links_on_the_way_are_seen, enter_folder, leave_folder),
		cmocka_unit_test_setup_teardown(folders_are_made_for_their_owner_alone, enter_folder, leave_folder),
	};

	return cmocka_run_group_tests_name("render_paths", tests, NULL, NULL);
}
