/*
 * fuzz_cost_plan: any bytes as a plan. It is refused with a message, or
 * priced: then every item that is priced has an amount, every other a reason
 * or a source, the reports can be written, and it can be compared with itself.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "cost_base.h"
#include "cost_fuzz.h"
#include "cost_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All that books can say, of resources whose names a fuzzer finds. */
static const char book[] =
    "{\"format\": 1, \"provider\": \"b\", \"currency\": \"EUR\", \"terraform\": [\"a/b\"], \"regions\": {\"r\": \"r1\"},"
    "\"sources\": {\"s\": {\"title\": \"t\", \"url\": \"u\", \"date\": \"2026\"}},"
    "\"prices\": {\"p\": [{\"regions\": [\"r1\"], \"unit\": \"hour\", \"source\": \"s\", \"values\": {\"k\": \"1.5\", \"8\": \"2\", \"16\": \"3\"}}],"
    "\"q\": [{\"unit\": \"percent\", \"source\": \"s\", \"price\": \"20\"}]},"
    "\"resources\": {\"x\": {\"region\": [\"z\"], \"components\": [{\"name\": \"A\", \"price\": \"p\", \"by\": \"k\", \"quantity\": [\"n\", \"2\","
    "{\"length\": \"l\"}, {\"attribute\": \"m.o\", \"default\": \"1\"}]}, {\"name\": \"B\", \"price\": \"q\", \"percent_of\": \"A\","
    "\"when\": {\"w\": [true, \"y\"]}, \"else\": \"no-price\"}, {\"name\": \"D\", \"computed\": true,"
    "\"when\": {\"m.i\": {\"above\": \"1\"}, \"m.o\": [null, \"y\"]}, \"else\": {\"nothing\": \"n\"}}]}, \"y\": {\"components\": [{\"name\": \"C\", \"price\": \"p\", \"step\": \"n\", \"shared_by\": 2,"
    "\"beyond\": \"1\"}]}, \"f\": {\"free\": \"s\"}}}";

static void read_book(struct arena *arena, struct diag *diag, struct price_book *result)
{
	static char path[] = "/tmp/fuzz-book-XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, book, sizeof(book) - 1) != (ssize_t)sizeof(book) - 1 || close(fd) != 0)
		abort();
	if (price_book_read(arena, diag, path, result) != EX_OK)
		abort();
	unlink(path);
}

/* Compared with itself a plan drops nothing. */
static int compare(struct price_matcher *matcher, const char *path)
{
	const struct cost_model *model = matcher->model;
	size_t count = model->units[0].count;
	int status = cost_base_read(matcher, "unit", path);

	if (status == EX_OK && (model->count != 1 || model->units[0].count != count))
		abort();
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena book_arena;
	static struct price_book books;
	struct cost_fuzz fuzz;
	struct price_matcher matcher = { .books = &books, .book_count = 1 };
	char path[32];
	int status;

	cost_fuzz_start(&fuzz, data, size, path);
	if (!books.provider)
		read_book(&book_arena, &fuzz.diag, &books);
	matcher.model = &fuzz.model;
	status = cost_plan_read(&matcher, "unit", path);
	if (status == EX_OK && size % 2 == 1)
		status = compare(&matcher, path);
	cost_fuzz_end(&fuzz, status);
	return 0;
}
