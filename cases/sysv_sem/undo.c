/* SEM_UNDO: what the end of a process takes back, and what it does not. */
#include "cases/sysv_sem/sets.h"

enum { BY_EXIT, BY_SIGKILL };

static void end(struct actor *actor, int how)
{
    if (how == BY_EXIT)
        actor_exit(actor, 0);
    else
        actor_kill(actor);
}

CASE(what_was_given_with_undo_is_taken_back_at_the_end, PROVES("sysvsem.undo.exit"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *giver = actor_new("giver");
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, 2);

    must_return(do_change(giver, set, 0, 5, SEM_UNDO), 0);
    must_return(do_change(giver, set, 1, 3, 0), 0);
    expect_semval(observer, set, 0, 5);
    end(giver, variant);
    expect_semval(observer, set, 0, 0);
    expect_semval(observer, set, 1, 3);
}

CASE(what_was_taken_with_undo_is_given_back_at_the_end, PROVES("sysvsem.undo.exit"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *holder = actor_new("holder");
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, 1);

    set_value(observer, set, 0, 4);
    must_return(do_change(holder, set, 0, -1, SEM_UNDO), 0);
    must_return(do_change(holder, set, 0, -2, SEM_UNDO), 0);
    expect_semval(observer, set, 0, 1);
    end(holder, variant);
    expect_semval(observer, set, 0, 4);
}

CASE(opposite_changes_with_undo_cancel_each_other, PROVES("sysvsem.undo.exit"))
{
    struct actor *holder = actor_new("holder");
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, 1);

    set_value(observer, set, 0, 1);
    must_return(do_change(holder, set, 0, -1, SEM_UNDO), 0);
    must_return(do_change(holder, set, 0, 1, SEM_UNDO), 0);
    must_return(do_change(holder, set, 0, 1, 0), 0);
    actor_exit(holder, 0);
    expect_semval(observer, set, 0, 2);
}

CASE(waiter_killed_while_blocked_has_nothing_to_undo, PROVES("sysvsem.undo.exit"))
{
    struct actor *waiter = actor_new("waiter");
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, 1);

    set_value(observer, set, 0, 2);
    must_return(do_change(waiter, set, 0, -1, SEM_UNDO), 0);
    must_block(begin_change(waiter, set, 0, -5, SEM_UNDO));
    actor_kill(waiter);
    expect_semval(observer, set, 0, 2);
}

CASE(end_of_a_holder_wakes_the_waiter, PROVES("sysvsem.undo.wakes-waiters"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *holder = actor_new("holder");
    struct actor *waiter = actor_new("waiter");
    int set = semaphores_new(waiter, 1);

    set_value(waiter, set, 0, 1);
    must_return(do_change(holder, set, 0, -1, SEM_UNDO), 0);
    struct call *waiting = begin_change(waiter, set, 0, -1, SEM_UNDO);
    must_block(waiting);
    end(holder, variant);
    expect_returns(finish(waiting), 0);
    expect_semval(waiter, set, 0, 0);
}

/* The contrast: without SEM_UNDO the end of the holder leaves the waiter blocked for ever. */
CASE(end_of_a_holder_without_undo_wakes_nobody, PROVES("sysvsem.undo.wakes-waiters"))
{
    struct actor *holder = actor_new("holder");
    struct actor *waiter = actor_new("waiter");
    struct actor *other = actor_new("other");
    int set = semaphores_new(other, 1);

    set_value(other, set, 0, 1);
    must_return(do_change(holder, set, 0, -1, 0), 0);
    struct call *waiting = begin_change(waiter, set, 0, -1, 0);
    must_block(waiting);
    actor_kill(holder);
    expect_blocked(waiting);
    expect_returns(do_change(other, set, 0, 1, 0), 0);
    expect_returns(finish(waiting), 0);
}

CASE(child_does_not_inherit_what_its_parent_must_undo, PROVES("sysvsem.undo.not-inherited-by-fork"))
{
    struct actor *parent = actor_new("parent");
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, 1);

    must_return(do_change(parent, set, 0, 5, SEM_UNDO), 0);
    struct actor *child = actor_fork(parent, "child");
    actor_exit(child, 0);
    expect_semval(observer, set, 0, 5);
    actor_exit(parent, 0);
    expect_semval(observer, set, 0, 0);
}

