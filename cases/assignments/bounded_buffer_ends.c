/* What ends a wait at a bounded buffer otherwise than by an item: a moment, the buffer's end; and what does not. */
#include "cases/assignments/buffer.h"

#include <time.h>

enum { NANOSECONDS = 1000000000 };

/* By the clock; a length of time it would be for ever. */
static const struct timespec long_past = {1000000000, 0};

static struct call *begin_timed(struct actor *actor, enum side side, int buffer, int *item,
                                const struct timespec *until)
{
    return side == PUTTING ? begin_bb_timed_put(actor, buffer, *item, until)
                           : begin_bb_timed_get(actor, buffer, item, until);
}

CASE(moment_that_is_past_is_etimedout_at_once, PROVES("assignment.buffer.timed"), BOTH_SIDES)
{
    struct actor *waiter = actor_new("waiter");
    int buffer = buffer_to_wait_at(waiter, (enum side)variant, 2);
    int item = 9;

    expect_fails(finish(begin_timed(waiter, (enum side)variant, buffer, &item, &long_past)), ETIMEDOUT);
    expect_returns(do_bb_count(waiter, buffer), variant == PUTTING ? 2 : 0);
}

CASE(moment_that_is_past_does_not_matter_to_who_need_not_wait, PROVES("assignment.buffer.timed"), BOTH_SIDES)
{
    struct actor *waiter = actor_new("waiter");
    int buffer = buffer_new(waiter, "buffer", 2);
    int item = 9;

    must_put_items(waiter, buffer, 1, 1);
    expect_returns(finish(begin_timed(waiter, (enum side)variant, buffer, &item, &long_past)), 0);
    expect_returns(do_bb_count(waiter, buffer), variant == PUTTING ? 2 : 0);
}

/* In one scene, so that no other process's turn lies between the return and the look at the clock. */
struct timing {
    int buffer;
    enum side side;
    int error;
    long early_ns; /* how long before the moment the call returned */
};

static long wait_until_a_moment(void *arg)
{
    struct timing *timing = arg;
    struct timespec until, now;
    int item = 9;
    int result;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 15000000;
    until.tv_sec += until.tv_nsec / NANOSECONDS;
    until.tv_nsec %= NANOSECONDS;
    errno = 0;
    result = timing->side == PUTTING ? subject.bb_timed_put(timing->buffer, item, &until)
                                     : subject.bb_timed_get(timing->buffer, &item, &until);
    timing->error = errno;
    clock_gettime(CLOCK_REALTIME, &now);
    timing->early_ns = (until.tv_sec - now.tv_sec) * NANOSECONDS + (until.tv_nsec - now.tv_nsec);
    return result;
}

CASE(who_waits_until_a_moment_does_not_give_up_before, PROVES("assignment.buffer.timed"), BOTH_SIDES, TIMEOUT(5))
{
    struct actor *waiter = actor_new("waiter");
    struct timing *timing = scratch_zeroed(sizeof *timing);

    timing->side = (enum side)variant;
    timing->buffer = buffer_to_wait_at(waiter, timing->side, 2);
    expect_returns(do_scene(waiter, wait_until_a_moment, timing), -1);
    expect_equal(timing->error, ETIMEDOUT, "errno");
    expect(timing->early_ns <= 0, "the call returned %ld ns before its moment", timing->early_ns);
    expect_returns(do_bb_count(waiter, timing->buffer), variant == PUTTING ? 2 : 0);
}

CASE(who_waits_until_a_moment_sleeps_and_is_served_before, PROVES("assignment.buffer.timed"), BOTH_SIDES)
{
    struct actor *waiter = actor_new("waiter");
    struct actor *server = actor_new("server");
    int buffer = buffer_to_wait_at(server, (enum side)variant, 2);
    struct timespec in_an_hour = realtime_in(3600 * 1000L);
    int item = 9;
    struct call *waiting = begin_timed(waiter, (enum side)variant, buffer, &item, &in_an_hour);

    expect_blocked(waiting);
    must_serve(server, (enum side)variant, buffer, 8);
    expect_returns(finish(waiting), 0);
    if (variant == GETTING)
        expect_equal(item, 8, "the item");
}

