/* A blocked semop() that ends otherwise than by its value: the set is removed, a signal is caught, rights are missing.
 */
#include "cases/sysv_sem/sets.h"

static const int waits_for[] = {-2, 0};

CASE(blocked_semop_fails_with_eidrm_when_the_set_is_removed, PROVES("sysvsem.op.eidrm"),
     VARIANTS("taking", "waiting for zero"))
{
    struct actor *first = actor_new("first");
    struct actor *second = actor_new("second");
    struct actor *remover = actor_new("remover");
    int set = semaphores_new(remover, 1);

    set_value(remover, set, 0, 1);
    /* One after the other: a subject may have a lock of its own, and who sleeps at that does not wait for the set yet.
     */
    struct call *one = begin_change(first, set, 0, waits_for[variant], 0);
    must_block(one);
    struct call *two = begin_change(second, set, 0, waits_for[variant], 0);
    must_block(two);
    expect_returns(do_semctl(remover, set, 0, IPC_RMID), 0);
    expect_fails(finish(one), EIDRM);
    expect_fails(finish(two), EIDRM);
}

CASE(caught_signal_ends_a_blocked_semop_with_eintr, PROVES("sysvsem.op.eintr"), VARIANTS("taking", "waiting for zero"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, 1);
    int counter = variant == 0 ? GETNCNT : GETZCNT;

    set_value(observer, set, 0, 1);
    must_return(do_catch(waiter, SIGUSR1, 0), 0);
    struct call *waiting = begin_change(waiter, set, 0, waits_for[variant], 0);
    must_block(waiting);
    expect_returns(do_semctl(observer, set, 0, counter), 1);
    actor_signal(waiter, SIGUSR1);
    expect_fails(finish(waiting), EINTR);
    expect_equal(signals_caught(waiter, SIGUSR1), 1, "runs of the handler");
    expect_returns(do_semctl(observer, set, 0, counter), 0);
    expect_semval(observer, set, 0, 1);
}

/* POSIX has semop() resume as sigaction() prescribes, which would be from the start; Linux documents that it never
 * does. */
CASE(what_a_restarting_handler_does_to_a_blocked_semop, PROVES("sysvsem.op.eintr"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);

    must_return(do_catch(waiter, SIGUSR1, SA_RESTART), 0);
    struct call *waiting = begin_change(waiter, set, 0, -1, 0);
    must_block(waiting);
    actor_signal(waiter, SIGUSR1);
    if (is_blocked(waiting))
        must_return(do_change(giver, set, 0, 1, 0), 0);
    if (call_failed(finish(waiting)))
        must_fail(waiting, EINTR);
    observe_text("sysvsem.sa_restart", call_failed(waiting) ? "EINTR" : "restarted");
    must_equal(signals_caught(waiter, SIGUSR1), 1, "runs of the handler");
}

/* No signal handler, no interruption: an ignored signal does not end the wait. */
CASE(ignored_signal_leaves_semop_blocked, PROVES("sysvsem.op.block-until-enough"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);

    must_return(do_ignore(waiter, SIGUSR1), 0);
    struct call *waiting = begin_change(waiter, set, 0, -1, 0);
    must_block(waiting);
    actor_signal(waiter, SIGUSR1);
    expect_blocked(waiting);
    expect_returns(do_change(giver, set, 0, 1, 0), 0);
    expect_returns(finish(waiting), 0);
}

CASE(altering_without_the_right_to_alter_is_eacces, PROVES("sysvsem.op.eacces-alter"))
{
    struct actor *actor = actor_new("actor");

    become_ordinary(actor);
    int set = (int)must_succeed(tidy(do_semget(actor, IPC_PRIVATE, 1, IPC_CREAT | 0400)));
    expect_fails(do_change(actor, set, 0, 1, 0), EACCES);
    expect_fails(do_change(actor, set, 0, -1, IPC_NOWAIT), EACCES);
    expect_fails(do_semctl_value(actor, set, 0, SETVAL, 1), EACCES);
    must_return(do_semctl(actor, set, 0, IPC_RMID), 0);
}

CASE(waiting_for_zero_needs_the_right_to_read_only, PROVES("sysvsem.op.read-permission-suffices-for-zero"),
     VARIANTS("0400", "0200"))
{
    struct actor *actor = actor_new("actor");

    become_ordinary(actor);
    int set = (int)must_succeed(tidy(do_semget(actor, IPC_PRIVATE, 1, IPC_CREAT | (variant == 0 ? 0400 : 0200))));
    if (variant == 0)
        expect_returns(do_change(actor, set, 0, 0, IPC_NOWAIT), 0);
    else
        expect_fails(do_change(actor, set, 0, 0, IPC_NOWAIT), EACCES);
    /* Who has no right to read it could not find out later whose it is. */
    must_return(do_semctl(actor, set, 0, IPC_RMID), 0);
}

CASE(only_its_owner_removes_a_set, PROVES("sysvsem.ctl.eperm-rmid"))
{
    struct actor *owner = actor_new("owner");
    struct actor *other = actor_new("other");
    int set = (int)must_succeed(tidy(do_semget(owner, IPC_PRIVATE, 1, IPC_CREAT | 0666)));

    if (geteuid() != 0)
        skip("need-second-uid", "only root can have an actor become another user");
    become_ordinary(other);
    must_return(do_change(other, set, 0, 1, 0), 0);
    expect_fails(do_semctl(other, set, 0, IPC_RMID), EPERM);
    expect_semval(owner, set, 0, 1);
    expect_returns(do_semctl(owner, set, 0, IPC_RMID), 0);
}
