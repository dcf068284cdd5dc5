/* Process-shared conditions: whom a signal wakes, and when it is lost. */
#include "cases/shm_sync/ring.h"

enum { WAITERS = 3 };

/* Locks, and waits for an item; the actor is proved to be asleep. */
static struct call *wait_for_item(const struct sharer *sharer)
{
    struct ring *ring = ring_of(sharer);
    struct call *waiting;

    must_return(do_mutex_lock(sharer->actor, &ring->mutex), 0);
    waiting = begin_cond_wait(sharer->actor, &ring->not_empty, &ring->mutex);
    must_block(waiting);
    return waiting;
}

static struct call *signal_item(const struct sharer *sharer)
{
    return do_cond_signal(sharer->actor, &ring_of(sharer)->not_empty);
}

static struct call *unlock(const struct sharer *sharer)
{
    return do_mutex_unlock(sharer->actor, &ring_of(sharer)->mutex);
}

CASE(signal_of_one_process_wakes_a_waiter_in_another, PROVES("shmsync.cond.pshared-signal"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct call *waiting;

    ring_share(s, 2, variant);
    waiting = wait_for_item(&s[1]);
    must_return(signal_item(&s[0]), 0);
    expect_returns(finish(waiting), 0);
    must_return(unlock(&s[1]), 0);
}

CASE(signal_while_nobody_waits_is_not_remembered, PROVES("shm.pc.wait-in-loop"))
{
    struct sharer s[2];
    struct ring *ring;
    struct call *waiting;

    ring_share(s, 2, BY_SYSV);
    ring = ring_of(&s[1]);
    must_return(signal_item(&s[0]), 0);
    must_return(do_mutex_lock(s[1].actor, &ring->mutex), 0);
    waiting = begin_cond_wait(s[1].actor, &ring->not_empty, &ring->mutex);
    expect_blocked(waiting);
    must_return(signal_item(&s[0]), 0);
    expect_returns(finish(waiting), 0);
    must_return(unlock(&s[1]), 0);
}

CASE(waiting_gives_the_mutex_up_and_waking_takes_it_back, PROVES("shm.pc.signal-wakes-waiter"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct ring *ring;
    struct call *waiting;

    ring_share(s, 2, variant);
    ring = ring_of(&s[0]);
    waiting = wait_for_item(&s[1]);
    expect_returns(do_mutex_trylock(s[0].actor, &ring->mutex), 0);
    must_return(signal_item(&s[0]), 0);
    expect_blocked(waiting);
    must_return(unlock(&s[0]), 0);
    expect_returns(finish(waiting), 0);
    expect_fails(do_mutex_trylock(s[0].actor, &ring->mutex), EBUSY);
    must_return(unlock(&s[1]), 0);
}

CASE(one_signal_wakes_at_least_one_of_three, PROVES("shm.pc.signal-wakes-waiter"))
{
    struct sharer s[1 + WAITERS];
    struct call *waiting[WAITERS];
    int woken, asleep = 0;

    ring_share(s, 1 + WAITERS, BY_SHM_OPEN);
    for (int i = 0; i < WAITERS; i++)
        waiting[i] = wait_for_item(&s[1 + i]);
    must_return(signal_item(&s[0]), 0);
    woken = finish_first(waiting, WAITERS);
    expect_returns(waiting[woken], 0);
    must_return(unlock(&s[1 + woken]), 0);
    for (int i = 0; i < WAITERS; i++)
        asleep += i != woken && is_blocked(waiting[i]);
    observe("shm.cond.still-asleep", asleep, "of 2 others");
    must_return(do_cond_broadcast(s[0].actor, &ring_of(&s[0])->not_empty), 0);
    for (int i = 0; i < WAITERS; i++)
        if (i != woken)
            abandon(waiting[i]);
}

/* Waiters come back one at a time, for each takes the mutex. */
static void let_all_return(const struct sharer *waiters, struct call **waiting)
{
    for (int i = 0; i < WAITERS; i++) {
        int next = finish_first(waiting, WAITERS);

        expect_returns(waiting[next], 0);
        must_return(unlock(&waiters[next]), 0);
    }
}

CASE(broadcast_wakes_every_waiter, PROVES("shmsync.cond.broadcast"), SHARED_VARIANTS)
{
    struct sharer s[1 + WAITERS];
    struct call *waiting[WAITERS];

    ring_share(s, 1 + WAITERS, variant);
    for (int i = 0; i < WAITERS; i++)
        waiting[i] = wait_for_item(&s[1 + i]);
    must_return(do_cond_broadcast(s[0].actor, &ring_of(&s[0])->not_empty), 0);
    let_all_return(s + 1, waiting);
}

CASE(second_consumer_that_a_broadcast_wakes_finds_nothing, PROVES("shm.pc.wait-in-loop"))
{
    struct sharer s[3];
    struct call *waiting[2];
    int first, second;

    ring_share(s, 3, BY_SYSV);
    for (int i = 0; i < 2; i++)
        waiting[i] = wait_for_item(&s[1 + i]);
    put(&s[0], RING_WORD(count), 1);
    must_return(do_cond_broadcast(s[0].actor, &ring_of(&s[0])->not_empty), 0);
    first = finish_first(waiting, 2);
    second = 1 - first;
    expect_returns(waiting[first], 0);
    expect_equal(look(&s[1 + first], RING_WORD(count)), 1, "the count that the first consumer finds");
    put(&s[1 + first], RING_WORD(count), 0);
    must_return(unlock(&s[1 + first]), 0);
    expect_returns(finish(waiting[second]), 0);
    /* Without a loop around its wait it would now take an item that is not there. */
    expect_equal(look(&s[1 + second], RING_WORD(count)), 0, "the count that the second consumer finds");
    must_return(unlock(&s[1 + second]), 0);
}

CASE(timed_wait_gives_up_at_its_deadline_and_has_the_mutex_again, PROVES("shmsync.cond.timedwait"))
{
    enum { AHEAD_MS = 20 };
    struct sharer s[2];
    struct timespec until;
    struct call *timed;
    int64_t early;

    ring_share(s, 2, BY_SHM_OPEN);
    must_return(do_mutex_lock(s[1].actor, &ring_of(&s[1])->mutex), 0);
    until = realtime_in(AHEAD_MS);
    timed = do_cond_timedwait(s[1].actor, &ring_of(&s[1])->not_empty, &ring_of(&s[1])->mutex, &until);
    expect_fails(timed, ETIMEDOUT);
    early = early_ns(timed, &until);
    expect(early == 0, "it gave up %lld ns before its deadline", (long long)early);
    expect_fails(do_mutex_trylock(s[0].actor, &ring_of(&s[0])->mutex), EBUSY);
    expect_returns(unlock(&s[1]), 0);
}
