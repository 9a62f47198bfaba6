/* number: comparing and dividing; see number.h. */
#include "number.h"

#include <stdint.h>
#include <stdlib.h>

#define LIMB_DIGITS 9
#define LIMB_BASE 1000000000u

__extension__ typedef unsigned __int128 uint128;

/*
 * A number as 0.ddd × 10^magnitude, where the first and the last d are not 0.
 * The digits are where they were written, perhaps with a point among them.
 */
struct decimal {
	bool negative;
	const char *digits, *end; /* equal when the value is 0 */
	long count;               /* digits without the point */
	long magnitude;
};

static long read_exponent(const char *p, const char *end)
{
	bool negative = p < end && *p == '-';
	long exponent = 0;

	p += p < end && (*p == '-' || *p == '+');
	/* Text that never passed number_from_yaml must not overflow here either. */
	for (; p < end && exponent < 100L * NUMBER_MAX_EXPONENT; p++)
		exponent = exponent * 10 + (*p - '0');
	return negative ? -exponent : exponent;
}

static struct decimal read_decimal(const char *p, size_t length)
{
	struct decimal decimal = { 0 };
	const char *end = p + length;
	long position = 0; /* digits before P */
	long first = 0, last = 0, point = -1;

	decimal.negative = length > 0 && *p == '-';
	for (p += decimal.negative; p < end && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.') {
			point = position;
			continue;
		}
		if (*p != '0') {
			if (!decimal.digits) {
				decimal.digits = p;
				first = position;
			}
			decimal.end = p + 1;
			last = position;
		}
		position++;
	}
	if (!decimal.digits)
		return (struct decimal){ 0 };
	decimal.count = last - first + 1;
	decimal.magnitude = (point < 0 ? position : point) - first;
	if (p < end)
		decimal.magnitude += read_exponent(p + 1, end);
	return decimal;
}

static bool is_zero(const struct decimal *decimal)
{
	return decimal->count == 0;
}

/* The next digit, past the point; 0 after the last one. */
static int next_digit(const char **p, const char *end)
{
	if (*p < end && **p == '.')
		(*p)++;
	return *p < end ? *(*p)++ - '0' : 0;
}

static int compare_magnitudes(struct decimal a, struct decimal b)
{
	if (a.magnitude != b.magnitude)
		return a.magnitude < b.magnitude ? -1 : 1;
	while (a.digits < a.end || b.digits < b.end) {
		int difference = next_digit(&a.digits, a.end) - next_digit(&b.digits, b.end);

		if (difference != 0)
			return difference;
	}
	return 0;
}

int number_compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
	struct decimal x = read_decimal(a, a_length);
	struct decimal y = read_decimal(b, b_length);
	int sign_x = is_zero(&x) ? 0 : x.negative ? -1 : 1;
	int sign_y = is_zero(&y) ? 0 : y.negative ? -1 : 1;

	if (sign_x != sign_y)
		return sign_x - sign_y;
	return sign_x * compare_magnitudes(x, y); /* two zeros have no digits and are equal */
}

bool number_is_integer(const char *text, size_t length)
{
	struct decimal decimal = read_decimal(text, length);

	return decimal.magnitude >= decimal.count;
}

/* remainder (COUNT + 1 limbs) -= divisor (COUNT limbs) × FACTOR */
static void subtract(uint32_t *remainder, const uint32_t *divisor, size_t count, uint64_t factor)
{
	uint64_t borrow = 0;

	for (size_t i = 0; i <= count; i++) {
		uint64_t take = borrow + (i < count ? divisor[i] * factor : 0);
		uint32_t low = (uint32_t)(take % LIMB_BASE);

		borrow = take / LIMB_BASE + (remainder[i] < low);
		remainder[i] = remainder[i] < low ? remainder[i] + LIMB_BASE - low : remainder[i] - low;
	}
}

static bool at_least(const uint32_t *remainder, const uint32_t *divisor, size_t count)
{
	if (remainder[count] != 0)
		return true;
	for (size_t i = count; i-- > 0;)
		if (remainder[i] != divisor[i])
			return remainder[i] > divisor[i];
	return true;
}

/*
 * One step of long division: remainder = (remainder × LIMB_BASE + limb) mod
 * divisor. The quotient is guessed from the top limbs, never too high and at
 * most a few too low.
 */
static void divide_step(uint32_t *remainder, const uint32_t *divisor, size_t count, uint32_t limb)
{
	uint64_t top = (uint64_t)divisor[count - 1] * LIMB_BASE + (count > 1 ? divisor[count - 2] : 0);
	uint128 high;

	for (size_t i = count; i > 0; i--)
		remainder[i] = remainder[i - 1];
	remainder[0] = limb;
	high = (uint128)remainder[count] * LIMB_BASE + remainder[count - 1];
	high = high * LIMB_BASE + (count > 1 ? remainder[count - 2] : 0);
	subtract(remainder, divisor, count, (uint64_t)(high / ((uint128)top + 1)));
	while (at_least(remainder, divisor, count))
		subtract(remainder, divisor, count, 1);
}

/* Takes the next limb of DIGITS more digits. */
static uint32_t next_limb(const char **p, const char *end, int digits)
{
	uint32_t limb = 0;

	while (digits-- > 0)
		limb = limb * 10 + (uint32_t)next_digit(p, end);
	return limb;
}

/* Limbs of the significant digits of DECIMAL as an integer, the lowest first. */
static void to_limbs(const struct decimal *decimal, uint32_t *limbs, size_t count)
{
	const char *p = decimal->digits;
	int digits = (int)((decimal->count - 1) % LIMB_DIGITS) + 1;

	for (size_t i = count; i-- > 0; digits = LIMB_DIGITS)
		limbs[i] = next_limb(&p, decimal->end, digits);
}

bool number_is_multiple(const char *value, size_t value_length, const char *divisor, size_t divisor_length,
                        bool *multiple)
{
	struct decimal v = read_decimal(value, value_length);
	struct decimal d = read_decimal(divisor, divisor_length);
	long shift = (v.magnitude - v.count) - (d.magnitude - d.count);
	long digits = v.count + shift; /* of value × 10^shift, which the digits of divisor must divide */
	size_t count = (size_t)(d.count + LIMB_DIGITS - 1) / LIMB_DIGITS;
	uint32_t *limbs, *remainder;
	const char *p = v.digits;
	int step = (int)((digits - 1) % LIMB_DIGITS) + 1;

	/* The last digit of the value is not 0: nothing that ends in 0 divides it. */
	*multiple = is_zero(&v);
	if (is_zero(&v) || is_zero(&d) || shift < 0)
		return true;

	limbs = calloc(2 * count + 1, sizeof(*limbs));
	if (!limbs)
		return false;
	remainder = limbs + count;
	to_limbs(&d, limbs, count);
	for (; digits > 0; digits -= step, step = LIMB_DIGITS)
		divide_step(remainder, limbs, count, next_limb(&p, v.end, step));

	*multiple = true;
	for (size_t i = 0; i < count; i++)
		if (remainder[i] != 0)
			*multiple = false;
	free(limbs);
	return true;
}
