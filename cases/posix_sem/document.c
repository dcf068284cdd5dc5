/* What the document says of every semaphore, tried with System V sets, unnamed and named POSIX semaphores. */
#include "cases/posix_sem/semaphore.h"

enum { WAITERS = 4 };

/*
 * The document: "decrements the counter, blocks if it is negative". A process is blocked here, and the counter shows 0:
 * whoever cannot subtract waits instead.
 */
CASE(value_stays_zero_while_a_process_waits, REFUTES("sem.p.negative-then-block"), EACH_SEMAPHORE)
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, variant, 1);
    struct actor *taker = actor_fork(giver, "taker");

    must_return(do_down(taker, semaphore), 0);
    expect_equal(semaphore_value(giver, semaphore), 0, "the value after taking the last");
    struct call *taking = begin_down(taker, semaphore);
    must_block(taking);
    expect_equal(semaphore_value(giver, semaphore), 0, "the value while a process waits");
    must_return(do_up(giver, semaphore), 0);
    must_return(finish(taking), 0);
    expect_equal(semaphore_value(giver, semaphore), 0, "the value when it has been given and taken");
}

static struct call *woken_of(struct call *waiting[], int count)
{
    return waiting[finish_first(waiting, count)];
}

static const struct {
    const char *name;
    int kind;
    int gives;
} waking[] = {
    {"system-v, 1 of 4", BY_SYSTEM_V, 1}, {"system-v, 3 of 4", BY_SYSTEM_V, 3}, {"system-v, 4 of 4", BY_SYSTEM_V, 4},
    {"unnamed, 1 of 4", BY_UNNAMED, 1},   {"unnamed, 3 of 4", BY_UNNAMED, 3},   {"unnamed, 4 of 4", BY_UNNAMED, 4},
    {"named, 1 of 4", BY_NAMED, 1},       {"named, 3 of 4", BY_NAMED, 3},       {"named, 4 of 4", BY_NAMED, 4},
};

/* Each give lets exactly one go; after all of them the others are still asleep, and no unit is left over. */
CASE(each_give_wakes_exactly_one, PROVES("sem.v.increment-and-wake"), VARIANT_TABLE(waking))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, waking[variant].kind, 0);
    struct call *waiting[WAITERS];
    int asleep = 0;

    for (int i = 0; i < WAITERS; i++) {
        waiting[i] = begin_down(actor_fork(giver, "waiter"), semaphore);
        must_block(waiting[i]);
    }
    for (int i = 0; i < waking[variant].gives; i++) {
        expect_returns(do_up(giver, semaphore), 0);
        expect_returns(woken_of(waiting, WAITERS), 0);
    }
    for (int i = 0; i < WAITERS; i++)
        if (!has_returned(waiting[i])) {
            expect_blocked(waiting[i]);
            abandon(waiting[i]);
            asleep++;
        }
    expect_equal(asleep, WAITERS - waking[variant].gives, "the number that is still blocked");
    expect_equal(semaphore_value(giver, semaphore), 0, "the value");
}

CASE(give_without_a_waiter_adds_one, PROVES("sem.v.increment-and-wake"), EACH_SEMAPHORE)
{
    struct actor *actor = actor_new("actor");
    struct semaphore *semaphore = semaphore_new(actor, variant, 2);

    expect_returns(do_up(actor, semaphore), 0);
    expect_equal(semaphore_value(actor, semaphore), 3, "the value after a give");
    expect_returns(do_up(actor, semaphore), 0);
    expect_equal(semaphore_value(actor, semaphore), 4, "the value after two");
}

CASE(either_process_may_give_and_either_may_take, PROVES("sem.dir.none"), EACH_SEMAPHORE)
{
    struct actor *parent = actor_new("parent");
    struct semaphore *semaphore = semaphore_new(parent, variant, 0);
    struct actor *child = actor_fork(parent, "child");
    struct call *taking = begin_down(parent, semaphore);

    expect_blocked(taking);
    expect_returns(do_up(child, semaphore), 0);
    expect_returns(finish(taking), 0);
    taking = begin_down(child, semaphore);
    expect_blocked(taking);
    expect_returns(do_up(parent, semaphore), 0);
    expect_returns(finish(taking), 0);
}

/* No ownership: who never took may give what somebody else took. */
CASE(process_that_never_took_may_give, PROVES("sem.dir.none"), EACH_SEMAPHORE)
{
    struct actor *holder = actor_new("holder");
    struct semaphore *semaphore = semaphore_new(holder, variant, 1);
    struct actor *stranger = actor_fork(holder, "giver");

    must_return(do_down(holder, semaphore), 0);
    expect_returns(do_up(stranger, semaphore), 0);
    expect_returns(do_try_down(stranger, semaphore), 0);
    expect_equal(semaphore_value(holder, semaphore), 0, "the value");
}

static const int integers[] = {0, 1, 1000, 32767};

CASE(value_is_the_integer_that_it_was_given, PROVES("sem.state.integer"), EACH_SEMAPHORE)
{
    struct actor *maker = actor_new("maker");
    struct actor *reader = NULL;

    for (size_t i = 0; i < COUNT_OF(integers); i++) {
        struct semaphore *semaphore = semaphore_new(maker, variant, integers[i]);

        reader = actor_fork(maker, "reader");
        expect_equal(semaphore_value(reader, semaphore), integers[i], "the value");
    }
}

CASE(wait_subtracts_exactly_one, PROVES("sem.p.exactly-one"), CONDITION("sem_t"), VARIANTS("unnamed", "named"))
{
    struct actor *taker = actor_new("taker");
    struct semaphore *semaphore = semaphore_new(taker, variant + BY_UNNAMED, 3);

    for (int left = 2; left >= 0; left--) {
        expect_returns(do_down(taker, semaphore), 0);
        expect_equal(semaphore_value(taker, semaphore), left, "the value");
    }
}

CASE(semop_subtracts_three_in_one_step, REFUTES("sem.p.exactly-one"), CONDITION("system-v"))
{
    struct actor *taker = actor_new("taker");
    struct actor *giver = actor_new("giver");
    struct sembuf three = {0, -3, 0};
    struct sembuf one = {0, 1, 0};
    int set = semaphores_new(giver, 1);

    must_return(do_semctl_value(giver, set, 0, SETVAL, 3), 0);
    expect_returns(do_semop(taker, set, &three, 1), 0);
    expect_returns(do_semctl(giver, set, 0, GETVAL), 0);
    must_return(do_semctl_value(giver, set, 0, SETVAL, 2), 0);
    struct call *taking = begin_semop(taker, set, &three, 1);
    expect_blocked(taking);
    expect_returns(do_semctl(giver, set, 0, GETVAL), 2);
    must_return(do_semop(giver, set, &one, 1), 0);
    expect_returns(finish(taking), 0);
}

/* A semaphore that begins with 1 counts on: after two gives, three processes are in the "critical section" at once. */
CASE(semaphore_of_one_counts_beyond_one, REFUTES("sem.code.binary-is-bounded"), EACH_SEMAPHORE)
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, variant, 1);
    struct actor *first = actor_fork(giver, "first");
    struct actor *second = actor_fork(giver, "second");

    expect_returns(do_up(giver, semaphore), 0);
    expect_returns(do_up(giver, semaphore), 0);
    expect_equal(semaphore_value(giver, semaphore), 3, "the value");
    expect_returns(do_down(first, semaphore), 0);
    expect_returns(do_down(second, semaphore), 0);
    expect_returns(do_down(giver, semaphore), 0);
    expect_fails(do_try_down(first, semaphore), EAGAIN);
}
