/* semctl(): values that are written and read back, one or all, and whom writing wakes. */
#include "cases/sysv_sem/sets.h"

enum { COUNT = 5 };

CASE(value_that_was_set_is_read_back, PROVES("sysvsem.ctl.setval-getval"), VARIANTS("0", "1", "1000", "32767"))
{
    static const int value[] = {0, 1, 1000, 32767};
    struct actor *setter = actor_new("setter");
    struct actor *reader = actor_new("reader");
    int set = semaphores_new(setter, 2);

    set_value(setter, set, 0, 3);
    expect_returns(do_semctl_value(setter, set, 0, SETVAL, value[variant]), 0);
    expect_semval(reader, set, 0, value[variant]);
    expect_semval(reader, set, 1, 0);
}

CASE(setting_the_value_wakes_those_that_it_suffices_for, PROVES("sysvsem.ctl.setval-getval"),
     VARIANTS("SETVAL", "SETALL"))
{
    struct actor *first = actor_new("first");
    struct actor *second = actor_new("second");
    struct actor *setter = actor_new("setter");
    unsigned short two[1] = {2};
    int set = semaphores_new(setter, 1);
    struct call *one = begin_change(first, set, 0, -1, 0);

    must_block(one);
    struct call *three = begin_change(second, set, 0, -3, 0);
    must_block(three);
    if (variant == 0)
        expect_returns(do_semctl_value(setter, set, 0, SETVAL, 2), 0);
    else
        expect_returns(do_semctl_array(setter, set, 0, SETALL, two, 1), 0);
    expect_returns(finish(one), 0);
    expect_blocked(three);
    expect_semval(setter, set, 0, 1);
    abandon(three);
}

CASE(value_outside_the_range_is_erange, PROVES("sysvsem.ctl.setval-erange"), VARIANTS("too great", "-1"))
{
    struct actor *setter = actor_new("setter");
    int set = semaphores_new(setter, 1);
    int greatest = greatest_value(setter, set);

    set_value(setter, set, 0, 3);
    expect_fails(do_semctl_value(setter, set, 0, SETVAL, variant == 0 ? greatest + 1 : -1), ERANGE);
    expect_semval(setter, set, 0, 3);
}

CASE(one_bad_value_among_all_changes_none, PROVES("sysvsem.ctl.setall-erange-atomic"), VARIANTS("first", "last"))
{
    struct actor *setter = actor_new("setter");
    unsigned short wanted[COUNT] = {1, 2, 3, 4, 5};
    unsigned short bad[COUNT] = {9, 9, 9, 9, 9};
    unsigned short values[COUNT] = {0};
    int set = semaphores_new(setter, COUNT);

    must_succeed(do_semctl_array(setter, set, 0, SETALL, wanted, COUNT));
    bad[variant == 0 ? 0 : COUNT - 1] = 40000;
    expect_fails(do_semctl_array(setter, set, 0, SETALL, bad, COUNT), ERANGE);
    memset(values, 0xa5, sizeof values);
    must_succeed(do_semctl_array(setter, set, 0, GETALL, values, COUNT));
    expect_match(values, wanted, sizeof wanted, "the values of the set");
}

CASE(all_values_are_set_and_read_in_order, PROVES("sysvsem.ctl.getall-setall"))
{
    struct actor *setter = actor_new("setter");
    struct actor *reader = actor_new("reader");
    unsigned short wanted[COUNT] = {7, 0, 32767, 1, 12345};
    unsigned short values[COUNT] = {0};
    int set = semaphores_new(setter, COUNT);

    expect_succeeds(do_semctl_array(setter, set, 0, SETALL, wanted, COUNT));
    memset(values, 0xa5, sizeof values);
    expect_succeeds(do_semctl_array(reader, set, 0, GETALL, values, COUNT));
    expect_match(values, wanted, sizeof wanted, "the values of the set");
    for (int i = 0; i < COUNT; i++)
        expect_semval(reader, set, i, wanted[i]);
}

/* Not what they are for, but the value itself is a message of 15 bits, from any process to any other. */
CASE(value_carries_a_number_to_another_process, PROVES("sem.data.not-transport"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int set = semaphores_new(sender, 1);

    set_value(sender, set, 0, 12345);
    observe("sem.number_received", asked(receiver, set, 0, GETVAL), "");
    observe("sem.greatest_number", greatest_value(sender, set), "");
}
