/* Which semaphores go through the kernel when nobody has to wait. */
#include "cases/cross/calls.h"
#include "cases/posix_sem/semaphore.h"
#include "fixtures/platform/platform.h"

enum { PAIRS = 8 };

/* So many rounds of taking and giving a unit that nobody else wants. */
static long take_and_give(void *arg)
{
    const struct semaphore *semaphore = arg;

    for (int i = 0; i < PAIRS; i++)
        if (semaphore_down(semaphore) != 0 || semaphore_up(semaphore) != 0)
            return -1;
    return 0;
}

static long count_pairs(void *arg)
{
    char names[8];

    return platform_count_calls(take_and_give, arg, names, sizeof names);
}

CASE(every_semop_enters_the_kernel, PROVES("sem.impl.kernel-atomic"), CONDITION("system-v"))
{
    struct actor *actor = actor_new("actor");
    struct semaphore *semaphore = semaphore_new(actor, BY_SYSTEM_V, 1);

    expect_equal(counted(do_scene(actor, count_pairs, semaphore)), 2 * PAIRS, "calls for 8 pairs");
}

CASE(unit_that_nobody_waits_for_needs_no_kernel, REFUTES("sem.impl.kernel-atomic"), CONDITION("sem_t"),
     VARIANTS("unnamed", "named"))
{
    struct actor *actor = actor_new("actor");
    struct semaphore *semaphore = semaphore_new(actor, variant == 0 ? BY_UNNAMED : BY_NAMED, 1);

    expect_equal(counted(do_scene(actor, count_pairs, semaphore)), 0, "calls for 8 pairs");
    expect_equal(semaphore_value(actor, semaphore), 1, "the value afterwards");
}
