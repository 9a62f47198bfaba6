/*
 * options: a command line described by one table, which also prints --help.
 *
 *	static const struct option_entry entries[] = {
 *		{ 'o', "output", "OUT", "write to OUT" },
 *		{ 0 },
 *	};
 *	static const struct options_usage usage = {
 *		.synopsis = "prog [-o OUT] FILE...",
 *		.summary = "Does one thing.",
 *		.entries = entries,
 *	};
 *	struct options options;
 *	int key;
 *
 *	options_init(&options, &usage, diag, argc, argv);
 *	while ((key = options_next(&options)) > 0)
 *		switch (key) { case 'o': out = options.value; break; }
 *	if (key == OPTIONS_EXIT)
 *		return options.status;
 *	use(argv + options.operands, argc - options.operands);
 *
 * Every table also knows --help and --version. Options and operands mix, "--"
 * ends the options, long names may be shortened while they stay unambiguous.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <getopt.h>

#include "diag.h"

#define OPTIONS_MAX 32 /* entries in one table */

struct option_entry {
	int key;              /* the short name, or a number above UCHAR_MAX when there is none */
	const char *name;     /* the long name */
	const char *argument; /* what --help calls its argument; NULL when it takes none */
	const char *help;     /* one line, no full stop */
};

struct options_usage {
	const char *synopsis;               /* without "Usage: "; further forms on lines of their own */
	const char *summary;                /* whole sentences */
	const struct option_entry *entries; /* the last one has no name */
};

enum { OPTIONS_END = 0, OPTIONS_EXIT = -1 };

struct options {
	const char *value; /* the argument of the option just met, or NULL */
	int operands;      /* after OPTIONS_END: index in argv of the first operand */
	int status;        /* after OPTIONS_EXIT: the sysexits(3) code to end with */
	/* options.c's own: */
	const struct options_usage *usage;
	struct diag *diag;
	int argc;
	char **argv;
	char letters[2 * OPTIONS_MAX + 2]; /* as getopt_long wants them */
	struct option names[OPTIONS_MAX + 3];
};

/* Starts reading ARGV from its second string; it may be reordered. One command line at a time: getopt_long keeps state. */
void options_init(struct options *options, const struct options_usage *usage, struct diag *diag, int argc,
                  char **argv);

/*
 * The key of the next option; OPTIONS_END when only operands are left; or
 * OPTIONS_EXIT when --help or --version was printed (status EX_OK, or EX_IOERR
 * when that failed) or when the usage is wrong (EX_USAGE, and one line says
 * what is and which option is the nearest).
 */
int options_next(struct options *options);

/* Prints the message and, unless it ends in a question such as "did you mean x?", where to find help; returns EX_USAGE. */
int options_wrong(struct options *options, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
