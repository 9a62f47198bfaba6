/*
 * cost_date: days of the calendar (ISO 8601, proleptic Gregorian).
 */
#ifndef COST_DATE_H
#define COST_DATE_H

#include <stdbool.h>

/*
 * Sets *DAYS to the days from 1970-01-01 to TEXT: "2026-11-25"; or "2026-11"
 * or "2026", which stand for their first day. False when TEXT is no such date.
 */
bool cost_date_read(const char *text, long *days);

/* Today in UTC as "2026-11-25", in TEXT. */
void cost_date_today(char text[11]);

#endif
