/* number: sums, products and rounding, digit by digit as on paper; see number.h. */
#include "number.h"

#include <stdint.h>
#include <string.h>

/* A value as an integer of LENGTH digits, the highest first, that ends SCALE digits behind the point. */
struct plain {
	bool negative;
	size_t length;
	size_t scale;
	unsigned char digits[NUMBER_MAX_DIGITS + 1]; /* values, not characters; a carry more */
};

/* Ten thousand digits are not cleared only to hold ten. */
static void start(struct plain *plain, bool negative, size_t scale)
{
	plain->negative = negative;
	plain->length = 0;
	plain->scale = scale;
}

static bool push(struct plain *plain, int digit)
{
	if (plain->length == 0 && digit == 0)
		return true; /* zeros in front say nothing */
	if (plain->length == NUMBER_MAX_DIGITS)
		return false;
	plain->digits[plain->length++] = (unsigned char)digit;
	return true;
}

static long read_exponent(const char *p, const char *end)
{
	bool negative = p < end && *p == '-';
	long exponent = 0;

	p += p < end && (*p == '-' || *p == '+');
	/* Text that never passed number_from_yaml must not overflow here either. */
	for (; p < end && exponent <= 2L * NUMBER_MAX_EXPONENT; p++)
		exponent = exponent * 10 + (*p - '0');
	return negative ? -exponent : exponent;
}

/* Takes zeros off the end that stand behind the point. */
static void trim(struct plain *plain)
{
	while (plain->scale > 0 && plain->length > 0 && plain->digits[plain->length - 1] == 0) {
		plain->length--;
		plain->scale--;
	}
	if (plain->length == 0) {
		plain->scale = 0;
		plain->negative = false;
	}
}

/* Puts zeros on the end until there are SCALE digits behind the point. */
static bool pad(struct plain *plain, size_t scale)
{
	if (plain->length == 0) {
		plain->scale = scale;
		return true;
	}
	while (plain->scale < scale) {
		if (!push(plain, 0))
			return false;
		plain->scale++;
	}
	return true;
}

static bool read_plain(struct plain *plain, const char *p, size_t length)
{
	const char *end = p + length;
	bool fraction = false;
	long exponent = 0;

	start(plain, length > 0 && *p == '-', 0);
	for (p += plain->negative; p < end && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.') {
			fraction = true;
			continue;
		}
		if (!push(plain, *p - '0'))
			return false;
		plain->scale += fraction;
	}
	if (p < end)
		exponent = read_exponent(p + 1, end);
	trim(plain);
	if (plain->length == 0)
		return true;
	if (exponent <= 0) {
		plain->scale += (size_t)-exponent;
	} else if ((size_t)exponent <= plain->scale) {
		plain->scale -= (size_t)exponent;
	} else {
		size_t zeros = (size_t)exponent - plain->scale;

		plain->scale = 0;
		for (; zeros > 0; zeros--)
			if (!push(plain, 0))
				return false;
	}
	return plain->scale <= NUMBER_MAX_DIGITS;
}

static enum number_result write_plain(struct arena *arena, struct plain *plain, const char **out, size_t *out_length)
{
	size_t zeros = plain->length > plain->scale ? 0 : plain->scale + 1 - plain->length; /* 0.05 has two in front */
	char *text = arena_alloc(arena, plain->length + zeros + 3);
	char *p = text;

	if (!text)
		return NUMBER_NO_MEMORY;
	if (plain->negative)
		*p++ = '-';
	for (size_t i = 0; i < zeros + plain->length; i++) {
		if (i == zeros + plain->length - plain->scale)
			*p++ = '.';
		*p++ = (char)('0' + (i < zeros ? 0 : plain->digits[i - zeros]));
	}
	*p = '\0';
	*out = text;
	*out_length = (size_t)(p - text);
	return NUMBER_OK;
}

