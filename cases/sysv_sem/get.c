/* semget(): which set one gets, with what in it, and for how long it is there. */
#include "cases/sysv_sem/sets.h"

enum { MADE = IPC_CREAT | IPC_EXCL | 0600 };

CASE(new_set_of_no_semaphores_is_einval, PROVES("sysvsem.get.nsems-zero-new-einval"), VARIANTS("0", "-1"))
{
    struct actor *actor = actor_new("actor");

    expect_fails(do_semget(actor, scratch_key(), variant ? -1 : 0, MADE), EINVAL);
}

CASE(more_semaphores_than_the_set_has_is_einval, PROVES("sysvsem.get.nsems-existing-larger-einval"))
{
    struct actor *actor = actor_new("actor");
    key_t key = scratch_key();
    int set = (int)must_succeed(tidy(do_semget(actor, key, 2, MADE)));

    expect_fails(do_semget(actor, key, 3, 0600), EINVAL);
    expect_returns(do_semget(actor, key, 2, 0600), set);
    expect_returns(do_semget(actor, key, 1, 0600), set);
}

CASE(existing_set_is_found_without_a_number_of_semaphores, PROVES("sysvsem.get.nsems-existing-zero-ok"),
     VARIANTS("same process", "stranger"))
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = variant ? actor_new("finder") : maker;
    key_t key = scratch_key();
    int set = (int)must_succeed(tidy(do_semget(maker, key, 2, MADE)));

    expect_returns(do_semget(finder, key, 0, 0600), set);
    expect_returns(do_semget(finder, key, 0, 0), set);
}

CASE(exclusive_making_fails_on_what_is_there, PROVES("sysvsem.get.excl-eexist-enoent"))
{
    struct actor *actor = actor_new("actor");
    key_t key = scratch_key();

    expect_fails(do_semget(actor, key, 1, 0600), ENOENT);
    int set = (int)expect_succeeds(tidy(do_semget(actor, key, 1, MADE)));
    expect_fails(do_semget(actor, key, 1, MADE), EEXIST);
    expect_returns(do_semget(actor, key, 1, IPC_CREAT | 0600), set);
    expect_returns(do_semctl(actor, set, 0, IPC_RMID), 0);
    expect_fails(do_semget(actor, key, 1, 0600), ENOENT);
}

CASE(private_key_makes_a_new_set_each_time, PROVES("sysvsem.get.excl-eexist-enoent"))
{
    struct actor *actor = actor_new("actor");
    int first = semaphores_new(actor, 1);
    int second = semaphores_new(actor, 1);

    expect(first != second, "both calls returned %d", first);
    must_return(do_change(actor, first, 0, 1, 0), 0);
    expect_semval(actor, second, 0, 0);
}

CASE(more_semaphores_than_a_set_may_have_is_einval, PROVES("sysvsem.get.nsems-max"))
{
    struct actor *actor = actor_new("actor");

    expect_fails(do_semget(actor, IPC_PRIVATE, INT_MAX, MADE), EINVAL);
}

CASE(semaphores_of_a_new_set_are_zero, PROVES("sysvsem.get.initial-values-zero"))
{
    enum { COUNT = 5 };
    struct actor *actor = actor_new("actor");
    unsigned short values[COUNT] = {0};
    unsigned short zeroes[COUNT] = {0};
    int set = (int)must_succeed(tidy(do_semget(actor, IPC_PRIVATE, COUNT, MADE)));

    memset(values, 0xa5, sizeof values);
    must_succeed(do_semctl_array(actor, set, 0, GETALL, values, COUNT));
    observe("sysvsem.initial_value", values[0], "");
    expect_match(values, zeroes, sizeof zeroes, "the values of a new set");
}

CASE(set_and_its_values_outlive_their_maker, PROVES("sysvsem.persist.after-exit"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *maker = actor_new("maker");
    struct actor *later = actor_new("later");
    key_t key = scratch_key();
    int set = (int)must_succeed(tidy(do_semget(maker, key, 2, MADE)));

    set_value(maker, set, 0, 7);
    must_return(do_change(maker, set, 1, 2, 0), 0);
    if (variant == 0)
        actor_exit(maker, 0);
    else
        actor_kill(maker);
    expect_returns(do_semget(later, key, 2, 0600), set);
    expect_semval(later, set, 0, 7);
    expect_semval(later, set, 1, 2);
}
