/* One operation of semop(): what blocks, what shows that it does, and what ends it. */
#include "cases/sysv_sem/sets.h"

CASE(subtraction_blocks_until_value_suffices, PROVES("sysvsem.op.block-until-enough"))
{
    struct actor *taker = actor_new("taker");
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);

    set_value(giver, set, 0, 2);
    struct call *taking = begin_change(taker, set, 0, -3, 0);
    expect_blocked(taking);
    /* Two ways to know: the process sleeps in the call, and the set counts it. */
    expect_returns(do_semctl(giver, set, 0, GETNCNT), 1);
    expect_semval(giver, set, 0, 2);
    expect_returns(do_change(giver, set, 0, 1, 0), 0);
    expect_returns(finish(taking), 0);
    expect_semval(giver, set, 0, 0);
    expect_returns(do_semctl(giver, set, 0, GETNCNT), 0);
}

CASE(subtraction_that_suffices_takes_all_at_once, PROVES("sysvsem.op.block-until-enough"))
{
    struct actor *taker = actor_new("taker");
    int set = semaphores_new(taker, 1);

    set_value(taker, set, 0, 3);
    expect_returns(do_change(taker, set, 0, -2, 0), 0);
    expect_semval(taker, set, 0, 1);
    expect_returns(do_change(taker, set, 0, -1, 0), 0);
    expect_semval(taker, set, 0, 0);
}

CASE(addition_wakes_only_the_waiter_that_it_suffices_for, PROVES("sysvsem.op.block-until-enough"))
{
    struct actor *large = actor_new("large");
    struct actor *small = actor_new("small");
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);
    struct call *three = begin_change(large, set, 0, -3, 0);

    must_block(three);
    struct call *one = begin_change(small, set, 0, -1, 0);
    must_block(one);
    expect_returns(do_change(giver, set, 0, 1, 0), 0);
    expect_returns(finish(one), 0);
    expect_blocked(three);
    expect_returns(do_change(giver, set, 0, 3, 0), 0);
    expect_returns(finish(three), 0);
    expect_semval(giver, set, 0, 0);
}

CASE(addition_does_not_block, PROVES("sysvsem.op.add"))
{
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);

    expect_returns(do_change(giver, set, 0, 5, 0), 0);
    expect_semval(giver, set, 0, 5);
    expect_returns(do_change(giver, set, 0, 1, 0), 0);
    expect_semval(giver, set, 0, 6);
}

CASE(one_addition_of_three_wakes_three, PROVES("sysvsem.op.add"))
{
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);
    struct call *taking[4];

    for (size_t i = 0; i < COUNT_OF(taking); i++) {
        taking[i] = begin_change(actor_new("taker"), set, 0, -1, 0);
        must_block(taking[i]);
    }
    expect_returns(do_change(giver, set, 0, 3, 0), 0);
    for (size_t woken = 0; woken < 3; woken++) {
        int first = finish_first(taking, COUNT_OF(taking));

        expect_returns(taking[first], 0);
    }
    /* All four are asked: three have returned, and the one that has not is asleep. */
    for (size_t i = 0; i < COUNT_OF(taking); i++)
        if (!has_returned(taking[i])) {
            expect_blocked(taking[i]);
            abandon(taking[i]);
        }
    expect_returns(do_semctl(giver, set, 0, GETNCNT), 1);
    expect_semval(giver, set, 0, 0);
}

CASE(waiting_for_zero_blocks_until_zero, PROVES("sysvsem.op.wait-zero"), VARIANTS("semop", "SETVAL"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *taker = actor_new("taker");
    int set = semaphores_new(taker, 1);

    set_value(taker, set, 0, 2);
    struct call *waiting = begin_change(waiter, set, 0, 0, 0);
    expect_blocked(waiting);
    expect_returns(do_semctl(taker, set, 0, GETZCNT), 1);
    set_value(taker, set, 0, 1);
    expect_blocked(waiting);
    if (variant == 0)
        must_return(do_change(taker, set, 0, -1, 0), 0);
    else
        set_value(taker, set, 0, 0);
    expect_returns(finish(waiting), 0);
    expect_semval(taker, set, 0, 0);
}

CASE(waiting_for_zero_at_zero_returns_at_once, PROVES("sysvsem.op.wait-zero"))
{
    struct actor *waiter = actor_new("waiter");
    int set = semaphores_new(waiter, 1);

    expect_returns(do_change(waiter, set, 0, 0, 0), 0);
    expect_semval(waiter, set, 0, 0);
}
