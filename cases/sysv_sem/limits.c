/* The edges of semop(): how many operations, how great a value, and what an identifier must be. */
#include "cases/sysv_sem/sets.h"

enum { MANY = 1 << 17 };

CASE(more_operations_than_the_limit_are_e2big, PROVES("sysvsem.op.e2big"))
{
    struct actor *actor = actor_new("actor");
    /* In scratch memory, so that no call has to copy them; each adds nothing and waits for nothing. */
    struct sembuf *operations = scratch_zeroed(MANY * sizeof *operations);
    int set = semaphores_new(actor, 1);
    size_t taken = 1;
    size_t refused = MANY;

    must_return(do_semop(actor, set, operations, taken), 0);
    expect_fails(do_semop(actor, set, operations, refused), E2BIG);
    while (refused - taken > 1) {
        size_t middle = taken + (refused - taken) / 2;

        if (call_failed(do_semop(actor, set, operations, middle)))
            refused = middle;
        else
            taken = middle;
    }
    observe("sysvsem.semopm", (double)taken, "operations");
    expect_fails(do_semop(actor, set, operations, taken + 1), E2BIG);
}

/* How many semaphores one set may have; each that is made is removed at once. */
CASE(greatest_set_and_value, PROVES("sysvsem.limits.report"))
{
    struct actor *actor = actor_new("actor");
    int taken = 1;
    int refused = 1 << 20;

    while (refused - taken > 1) {
        int middle = taken + (refused - taken) / 2;
        struct call *made = do_semget(actor, IPC_PRIVATE, middle, IPC_CREAT | 0600);

        if (call_failed(made)) {
            refused = middle;
        } else {
            taken = middle;
            must_return(do_semctl(actor, (int)result_of(made), 0, IPC_RMID), 0);
        }
    }
    observe("sysvsem.semmsl", taken, "semaphores");
    observe("sysvsem.semvmx", greatest_value(actor, semaphores_new(actor, 1)), "");
}

CASE(no_operations_at_all, PROVES("sysvsem.op.nsops-zero"))
{
    struct actor *actor = actor_new("actor");
    struct sembuf nothing = {0, 1, 0};
    int set = semaphores_new(actor, 1);
    struct call *call = do_semop(actor, set, &nothing, 0);

    observe("sysvsem.nsops_zero.errno", call_failed(call) ? error_of(call) : 0, "");
    observe("sysvsem.nsops_zero.value_after", asked(actor, set, 0, GETVAL), "");
}

CASE(value_beyond_the_greatest_is_erange, PROVES("sysvsem.op.erange-overflow"),
     VARIANTS("by 1", "by the greatest step"))
{
    struct actor *actor = actor_new("actor");
    int set = semaphores_new(actor, 1);
    int greatest = greatest_value(actor, set);

    observe("sysvsem.semvmx", greatest, "");
    expect_fails(do_change(actor, set, 0, variant ? SHRT_MAX : 1, 0), ERANGE);
    expect_semval(actor, set, 0, greatest);
}

CASE(overflow_of_one_leaves_the_whole_array_undone, PROVES("sysvsem.op.erange-overflow"))
{
    struct actor *actor = actor_new("actor");
    struct sembuf operations[] = {{1, 1, 0}, {0, 1, 0}};
    int set = semaphores_new(actor, 2);
    int greatest = greatest_value(actor, set);

    expect_fails(do_semop(actor, set, operations, 2), ERANGE);
    expect_semval(actor, set, 0, greatest);
    expect_semval(actor, set, 1, 0);
}

CASE(semop_on_no_set_is_einval, PROVES("sysvsem.op.einval-id"), VARIANTS("-1", "removed"))
{
    struct actor *actor = actor_new("actor");
    int set = -1;

    if (variant == 1) {
        set = semaphores_new(actor, 1);
        must_return(do_semctl(actor, set, 0, IPC_RMID), 0);
    }
    expect_fails(do_change(actor, set, 0, 1, 0), EINVAL);
}

CASE(semaphore_number_outside_the_set_is_einval_for_semctl, PROVES("sysvsem.ctl.semnum-einval"),
     VARIANTS("GETVAL", "GETPID", "GETNCNT", "GETZCNT", "SETVAL"))
{
    static const int command[] = {GETVAL, GETPID, GETNCNT, GETZCNT};
    struct actor *actor = actor_new("actor");
    int set = semaphores_new(actor, 2);
    int outside[] = {2, -1, 99};

    for (size_t i = 0; i < COUNT_OF(outside); i++)
        if (variant < (int)COUNT_OF(command))
            expect_fails(do_semctl(actor, set, outside[i], command[variant]), EINVAL);
        else
            expect_fails(do_semctl_value(actor, set, outside[i], SETVAL, 1), EINVAL);
}
