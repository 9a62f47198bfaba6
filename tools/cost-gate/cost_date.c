/* cost_date: see cost_date.h. */
#include "cost_date.h"

#include <string.h>
#include <time.h>

static bool is_leap(long year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static long days_of_month(long year, long month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* COUNT digits at *TEXT, which moves past them; -1 when they are none. */
static long read_digits(const char **text, int count)
{
	long value = 0;

	for (; count > 0; count--, (*text)++) {
		if (**text < '0' || **text > '9')
			return -1;
		value = value * 10 + (**text - '0');
	}
	return value;
}

/* "-MM" or nothing, which is 1; 0 when it is wrong. */
static long read_part(const char **text)
{
	long value;

	if (**text != '-')
		return **text ? 0 : 1;
	(*text)++;
	value = read_digits(text, 2);
	return value < 1 ? 0 : value;
}

bool cost_date_read(const char *text, long *days)
{
	long year = read_digits(&text, 4);
	long month, day;

	if (year < 1)
		return false;
	month = read_part(&text);
	if (month < 1 || month > 12)
		return false;
	day = read_part(&text);
	if (day < 1 || day > days_of_month(year, month) || *text)
		return false;

	/* Days of whole years up to the one before, counted from the year 1. */
	*days = (year - 1) * 365 + (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 719162 + day - 1;
	for (long m = 1; m < month; m++)
		*days += days_of_month(year, m);
	return true;
}

void cost_date_today(char text[11])
{
	time_t now = time(NULL);
	struct tm utc;

	if (!gmtime_r(&now, &utc) || strftime(text, 11, "%Y-%m-%d", &utc) != 10)
		memcpy(text, "9999-12-31", 11); /* a clock that is off: what may expire has expired */
}
