/* A lock for readers and writers: who has it together, who alone, and whom its release lets in. */
#include "cases/assignments/rw.h"

CASE(lock_is_found_by_its_name, PROVES("assignment.rw.open"), BOTH_ORDERS)
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = actor_new("finder");
    int lock = rw_new(maker, order_of(variant));
    int other = (int)must_succeed(do_rw_open(finder, "other", order_of(variant)));

    expect_returns(do_rw_open(finder, "lock", order_of(variant)), lock);
    expect(other != lock, "both are %d", lock);
    expect_returns(do_rw_write(maker, lock), 0);
    expect_fails(do_rw_release(finder, lock), EPERM);
    expect_returns(do_rw_write(finder, other), 0);
    expect_returns(do_rw_release(maker, lock), 0);
    expect_returns(do_rw_write(finder, lock), 0);
}

static const struct refusal {
    const char *name;
    const char *lock;
    int order;
} refusals[] = {
    {"no name", "", RW_IN_TURN},
    {"too long a name", "abcdefghijklmnopqrstuvwxyz012345", RW_IN_TURN},
    {"no order", "new", 0},
    {"an order that is none", "new", 3},
    {"another order than it has", "lock", RW_READERS_FIRST},
};

CASE(lock_that_cannot_be_opened_is_einval, PROVES("assignment.rw.open"), VARIANT_TABLE(refusals))
{
    struct actor *maker = actor_new("maker");

    rw_new(maker, RW_IN_TURN);
    expect_fails(do_rw_open(maker, refusals[variant].lock, refusals[variant].order), EINVAL);
}

CASE(eight_locks_have_room_and_a_ninth_is_enospc, PROVES("assignment.rw.open"))
{
    struct actor *maker = actor_new("maker");
    char name[] = "0";

    for (; name[0] < '0' + RW_LOCKS; name[0]++)
        must_succeed(do_rw_open(maker, name, RW_IN_TURN));
    expect_fails(do_rw_open(maker, name, RW_IN_TURN), ENOSPC);
    expect_succeeds(do_rw_open(maker, "0", RW_IN_TURN));
}

CASE(number_of_no_lock_is_einval, PROVES("assignment.rw.open"), VARIANTS("-1", "7", "8"))
{
    static const int numbers[] = {-1, RW_LOCKS - 1, RW_LOCKS};
    struct actor *actor = actor_new("actor");

    rw_new(actor, RW_IN_TURN);
    expect_fails(do_rw_read(actor, numbers[variant]), EINVAL);
    expect_fails(do_rw_try_write(actor, numbers[variant]), EINVAL);
    expect_fails(do_rw_release(actor, numbers[variant]), EINVAL);
}

CASE(who_has_nothing_can_give_nothing_back, PROVES("assignment.rw.release"), BOTH_MODES)
{
    struct actor *stranger = actor_new("stranger");
    int lock = rw_new(stranger, RW_IN_TURN);

    expect_fails(do_rw_release(stranger, lock), EPERM);
    struct actor *holder = who_has("holder", (enum mode)variant, lock);
    expect_fails(do_rw_release(stranger, lock), EPERM);
    expect_returns(do_rw_release(holder, lock), 0);
    expect_fails(do_rw_release(holder, lock), EPERM);
}

CASE(readers_have_the_lock_together, PROVES("assignment.rw.share"), BOTH_ORDERS)
{
    struct actor *reader[] = {actor_new("one"), actor_new("two"), actor_new("three")};
    struct actor *writer = actor_new("writer");
    int lock = rw_new(writer, order_of(variant));

    for (size_t i = 0; i < COUNT_OF(reader); i++)
        expect_returns(do_rw_read(reader[i], lock), 0);
    for (size_t i = 0; i < COUNT_OF(reader); i++)
        expect_returns(do_rw_release(reader[i], lock), 0);
    expect_returns(do_rw_write(writer, lock), 0);
}

CASE(reader_keeps_its_share_while_others_come_and_go, PROVES("assignment.rw.share"), BOTH_ORDERS)
{
    enum { TIMES = 40 };
    struct actor *guest = actor_new("guest");
    struct actor *writer = actor_new("writer");
    int lock = rw_new(writer, order_of(variant));
    struct actor *reader = who_has("reader", READING, lock);

    for (int i = 0; i < TIMES; i++) {
        must_return(do_rw_read(guest, lock), 0);
        must_return(do_rw_release(guest, lock), 0);
    }
    expect_returns(do_rw_release(reader, lock), 0);
    expect_returns(do_rw_write(writer, lock), 0);
}

