/* money: see money.h. */
#include "money.h"

#include <string.h>

static const char *settle(struct money *money, enum number_result result, const char *text)
{
	if (result == NUMBER_OK)
		return text;
	if (money->failed == NUMBER_OK)
		money->failed = result;
	return "0";
}

const char *money_add(struct money *money, const char *a, const char *b)
{
	const char *sum;
	size_t length;
	enum number_result result = number_add(money->arena, a, strlen(a), b, strlen(b), &sum, &length);

	return settle(money, result, sum);
}

const char *money_multiply(struct money *money, const char *a, const char *b)
{
	const char *product;
	size_t length;
	enum number_result result = number_multiply(money->arena, a, strlen(a), b, strlen(b), &product, &length);

	return settle(money, result, product);
}

const char *money_subtract(struct money *money, const char *a, const char *b)
{
	return money_add(money, a, money_multiply(money, b, "-1"));
}

int money_compare(const char *a, const char *b)
{
	return number_compare(a, strlen(a), b, strlen(b));
}

bool money_is_zero(const char *amount)
{
	return money_compare(amount, "0") == 0;
}

const char *money_show(struct money *money, const char *amount)
{
	const char *rounded;
	size_t length;
	enum number_result result = number_round(money->arena, amount, strlen(amount), 2, &rounded, &length);

	return settle(money, result, rounded);
}

const char *money_show_change(struct money *money, const char *amount)
{
	const char *rounded = money_show(money, amount);
	const char *signed_text;

	if (money_compare(rounded, "0") <= 0)
		return rounded;
	signed_text = arena_printf(money->arena, "+%s", rounded);
	return settle(money, signed_text ? NUMBER_OK : NUMBER_NO_MEMORY, signed_text);
}

const char *money_parse(struct money *money, const char *text, size_t length)
{
	const char *number, *amount;
	size_t number_length, amount_length;
	enum number_result result = number_from_yaml(money->arena, text, length, &number, &number_length);

	if (result == NUMBER_NO_MEMORY)
		return settle(money, result, NULL);
	if (result != NUMBER_OK || number_length != length || memcmp(number, text, length) != 0)
		return NULL;
	result = number_add(money->arena, number, number_length, "0", 1, &amount, &amount_length);
	return settle(money, result, amount);
}
