/* number: see number.h. Reading is here, arithmetic in number_math.c. */
#include "number.h"

#include <stdint.h>
#include <string.h>

/* Limbs hold nine decimal digits each, the lowest first. */
#define LIMB_DIGITS 9
#define LIMB_BASE 1000000000u
#define MAX_LIMBS (NUMBER_MAX_DIGITS / LIMB_DIGITS + 2)

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *p, const char *end)
{
	while (p < end && is_digit(*p))
		p++;
	return p;
}

static const char *skip_zeros(const char *p, const char *end)
{
	while (p < end && *p == '0')
		p++;
	return p;
}

/* The value of a hexadecimal (bits = 4) or octal (bits = 3) digit, or -1. */
static int radix_digit(char c, unsigned bits)
{
	int value = is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;

	return value < 1 << bits ? value : -1;
}

/* limbs = limbs * factor + addend; the new count, or 0 when they do not fit. */
static size_t multiply_add(uint32_t *limbs, size_t count, uint32_t factor, uint32_t addend)
{
	uint64_t carry = addend;

	for (size_t i = 0; i < count; i++) {
		carry += (uint64_t)limbs[i] * factor;
		limbs[i] = (uint32_t)(carry % LIMB_BASE);
		carry /= LIMB_BASE;
	}
	if (carry == 0)
		return count;
	if (count == MAX_LIMBS)
		return 0;
	limbs[count] = (uint32_t)carry;
	return count + 1;
}

/* Writes LIMBS as decimal text and gives its length; OUT has room for all their digits. */
static size_t limbs_to_text(const uint32_t *limbs, size_t count, char *out)
{
	size_t length = 0;

	for (size_t i = count; i-- > 0;) {
		uint32_t unit = LIMB_BASE / 10;

		for (; unit > 0; unit /= 10) {
			char digit = (char)('0' + limbs[i] / unit % 10);

			if (length > 0 || digit != '0')
				out[length++] = digit;
		}
	}
	if (length == 0)
		out[length++] = '0';
	return length;
}

/* The digits after 0x or 0o as a decimal number. */
static enum number_result from_radix(struct arena *arena, const char *p, const char *end, unsigned bits,
                                     const char **out, size_t *out_length)
{
	uint32_t limbs[MAX_LIMBS] = { 0 };
	char text[MAX_LIMBS * LIMB_DIGITS];
	size_t count = 1, length;

	if (p == end)
		return NUMBER_NOT;
	for (const char *q = p; q < end; q++)
		if (radix_digit(*q, bits) < 0)
			return NUMBER_NOT;

	p = skip_zeros(p, end);
	while (p < end) {
		uint32_t factor = 1, chunk = 0;

		/* As many digits at once as keep the product within 64 bits. */
		for (; p < end && factor < 1u << 27; p++) {
			chunk = chunk << bits | (uint32_t)radix_digit(*p, bits);
			factor <<= bits;
		}
		count = multiply_add(limbs, count, factor, chunk);
		if (count == 0)
			return NUMBER_TOO_LONG;
	}
	length = limbs_to_text(limbs, count, text);
	if (length > NUMBER_MAX_DIGITS)
		return NUMBER_TOO_LONG;
	*out = arena_strndup(arena, text, length);
	*out_length = length;
	return *out ? NUMBER_OK : NUMBER_NO_MEMORY;
}

