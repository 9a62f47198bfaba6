#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lock_tree.h"
#include "warden.h"

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

/* A child with a child and, by a parent that is gone, one more; a byte from each once it is there. */
static pid_t make_family(int report)
{
	pid_t child = fork();

	if (child != 0)
		return child;
	if (fork() == 0) {
		setsid();
		(void)!write(report, "", 1);
		wait_for_ever();
	}
	if (fork() == 0) {
		if (fork() != 0)
			_exit(0);
		(void)!write(report, "", 1);
		wait_for_ever();
	}
	(void)!write(report, "", 1);
	wait_for_ever();
	return 0;
}

static void start_family(pid_t *child)
{
	char bytes[3];
	int ends[2];

	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	assert_int_equal(pipe(ends), 0);
	*child = make_family(ends[1]);
	assert_true(*child > 0);
	for (size_t i = 0; i < sizeof(bytes); i++)
		assert_int_equal(read(ends[0], &bytes[i], 1), 1);
	close(ends[0]);
	close(ends[1]);
	/* The one in between is a zombie of the child's, or of ours. */
	for (int tries = 0; lock_tree_signal(getpid(), 0, 0) != 3 && tries < 500; tries++)
		(void)poll(NULL, 0, 10);
}

static void test_all_descendants_are_found_and_killed(void **state)
{
	pid_t child;
	int end = -1;

	(void)state;
	start_family(&child);
	assert_int_equal(lock_tree_signal(getpid(), 0, 0), 3);
	assert_int_equal(warden_kill_all(0, INT64_C(5000000000), child, &end), 0);
	assert_true(WIFSIGNALED(end) && WTERMSIG(end) == SIGKILL);
	assert_int_equal(lock_tree_signal(getpid(), 0, 0), 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* and reaped */
}

static void test_children_from_before_are_left_alone(void **state)
{
	pid_t child;
	int status;

	(void)state;
	start_family(&child);
	assert_true(lock_tree_started(child) > 0);
	/* Of what started later nothing is here; the child's child is not ours when the child is not. */
	assert_int_equal(lock_tree_signal(getpid(), lock_tree_started(child) + 1000, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, WNOHANG), 0);
	assert_int_equal(warden_kill_all(lock_tree_started(child), INT64_C(5000000000), -1, NULL), 0);
}

static void test_there_is_no_such_process(void **state)
{
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_int_equal(lock_tree_started(child), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_descendants_are_found_and_killed),
		cmocka_unit_test(test_children_from_before_are_left_alone),
		cmocka_unit_test(test_there_is_no_such_process),
	};

	return cmocka_run_group_tests_name("lock_tree", tests, NULL, NULL);
}
