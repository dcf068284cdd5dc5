/* Processes that end when they should not, or do not end when they should. */
#include "fixtures/case.h"

static long raise_segv(void *arg)
{
    (void)arg;
    raise(SIGSEGV);
    return 0;
}

static long leave_with(void *arg)
{
    _exit(*(const int *)arg);
}

static long kill_group(void *arg)
{
    (void)arg;
    return kill(0, SIGKILL);
}

static void leave_in_scene(int status)
{
    int *wanted = scratch(sizeof *wanted);

    *wanted = status;
    do_scene(actor_new("leaver"), leave_with, wanted);
}

CASE(actor_crashes, PROVES("self.ends"))
{
    do_scene(actor_new("victim"), raise_segv, NULL);
}

CASE(idle_actor_is_killed_by_someone, PROVES("self.ends"))
{
    struct actor *victim = actor_new("victim");

    expect_succeeds(do_getpid(victim));
    kill(victim->pid, SIGKILL);
}

CASE(actor_leaves_with_success, PROVES("self.ends"))
{
    leave_in_scene(0);
}

CASE(actor_leaves_with_failure, PROVES("self.ends"))
{
    leave_in_scene(1);
}

CASE(actor_exits_that_should_not, PROVES("self.ends"))
{
    struct actor *leaver = actor_new("leaver");

    expect_succeeds(do_getpid(leaver));
    begin_exit(leaver, 7);
}

/* Its parent takes the status and tells nobody, so that how it ended cannot be known. */
static long wait_for_any(void *arg)
{
    (void)arg;
    return waitpid(-1, NULL, 0);
}

CASE(forked_actor_ends_and_nobody_sees_how, PROVES("self.ends"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child = actor_fork(parent, "child");

    begin_exit(child, 0);
    expect_returns(do_scene(parent, wait_for_any, NULL), child->pid);
}

CASE(forked_actor_is_reaped_by_a_tested_call, PROVES("self.ends"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child = actor_fork(parent, "child");
    int status = 0;

    begin_exit(child, 3);
    expect_returns(do_waitpid(parent, child->pid, &status, 0), child->pid);
    expect_equal(WEXITSTATUS(status), 3, "the child's exit status");
}

CASE(forked_actor_exits_as_expected, PROVES("self.ends"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child = actor_fork(parent, "child");

    begin_exit(child, 3);
    expect_exits(child, 3);
}

CASE(forked_actor_crashes, PROVES("self.ends"))
{
    struct actor *parent = actor_new("parent");

    do_scene(actor_fork(parent, "child"), raise_segv, NULL);
}

CASE(actor_kills_its_judge, PROVES("self.ends"))
{
    do_kill(actor_new("rebel"), getpid(), SIGKILL);
}

CASE(actor_stops_its_judge, PROVES("self.ends"), TIMEOUT(1))
{
    do_kill(actor_new("rebel"), getpid(), SIGSTOP);
    expect(true, "the judge goes on, as it never should");
}

CASE(actor_kills_its_group, PROVES("self.ends"))
{
    do_scene(actor_new("rebel"), kill_group, NULL);
}

CASE(actor_kills_the_actor_that_forked_it, PROVES("self.ends"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child = actor_fork(parent, "child");

    expect_returns(do_kill(child, parent->pid, SIGKILL), 0);
}

CASE(judge_crashes, PROVES("self.ends"))
{
    actor_new("bystander");
    raise(SIGSEGV);
}

CASE(judge_leaves_with_success, PROVES("self.ends"))
{
    expect_succeeds(do_getpid(actor_new("bystander")));
    _exit(0);
}

CASE(judge_exits_with_success, PROVES("self.ends"))
{
    expect_succeeds(do_getpid(actor_new("bystander")));
    exit(0);
}

CASE(judge_leaves_with_failure, PROVES("self.ends"))
{
    expect_succeeds(do_getpid(actor_new("bystander")));
    _exit(3);
}

CASE(judge_hangs, PROVES("self.ends"), TIMEOUT(1))
{
    actor_new("bystander");
    for (;;)
        pause();
}

CASE(judge_hangs_and_ignores_sigterm, PROVES("self.ends"), TIMEOUT(1))
{
    signal(SIGTERM, SIG_IGN);
    for (;;)
        pause();
}

CASE(judge_spins, PROVES("self.ends"), TIMEOUT(1))
{
    for (volatile unsigned long turns = 0;; turns++)
        continue;
}

/* When time is up, one actor is dead and its parent idle: closing the accounts must not wait again. */
CASE(time_is_up_after_a_forked_actor_died, PROVES("self.ends"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child = actor_fork(parent, "child");
    struct actor *reader = actor_new("reader");
    struct call *reading;
    int fd[2];

    must_return(do_pipe(reader, fd), 0);
    reading = begin_read(reader, fd[0], scratch(1), 1);
    must_block(reading);
    kill(child->pid, SIGKILL);
    judge_deadline_ns = judge_now();
    finish(reading);
}

/* The parent cannot say how its child ended any more, for it has become a program that never returns. */
CASE(time_is_up_after_the_parent_became_a_program, PROVES("self.ends"))
{
    struct actor *parent = actor_new("parent");
    struct actor *reader;
    struct call *running;

    actor_fork(parent, "child");
    reader = actor_new("reader");
    fifo_new(reader, "started");
    running = begin_shell(parent, "echo > started; while :; do read line; done </dev/zero");
    must_succeed(do_open(reader, "started", O_RDONLY, 0));
    judge_deadline_ns = judge_now();
    finish(running);
}

CASE(death_is_expected_of_an_idle_actor, PROVES("self.ends"), TIMEOUT(5))
{
    expect_dies_of(actor_new("idler"), SIGPIPE);
}

CASE(forked_actor_dies_while_its_parent_is_blocked, PROVES("self.ends"), TIMEOUT(2))
{
    struct actor *parent = actor_new("parent");
    struct actor *child = actor_fork(parent, "child");
    int fd[2];

    must_return(do_pipe(parent, fd), 0);
    abandon(begin_read(parent, fd[0], scratch(1), 1));
    actor_signal(child, SIGUSR1);
    expect_dies_of(child, SIGUSR1);
}
