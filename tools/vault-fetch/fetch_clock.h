/*
 * fetch_clock: seconds that only ever grow, for deadlines and delays.
 */
#ifndef FETCH_CLOCK_H
#define FETCH_CLOCK_H

#include <time.h>

#define FETCH_WAIT_MAX 60.0 /* seconds in one call of poll(2), which counts in int */

/* Seconds of the monotonic clock. */
static inline double fetch_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now); /* fails only for a clock that does not exist */
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline double fetch_earlier(double a, double b)
{
	return a < b ? a : b;
}

static inline double fetch_later(double a, double b)
{
	return a > b ? a : b;
}

/* How long poll(2) may wait for UNTIL (which may be infinite): milliseconds, rounded up, at most FETCH_WAIT_MAX. */
static inline int fetch_wait(double until)
{
	return (int)(fetch_earlier(fetch_later(until - fetch_now(), 0), FETCH_WAIT_MAX) * 1000 + 0.999);
}

#endif
