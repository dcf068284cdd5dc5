/* What looks blocked and is not, and what nobody wakes. */
#include "fixtures/case.h"

static long spin(void *arg)
{
    for (_Atomic int *stop = arg; !atomic_load(stop);)
        continue;
    return 0;
}

static long poll_for_it(void *arg)
{
    const struct timespec pause = {0, 2000000};

    for (_Atomic int *stop = arg; !atomic_load(stop);)
        nanosleep(&pause, NULL);
    return 0;
}

CASE(call_spins, PROVES("self.blocking"))
{
    expect_blocked(begin_scene(actor_new("spinner"), spin, scratch_zeroed(sizeof(int))));
}

CASE(call_polls, PROVES("self.blocking"))
{
    expect_blocked(begin_scene(actor_new("poller"), poll_for_it, scratch_zeroed(sizeof(int))));
}

CASE(call_does_not_block, PROVES("self.blocking"))
{
    expect_blocked(begin_getpid(actor_new("actor")));
}

CASE(call_blocks, PROVES("self.blocking"))
{
    struct actor *actor = actor_new("actor");
    struct call *reading;
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    reading = begin_read(actor, fd[0], scratch(1), 1);
    expect_blocked(reading);
    expect_returns(do_write(actor_fork(actor_new("other"), "child"), 1, "x", 1), 1);
    expect_blocked(reading);
    abandon(reading);
}

CASE(call_is_kept_while_thousands_of_others_come_and_go, PROVES("self.blocking"))
{
    enum { OTHERS = 3000 };
    struct actor *actor = actor_new("actor");
    struct actor *other;
    struct call *reading;
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    other = actor_fork(actor, "other");
    reading = begin_read(actor, fd[0], scratch(1), 1);
    must_block(reading);
    for (int i = 0; i < OTHERS; i++)
        must_return(do_getpid(other), other->pid);
    must_return(do_write(other, fd[1], "x", 1), 1);
    expect_returns(finish(reading), 1);
    expect(reading->id == CALL_read, "the call is %s", call_infos[reading->id].name);
}

CASE(caller_is_killed_while_it_should_block, PROVES("self.blocking"))
{
    struct actor *actor = actor_new("actor");
    struct call *reading;
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    reading = begin_read(actor, fd[0], scratch(1), 1);
    must_block(reading);
    kill(actor->pid, SIGKILL);
    while (kill(actor->pid, 0) == 0 && waitid(P_PID, (id_t)actor->pid, &(siginfo_t){0}, WEXITED | WNOWAIT) != 0)
        continue;
    expect_blocked(reading);
}

/* A call of an actor that is stopped, on the judge's last moment. */
static struct call *begin_stopped(void)
{
    struct actor *actor = actor_new("actor");

    actor_signal(actor, SIGSTOP);
    must(waitid(P_PID, (id_t)actor->pid, &(siginfo_t){0}, WSTOPPED | WNOWAIT) == 0, "waitid gave errno %d", errno);
    judge_deadline_ns = judge_now();
    return begin_getpid(actor);
}

CASE(caller_is_stopped, PROVES("self.blocking"))
{
    finish(begin_stopped());
}

CASE(stopped_caller_is_not_blocked, PROVES("self.blocking"))
{
    expect_blocked(begin_stopped());
}

CASE(nobody_wakes_the_caller, PROVES("self.blocking"))
{
    struct actor *actor = actor_new("actor");
    struct actor *other = actor_new("other");
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    must_succeed(do_getpid(other));
    do_read(actor, fd[0], scratch(1), 1);
}

CASE(two_callers_wait_for_each_other, PROVES("self.blocking"))
{
    struct actor *first = actor_new("first");
    struct actor *second = actor_fork(first, "second");
    int one[2], two[2];

    must_return(do_pipe(first, one), 0);
    must_return(do_pipe(second, two), 0);
    begin_read(first, one[0], scratch(1), 1);
    do_read(second, two[0], scratch(1), 1);
}

CASE(first_of_several_had_been_seen_to_return, PROVES("self.blocking"))
{
    struct actor *quick = actor_new("quick");
    struct actor *slow = actor_new("slow");
    int fd[2];

    must_return(do_pipe(slow, fd), 0);
    struct call *reading = begin_read(slow, fd[0], scratch(1), 1);
    struct call *list[] = {reading, begin_getpid(quick)};
    for (uint32_t seen = atomic_load(&arena->bell); !has_returned(list[1]); seen = atomic_load(&arena->bell))
        judge_wait(seen, "getpid of quick");
    expect_equal(finish_first(list, 2), 1, "the first to return");
    abandon(reading);
}

static long come_late(void *arg)
{
    const struct timespec late = {1, 0};

    (void)arg;
    return nanosleep(&late, NULL);
}

/* While it is waited for, its parent is asked after it again and again where the system does not tell. */
CASE(call_of_a_forked_actor_returns_late, PROVES("self.blocking"))
{
    struct actor *parent = actor_new("parent");
    struct call *slow = begin_scene(actor_fork(parent, "child"), come_late, NULL);

    expect_returns(finish(slow), 0);
    expect(slow->id == CALL_scene && slow->took_ns >= 1000000000, "call %d took %lld ns", (int)slow->id,
           (long long)slow->took_ns);
}
