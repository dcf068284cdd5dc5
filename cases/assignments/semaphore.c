/* semtimedop(): semop() with an end. Its time is a length, no moment. */
#include "cases/sysv_sem/sets.h"

#include <time.h>

enum { NANOSECONDS = 1000000000 };

/* More than any machine has been up, so that it is to come by every clock that begins then. */
static const struct timespec years = {1 << 30, 0};

static struct call *begin_timed(struct actor *actor, int set, int delta, const struct timespec *time)
{
    struct sembuf change = {0, (short)delta, 0};

    return begin_semtimedop(actor, set, &change, 1, time);
}

static struct call *do_timed(struct actor *actor, int set, int delta, const struct timespec *time)
{
    return finish(begin_timed(actor, set, delta, time));
}

/* In one scene, so that no other process's turn lies between the return and the look at the clock. */
struct timing {
    int set;
    int delta;
    int error;
    long took_ns;
};

static const struct timespec some_time = {0, 15000000};

static long wait_in_vain(void *arg)
{
    struct timing *timing = arg;
    struct sembuf change = {0, (short)timing->delta, 0};
    struct timespec before, after;
    int result;

    clock_gettime(CLOCK_MONOTONIC, &before);
    errno = 0;
    result = subject.semtimedop(timing->set, &change, 1, &some_time);
    timing->error = errno;
    clock_gettime(CLOCK_MONOTONIC, &after);
    timing->took_ns = (after.tv_sec - before.tv_sec) * NANOSECONDS + (after.tv_nsec - before.tv_nsec);
    return result;
}

CASE(semtimedop_gives_up_when_its_time_is_over_and_not_before, PROVES("assignment.semaphore.times-out"),
     VARIANTS("taking", "waiting for zero"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *observer = actor_new("observer");
    struct timing *timing = scratch_zeroed(sizeof *timing);

    timing->set = semaphores_new(observer, 1);
    timing->delta = variant == 0 ? -2 : 0;
    set_value(observer, timing->set, 0, 1);
    expect_returns(do_scene(waiter, wait_in_vain, timing), -1);
    expect_equal(timing->error, EAGAIN, "errno");
    expect(timing->took_ns >= some_time.tv_nsec, "semtimedop with 15 ms returned after %ld ns", timing->took_ns);
    expect_semval(observer, timing->set, 0, 1);
    expect_returns(do_semctl(observer, timing->set, 0, variant == 0 ? GETNCNT : GETZCNT), 0);
}

CASE(semtimedop_without_any_time_is_eagain_at_once, PROVES("assignment.semaphore.times-out"))
{
    static const struct timespec nothing = {0, 0};
    struct actor *waiter = actor_new("waiter");
    int set = semaphores_new(waiter, 1);

    expect_fails(do_timed(waiter, set, -1, &nothing), EAGAIN);
    expect_semval(waiter, set, 0, 0);
    must_return(do_change(waiter, set, 0, 1, 0), 0);
    expect_returns(do_timed(waiter, set, -1, &nothing), 0);
    expect_semval(waiter, set, 0, 0);
}

/* The one after the other that gave up must not find its traces: a unit is there for who comes next. */
CASE(unit_that_comes_too_late_is_for_the_next, PROVES("assignment.semaphore.times-out"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);

    must_fail(do_timed(waiter, set, -1, &some_time), EAGAIN);
    expect_returns(do_change(giver, set, 0, 1, 0), 0);
    expect_semval(giver, set, 0, 1);
    expect_returns(do_change(waiter, set, 0, -1, IPC_NOWAIT), 0);
}

CASE(semtimedop_sleeps_until_it_is_given_what_it_wants, PROVES("assignment.semaphore.waits-meanwhile"),
     VARIANTS("years", "no end"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);
    struct call *waiting = begin_timed(waiter, set, -1, variant == 0 ? &years : NULL);

    expect_blocked(waiting);
    expect_returns(do_semctl(giver, set, 0, GETNCNT), 1);
    expect_returns(do_change(giver, set, 0, 1, 0), 0);
    expect_returns(finish(waiting), 0);
    expect_semval(giver, set, 0, 0);
}

CASE(semtimedop_takes_what_is_there_at_once, PROVES("assignment.semaphore.waits-meanwhile"))
{
    struct actor *taker = actor_new("taker");
    int set = semaphores_new(taker, 1);

    set_value(taker, set, 0, 2);
    expect_returns(do_timed(taker, set, -2, &years), 0);
    expect_semval(taker, set, 0, 0);
}

CASE(time_that_is_none_is_einval, PROVES("assignment.semaphore.waits-meanwhile"), VARIANTS("1000000000 ns", "-1 s"))
{
    static const struct timespec none[] = {{0, NANOSECONDS}, {-1, 0}};
    struct actor *waiter = actor_new("waiter");
    int set = semaphores_new(waiter, 1);

    expect_fails(do_timed(waiter, set, -1, &none[variant]), EINVAL);
    expect_semval(waiter, set, 0, 0);
}