/* Opening the FIFO for writing returns when the shell, after its exec, has opened it for reading. */
CASE(what_is_to_be_undone_survives_exec, PROVES("sysvsem.undo.kept-across-exec"))
{
    struct actor *giver = actor_new("giver");
    struct actor *observer = actor_new("observer");
    const char *name = fifo_new(observer, "fifo");
    int set = semaphores_new(observer, 1);

    must_return(do_change(giver, set, 0, 5, SEM_UNDO), 0);
    begin_shell(giver, "read line < fifo; exit 7");
    int fd = (int)must_succeed(do_open(observer, name, O_WRONLY, 0));
    expect_semval(observer, set, 0, 5);
    must_return(do_close(observer, fd), 0);
    must_exit(giver, 7);
    expect_semval(observer, set, 0, 0);
}

CASE(setting_the_value_forgets_what_is_to_be_undone, PROVES("sysvsem.undo.cleared-by-setval"),
     VARIANTS("SETVAL", "SETALL"))
{
    struct actor *giver = actor_new("giver");
    struct actor *setter = actor_new("setter");
    unsigned short sevens[2] = {7, 7};
    int set = semaphores_new(setter, 2);

    must_return(do_change(giver, set, 0, 1, SEM_UNDO), 0);
    must_return(do_change(giver, set, 1, 1, SEM_UNDO), 0);
    if (variant == 0)
        set_value(setter, set, 0, 7);
    else
        must_succeed(do_semctl_array(setter, set, 0, SETALL, sevens, 2));
    actor_exit(giver, 0);
    expect_semval(setter, set, 0, 7);
    /* SETVAL is about the one semaphore, SETALL about all. */
    expect_semval(setter, set, 1, variant == 0 ? 0 : 7);
}

CASE(undo_that_would_make_the_value_negative, PROVES("sysvsem.undo.clip-to-zero"))
{
    struct actor *giver = actor_new("giver");
    struct actor *taker = actor_new("taker");
    int set = semaphores_new(taker, 1);

    must_return(do_change(giver, set, 0, 5, SEM_UNDO), 0);
    must_return(do_change(taker, set, 0, -3, 0), 0);
    actor_exit(giver, 0);
    observe("sysvsem.undo.value_after_2_minus_5", asked(taker, set, 0, GETVAL), "");
}

CASE(semaphores_that_one_process_may_undo, PROVES("sysvsem.undo.limits"))
{
    enum { COUNT = 64 };
    struct actor *giver = actor_new("giver");
    struct actor *observer = actor_new("observer");
    int set = semaphores_new(observer, COUNT);
    int accepted = 0;

    while (accepted < COUNT && !call_failed(do_change(giver, set, accepted, 1, SEM_UNDO)))
        accepted++;
    actor_exit(giver, 0);
    if (asked(observer, set, 0, GETVAL) != 0)
        unsupported("SEM_UNDO undid nothing when the process ended");
    observe(accepted < COUNT ? "sysvsem.semume" : "sysvsem.semume_at_least", accepted, "semaphores");
}

/* The value itself goes up and down in between, so that only what is to be undone grows. */
CASE(adjustment_beyond_its_greatest, PROVES("sysvsem.undo.limits"))
{
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);
    struct call *more = NULL;
    int accepted = 0;

    for (int i = 0; i < 4; i++) {
        more = do_change(giver, set, 0, 16384, SEM_UNDO);
        if (call_failed(more))
            break;
        accepted += 16384;
        must_return(do_change(giver, set, 0, -16384, 0), 0);
    }
    observe("sysvsem.undo.sum_accepted", accepted, "");
    observe("sysvsem.undo.sum_refused.errno", call_failed(more) ? error_of(more) : 0, "");
    set_value(giver, set, 0, 0);
}
