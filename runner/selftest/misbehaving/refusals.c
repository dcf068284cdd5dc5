/* What the judge is told when its words do not come true, or make no sense. */
#include "fixtures/case.h"

#include <sys/resource.h>

CASE(success_is_expected_of_what_fails, PROVES("self.refusals"))
{
    expect_succeeds(do_close(actor_new("actor"), 999));
}

CASE(number_is_another, PROVES("self.refusals"))
{
    expect_equal(2, 3, "the answer");
}

CASE(byte_is_another, PROVES("self.refusals"))
{
    expect_match("abcd", "abxd", 4, "the text");
}

/* No system has it, and so nothing is decided, whatever was expected. */
CASE(family_is_nobodys, PROVES("self.refusals"), VARIANTS("success", "a number", "an error", "blocking"))
{
    enum { NO_FAMILY = 9999 };
    struct call *call = begin_socket(actor_new("actor"), NO_FAMILY, SOCK_STREAM, 0);

    if (variant == 0)
        expect_succeeds(finish(call));
    if (variant == 1)
        expect_returns(finish(call), 3);
    if (variant == 2)
        expect_fails(finish(call), EINVAL);
    if (variant == 3)
        expect_blocked(call);
}

static long wait_for_any(void *arg)
{
    (void)arg;
    return waitpid(-1, NULL, 0);
}

CASE(exit_is_expected_that_nobody_saw, PROVES("self.refusals"))
{
    struct actor *parent = actor_new("parent");
    struct actor *child = actor_fork(parent, "child");

    begin_exit(child, 0);
    must_return(do_scene(parent, wait_for_any, NULL), child->pid);
    expect_exits(child, 0);
}

CASE(program_has_ended_that_should_block, PROVES("self.refusals"))
{
    struct actor *shell = actor_new("shell");
    struct call *running = begin_shell(shell, "exit 3");

    must_exit(shell, 3);
    expect_blocked(running);
}

CASE(actor_is_sent_no_signal, PROVES("self.refusals"))
{
    actor_signal(actor_new("actor"), 9999);
}

CASE(handler_is_for_no_signal, PROVES("self.refusals"))
{
    expect_fails(do_catch(actor_new("actor"), 0, 0), EINVAL);
}

CASE(killed_actor_is_told_to_call, PROVES("self.refusals"))
{
    struct actor *actor = actor_new("actor");

    actor_kill(actor);
    do_getpid(actor);
}

static struct call *begin_reading(struct actor *actor)
{
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    return begin_read(actor, fd[0], scratch(1), 1);
}

CASE(one_of_several_is_killed, PROVES("self.refusals"))
{
    struct actor *victim = actor_new("victim");
    struct call *list[] = {begin_reading(actor_new("survivor")), begin_reading(victim)};

    actor_signal(victim, SIGKILL);
    finish_first(list, 2);
}

CASE(time_is_up_after_an_actor_has_left, PROVES("self.refusals"))
{
    struct call *reading;

    actor_exit(actor_new("leaver"), 0);
    reading = begin_reading(actor_new("reader"));
    must_block(reading);
    judge_deadline_ns = judge_now();
    finish(reading);
}

CASE(arguments_are_too_much, PROVES("self.refusals"))
{
    static char mebibyte[1 << 20];
    struct actor *writer = actor_new("writer");

    for (int i = 0; i < 100; i++)
        do_write(writer, 999, mebibyte, sizeof mebibyte);
}

CASE(tag_is_too_long, PROVES("self.refusals"))
{
    scratch_name("this-is-a-tag-that-no-name-has-room-for");
}

CASE(tidied_files_are_too_many, PROVES("self.refusals"))
{
    struct actor *maker = actor_new("maker");

    for (int i = 0; i < 40; i++) {
        char name[16];

        snprintf(name, sizeof name, "fifo%d", i);
        fifo_new(maker, name);
    }
}

CASE(nothing_can_be_filled, PROVES("self.refusals"), VARIANTS("no descriptor", "the wrong end"))
{
    struct actor *actor = actor_new("actor");
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    fill(actor, variant == 0 ? 999 : fd[0]);
}

static long forbid_forks(void *arg)
{
    const struct rlimit none = {0, 0};

    (void)arg;
    /* Root may fork beyond the limit. */
    return (geteuid() != 0 || setuid(65534) == 0) && setrlimit(RLIMIT_NPROC, &none) == 0;
}

CASE(actor_may_not_fork, PROVES("self.refusals"))
{
    struct actor *parent = actor_new("parent");

    must_return(do_scene(parent, forbid_forks, NULL), 1);
    actor_fork(parent, "child");
}
