/*
 * faults: makes one call of the C library fail on purpose. For LD_PRELOAD.
 *
 *	FAULT=write:3:ENOSPC FAULT_LOG=fired LD_PRELOAD=./faults.so program
 *
 * The third write(2) of the program fails with ENOSPC; KILL in place of an
 * error ends the program there, as kill -9 would. The file FAULT_LOG is made
 * when the call is reached, so that a loop over N knows when to stop. With
 * FAULT_PROGRAM=NAME only a program of that name is meant, and not what it
 * runs; with FAULT_OWN=1 allocations count only where its own code asks for
 * them, since not every library lives through one that fails. What comes after
 * main and the program's exit handlers does not count: there gcov writes what
 * it has counted, and does not live through it either.
 * Functions: malloc calloc realloc (each counts as alloc, too) read write fsync
 * close, and open rename symlink mkdir unlink with their forms in -at.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/* glibc's own names, so that nothing has to be looked up while memory is allocated. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static struct {
	char function[16];
	unsigned long left; /* calls until the one that fails; 0: none, or it is over */
	int error;          /* 0: KILL */
	const char *log;
	const char *code_begin, *code_end; /* with FAULT_OWN: the program's own */
} fault;

static const struct {
	const char *name;
	int value;
} errors[] = {
	{ "EACCES", EACCES }, { "EDQUOT", EDQUOT }, { "EINTR", EINTR },   { "EIO", EIO },     { "EMFILE", EMFILE },
	{ "ENOENT", ENOENT }, { "ENOMEM", ENOMEM }, { "ENOSPC", ENOSPC }, { "EPERM", EPERM }, { "EPIPE", EPIPE },
	{ "EROFS", EROFS },   { "KILL", 0 },
};

static void wrong(const char *text)
{
	fprintf(stderr, "faults: not FUNCTION:N:ERROR: '%s'\n", text);
	_exit(127);
}

/* The value of the error called NAME, or -1. */
static int error_value(const char *name)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strcmp(errors[i].name, name) == 0)
			return errors[i].value;
	return -1;
}

/* The first object is the program itself. */
static int find_code(struct dl_phdr_info *object, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	for (size_t i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];

		if (part->p_type == PT_LOAD && (part->p_flags & PF_X) != 0) {
			fault.code_begin = (const char *)(object->dlpi_addr + part->p_vaddr);
			fault.code_end = fault.code_begin + part->p_memsz;
		}
	}
	return 1;
}

static __attribute__((constructor)) void read_fault(void)
{
	const char *text = getenv("FAULT"), *program = getenv("FAULT_PROGRAM");
	char name[16];
	unsigned long number;

	if (text == NULL || (program != NULL && strcmp(program, program_invocation_short_name) != 0))
		return;
	if (sscanf(text, "%15[a-z]:%lu:%15s", fault.function, &number, name) != 3 || number == 0)
		wrong(text);
	fault.error = error_value(name);
	if (fault.error < 0)
		wrong(text);
	fault.log = getenv("FAULT_LOG");
	if (getenv("FAULT_OWN") != NULL)
		dl_iterate_phdr(find_code, NULL);
	fault.left = number; /* last: from here on calls count */
}

typedef int main_function(int argc, char **argv, char **environment);
typedef int start_function(main_function *program, int argc, char **argv, void (*init)(void), void (*fini)(void),
                           void (*rtld_fini)(void), void *stack_end);

static main_function *program_main;

static void end(void)
{
	fault.left = 0;
}

/* The first of main's exit handlers is the last to run, still before all destructors; there is always room for it. */
static int begin(int argc, char **argv, char **environment)
{
	(void)atexit(end);
	return program_main(argc, argv, environment);
}

/* What the C library's start-up code calls to run main (Linux Standard Base, Core: __libc_start_main). */
EXPORT int __libc_start_main(main_function *program, int argc, char **argv, void (*init)(void), void (*fini)(void),
                             void (*rtld_fini)(void), void *stack_end)
{
	void *symbol = dlsym(RTLD_NEXT, "__libc_start_main");
	start_function *start;

	memcpy(&start, &symbol, sizeof(start)); /* ISO C has no conversion between the two kinds of pointers */
	program_main = program;
	return start(begin, argc, argv, init, fini, rtld_fini, stack_end);
}

static void leave_a_note(void)
{
	long fd;

	if (fault.log == NULL)
		return;
	fd = syscall(SYS_openat, AT_FDCWD, fault.log, O_WRONLY | O_CREAT, 0666);
	if (fd >= 0)
		syscall(SYS_close, fd);
}

/* Whether this call of FUNCTION, which is also one of GROUP, is the one to fail; then errno is set. */
static bool fails(const char *function, const char *group)
{
	if (fault.left == 0 || (strcmp(fault.function, function) != 0 && strcmp(fault.function, group) != 0))
		return false;
	if (--fault.left > 0)
		return false;
	leave_a_note();
	if (fault.error == 0)
		raise(SIGKILL);
	errno = fault.error;
	return true;
}

/* Whether an allocation that returns to CALLER is one of those meant. */
static bool is_meant(const void *caller)
{
	const char *code = caller;

	return fault.code_end == NULL || (code >= fault.code_begin && code < fault.code_end);
}

EXPORT void *malloc(size_t size)
{
	return is_meant(__builtin_return_address(0)) && fails("malloc", "alloc") ? NULL : __libc_malloc(size);
}

EXPORT void *calloc(size_t count, size_t size)
{
	return is_meant(__builtin_return_address(0)) && fails("calloc", "alloc") ? NULL : __libc_calloc(count, size);
}

EXPORT void *realloc(void *old, size_t size)
{
	return is_meant(__builtin_return_address(0)) && fails("realloc", "alloc") ? NULL : __libc_realloc(old, size);
}

EXPORT int openat(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	return fails("open", "") ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

EXPORT int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	return openat(AT_FDCWD, path, flags, mode);
}

EXPORT ssize_t read(int fd, void *data, size_t size)
{
	return fails("read", "") ? -1 : syscall(SYS_read, fd, data, size);
}

EXPORT ssize_t write(int fd, const void *data, size_t size)
{
	return fails("write", "") ? -1 : syscall(SYS_write, fd, data, size);
}

EXPORT int fsync(int fd)
{
	return fails("fsync", "") ? -1 : (int)syscall(SYS_fsync, fd);
}

/* As with a real error, the descriptor is closed all the same. */
EXPORT int close(int fd)
{
	bool failing = fails("close", "");
	int error = errno, result = (int)syscall(SYS_close, fd);

	if (!failing)
		return result;
	errno = error;
	return -1;
}

EXPORT int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
	return fails("rename", "") ? -1 : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}

EXPORT int rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

EXPORT int symlinkat(const char *target, int folder, const char *path)
{
	return fails("symlink", "") ? -1 : (int)syscall(SYS_symlinkat, target, folder, path);
}

EXPORT int symlink(const char *target, const char *path)
{
	return symlinkat(target, AT_FDCWD, path);
}

EXPORT int mkdirat(int folder, const char *path, mode_t mode)
{
	return fails("mkdir", "") ? -1 : (int)syscall(SYS_mkdirat, folder, path, mode);
}

EXPORT int mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

EXPORT int unlinkat(int folder, const char *path, int flags)
{
	return fails("unlink", "") ? -1 : (int)syscall(SYS_unlinkat, folder, path, flags);
}

EXPORT int unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}
