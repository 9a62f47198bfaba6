/* hash: see hash.h. */
#include "hash.h"

#include <string.h>

__extension__ typedef unsigned __int128 uint128;

/* The two halves of a 128-bit product, folded: every bit of A and B reaches every bit of the result. */
static uint64_t mix(uint64_t a, uint64_t b)
{
	uint128 product = (uint128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes(uint64_t salt, const char *data, size_t length)
{
	/* Odd constants with as many ones as zeros: fractions of pi and of the golden ratio. */
	const uint64_t pi = 0x243f6a8885a308d3u, phi = 0x9e3779b97f4a7c15u;
	uint64_t state = salt ^ phi;
	uint64_t word;

	for (size_t left = length; left > 0;) {
		size_t step = left < sizeof(word) ? left : sizeof(word);

		word = 0;
		memcpy(&word, data, step);
		state = mix(state ^ word, salt ^ pi);
		data += step;
		left -= step;
	}
	return mix(state ^ length, phi);
}
