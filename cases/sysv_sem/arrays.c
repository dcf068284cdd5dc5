/* Several operations in one semop(): all of them or none. */
#include "cases/sysv_sem/sets.h"

static void expect_values(struct actor *observer, int set, unsigned short first, unsigned short second)
{
    unsigned short wanted[2] = {first, second};
    unsigned short values[2] = {0xa5a5, 0xa5a5};

    must_succeed(do_semctl_array(observer, set, 0, GETALL, values, 2));
    expect_match(values, wanted, sizeof wanted, "the values of the set");
}

/*
 * The first operation could be done at once and the second could not. While they wait, the first semaphore is not only
 * unchanged but free: another process takes it, and from then on the array waits for both.
 */
CASE(blocked_array_leaves_its_first_semaphore_to_others, PROVES("sysvsem.op.array-atomic"))
{
    struct actor *taker = actor_new("taker");
    struct actor *other = actor_new("other");
    struct sembuf both[] = {{0, -1, 0}, {1, -1, 0}};
    int set = semaphores_new(other, 2);

    set_value(other, set, 0, 1);
    struct call *taking = begin_semop(taker, set, both, 2);
    expect_blocked(taking);
    expect_values(other, set, 1, 0);
    expect_returns(do_change(other, set, 0, -1, IPC_NOWAIT), 0);
    expect_returns(do_change(other, set, 1, 1, 0), 0);
    expect_blocked(taking);
    expect_values(other, set, 0, 1);
    expect_returns(do_change(other, set, 0, 1, 0), 0);
    expect_returns(finish(taking), 0);
    expect_values(other, set, 0, 0);
}

CASE(blocked_array_that_is_killed_leaves_nothing_done, PROVES("sysvsem.op.array-atomic"))
{
    struct actor *taker = actor_new("taker");
    struct actor *other = actor_new("other");
    struct sembuf both[] = {{0, 5, SEM_UNDO}, {1, -1, SEM_UNDO}};
    int set = semaphores_new(other, 2);

    must_block(begin_semop(taker, set, both, 2));
    expect_values(other, set, 0, 0);
    actor_kill(taker);
    expect_values(other, set, 0, 0);
}

/* POSIX counts a waiter at the semaphore that it waits for; of an array it does not say which that is. */
CASE(where_a_blocked_array_is_counted, PROVES("sysvsem.ctl.getncnt-getzcnt"))
{
    struct actor *taker = actor_new("taker");
    struct actor *other = actor_new("other");
    struct sembuf both[] = {{0, -1, 0}, {1, -1, 0}};
    int set = semaphores_new(other, 2);

    set_value(other, set, 0, 1);
    struct call *taking = begin_semop(taker, set, both, 2);
    must_block(taking);
    observe("sysvsem.array.getncnt_of_what_suffices", asked(other, set, 0, GETNCNT), "processes");
    observe("sysvsem.array.getncnt_of_what_is_lacking", asked(other, set, 1, GETNCNT), "processes");
    abandon(taking);
}

CASE(operations_of_an_array_are_done_in_its_order, PROVES("sysvsem.op.array-order"))
{
    struct actor *actor = actor_new("actor");
    struct actor *other = actor_new("other");
    struct sembuf give_then_take[] = {{0, 1, 0}, {0, -1, 0}};
    struct sembuf take_then_give[] = {{0, -1, 0}, {0, 1, 0}};
    int set = semaphores_new(actor, 1);

    expect_returns(do_semop(actor, set, give_then_take, 2), 0);
    expect_semval(actor, set, 0, 0);
    struct call *taking = begin_semop(actor, set, take_then_give, 2);
    expect_blocked(taking);
    expect_returns(do_change(other, set, 0, 1, 0), 0);
    expect_returns(finish(taking), 0);
    expect_semval(other, set, 0, 1);
}

CASE(semaphore_named_twice_in_an_array_is_taken_twice, PROVES("sysvsem.op.array-order"))
{
    struct actor *taker = actor_new("taker");
    struct actor *giver = actor_new("giver");
    struct sembuf twice[] = {{0, -1, 0}, {0, -1, 0}};
    int set = semaphores_new(giver, 1);

    set_value(giver, set, 0, 1);
    struct call *taking = begin_semop(taker, set, twice, 2);
    expect_blocked(taking);
    expect_semval(giver, set, 0, 1);
    expect_returns(do_change(giver, set, 0, 2, 0), 0);
    expect_returns(finish(taking), 0);
    expect_semval(giver, set, 0, 1);
}

/* The usual lock made of wait-for-zero: the pair tests and sets in one step. */
CASE(waiting_for_zero_and_adding_is_one_step, PROVES("sysvsem.op.array-atomic"))
{
    struct actor *first = actor_new("first");
    struct actor *second = actor_new("second");
    struct sembuf lock[] = {{0, 0, 0}, {0, 1, 0}};
    int set = semaphores_new(first, 1);

    expect_returns(do_semop(first, set, lock, 2), 0);
    struct call *locking = begin_semop(second, set, lock, 2);
    expect_blocked(locking);
    expect_semval(first, set, 0, 1);
    expect_returns(do_change(first, set, 0, -1, 0), 0);
    expect_returns(finish(locking), 0);
    expect_semval(first, set, 0, 1);
}

static const struct refused {
    const char *name;
    struct sembuf operation[2];
    size_t count;
} refused[] = {
    {"taking from 0", {{1, -1, IPC_NOWAIT}}, 1},
    {"taking more than there is", {{0, -4, IPC_NOWAIT}}, 1},
    {"waiting for zero", {{0, 0, IPC_NOWAIT}}, 1},
    {"second of an array", {{0, 1, 0}, {1, -1, IPC_NOWAIT}}, 2},
    {"both of an array", {{0, -1, IPC_NOWAIT}, {1, -1, IPC_NOWAIT}}, 2},
};

CASE(nowait_fails_and_changes_nothing, PROVES("sysvsem.op.nowait-eagain"), VARIANT_TABLE(refused))
{
    struct actor *actor = actor_new("actor");
    struct sembuf operation[2];
    int set = semaphores_new(actor, 2);

    memcpy(operation, refused[variant].operation, sizeof operation);
    set_value(actor, set, 0, 3);
    expect_fails(do_semop(actor, set, operation, refused[variant].count), EAGAIN);
    expect_values(actor, set, 3, 0);
}

CASE(number_outside_the_set_is_efbig, PROVES("sysvsem.op.efbig"), VARIANTS("first outside", "65535"))
{
    struct actor *actor = actor_new("actor");
    int set = semaphores_new(actor, 2);

    expect_fails(do_change(actor, set, variant ? 65535 : 2, 1, 0), EFBIG);
    expect_values(actor, set, 0, 0);
}

CASE(efbig_leaves_the_operations_before_it_undone, PROVES("sysvsem.op.efbig-no-partial"))
{
    struct actor *actor = actor_new("actor");
    struct sembuf operations[] = {{0, 1, 0}, {99, 1, 0}};
    int set = semaphores_new(actor, 2);

    expect_fails(do_semop(actor, set, operations, 2), EFBIG);
    expect_values(actor, set, 0, 0);
}
