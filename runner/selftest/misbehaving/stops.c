/* Processes that somebody stops for a while: nothing may be held against them. */
#include "fixtures/case.h"

#include <poll.h>

struct pause {
    pid_t pid;
    int before_ms; /* until it is stopped, where it is not yet */
    int held_ms;
};

static long hold(void *arg)
{
    const struct pause *pause = arg;

    if (pause->before_ms >= 0) {
        poll(NULL, 0, pause->before_ms);
        kill(pause->pid, SIGSTOP);
    }
    poll(NULL, 0, pause->held_ms);
    kill(pause->pid, SIGCONT);
    poll(NULL, 0, 50);
    return 0;
}

static struct call *begin_hold(pid_t pid, int before_ms, int held_ms)
{
    struct pause *pause = scratch(sizeof *pause);

    *pause = (struct pause){pid, before_ms, held_ms};
    return begin_scene(actor_new("holder"), hold, pause);
}

/* Longer than its own deadline at half the usual times, with time left until the runner's to say so. */
CASE(judge_is_stopped_for_a_while, PROVES("self.blocking"), TIMEOUT(5))
{
    expect_returns(finish(begin_hold(getpid(), 0, 2100)), 0);
}

CASE(stopped_actor_dies_when_it_goes_on, PROVES("self.ends"), TIMEOUT(5))
{
    struct actor *victim = actor_new("victim");
    struct call *holding;

    must_succeed(do_getpid(victim));
    actor_signal(victim, SIGSTOP);
    actor_signal(victim, SIGTERM);
    holding = begin_hold(victim->pid, -1, 1300);
    expect_dies_of(victim, SIGTERM);
    expect_returns(finish(holding), 0);
}

static long stop_oneself(void *arg)
{
    (void)arg;
    return raise(SIGSTOP);
}

CASE(stopped_scene_is_not_blocked, PROVES("self.blocking"), TIMEOUT(5))
{
    struct actor *stopped = actor_new("stopped");
    struct call *stopping = begin_scene(stopped, stop_oneself, NULL);

    begin_hold(stopped->pid, 100, 300);
    expect_blocked(stopping);
}

enum { STOPS = 40, HELD_MS = 10, FREE_MS = 5 };

static long stop_again_and_again(void *arg)
{
    const struct pause *pause = arg;

    for (int i = 0; i < STOPS; i++) {
        kill(pause->pid, SIGSTOP);
        poll(NULL, 0, HELD_MS);
        kill(pause->pid, SIGCONT);
        poll(NULL, 0, FREE_MS);
    }
    return 0;
}

/* Each time it leaves its call and enters it again, which looks like one that wakes up to see what there is. */
CASE(call_that_is_stopped_again_and_again_is_blocked, PROVES("self.blocking"), TIMEOUT(5),
     VARIANTS("child of the judge", "child of an actor"))
{
    struct actor *reader = variant ? actor_fork(actor_new("parent"), "reader") : actor_new("reader");
    struct pause *pause = scratch(sizeof *pause);
    struct call *reading, *stopping;
    int fd[2];

    must_return(do_pipe(reader, fd), 0);
    reading = begin_read(reader, fd[0], scratch(1), 1);
    *pause = (struct pause){.pid = reader->pid};
    stopping = begin_scene(actor_new("stopper"), stop_again_and_again, pause);
    expect_blocked(reading);
    expect_returns(finish(stopping), 0);
    abandon(reading);
}

/* It lives on for longer than a process takes to go, and then goes by itself. */
static long leave_a_child(void *arg)
{
    pid_t pid = fork();

    (void)arg;
    if (pid == 0) {
        poll(NULL, 0, 400);
        _exit(0);
    }
    return pid > 0;
}

CASE(child_of_an_actor_leaves_late, PROVES("self.processes"))
{
    expect_returns(do_scene(actor_new("parent"), leave_a_child, NULL), 1);
}
