/*
 * lease: how long the lock is ours, by our own clock.
 *
 * Counted in nanoseconds of CLOCK_BOOTTIME, which goes on while the machine
 * sleeps, from before the request was sent that asked for it. Others count the
 * same TTL from when they first saw what it wrote, which is later; what is left
 * between the two ends is the margin, for clocks that drift and for the time
 * that killing takes.
 *
 * A lease that was once over stays so: a renewal that is acknowledged too late
 * may have been seen too late, so the whole attempt has to start again.
 */
#ifndef LEASE_H
#define LEASE_H

#include <stdbool.h>
#include <stdint.h>

#define LEASE_SECOND ((int64_t)1000000000)
#define LEASE_FOREVER INT64_MAX

struct lease {
	int64_t ttl;
	int64_t sent;  /* when the newest request was sent that was acknowledged */
	int64_t until; /* sent + ttl less the margin; LEASE_FOREVER: nothing can end it */
	bool over;
};

/* Nanoseconds since the machine was started. */
int64_t lease_now(void);

/* A fresh lease of TTL, asked for by a request that is sent at SENT. */
void lease_begin(struct lease *lease, int64_t ttl, int64_t sent);

/* One that needs no renewal. */
void lease_begin_forever(struct lease *lease);

/* A renewal that was sent at SENT was acknowledged, at NOW. False when the lease was over by then. */
bool lease_extend(struct lease *lease, int64_t sent, int64_t now);

bool lease_is_over(struct lease *lease, int64_t now);

/* What others and the command are granted: TTL less this is when the command is killed. */
int64_t lease_margin(int64_t ttl);

/* Until when giving it back is worth trying: as long as it lasts, but no longer than PATIENCE, and a second at least. */
int64_t lease_give_up_at(const struct lease *lease, int64_t now, int64_t patience);

/* When to renew; when the command is to be interrupted, half the TTL before others may come. */
int64_t lease_renew_at(const struct lease *lease);
int64_t lease_interrupt_at(const struct lease *lease);

/* When what the command has asked for must be answered, if only by an error: it needs the rest to save its state. */
int64_t lease_answer_by(const struct lease *lease);

#endif
