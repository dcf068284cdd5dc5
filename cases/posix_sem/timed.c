/* sem_timedwait(): not early, not when there is no need to wait, and only with a time that is one. */
#include "cases/posix_sem/semaphore.h"

enum { NANOSECONDS = 1000000000 };

static const struct timespec long_past = {1, 0};

CASE(deadline_in_the_past_is_etimedout_at_once, PROVES("psem.timedwait.etimedout"), VARIANTS("unnamed", "named"))
{
    struct actor *waiter = actor_new("waiter");
    struct semaphore *semaphore = semaphore_new(waiter, variant + BY_UNNAMED, 0);

    expect_fails(do_sem_timedwait(waiter, semaphore->sem, &long_past), ETIMEDOUT);
    expect_equal(semaphore_value(waiter, semaphore), 0, "the value");
}

/* In one scene, so that no other process's turn lies between the return and the look at the clock. */
struct timing {
    sem_t *sem;
    int error;
    long early_ns; /* how long before the deadline it was when the call returned */
};

static long wait_until_a_deadline(void *arg)
{
    struct timing *timing = arg;
    struct timespec until, now;
    int result;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 15000000;
    until.tv_sec += until.tv_nsec / NANOSECONDS;
    until.tv_nsec %= NANOSECONDS;
    errno = 0;
    result = subject.sem_timedwait(timing->sem, &until);
    timing->error = errno;
    clock_gettime(CLOCK_REALTIME, &now);
    timing->early_ns = (until.tv_sec - now.tv_sec) * NANOSECONDS + (until.tv_nsec - now.tv_nsec);
    return result;
}

CASE(timedwait_does_not_give_up_early, PROVES("psem.timedwait.etimedout"), VARIANTS("unnamed", "named"))
{
    struct actor *waiter = actor_new("waiter");
    struct semaphore *semaphore = semaphore_new(waiter, variant + BY_UNNAMED, 0);
    struct timing *timing = scratch_zeroed(sizeof *timing);

    timing->sem = semaphore->sem;
    expect_returns(do_scene(waiter, wait_until_a_deadline, timing), -1);
    expect_equal(timing->error, ETIMEDOUT, "errno");
    expect(timing->early_ns <= 0, "sem_timedwait returned %ld ns before its deadline", timing->early_ns);
    expect_equal(semaphore_value(waiter, semaphore), 0, "the value");
}

CASE(timedwait_blocks_and_takes_what_is_given_before_the_deadline, PROVES("psem.timedwait.etimedout"))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, BY_UNNAMED, 0);
    struct actor *waiter = actor_fork(giver, "waiter");
    struct timespec in_an_hour = realtime_in(3600 * 1000L);
    struct call *waiting = begin_sem_timedwait(waiter, semaphore->sem, &in_an_hour);

    expect_blocked(waiting);
    expect_returns(do_up(giver, semaphore), 0);
    expect_returns(finish(waiting), 0);
    expect_equal(semaphore_value(giver, semaphore), 0, "the value");
}

CASE(available_unit_is_taken_although_the_deadline_has_passed, PROVES("psem.timedwait.not-checked-if-available"),
     VARIANTS("unnamed", "named"))
{
    struct actor *taker = actor_new("taker");
    struct semaphore *semaphore = semaphore_new(taker, variant + BY_UNNAMED, 1);

    expect_returns(do_sem_timedwait(taker, semaphore->sem, &long_past), 0);
    expect_equal(semaphore_value(taker, semaphore), 0, "the value");
}

CASE(invalid_nanoseconds_when_nothing_need_be_waited_for, PROVES("psem.timedwait.not-checked-if-available"))
{
    struct actor *taker = actor_new("taker");
    struct semaphore *semaphore = semaphore_new(taker, BY_UNNAMED, 1);
    struct timespec invalid = {1, 2 * (long)NANOSECONDS};
    struct call *call = do_sem_timedwait(taker, semaphore->sem, &invalid);

    observe("psem.bad_nsec_with_a_unit.errno", call_failed(call) ? error_of(call) : 0, "");
}

CASE(invalid_nanoseconds_are_einval_when_it_would_wait, PROVES("psem.timedwait.bad-nsec"),
     VARIANTS("1000000000", "-1", "LONG_MAX"))
{
    static const long nanoseconds[] = {NANOSECONDS, -1, LONG_MAX};
    struct actor *waiter = actor_new("waiter");
    struct semaphore *semaphore = semaphore_new(waiter, BY_UNNAMED, 0);
    struct timespec until = realtime_in(3600 * 1000L);

    until.tv_nsec = nanoseconds[variant];
    expect_fails(do_sem_timedwait(waiter, semaphore->sem, &until), EINVAL);
    expect_equal(semaphore_value(waiter, semaphore), 0, "the value");
}
