/* lease: see lease.h. */
#include "lease.h"

#include <time.h>

#define MARGIN_MIN (LEASE_SECOND / 5)
#define MARGIN_MAX (10 * LEASE_SECOND)

int64_t lease_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now); /* fails only for a clock that does not exist */
	return (int64_t)now.tv_sec * LEASE_SECOND + now.tv_nsec;
}

int64_t lease_margin(int64_t ttl)
{
	int64_t margin = ttl / 10;

	return margin < MARGIN_MIN ? MARGIN_MIN : margin > MARGIN_MAX ? MARGIN_MAX : margin;
}

void lease_begin(struct lease *lease, int64_t ttl, int64_t sent)
{
	*lease = (struct lease){ .ttl = ttl, .sent = sent, .until = sent + ttl - lease_margin(ttl) };
}

void lease_begin_forever(struct lease *lease)
{
	*lease = (struct lease){ .ttl = LEASE_FOREVER, .until = LEASE_FOREVER };
}

bool lease_is_over(struct lease *lease, int64_t now)
{
	if (now >= lease->until)
		lease->over = true;
	return lease->over;
}

bool lease_extend(struct lease *lease, int64_t sent, int64_t now)
{
	if (lease_is_over(lease, now))
		return false;
	lease->sent = sent;
	lease->until = sent + lease->ttl - lease_margin(lease->ttl);
	return true;
}

int64_t lease_give_up_at(const struct lease *lease, int64_t now, int64_t patience)
{
	int64_t until = lease->until < now + patience ? lease->until : now + patience;

	return until > now + LEASE_SECOND ? until : now + LEASE_SECOND;
}

int64_t lease_renew_at(const struct lease *lease)
{
	return lease->until == LEASE_FOREVER ? LEASE_FOREVER : lease->sent + lease->ttl / 4;
}

int64_t lease_interrupt_at(const struct lease *lease)
{
	return lease->until == LEASE_FOREVER ? LEASE_FOREVER : lease->sent + lease->ttl / 2;
}

int64_t lease_answer_by(const struct lease *lease)
{
	int64_t interrupt_at = lease_interrupt_at(lease);

	return interrupt_at + (lease->until - interrupt_at) / 2;
}
