/*
 * number: exact decimal numbers, held as the text of a JSON number (RFC 8259).
 *
 * Doubles round 0.1 and lose the end of a 40-digit integer, so numbers are
 * never converted: they are spelt, compared and reckoned with as decimals. At most
 * NUMBER_MAX_DIGITS digits, exponents within ±NUMBER_MAX_EXPONENT.
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

#define NUMBER_MAX_DIGITS 10000
#define NUMBER_MAX_EXPONENT 10000

enum number_result {
	NUMBER_OK,
	NUMBER_NOT,        /* a plain string, not a number */
	NUMBER_NOT_FINITE, /* .inf or .nan: JSON has none */
	NUMBER_TOO_LONG,   /* more digits than NUMBER_MAX_DIGITS */
	NUMBER_TOO_LARGE,  /* exponent beyond NUMBER_MAX_EXPONENT */
	NUMBER_NO_MEMORY
};

/*
 * Reads a plain scalar by YAML 1.2.2 section 10.3.2 (core schema) and gives
 * the JSON spelling in *OUT (from ARENA, NUL-terminated, *OUT_LENGTH bytes):
 * as written where JSON allows it, else the nearest JSON spelling of the same
 * value (0x1F is 31, 0o17 is 15, +1 is 1, 1. is 1, .5 is 0.5, 007 is 7).
 */
enum number_result number_from_yaml(struct arena *arena, const char *text, size_t length, const char **out,
                                    size_t *out_length);

/* <0, 0 or >0 as A is less than, equal to or greater than B; both JSON numbers as number_from_yaml gives them. */
int number_compare(const char *a, size_t a_length, const char *b, size_t b_length);

/* True when the value has no fraction: 1, 1.0, 10e-1. */
bool number_is_integer(const char *text, size_t length);

/*
 * Sets *MULTIPLE to whether VALUE is a whole multiple of DIVISOR (> 0).
 * Returns false when memory is out.
 */
bool number_is_multiple(const char *value, size_t value_length, const char *divisor, size_t divisor_length,
                        bool *multiple);

/*
 * The exact sum and the exact product of two JSON numbers, in *OUT (from
 * ARENA, NUL-terminated) without an exponent and without zeros that say
 * nothing: "0.3", "-12", "0". NUMBER_TOO_LONG when an operand or the result,
 * written out like that, has more than NUMBER_MAX_DIGITS digits.
 */
enum number_result number_add(struct arena *arena, const char *a, size_t a_length, const char *b, size_t b_length,
                              const char **out, size_t *out_length);
enum number_result number_multiply(struct arena *arena, const char *a, size_t a_length, const char *b, size_t b_length,
                                   const char **out, size_t *out_length);

/* TEXT with exactly PLACES digits behind the point; halves go away from zero, as invoices have it. Else like the two above. */
enum number_result number_round(struct arena *arena, const char *text, size_t length, size_t places, const char **out,
                                size_t *out_length);

#endif
