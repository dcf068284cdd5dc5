/* Signals that are caught while sem_wait() waits, and sem_post() from a handler. */
#include "cases/posix_sem/semaphore.h"

/* POSIX lets sem_wait() fail so; it does not ask for it. */
CASE(caught_signal_ends_wait_with_eintr, PROVES("psem.wait.eintr"), VARIANTS("sem_wait", "sem_timedwait"))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, BY_UNNAMED, 0);
    struct actor *waiter = actor_fork(giver, "waiter");
    struct timespec in_an_hour = realtime_in(3600 * 1000L);

    must_return(do_catch(waiter, SIGUSR1, 0), 0);
    struct call *waiting =
        variant == 0 ? begin_down(waiter, semaphore) : begin_sem_timedwait(waiter, semaphore->sem, &in_an_hour);
    must_block(waiting);
    actor_signal(waiter, SIGUSR1);
    expect_fails(finish(waiting), EINTR);
    expect_equal(signals_caught(waiter, SIGUSR1), 1, "runs of the handler");
    /* Who was interrupted has taken nothing, and is no longer in the way of others. */
    expect_returns(do_up(giver, semaphore), 0);
    expect_returns(do_try_down(giver, semaphore), 0);
}

CASE(what_a_restarting_handler_does_to_a_wait, PROVES("psem.wait.eintr"), VARIANTS("sem_wait", "sem_timedwait"))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, BY_UNNAMED, 0);
    struct actor *waiter = actor_fork(giver, "waiter");
    struct timespec in_an_hour = realtime_in(3600 * 1000L);

    must_return(do_catch(waiter, SIGUSR1, SA_RESTART), 0);
    struct call *waiting =
        variant == 0 ? begin_down(waiter, semaphore) : begin_sem_timedwait(waiter, semaphore->sem, &in_an_hour);
    must_block(waiting);
    actor_signal(waiter, SIGUSR1);
    if (is_blocked(waiting))
        must_return(do_up(giver, semaphore), 0);
    if (call_failed(finish(waiting)))
        must_fail(waiting, EINTR);
    observe_text(variant == 0 ? "psem.wait.sa_restart" : "psem.timedwait.sa_restart",
                 call_failed(waiting) ? "EINTR" : "restarted");
    must_equal(signals_caught(waiter, SIGUSR1), 1, "runs of the handler");
}

CASE(ignored_signal_leaves_wait_blocked, PROVES("psem.wait.block"))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, BY_UNNAMED, 0);
    struct actor *waiter = actor_fork(giver, "waiter");

    must_return(do_ignore(waiter, SIGUSR1), 0);
    struct call *waiting = begin_down(waiter, semaphore);
    must_block(waiting);
    actor_signal(waiter, SIGUSR1);
    expect_blocked(waiting);
    expect_returns(do_up(giver, semaphore), 0);
    expect_returns(finish(waiting), 0);
}

/* In the actor that handles the signal. */
static sem_t *posted_by_handler;

static void post(int sig)
{
    int error = errno;

    (void)sig;
    subject.sem_post(posted_by_handler);
    errno = error;
}

static long post_when_signalled(void *arg)
{
    struct sigaction action;

    posted_by_handler = arg;
    memset(&action, 0, sizeof action);
    action.sa_handler = post;
    action.sa_flags = SA_RESTART;
    return sigaction(SIGUSR1, &action, NULL);
}

/* A stranger waits, and the handler interrupts nothing; or the very process waits whose handler posts. */
CASE(handler_posts, PROVES("psem.post.async-signal-safe"), VARIANTS("for another process", "for the one interrupted"))
{
    struct actor *giver = actor_new("giver");
    struct semaphore *semaphore = semaphore_new(giver, BY_UNNAMED, 0);
    struct actor *waiter = variant == 0 ? actor_fork(giver, "waiter") : giver;

    must_return(do_scene(giver, post_when_signalled, semaphore->sem), 0);
    struct call *waiting = begin_down(waiter, semaphore);
    must_block(waiting);
    actor_signal(giver, SIGUSR1);
    finish(waiting);
    if (variant == 1 && call_failed(waiting)) {
        /* It may have been interrupted instead of restarted: then what the handler gave is there to take. */
        expect_fails(waiting, EINTR);
        expect_returns(do_try_down(waiter, semaphore), 0);
    } else {
        expect_returns(waiting, 0);
    }
    expect_equal(semaphore_value(waiter, semaphore), 0, "the value");
}
