/*
 * garage_lock: the lock of tools/garage-lock on a store that has only plain keys.
 *
 * Lamport's bakery over write-once keys, a fresh id for each attempt, and leases for contenders that die. The C code
 * (bakery.c, lease.c, store_garage.c) follows this model and uses its names. CONTENDERS processes share IDS attempts:
 * one that gave up or released may try again while ids are left.
 *
 * What the store may do (measured on three nodes of Garage 2.5.0, and more):
 *
 *  - A write that is not acknowledged shows to one reader and not to the next. Once it is acknowledged, it shows to
 *    every read that begins later.
 *  - A deleted key shows or does not show, for ever: LIST has not heard yet, or a copy of the PUT was late and brought
 *    it back. So any number of messages may be delayed, by any time.
 *  - LIST is no snapshot: others act between its ids.
 *
 * A crash is a process that makes no further step, a pause one that makes none for a while: the search of all
 * interleavings has both, at any place. Every lease is a count that each tick makes smaller by one, and a tick may come
 * between any two steps. Clocks that drift are answered for by the margin, not by the algorithm.
 *
 * Shown: no two holders whose leases are not over, and tokens that grow. Variants that must fail:
 *
 *  OVERLAP     never two holders at all, which no lock with leases can promise: the trace has a pause after the last
 *              check, which is where a fencing token is needed.
 *  NO_RESTART  a contender whose lease ran out between its first PUT and its last LIST renews it and goes on.
 *  OVERWRITE   renewals overwrite one key, which others know by its ETag, in place of a new key each.
 *  ONE_LOOK    the token is taken from the LIST that shows nobody before us, and not looked for again.
 *
 * EACH is no such variant, but for three contenders, who are too many else: each makes one attempt, and holds the lock
 * from when it comes first, before it has a token. That no two do so is more than is asked for, and then tokens grow,
 * too: of two that pass their last check, one did so when the other had not yet come first, for a lease that is over
 * at any time is over later; so its token was acknowledged before the other's last LIST began.
 *
 * Four things keep the search small and change nothing: contenders are alike, so they start in order; ids are random,
 * but only their order counts; an acknowledgement comes with the first look that follows it, for a key in doubt can be
 * read like one that is there; and the keys that an attempt leaves behind are followed only as far as their ticket
 * goes, for all else that they can do is to make others wait, and anybody may wait at any time.
 */
#ifndef CONTENDERS
#define CONTENDERS 2
#endif
#ifndef IDS
#define IDS 3 /* attempts, all contenders together */
#endif
#ifndef TTL
#define TTL 2
#endif
#ifndef RENEWALS
#define RENEWALS 1 /* of each attempt */
#endif
#if IDS > 3
#error "the HEADs are written out for three ids"
#endif
#if defined(EACH) && (CONTENDERS != 3 || IDS != 3)
#error "EACH is for three"
#endif

/* A key: never put, in doubt (put or deleted: a read may show it or not), or acknowledged and not deleted. */
#define ABSENT 0
#define DOUBT 1
#define THERE 2

byte choosing[IDS];
byte queued[IDS]; /* the key whose name is the ticket */
byte ticket[IDS];
byte renewal[IDS]; /* the number of the newest renewal key */
bit renewing[IDS]; /* the next one is in doubt */
byte token;        /* the highest token key; one in doubt that shows would only make the next number higher */

/* Counts. */
byte own[CONTENDERS];   /* what is left of the own lease, from before it was sent for */
byte fresh[CONTENDERS]; /* the same of a renewal under way */
#define AT(who, id) ((who) * IDS + (id))
byte left[CONTENDERS * IDS]; /* until the other one is taken for dead, from when its newest renewal was first seen */
byte seen[CONTENDERS * IDS]; /* that renewal plus one; 0: nothing was seen yet */

/* What is asserted. */
bit holding[CONTENDERS];
byte issued;

/* What keeps the search small. */
bit started[CONTENDERS];
bit gone[IDS];