/* .inf, .Inf, .INF and the same for nan, which has no sign. */
static bool is_not_finite(const char *p, const char *end, bool has_sign)
{
	static const char *const words[] = { ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN" };
	size_t count = has_sign ? 3 : 6;

	for (size_t i = 0; end - p == 4 && i < count; i++)
		if (memcmp(p, words[i], 4) == 0)
			return true;
	return false;
}

/* The parts of a decimal as written; each is END - START digits, perhaps none. */
struct parts {
	bool has_sign, negative;
	const char *whole, *whole_end;
	const char *fraction, *fraction_end;
	const char *exponent, *exponent_end; /* from the letter on */
};

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static enum number_result split(const char *p, const char *end, struct parts *parts)
{
	parts->has_sign = p < end && (*p == '-' || *p == '+');
	parts->negative = parts->has_sign && *p == '-';
	p += parts->has_sign;
	if (is_not_finite(p, end, parts->has_sign))
		return NUMBER_NOT_FINITE;

	parts->whole = p;
	parts->whole_end = p = skip_digits(p, end);
	p += p < end && *p == '.';
	parts->fraction = p;
	parts->fraction_end = p = skip_digits(p, end);
	if (parts->whole == parts->whole_end && parts->fraction == parts->fraction_end)
		return NUMBER_NOT;

	parts->exponent = p;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '-' || *p == '+');
		if (p == end)
			return NUMBER_NOT;
		p = skip_digits(p, end);
	}
	parts->exponent_end = p;
	return p == end ? NUMBER_OK : NUMBER_NOT;
}

static enum number_result check_size(const struct parts *parts)
{
	const char *whole = skip_zeros(parts->whole, parts->whole_end);
	const char *p = parts->exponent;
	long exponent = 0;

	if ((parts->whole_end - whole) + (parts->fraction_end - parts->fraction) > NUMBER_MAX_DIGITS)
		return NUMBER_TOO_LONG;
	while (p < parts->exponent_end && !is_digit(*p))
		p++;
	for (; p < parts->exponent_end; p++) {
		exponent = exponent * 10 + (*p - '0');
		if (exponent > NUMBER_MAX_EXPONENT)
			return NUMBER_TOO_LARGE;
	}
	return NUMBER_OK;
}

static char *append(char *out, const char *from, const char *end)
{
	memcpy(out, from, (size_t)(end - from));
	return out + (end - from);
}

/* JSON has no plus sign, no leading zeros, and digits on both sides of a point. */
static enum number_result spell(struct arena *arena, const struct parts *parts, const char **out, size_t *out_length)
{
	const char *whole = skip_zeros(parts->whole, parts->whole_end);
	size_t room = 3 + (size_t)(parts->exponent_end - parts->whole); /* a sign, a zero and the NUL more */
	char *text = arena_alloc(arena, room);
	char *end = text;

	if (!text)
		return NUMBER_NO_MEMORY;
	if (parts->negative)
		*end++ = '-';
	if (whole == parts->whole_end)
		*end++ = '0';
	end = append(end, whole, parts->whole_end);
	if (parts->fraction < parts->fraction_end) {
		*end++ = '.';
		end = append(end, parts->fraction, parts->fraction_end);
	}
	end = append(end, parts->exponent, parts->exponent_end);
	*end = '\0';
	*out = text;
	*out_length = (size_t)(end - text);
	return NUMBER_OK;
}

static bool is_json(const struct parts *parts)
{
	size_t whole = (size_t)(parts->whole_end - parts->whole);

	return parts->has_sign == parts->negative && (whole == 1 || (whole > 1 && *parts->whole != '0')) &&
	       (parts->fraction == parts->whole_end || parts->fraction < parts->fraction_end);
}

enum number_result number_from_yaml(struct arena *arena, const char *text, size_t length, const char **out,
                                    size_t *out_length)
{
	const char *end = text + length;
	struct parts parts;
	enum number_result result;

	if (length >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'o'))
		return from_radix(arena, text + 2, end, text[1] == 'x' ? 4 : 3, out, out_length);
	result = split(text, end, &parts);
	if (result == NUMBER_OK)
		result = check_size(&parts);
	if (result != NUMBER_OK)
		return result;
	if (!is_json(&parts))
		return spell(arena, &parts, out, out_length);
	*out = arena_strndup(arena, text, length);
	*out_length = length;
	return *out ? NUMBER_OK : NUMBER_NO_MEMORY;
}
