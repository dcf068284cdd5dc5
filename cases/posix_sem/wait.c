/* sem_wait(), sem_trywait(), sem_post(): one unit at a time. */
#include "cases/posix_sem/semaphore.h"

#define EACH_POSIX VARIANTS("unnamed", "named")

static struct semaphore *posix_new(struct actor *maker, int variant, int value)
{
    return semaphore_new(maker, variant + BY_UNNAMED, value);
}

CASE(wait_on_a_positive_value_subtracts_at_once, PROVES("psem.wait.decrement"), EACH_POSIX)
{
    struct actor *taker = actor_new("taker");
    struct semaphore *semaphore = posix_new(taker, variant, 3);

    expect_returns(do_down(taker, semaphore), 0);
    expect_equal(semaphore_value(taker, semaphore), 2, "the value");
}

/* Two ways to know that the waiter waits: it sleeps in the call, and the unit given is gone although nobody else took.
 */
CASE(wait_at_zero_blocks_until_post, PROVES("psem.wait.block"), EACH_POSIX)
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = posix_new(giver, variant, 0);
    struct actor *taker = actor_fork(giver, "taker");
    struct call *taking = begin_down(taker, semaphore);

    expect_blocked(taking);
    expect_fails(do_try_down(giver, semaphore), EAGAIN);
    expect_blocked(taking);
    expect_returns(do_up(giver, semaphore), 0);
    expect_returns(finish(taking), 0);
    expect_fails(do_try_down(giver, semaphore), EAGAIN);
}

CASE(trywait_at_zero_is_eagain, PROVES("psem.trywait.eagain"), EACH_POSIX)
{
    struct actor *taker = actor_new("taker");
    struct semaphore *semaphore = posix_new(taker, variant, 1);

    expect_returns(do_try_down(taker, semaphore), 0);
    expect_fails(do_try_down(taker, semaphore), EAGAIN);
    expect_equal(semaphore_value(taker, semaphore), 0, "the value");
    expect_returns(do_up(taker, semaphore), 0);
    expect_returns(do_try_down(taker, semaphore), 0);
}

CASE(trywait_at_zero_never_passes, PROVES("psem.trywait.eagain"), EACH_POSIX)
{
    enum { TRIES = 100 };
    struct actor *taker = actor_new("taker");
    struct semaphore *semaphore = posix_new(taker, variant, 0);

    for (int i = 0; i < TRIES; i++)
        expect_fails(do_try_down(taker, semaphore), EAGAIN);
}

CASE(one_post_releases_one_of_three, PROVES("psem.post.wakes-one"), EACH_POSIX)
{
    enum { WAITERS = 3 };
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = posix_new(giver, variant, 0);
    struct call *waiting[WAITERS];
    int woken;

    for (int i = 0; i < WAITERS; i++) {
        waiting[i] = begin_down(actor_fork(giver, "waiter"), semaphore);
        must_block(waiting[i]);
    }
    expect_returns(do_up(giver, semaphore), 0);
    woken = finish_first(waiting, WAITERS);
    expect_returns(waiting[woken], 0);
    for (int i = 0; i < WAITERS; i++)
        if (i != woken) {
            expect_blocked(waiting[i]);
            abandon(waiting[i]);
        }
    expect_equal(semaphore_value(giver, semaphore), 0, "the value");
}

/* Which of several waiters goes first is left open; here is in which order they went that had come one by one. */
CASE(order_in_which_posts_release, PROVES("psem.post.wakes-one"), EACH_POSIX)
{
    enum { WAITERS = 5 };
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = posix_new(giver, variant, 0);
    struct call *waiting[WAITERS];
    char order[WAITERS + 1] = "";

    for (int i = 0; i < WAITERS; i++) {
        waiting[i] = begin_down(actor_fork(giver, "waiter"), semaphore);
        must_block(waiting[i]);
    }
    for (int i = 0; i < WAITERS; i++) {
        must_return(do_up(giver, semaphore), 0);
        order[i] = (char)('1' + finish_first(waiting, WAITERS));
    }
    observe_text("psem.wake_order", order);
}

CASE(value_with_waiters_is_zero_or_minus_their_number, PROVES("psem.getvalue.blocked-zero-or-negative"), EACH_POSIX)
{
    enum { WAITERS = 2 };
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = posix_new(giver, variant, 0);
    struct call *waiting[WAITERS];
    int value;

    for (int i = 0; i < WAITERS; i++) {
        waiting[i] = begin_down(actor_fork(giver, "waiter"), semaphore);
        must_block(waiting[i]);
    }
    value = semaphore_value(giver, semaphore);
    observe("psem.value_with_2_waiters", value, "");
    expect(value == 0 || value == -WAITERS, "the value is %d", value);
    for (int i = 0; i < WAITERS; i++)
        abandon(waiting[i]);
}

CASE(end_of_the_holder_releases_nothing, PROVES("psem.exit.no-undo"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *observer = actor_new("observer");
    struct semaphore *semaphore = semaphore_new(observer, BY_UNNAMED, 1);
    struct actor *holder = actor_fork(observer, "holder");

    must_return(do_down(holder, semaphore), 0);
    if (variant == 0)
        actor_exit(holder, 0);
    else
        actor_kill(holder);
    expect_fails(do_try_down(observer, semaphore), EAGAIN);
    expect_equal(semaphore_value(observer, semaphore), 0, "the value");
}

CASE(waiter_that_is_killed_takes_nothing, PROVES("psem.post.wakes-one"), EACH_POSIX)
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = posix_new(giver, variant, 0);
    struct actor *killed = actor_fork(giver, "killed");
    struct actor *other = actor_fork(giver, "other");

    must_block(begin_down(killed, semaphore));
    struct call *taking = begin_down(other, semaphore);
    must_block(taking);
    actor_kill(killed);
    expect_returns(do_up(giver, semaphore), 0);
    expect_returns(finish(taking), 0);
    expect_equal(semaphore_value(giver, semaphore), 0, "the value");
}