CASE(moment_that_is_none_is_einval, PROVES("assignment.buffer.timed"), VARIANTS("1000000000", "-1"))
{
    struct actor *waiter = actor_new("waiter");
    int buffer = buffer_new(waiter, "buffer", 2);
    struct timespec until = realtime_in(3600 * 1000L);
    int item = 9;

    until.tv_nsec = variant == 0 ? NANOSECONDS : -1;
    expect_fails(do_bb_timed_get(waiter, buffer, &item, &until), EINVAL);
}

/* A signal says nothing about the buffer: its handler runs, and the wait goes on. */
CASE(caught_signal_leaves_the_sleeper_asleep, PROVES("assignment.buffer.signals"), BOTH_SIDES)
{
    struct actor *waiter = actor_new("waiter");
    struct actor *server = actor_new("server");
    int buffer = buffer_to_wait_at(server, (enum side)variant, 1);
    int item = 9;

    must_return(do_catch(waiter, SIGUSR1, 0), 0);
    struct call *waiting = begin_side(waiter, (enum side)variant, buffer, &item);
    must_block(waiting);
    actor_signal(waiter, SIGUSR1);
    await_signals(waiter, SIGUSR1, 1);
    expect_blocked(waiting);
    expect_returns(do_bb_count(server, buffer), variant == PUTTING ? 1 : 0);
    must_serve(server, (enum side)variant, buffer, 8);
    expect_returns(finish(waiting), 0);
    if (variant == GETTING)
        expect_equal(item, 8, "the item");
}

CASE(ended_buffer_gives_what_is_left_and_takes_nothing, PROVES("assignment.buffer.end"))
{
    struct actor *producer = actor_new("producer");
    struct actor *consumer = actor_new("consumer");
    int buffer = buffer_new(producer, "buffer", 3);
    int item;

    must_put_items(producer, buffer, 1, 2);
    expect_returns(do_bb_end(producer, buffer), 0);
    expect_fails(do_bb_put(producer, buffer, 3), EPIPE);
    expect_fails(do_bb_try_put(producer, buffer, 3), EPIPE);
    expect_returns(do_bb_count(consumer, buffer), 2);
    expect_gets(consumer, buffer, 1);
    expect_gets(consumer, buffer, 2);
    expect_fails(do_bb_get(consumer, buffer, &item), EPIPE);
    expect_fails(do_bb_try_get(consumer, buffer, &item), EPIPE);
    expect_fails(do_bb_timed_get(consumer, buffer, &item, &long_past), EPIPE);
}

CASE(end_wakes_everybody_who_sleeps, PROVES("assignment.buffer.end"), BOTH_SIDES)
{
    enum { SLEEPERS = 3 };
    struct actor *server = actor_new("server");
    int buffer = buffer_to_wait_at(server, (enum side)variant, 1);
    int item[SLEEPERS] = {0};
    struct call *waiting[SLEEPERS];

    for (int i = 0; i < SLEEPERS; i++) {
        waiting[i] = begin_side(actor_new("waiter"), (enum side)variant, buffer, &item[i]);
        must_block(waiting[i]);
    }
    expect_returns(do_bb_end(server, buffer), 0);
    for (int i = 0; i < SLEEPERS; i++)
        expect_fails(finish(waiting[i]), EPIPE);
    expect_returns(do_bb_count(server, buffer), variant == PUTTING ? 1 : 0);
}

/* Nothing is kept for the dead: neither from one who sleeps, nor from one who comes then. */
CASE(sleeper_that_is_killed_leaves_its_turn_to_others, PROVES("assignment.buffer.killed"),
     VARIANTS("put, one sleeps", "get, one sleeps", "put, one comes", "get, one comes"))
{
    enum side side = (enum side)(variant % 2);
    struct actor *victim = actor_new("victim");
    struct actor *waiter = actor_new("waiter");
    struct actor *server = actor_new("server");
    int buffer = buffer_to_wait_at(server, side, 1);
    int item[2] = {8, 9};
    struct call *waiting = NULL;

    must_block(begin_side(victim, side, buffer, &item[0]));
    if (variant < 2) {
        waiting = begin_side(waiter, side, buffer, &item[1]);
        must_block(waiting);
    }
    actor_kill(victim);
    must_serve(server, side, buffer, 7);
    if (!waiting)
        waiting = begin_side(waiter, side, buffer, &item[1]);
    expect_returns(finish(waiting), 0);
    if (side == GETTING)
        expect_equal(item[1], 7, "the item");
    expect_returns(do_bb_count(server, buffer), side == PUTTING ? 1 : 0);
}
