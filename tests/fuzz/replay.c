/*
 * replay: runs a fuzz target once on each file named, without a fuzzer, and
 * prints a TAP line for each that it survives.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay(const char *path)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		return -1;
	size = fread(data, 1, sizeof(data), file);
	if (fclose(file) || size == sizeof(data))
		return -1;
	return LLVMFuzzerTestOneInput(data, size);
}

int main(int argc, char **argv)
{
	int failed = 0;

	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		int result = replay(argv[i]);

		printf("%s %d - %s\n", result ? "not ok" : "ok", i, argv[i]);
		failed |= result != 0;
	}
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