static const struct meeting {
    const char *name;
    int order;
    enum mode holds, comes;
} meetings[] = {
    {"write, write", RW_READERS_FIRST, WRITING, WRITING},   {"write, read", RW_READERS_FIRST, WRITING, READING},
    {"read, write", RW_READERS_FIRST, READING, WRITING},    {"write, write, in turn", RW_IN_TURN, WRITING, WRITING},
    {"write, read, in turn", RW_IN_TURN, WRITING, READING}, {"read, write, in turn", RW_IN_TURN, READING, WRITING},
};

CASE(who_cannot_share_sleeps_until_the_lock_is_given_back, PROVES("assignment.rw.exclude"), VARIANT_TABLE(meetings))
{
    const struct meeting *meeting = &meetings[variant];
    struct actor *comer = actor_new("comer");
    struct actor *other = actor_new("other");
    int lock = rw_new(other, meeting->order);
    struct actor *holder = who_has("holder", meeting->holds, lock);
    struct call *entering = begin_enter(comer, meeting->comes, lock);

    expect_blocked(entering);
    expect_fails(do_rw_release(other, lock), EPERM);
    expect_blocked(entering);
    expect_returns(do_rw_release(holder, lock), 0);
    expect_returns(finish(entering), 0);
    expect_returns(do_rw_release(comer, lock), 0);
    expect_returns(do_rw_write(other, lock), 0);
}

CASE(last_reader_lets_the_writer_in, PROVES("assignment.rw.hand-over"), BOTH_ORDERS)
{
    struct actor *writer = actor_new("writer");
    int lock = rw_new(writer, order_of(variant));
    struct actor *one = who_has("one", READING, lock);
    struct actor *two = who_has("two", READING, lock);
    struct call *writing = begin_rw_write(writer, lock);

    must_block(writing);
    expect_returns(do_rw_release(one, lock), 0);
    expect_blocked(writing);
    expect_returns(do_rw_release(two, lock), 0);
    expect_returns(finish(writing), 0);
}

CASE(writer_lets_all_readers_in, PROVES("assignment.rw.hand-over"), BOTH_ORDERS)
{
    struct actor *maker = actor_new("maker");
    int lock = rw_new(maker, order_of(variant));
    struct actor *writer = who_has("writer", WRITING, lock);
    struct call *reading[] = {who_waits("one", READING, lock), who_waits("two", READING, lock),
                              who_waits("three", READING, lock)};

    expect_returns(do_rw_release(writer, lock), 0);
    for (size_t i = 0; i < COUNT_OF(reading); i++)
        expect_returns(finish(reading[i]), 0);
}

CASE(writer_lets_one_writer_in, PROVES("assignment.rw.hand-over"), BOTH_ORDERS)
{
    struct actor *maker = actor_new("maker");
    int lock = rw_new(maker, order_of(variant));
    struct actor *writer = who_has("writer", WRITING, lock);
    struct call *writing[] = {who_waits("one", WRITING, lock), who_waits("two", WRITING, lock)};
    int first;

    expect_returns(do_rw_release(writer, lock), 0);
    first = finish_first(writing, 2);
    expect_returns(writing[first], 0);
    expect_blocked(writing[!first]);
    expect_returns(do_rw_release(writing[first]->actor, lock), 0);
    expect_returns(finish(writing[!first]), 0);
}

/* Each refusal is followed by others' calls, which must not find everything locked. */
CASE(trying_is_ebusy_where_it_would_wait, PROVES("assignment.rw.try"), VARIANT_TABLE(meetings))
{
    const struct meeting *meeting = &meetings[variant];
    struct actor *trier = actor_new("trier");
    int lock = rw_new(trier, meeting->order);
    struct actor *holder = who_has("holder", meeting->holds, lock);

    expect_fails(do_try(trier, meeting->comes, lock), EBUSY);
    expect_returns(do_rw_release(holder, lock), 0);
    expect_returns(do_try(trier, meeting->comes, lock), 0);
    expect_returns(do_rw_release(trier, lock), 0);
}