/* The digit of weight PLACE from the end, 0 in front of the first. */
static int digit_at(const struct plain *plain, size_t place)
{
	return place < plain->length ? plain->digits[plain->length - 1 - place] : 0;
}

static int compare(const struct plain *a, const struct plain *b)
{
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return memcmp(a->digits, b->digits, a->length);
}

/* A = |A| + |B|, or |A| - |B| where |A| >= |B|; of equal scale. */
static bool combine(struct plain *a, const struct plain *b, bool subtract)
{
	size_t length = a->length > b->length ? a->length : b->length;
	unsigned char digits[NUMBER_MAX_DIGITS + 1];
	int carry = 0;

	for (size_t i = 0; i < length; i++) {
		int digit = digit_at(a, i) + (subtract ? -digit_at(b, i) : digit_at(b, i)) + carry;

		carry = digit < 0 ? -1 : digit / 10;
		digits[length - i] = (unsigned char)(digit - carry * 10);
	}
	digits[0] = (unsigned char)carry;
	a->length = 0;
	for (size_t i = 0; i <= length; i++)
		if (!push(a, digits[i]))
			return false;
	return true;
}

enum number_result number_add(struct arena *arena, const char *a, size_t a_length, const char *b, size_t b_length,
                              const char **out, size_t *out_length)
{
	struct plain x, y, *large = &x, *small = &y;
	size_t scale;

	if (!read_plain(&x, a, a_length) || !read_plain(&y, b, b_length))
		return NUMBER_TOO_LONG;
	scale = x.scale > y.scale ? x.scale : y.scale;
	if (!pad(&x, scale) || !pad(&y, scale))
		return NUMBER_TOO_LONG;
	if (compare(&x, &y) < 0) {
		large = &y;
		small = &x;
	}
	if (!combine(large, small, x.negative != y.negative))
		return NUMBER_TOO_LONG;
	trim(large);
	return write_plain(arena, large, out, out_length);
}

enum number_result number_multiply(struct arena *arena, const char *a, size_t a_length, const char *b, size_t b_length,
                                   const char **out, size_t *out_length)
{
	uint32_t columns[NUMBER_MAX_DIGITS];
	struct plain x, y, product;
	size_t length;

	if (!read_plain(&x, a, a_length) || !read_plain(&y, b, b_length))
		return NUMBER_TOO_LONG;
	length = x.length + y.length;
	if (length > NUMBER_MAX_DIGITS || x.scale + y.scale > NUMBER_MAX_DIGITS)
		return NUMBER_TOO_LONG;

	/* A column holds at most 5,000 products of two digits. */
	memset(columns, 0, length * sizeof(*columns));
	for (size_t i = 0; i < x.length; i++)
		for (size_t j = 0; j < y.length; j++)
			columns[i + j + 1] += (uint32_t)(x.digits[i] * y.digits[j]);
	for (size_t i = length; i-- > 1; columns[i] %= 10)
		columns[i - 1] += columns[i] / 10;

	start(&product, x.negative != y.negative, x.scale + y.scale);
	for (size_t i = 0; i < length; i++)
		push(&product, (int)columns[i]);
	trim(&product);
	return write_plain(arena, &product, out, out_length);
}

enum number_result number_round(struct arena *arena, const char *text, size_t length, size_t places, const char **out,
                                size_t *out_length)
{
	static const struct plain one = { .length = 1, .digits = { 1 } };
	struct plain x;

	if (!read_plain(&x, text, length) || places > NUMBER_MAX_DIGITS)
		return NUMBER_TOO_LONG;
	if (x.scale > places) {
		size_t cut = x.scale - places;
		bool up = digit_at(&x, cut - 1) >= 5;

		x.length = x.length > cut ? x.length - cut : 0;
		x.scale = places;
		if (up && !combine(&x, &one, false))
			return NUMBER_TOO_LONG;
	}
	if (!pad(&x, places))
		return NUMBER_TOO_LONG;
	if (x.length == 0)
		x.negative = false;
	return write_plain(arena, &x, out, out_length);
}
