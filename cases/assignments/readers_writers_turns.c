/* Who goes first: readers, and writers may starve; or everybody in turn, and nobody does. */
#include "cases/assignments/rw.h"

CASE(reader_passes_a_writer_that_waits, PROVES("assignment.rw.readers-first"))
{
    struct actor *late = actor_new("late");
    int lock = rw_new(late, RW_READERS_FIRST);
    struct actor *reader = who_has("reader", READING, lock);
    struct call *writing = who_waits("writer", WRITING, lock);

    expect_returns(do_rw_read(late, lock), 0);
    expect_returns(do_rw_release(reader, lock), 0);
    expect_blocked(writing);
    expect_returns(do_rw_read(reader, lock), 0);
    expect_returns(do_rw_release(late, lock), 0);
    expect_blocked(writing);
    expect_returns(do_rw_release(reader, lock), 0);
    expect_returns(finish(writing), 0);
}

CASE(reader_does_not_pass_a_writer_that_waits, PROVES("assignment.rw.in-turn"))
{
    struct actor *maker = actor_new("maker");
    int lock = rw_new(maker, RW_IN_TURN);
    struct actor *reader = who_has("reader", READING, lock);
    struct call *writing = who_waits("writer", WRITING, lock);
    struct call *reading = begin_rw_read(actor_new("late"), lock);

    expect_blocked(reading);
    expect_returns(do_rw_release(reader, lock), 0);
    expect_returns(finish(writing), 0);
    expect_blocked(reading);
    expect_returns(do_rw_release(writing->actor, lock), 0);
    expect_returns(finish(reading), 0);
}

CASE(trying_does_not_pass_a_writer_that_waits, PROVES("assignment.rw.in-turn"))
{
    struct actor *trier = actor_new("trier");
    int lock = rw_new(trier, RW_IN_TURN);
    struct actor *reader = who_has("reader", READING, lock);
    struct call *writing = who_waits("writer", WRITING, lock);

    expect_fails(do_rw_try_read(trier, lock), EBUSY);
    expect_returns(do_rw_release(reader, lock), 0);
    expect_returns(finish(writing), 0);
}

CASE(writer_does_not_pass_readers_that_wait, PROVES("assignment.rw.in-turn"))
{
    struct actor *maker = actor_new("maker");
    int lock = rw_new(maker, RW_IN_TURN);
    struct actor *writer = who_has("writer", WRITING, lock);
    struct call *one = who_waits("one", READING, lock);
    struct call *two = who_waits("two", READING, lock);
    struct call *writing = who_waits("late", WRITING, lock);

    expect_returns(do_rw_release(writer, lock), 0);
    expect_returns(finish(one), 0);
    expect_returns(finish(two), 0);
    expect_blocked(writing);
    expect_returns(do_rw_release(one->actor, lock), 0);
    expect_blocked(writing);
    expect_returns(do_rw_release(two->actor, lock), 0);
    expect_returns(finish(writing), 0);
}

/* They come one by one: write, read, read, write, read; and go in that order, the two readers together. */
CASE(everybody_goes_in_the_order_in_which_they_came, PROVES("assignment.rw.in-turn"))
{
    struct actor *maker = actor_new("maker");
    int lock = rw_new(maker, RW_IN_TURN);
    struct actor *holder = who_has("holder", WRITING, lock);
    struct call *first = who_waits("first", WRITING, lock);
    struct call *second = who_waits("second", READING, lock);
    struct call *third = who_waits("third", READING, lock);
    struct call *fourth = who_waits("fourth", WRITING, lock);
    struct call *fifth = who_waits("fifth", READING, lock);

    expect_returns(do_rw_release(holder, lock), 0);
    expect_returns(finish(first), 0);
    expect_blocked(second);
    expect_returns(do_rw_release(first->actor, lock), 0);
    expect_returns(finish(second), 0);
    expect_returns(finish(third), 0);
    expect_blocked(fourth);
    expect_blocked(fifth);
    expect_returns(do_rw_release(second->actor, lock), 0);
    expect_returns(do_rw_release(third->actor, lock), 0);
    expect_returns(finish(fourth), 0);
    expect_blocked(fifth);
    expect_returns(do_rw_release(fourth->actor, lock), 0);
    expect_returns(finish(fifth), 0);
}
