/* The range of values of a POSIX semaphore. */
#include "cases/posix_sem/semaphore.h"

CASE(initial_value_is_read_back, PROVES("psem.init.value-getvalue"), VARIANTS("0", "1", "100", "SEM_VALUE_MAX"))
{
    static const unsigned value[] = {0, 1, 100, SEM_VALUE_MAX};
    struct actor *maker = actor_new("maker");
    struct actor *reader = actor_new("reader");
    sem_t *sem = scratch(sizeof *sem);
    int read = -1;

    expect_returns(do_sem_init(maker, sem, 1, value[variant]), 0);
    expect_returns(do_sem_getvalue(reader, sem, &read), 0);
    expect_equal(read, value[variant], "the value");
}

CASE(initial_value_above_the_greatest_is_einval, PROVES("psem.init.einval-over-max"),
     VARIANTS("SEM_VALUE_MAX + 1", "UINT_MAX"))
{
    struct actor *maker = actor_new("maker");
    sem_t *sem = scratch(sizeof *sem);

    if (SEM_VALUE_MAX == UINT_MAX)
        unsupported("SEM_VALUE_MAX is UINT_MAX, and no value is above it");
    expect_fails(do_sem_init(maker, sem, 1, variant == 0 ? SEM_VALUE_MAX + 1u : UINT_MAX), EINVAL);
}

CASE(value_of_a_new_name_above_the_greatest_is_einval, PROVES("psem.open.value-einval"))
{
    struct actor *maker = actor_new("maker");
    const char *name = scratch_name("great");

    if (SEM_VALUE_MAX == UINT_MAX)
        unsupported("SEM_VALUE_MAX is UINT_MAX, and no value is above it");
    expect_fails(tidy(do_sem_open(maker, name, O_CREAT | O_EXCL, 0600, SEM_VALUE_MAX + 1u)), EINVAL);
    expect_fails(do_sem_open(maker, name, 0, 0, 0), ENOENT);
}

CASE(post_at_the_greatest_value_is_eoverflow, PROVES("psem.post.eoverflow"), VARIANTS("unnamed", "named"))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, variant + BY_UNNAMED, (int)(SEM_VALUE_MAX - 1));

    must_return(do_up(giver, semaphore), 0);
    expect_fails(do_up(giver, semaphore), EOVERFLOW);
    expect_equal(semaphore_value(giver, semaphore), SEM_VALUE_MAX, "the value");
    expect_returns(do_try_down(giver, semaphore), 0);
    expect_returns(do_up(giver, semaphore), 0);
}

CASE(values_up_to_32767_are_to_be_had, PROVES("psem.limit.value-max"))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, BY_UNNAMED, _POSIX_SEM_VALUE_MAX - 1);
    long limit = sysconf(_SC_SEM_VALUE_MAX);

    observe("psem.sem_value_max", (double)SEM_VALUE_MAX, "");
    expect_returns(do_up(giver, semaphore), 0);
    expect_equal(semaphore_value(giver, semaphore), _POSIX_SEM_VALUE_MAX, "the value");
    expect(limit == -1 || limit >= _POSIX_SEM_VALUE_MAX, "sysconf(_SC_SEM_VALUE_MAX) is %ld", limit);
}