active proctype clock()
{
	byte i = 0;

end:	do
	:: d_step {
		printf("MSC: tick\n");
		do
		:: i < CONTENDERS ->
			own[i] = (own[i] > 0 -> own[i] - 1 : 0);
			fresh[i] = (fresh[i] > 0 -> fresh[i] - 1 : 0);
			i++
		:: else -> break
		od;
		i = 0;
		do
		:: i < CONTENDERS * IDS ->
			left[i] = (left[i] > 0 -> left[i] - 1 : 0);
			i++
		:: else -> break
		od;
		i = 0
	}
	od
}

inline read_key(key, shown)
{
	if
	:: key != ABSENT -> shown = 1
	:: key != THERE -> shown = 0
	fi
}

inline read_renewal()
{
	if
	:: newest = renewal[other]
	:: renewing[other] -> newest = renewal[other] + 1
#ifdef OVERWRITE
	:: renewal[other] > 0 -> newest = 0 /* a late copy of the first one has overwritten it */
#endif
	fi
}

#ifdef OVERWRITE
#define IS_NEWS (newest + 1 != seen[AT(me, other)])
#else
#define IS_NEWS (newest + 1 > seen[AT(me, other)])
#endif

#define NEXT(other) ((other) + 1 == id -> (other) + 2 : (other) + 1)
#define FIRST (id == 0 -> 1 : 0)

/* Begins to LIST: in one go with what went before, for it takes no look at the store. */
inline begin_look()
{
	printf("MSC: contender %d begins to LIST\n", me);
	other = FIRST
}

/* What LIST shows of one id. Sets highest_ticket; suspects: who seems to stand before us. */
inline look()
{
	read_key(queued[other], is_queued);
	if
	:: mine == 0 && is_queued && ticket[other] > highest_ticket -> highest_ticket = ticket[other]
	:: else
	fi;
	read_key(choosing[other], is_there);
	is_there = (is_there || is_queued) && !gone[other];
	if
	:: is_there ->
		read_renewal();
		if
		:: IS_NEWS -> left[AT(me, other)] = TTL; seen[AT(me, other)] = newest + 1
		:: else
		fi;
		newest = 0
	:: else
	fi;
	/* The dead do not count, and their keys are deleted; nor does who stands behind us. */
	if
	:: is_there && left[AT(me, other)] == 0 ->
		printf("MSC: contender %d takes attempt %d for dead\n", me, other);
		choosing[other] = DOUBT;
		queued[other] = DOUBT
	:: is_there && left[AT(me, other)] != 0 && mine > 0 &&
	   !(is_queued && (ticket[other] > mine || ticket[other] == mine && other > id)) ->
		suspects = suspects | 1 << other
	:: else
	fi;
	is_there = 0;
	is_queued = 0;
	other = NEXT(other)
}

/* Others act between the ids. */
inline look_on()
{
#ifdef ONE_LOOK
	if
	:: other == FIRST -> highest_token = token /* read first, so what is known of it is oldest */
	:: else
	fi;
#endif
	look()
}

inline renew()
{
	atomic {
		renewal[id] < RENEWALS -> printf("MSC: contender %d renews\n", me);
		fresh[me] = TTL;
		renewing[id] = 1
	}
	atomic {
		renewal[id]++;
		renewing[id] = 0;
#ifdef NO_RESTART
		own[me] = fresh[me];
#else
		own[me] = (own[me] > 0 -> fresh[me] : 0);
#endif
		fresh[me] = 0
	}
}

/* What is known of the others, by one that will look no more. */
inline forget()
{
	for (other : 0 .. IDS - 1) {
		left[AT(me, other)] = 0;
		seen[AT(me, other)] = 0
	}
}

/* The lease is not over, so it holds the lock; else it gives up. */
inline hold()
{
	if
	:: own[me] == 0 -> goto give_up
	:: else
	fi;
	printf("MSC: contender %d holds the lock\n", me);
	for (other : 0 .. CONTENDERS - 1) {
#ifdef OVERLAP
		assert(!holding[other])
#else
		assert(!(holding[other] && own[other] > 0))
#endif
	}
#ifdef EACH
	forget();
#endif
	other = 0;
	holding[me] = 1
}

