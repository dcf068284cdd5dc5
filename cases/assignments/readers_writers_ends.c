/* What ends a wait for a lock of readers and writers otherwise than by its release: a moment; and what does not. */
#include "cases/assignments/rw.h"

#include <time.h>

enum { NANOSECONDS = 1000000000 };

/* By the clock; a length of time it would be for ever. */
static const struct timespec long_past = {1000000000, 0};

CASE(past_moment_is_etimedout_at_once, PROVES("assignment.rw.timed"), BOTH_MODES)
{
    struct actor *waiter = actor_new("waiter");
    int lock = rw_new(waiter, RW_IN_TURN);
    struct actor *holder = who_has("holder", WRITING, lock);

    expect_fails(finish(begin_timed(waiter, (enum mode)variant, lock, &long_past)), ETIMEDOUT);
    expect_returns(do_rw_release(holder, lock), 0);
    /* Who need not wait does not look at it; and nothing is left of who has given up. */
    expect_returns(finish(begin_timed(waiter, (enum mode)variant, lock, &long_past)), 0);
    expect_returns(do_rw_release(waiter, lock), 0);
    expect_returns(do_rw_write(holder, lock), 0);
}

/* In one scene, so that no other process's turn lies between the return and the look at the clock. */
struct timing {
    int lock;
    enum mode mode;
    int error;
    long early_ns; /* how long before the moment the call returned */
};

static long wait_until_a_moment(void *arg)
{
    struct timing *timing = arg;
    struct timespec until, now;
    int result;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 15000000;
    until.tv_sec += until.tv_nsec / NANOSECONDS;
    until.tv_nsec %= NANOSECONDS;
    errno = 0;
    result = timing->mode == READING ? subject.rw_timed_read(timing->lock, &until)
                                     : subject.rw_timed_write(timing->lock, &until);
    timing->error = errno;
    clock_gettime(CLOCK_REALTIME, &now);
    timing->early_ns = (until.tv_sec - now.tv_sec) * NANOSECONDS + (until.tv_nsec - now.tv_nsec);
    return result;
}

CASE(waiter_with_a_moment_does_not_give_up_before, PROVES("assignment.rw.timed"), BOTH_MODES, TIMEOUT(5))
{
    struct actor *waiter = actor_new("waiter");
    struct timing *timing = scratch_zeroed(sizeof *timing);

    timing->mode = (enum mode)variant;
    timing->lock = rw_new(waiter, RW_IN_TURN);
    who_has("holder", WRITING, timing->lock);
    expect_returns(do_scene(waiter, wait_until_a_moment, timing), -1);
    expect_equal(timing->error, ETIMEDOUT, "errno");
    expect(timing->early_ns <= 0, "the call returned %ld ns before its moment", timing->early_ns);
}

CASE(waiter_with_a_moment_sleeps_and_is_let_in_before, PROVES("assignment.rw.timed"), BOTH_MODES)
{
    struct actor *waiter = actor_new("waiter");
    int lock = rw_new(waiter, RW_IN_TURN);
    struct actor *holder = who_has("holder", WRITING, lock);
    struct timespec in_an_hour = realtime_in(3600 * 1000L);
    struct call *waiting = begin_timed(waiter, (enum mode)variant, lock, &in_an_hour);

    expect_blocked(waiting);
    expect_returns(do_rw_release(holder, lock), 0);
    expect_returns(finish(waiting), 0);
}

/*
 * A reader waits behind a writer that waits behind a reader; when the writer gives up, nothing stands between the two.
 * The writer's time grows until the reader has come before it was over, for nobody knows how slow this machine is.
 */
CASE(writer_that_gives_up_lets_in_who_waits_behind_it, PROVES("assignment.rw.gives-up"))
{
    struct actor *writer = actor_new("writer");
    struct actor *late = actor_new("late");
    int lock = rw_new(writer, RW_IN_TURN);
    bool was_behind = false;

    who_has("reader", READING, lock);
    for (long ms = 20; !was_behind; ms *= 4) {
        struct timespec soon = realtime_in(ms);
        struct call *writing = begin_rw_timed_write(writer, lock, &soon);
        struct call *reading;

        must(is_blocked(writing) || has_returned(writing), "the writer does something else");
        reading = begin_rw_read(late, lock);
        was_behind = is_blocked(reading) && !has_returned(writing);
        expect_fails(finish(writing), ETIMEDOUT);
        expect_returns(finish(reading), 0);
        expect_returns(do_rw_release(late, lock), 0);
    }
}

/* A signal says nothing about the lock: its handler runs, and the wait goes on. */
CASE(caught_signal_leaves_the_waiter_asleep, PROVES("assignment.rw.signals"), BOTH_MODES)
{
    struct actor *waiter = actor_new("waiter");
    struct actor *other = actor_new("other");
    int lock = rw_new(waiter, RW_IN_TURN);
    struct actor *holder = who_has("holder", WRITING, lock);

    must_return(do_catch(waiter, SIGUSR1, 0), 0);
    struct call *waiting = begin_enter(waiter, (enum mode)variant, lock);
    must_block(waiting);
    actor_signal(waiter, SIGUSR1);
    await_signals(waiter, SIGUSR1, 1);
    expect_blocked(waiting);
    expect_fails(do_rw_release(other, lock), EPERM);
    expect_returns(do_rw_release(holder, lock), 0);
    expect_returns(finish(waiting), 0);
}
