/* Processes that try to outlive their case. */
#include "fixtures/case.h"

enum way { STAYS, LEAVES_GROUP, LEAVES_SESSION, LEAVES_PARENT, IGNORES_SIGTERM, HIDES_ELSEWHERE };

struct escape {
    enum way way;
    _Atomic int gone; /* the escaped process is where it wants to be */
};

static void stay(struct escape *escape)
{
    switch (escape->way) {
    case STAYS:
        break;
    case LEAVES_GROUP:
        setpgid(0, 0);
        break;
    case LEAVES_SESSION:
        setsid();
        break;
    case LEAVES_PARENT:
        setsid();
        if (fork() > 0)
            _exit(0);
        break;
    case IGNORES_SIGTERM:
        signal(SIGTERM, SIG_IGN);
        signal(SIGHUP, SIG_IGN);
        break;
    case HIDES_ELSEWHERE:
        setsid();
        if (fork() > 0)
            _exit(0);
        (void)!chdir("/");
        for (int fd = 0; fd < 64; fd++)
            close(fd);
        break;
    }
    atomic_store(&escape->gone, 1);
    for (;;)
        pause();
}

static long let_escape(void *arg)
{
    struct escape *escape = arg;
    pid_t pid = fork();

    if (pid == 0)
        stay(escape);
    if (pid > 0 && (escape->way == LEAVES_PARENT || escape->way == HIDES_ELSEWHERE))
        waitpid(pid, NULL, 0);
    while (!atomic_load(&escape->gone))
        sched_yield();
    return pid > 0;
}

static const struct {
    const char *name;
    enum way way;
} ways[] = {{"stays in the group", STAYS},          {"leaves the group", LEAVES_GROUP},
            {"leaves the session", LEAVES_SESSION}, {"forks twice", LEAVES_PARENT},
            {"ignores SIGTERM", IGNORES_SIGTERM},   {"hides elsewhere", HIDES_ELSEWHERE}};

/* Alone, for an orphan that hides its place and whose judge is dead could be any dead judge's. */
CASE(process_outlives_its_actor, PROVES("self.processes"), VARIANT_TABLE(ways), EXCLUSIVE)
{
    struct escape *escape = scratch_zeroed(sizeof *escape);

    escape->way = ways[variant].way;
    expect_returns(do_scene(actor_new("parent"), let_escape, escape), 1);
}

CASE(process_outlives_a_judge_that_failed, PROVES("self.processes"))
{
    struct escape *escape = scratch_zeroed(sizeof *escape);

    escape->way = LEAVES_PARENT;
    expect_returns(do_scene(actor_new("parent"), let_escape, escape), 2);
}

CASE(process_outlives_a_judge_that_was_killed, PROVES("self.processes"), EXCLUSIVE)
{
    struct escape *escape = scratch_zeroed(sizeof *escape);

    escape->way = HIDES_ELSEWHERE;
    expect_returns(do_scene(actor_new("parent"), let_escape, escape), 1);
    raise(SIGKILL);
}

CASE(process_of_the_judge_outlives_it, PROVES("self.processes"))
{
    expect_succeeds(do_getpid(actor_new("bystander")));
    if (fork() == 0)
        for (;;)
            pause();
}

CASE(job_of_a_shell_outlives_it, PROVES("self.processes"))
{
    struct actor *shell = actor_new("shell");

    begin_shell(shell, "while :; do read line; done </dev/zero & exit 0");
    expect_exits(shell, 0);
}

/* What a killed actor had under it is the killer's business; it goes with the group. */
CASE(job_of_a_killed_shell_goes_with_it, PROVES("self.processes"))
{
    struct actor *shell = actor_new("shell");
    struct actor *reader = actor_new("reader");
    const char *name = fifo_new(reader, "started");

    begin_shell(shell, "(echo > started; while :; do read line; done) </dev/zero & wait");
    must_succeed(do_open(reader, name, O_RDONLY, 0));
    actor_kill(shell);
    expect_dies_of(shell, SIGKILL);
}

CASE(fifty_actors_are_no_trouble, PROVES("self.processes"))
{
    for (int i = 0; i < 50; i++)
        expect_succeeds(do_getpid(actor_new("one of fifty")));
}

static long fork_and_reap_fifty(void *arg)
{
    long reaped = 0;

    (void)arg;
    for (int i = 0; i < 50; i++)
        if (fork() == 0)
            _exit(0);
    while (waitpid(-1, NULL, 0) > 0)
        reaped++;
    return reaped;
}

CASE(fifty_forks_of_an_actor_are_no_trouble, PROVES("self.processes"))
{
    expect_returns(do_scene(actor_new("forker"), fork_and_reap_fifty, NULL), 50);
}