/* Nobody stands before us. */
inline come_first()
{
#ifdef EACH
	hold()
#else
	skip
#endif
}

#ifdef NO_RESTART
#define LEASE_OVER false
#else
#define LEASE_OVER (own[me] == 0)
#endif

proctype contender(byte me)
{
	byte id, other, mine, highest_ticket, highest_token, newest, suspects;
	bit is_queued, is_there;

again:	atomic {
#ifdef EACH
		choosing[me] == ABSENT -> id = me;
#else
		if
		:: me + 1 < CONTENDERS && !started[me + 1] -> started[me + 1] = 1; run contender(me + 1)
		:: else
		fi;
		if
		:: choosing[0] == ABSENT -> id = 0
		:: choosing[1] == ABSENT -> id = 1
#if IDS > 2
		:: choosing[2] == ABSENT -> id = 2
#endif
		:: else -> goto out
		fi;
#endif
		printf("MSC: contender %d begins attempt %d: PUT choosing\n", me, id);
		own[me] = TTL;
		choosing[id] = DOUBT;
		begin_look()
	}
	do
	:: LEASE_OVER -> goto give_up
	:: atomic { other < IDS ->
		choosing[id] = THERE;
		look_on();
		if
		:: other < IDS
		:: else ->
			mine = highest_ticket + 1;
			highest_ticket = 0;
			printf("MSC: contender %d: PUT ticket %d\n", me, mine);
			ticket[id] = mine;
			queued[id] = DOUBT;
			begin_look();
			break
		fi
	   }
	od;
	do
	:: other == FIRST && !suspects -> renew()
	:: LEASE_OVER -> goto give_up
	:: atomic { other < IDS ->
		queued[id] = THERE;
		look_on();
		if
		:: other >= IDS && !suspects -> come_first(); break
		:: else
		fi
	   }
	/* HEAD of each that LIST showed before us, all at once. One that is there is enough to look again. */
	:: other >= IDS ->
		atomic {
			if
			:: suspects & 1 -> other = 0
			:: suspects & 2 -> other = 1
			:: suspects & 4 -> other = 2
			fi;
			read_key(choosing[other], is_there);
			suspects = (is_there -> 0 : suspects & ~(1 << other));
			if
			:: is_there -> is_there = 0; begin_look()
			:: !is_there && suspects -> other = IDS
			:: !is_there && !suspects -> come_first(); break
			fi
		}
	od;
#ifndef EACH
	/* One more than the highest token in a LIST that began when nobody stood before us any more. */
	atomic {
#ifndef ONE_LOOK
		highest_token = token;
#endif
		highest_token++;
		other = 0;
		printf("MSC: contender %d comes first: PUT token %d\n", me, highest_token)
	}
	atomic {
		token = (highest_token > token -> highest_token : token);
		printf("MSC: contender %d: the last check\n", me);
		hold();
		assert(highest_token > issued);
		issued = highest_token
	}
#endif
	/* COMMAND runs. Its end comes by itself or, when the lease is over, by SIGKILL. */
	do
	:: own[me] > 0 -> renew()
	:: break
	od;
give_up:
	atomic {
		printf("MSC: contender %d ends attempt %d\n", me, id);
		holding[me] = 0;
		own[me] = 0;
		fresh[me] = 0;
		mine = 0;
		highest_ticket = 0;
		highest_token = 0;
		suspects = 0;
		choosing[id] = DOUBT;
		queued[id] = (queued[id] == ABSENT -> ABSENT : DOUBT);
		gone[id] = 1;
		renewal[id] = 0;
		renewing[id] = 0;
		for (other : 0 .. CONTENDERS - 1) {
			left[AT(other, id)] = 0;
			seen[AT(other, id)] = 0
		}
#ifdef EACH
		forget();
		other = 0;
		goto out
#else
		other = 0;
		goto again
#endif
	}
out:
	skip
}

init {
#ifdef EACH
	atomic { run contender(0); run contender(1); run contender(2) }
#else
	run contender(0)
#endif
}
