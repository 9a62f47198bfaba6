/*
 * fuzz_cost_infracost: any bytes as a report of Infracost's, without a plan.
 */
#include "cost_fuzz.h"
#include "cost_infracost.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cost_fuzz fuzz;
	char path[32];

	cost_fuzz_start(&fuzz, data, size, path);
	cost_fuzz_end(&fuzz, cost_infracost_read(&fuzz.model, NULL, path));
	return 0;
}
