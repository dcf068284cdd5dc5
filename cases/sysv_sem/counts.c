/* What a set shows of those that wait, and of who was last. */
#include "cases/sysv_sem/sets.h"

enum { FOR_MORE = 3, FOR_ZERO = 2, WAITERS = FOR_MORE + FOR_ZERO };

/* With a value of one, taking two blocks, and so does waiting for zero: both kinds of waiter on one semaphore. */
CASE(getncnt_and_getzcnt_count_the_blocked, PROVES("sysvsem.ctl.getncnt-getzcnt"))
{
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, 1);
    struct call *waiting[WAITERS];

    set_value(observer, set, 0, 1);
    for (int i = 0; i < WAITERS; i++) {
        struct actor *waiter = actor_new(i < FOR_MORE ? "for-more" : "for-zero");

        waiting[i] = begin_change(waiter, set, 0, i < FOR_MORE ? -2 : 0, 0);
        must_block(waiting[i]);
    }
    expect_returns(do_semctl(observer, set, 0, GETNCNT), FOR_MORE);
    expect_returns(do_semctl(observer, set, 0, GETZCNT), FOR_ZERO);
    set_value(observer, set, 0, 0);
    for (int i = FOR_MORE; i < WAITERS; i++)
        expect_returns(finish(waiting[i]), 0);
    expect_returns(do_semctl(observer, set, 0, GETNCNT), FOR_MORE);
    expect_returns(do_semctl(observer, set, 0, GETZCNT), 0);
    set_value(observer, set, 0, 2 * FOR_MORE);
    for (int i = 0; i < FOR_MORE; i++)
        expect_returns(finish(waiting[i]), 0);
    expect_returns(do_semctl(observer, set, 0, GETNCNT), 0);
}

CASE(killed_waiter_is_no_longer_counted, PROVES("sysvsem.ctl.getncnt-getzcnt"))
{
    struct actor *observer = actor_new("observer");
    struct actor *waiter = actor_new("waiter");
    int set = semaphores_new(observer, 1);

    must_block(begin_change(waiter, set, 0, -1, 0));
    expect_returns(do_semctl(observer, set, 0, GETNCNT), 1);
    actor_kill(waiter);
    expect_returns(do_semctl(observer, set, 0, GETNCNT), 0);
    expect_semval(observer, set, 0, 0);
}

/* The first blocks, the second passes it: who has *completed* last is what counts. */
CASE(getpid_names_the_last_to_complete, PROVES("sysvsem.ctl.getpid"))
{
    struct actor *taker = actor_new("taker");
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 2);
    struct call *taking = begin_change(taker, set, 0, -2, 0);

    must_block(taking);
    must_return(do_change(giver, set, 0, 1, 0), 0);
    expect_returns(do_semctl(giver, set, 0, GETPID), giver->pid);
    must_return(do_change(giver, set, 0, 1, 0), 0);
    must_return(finish(taking), 0);
    expect_returns(do_semctl(giver, set, 0, GETPID), taker->pid);
}

CASE(success_sets_pid_of_the_touched_and_the_time, PROVES("sysvsem.op.sets-pid-otime"))
{
    struct actor *maker = actor_new("maker");
    struct actor *user = actor_fork(maker, "user");
    int set = semaphores_new(maker, 2);
    int before = asked(maker, set, 1, GETPID);
    struct semid_ds state = {0};
    time_t now = time(NULL);

    expect_returns(do_change(user, set, 0, 1, 0), 0);
    expect_returns(do_semctl(maker, set, 0, GETPID), user->pid);
    expect_returns(do_semctl(maker, set, 1, GETPID), before);
    expect_returns(do_semctl_stat(maker, set, 0, IPC_STAT, &state), 0);
    expect(state.sem_otime >= now - 1, "sem_otime is %lld, and it was %lld before", (long long)state.sem_otime,
           (long long)now);
}

CASE(failed_semop_leaves_the_pid, PROVES("sysvsem.op.sets-pid-otime"))
{
    struct actor *maker = actor_new("maker");
    struct actor *user = actor_new("user");
    int set = semaphores_new(maker, 1);

    must_return(do_change(maker, set, 0, 1, 0), 0);
    must_fail(do_change(user, set, 0, -2, IPC_NOWAIT), EAGAIN);
    expect_returns(do_semctl(maker, set, 0, GETPID), maker->pid);
}

CASE(setval_and_the_pid, PROVES("sysvsem.ctl.setval-sets-pid"))
{
    struct actor *maker = actor_new("maker");
    struct actor *setter = actor_new("setter");
    int set = semaphores_new(maker, 1);

    must_return(do_change(maker, set, 0, 1, 0), 0);
    set_value(setter, set, 0, 3);
    observe_text("sysvsem.setval.sets_pid", asked(maker, set, 0, GETPID) == setter->pid ? "yes" : "no");
}

CASE(set_has_no_operation_time_until_the_first_semop, PROVES("sysvsem.get.otime-zero"))
{
    struct actor *maker = actor_new("maker");
    int set = (int)must_succeed(tidy(do_semget(maker, IPC_PRIVATE, 1, IPC_CREAT | 0600)));
    struct semid_ds state = {0};

    expect_returns(do_semctl_stat(maker, set, 0, IPC_STAT, &state), 0);
    expect_equal(state.sem_otime, 0, "sem_otime of a new set");
    expect_equal(state.sem_nsems, 1, "sem_nsems");
    must_return(do_change(maker, set, 0, 1, 0), 0);
    expect_returns(do_semctl_stat(maker, set, 0, IPC_STAT, &state), 0);
    expect(state.sem_otime != 0, "sem_otime is still 0 after semop");
}
