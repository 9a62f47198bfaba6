#include "options.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "json_writer.h"
#include "output.h"

enum { KEY_HELP = INT_MAX - 1, KEY_VERSION };

static const struct option_entry standard[] = {
	{ KEY_HELP, "help", NULL, "print this help and exit" },
	{ KEY_VERSION, "version", NULL, "print the version and exit" },
	{ 0 },
};

static void add_entries(struct options *options, const struct option_entry *entry, size_t *names, size_t *letters)
{
	for (; entry->name != NULL; entry++) {
		assert(*names < OPTIONS_MAX + 2);
		options->names[(*names)++] = (struct option){
			.name = entry->name,
			.has_arg = entry->argument != NULL ? required_argument : no_argument,
			.val = entry->key,
		};
		if (entry->key > UCHAR_MAX)
			continue;
		options->letters[(*letters)++] = (char)entry->key;
		if (entry->argument != NULL)
			options->letters[(*letters)++] = ':';
	}
}

void options_init(struct options *options, const struct options_usage *usage, struct diag *diag, int argc,
                  char **argv)
{
	size_t names = 0, letters = 1;

	/* The first colon makes getopt_long tell a missing argument from an unknown option. */
	*options = (struct options){ .usage = usage, .diag = diag, .argc = argc, .argv = argv, .letters = ":" };
	add_entries(options, usage->entries, &names, &letters);
	add_entries(options, standard, &names, &letters);
	optind = 0; /* a new command line, for glibc */
	opterr = 0; /* the messages are ours */
}

static void add_help(struct text *text, const struct option_entry *entry)
{
	for (; entry->name != NULL; entry++) {
		char letter[] = { '-', (char)entry->key, ',', '\0' }, name[48];
		bool argument = entry->argument != NULL;

		snprintf(name, sizeof(name), "--%s%s%s", entry->name, argument ? "=" : "", argument ? entry->argument : "");
		text_printf(text, "  %3s %-18s  %s\n", entry->key <= UCHAR_MAX ? letter : "", name, entry->help);
	}
}

/* Prints TEXT, releases it and ends the command line. */
static int print(struct options *options, struct text *text)
{
	if (text->failed) {
		diag_error(options->diag, "out of memory");
		options->status = EX_OSERR;
	} else {
		options->status = output_write_stdout(options->diag, text->data, text->length);
	}
	text_release(text);
	return OPTIONS_EXIT;
}

static int print_help(struct options *options)
{
	const char *line = options->usage->synopsis;
	const char *before = "Usage: ";
	struct text text = { 0 };

	while (*line != '\0') {
		size_t length = strcspn(line, "\n");

		text_printf(&text, "%s%.*s\n", before, (int)length, line);
		line += length + (line[length] == '\n');
		before = "   or: ";
	}
	text_printf(&text, "%s\n\n", options->usage->summary);
	add_help(&text, options->usage->entries);
	add_help(&text, standard);
	return print(options, &text);
}

static int print_version(struct options *options)
{
	struct text text = { 0 };

	text_printf(&text, "%s %s\n", options->diag->program, options->diag->version);
	return print(options, &text);
}

int options_wrong(struct options *options, const char *format, ...)
{
	char message[1024];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	if (length > 0 && (size_t)length < sizeof(message) && message[length - 1] == '?')
		diag_error(options->diag, "%s", message); /* names the likely cure */
	else
		diag_error(options->diag, "%s; see '--help'", message);
	return EX_USAGE;
}

/* WRITTEN, "--name" or "--name=value", is in no table or is short for two names. */
static int wrong_name(struct options *options, const char *written)
{
	const char *names[OPTIONS_MAX + 2], *nearest, *first = NULL;
	int length = (int)strcspn(written, "=");
	char name[128];
	size_t count = 0;

	snprintf(name, sizeof(name), "%.*s", length - 2, written + 2);
	for (const struct option *o = options->names; o->name != NULL; o++) {
		names[count++] = o->name;
		if (strncmp(o->name, name, strlen(name)) != 0)
			continue;
		if (first != NULL)
			return options_wrong(options, "option '--%s' is ambiguous: '--%s' or '--%s'", name, first,
			                     o->name);
		first = o->name;
	}
	nearest = diag_nearest(name, names, count);
	if (nearest != NULL)
		return options_wrong(options, "unknown option '--%s'; did you mean '--%s'?", name, nearest);
	return options_wrong(options, "unknown option '--%s'", name);
}

/* A letter is no misspelling of another one; nearest is the name that starts with it. */
static int wrong_letter(struct options *options, int letter)
{
	for (const struct option *o = options->names; o->name != NULL; o++)
		if (tolower((unsigned char)o->name[0]) == tolower(letter))
			return options_wrong(options, "unknown option '-%c'; did you mean '--%s'?", letter, o->name);
	return options_wrong(options, "unknown option '-%c'", letter);
}

/* The name of the option that getopt_long stopped at, when it is in the table. */
static const char *known_name(const struct options *options)
{
	for (const struct option *o = options->names; o->name != NULL; o++)
		if (o->val == optopt)
			return o->name;
	return NULL;
}

/* getopt_long said '?': optopt is 0 after an unknown long name, a known key after "--help=x", else an unknown letter. */
static int wrong_option(struct options *options)
{
	if (optopt == 0)
		return wrong_name(options, options->argv[optind - 1]);
	if (known_name(options) != NULL)
		return options_wrong(options, "option '--%s' takes no argument", known_name(options));
	return wrong_letter(options, (unsigned char)optopt);
}

int options_next(struct options *options)
{
	int key = getopt_long(options->argc, options->argv, options->letters, options->names, NULL);

	options->value = optarg;
	switch (key) {
	case -1:
		options->operands = optind;
		return OPTIONS_END;
	case KEY_HELP:
		return print_help(options);
	case KEY_VERSION:
		return print_version(options);
	case ':':
		options->status = options_wrong(options, "option '--%s' needs an argument", known_name(options));
		return OPTIONS_EXIT;
	case '?':
		options->status = wrong_option(options);
		return OPTIONS_EXIT;
	default:
		return key;
	}
}
