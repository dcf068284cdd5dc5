/* Assertions in the wrong place, or none. */
#include "fixtures/case.h"

#include <check.h>

static long expect_in_an_actor(void *arg)
{
    (void)arg;
    expect(false, "an actor judges");
    return 0;
}

static long expect_true_in_an_actor(void *arg)
{
    (void)arg;
    expect(true, "an actor judges");
    return 0;
}

static long assert_by_check(void *arg)
{
    (void)arg;
    ck_assert_msg(0, "an actor judges");
    return 0;
}

static long skip_in_an_actor(void *arg)
{
    (void)arg;
    skip("need-root", "an actor skips");
}

static scene *const scenes[] = {expect_in_an_actor, expect_true_in_an_actor, assert_by_check, skip_in_an_actor};

CASE(actor_judges, PROVES("self.assertions"), VARIANTS("expects", "expects what is true", "asserts by Check", "skips"))
{
    struct actor *actor = actor_new("actor");

    expect_succeeds(do_getpid(actor));
    do_scene(actor, scenes[variant], NULL);
}

CASE(forked_actor_judges, PROVES("self.assertions"))
{
    struct actor *parent = actor_new("parent");

    do_scene(actor_fork(parent, "child"), assert_by_check, NULL);
}

CASE(judge_asserts_by_check, PROVES("self.assertions"))
{
    actor_new("bystander");
    ck_assert_int_eq(1, 2);
}

CASE(nothing_is_expected, PROVES("self.assertions"))
{
    must_succeed(do_getpid(actor_new("actor")));
}

CASE(nothing_is_done, PROVES("self.assertions"))
{
}

CASE(something_is_observed, PROVES("self.assertions"))
{
    observe("a.number", 42, "things");
    observe("a.fraction", 0.5, "");
    observe("no.number", 0.0 / 0.0, "");
    observe_text("a.text", "\xff and \"quotes\"");
    observe_text("no.text", "");
}

CASE(something_is_expected, REFUTES("self.assertions"), CONDITION("refuting"))
{
    expect_succeeds(do_getpid(actor_new("actor")));
}

CASE(expectation_is_false, PROVES("self.assertions"))
{
    int fd[2];

    expect_fails(do_pipe(actor_new("actor"), fd), EMFILE);
}

CASE(preparation_fails, PROVES("self.assertions"))
{
    must_return(do_close(actor_new("actor"), 999), 0);
}

CASE(state_is_not_reached, PROVES("self.assertions"))
{
    unresolved("the race", "no update was lost");
}

CASE(resource_is_missing, PROVES("self.assertions"))
{
    skip("need-second-uid", "no second user id");
}

CASE(facility_is_missing, PROVES("self.assertions"))
{
    unsupported("sysconf(_SC_NOTHING) is -1");
}

static long come_upon_a_function(void *arg)
{
    int fd[2];

    (void)arg;
    return absent_pipe2(fd, 0);
}

static long come_upon_a_number(void *arg)
{
    (void)arg;
    return absent_number("F_NOTHING in <fcntl.h>");
}

CASE(actor_comes_upon_what_is_absent, PROVES("self.assertions"), VARIANTS("function", "number"))
{
    struct actor *actor = actor_new("actor");

    expect_returns(do_scene(actor, variant ? come_upon_a_number : come_upon_a_function, NULL), 1);
}

CASE(judge_comes_upon_what_is_absent, PROVES("self.assertions"))
{
    struct actor *actor = actor_new("actor");

    expect_returns(do_fcntl(actor, 0, absent_number("F_NOTHING in <fcntl.h>"), 0), 1);
}

CASE(judgement_comes_before_what_is_left, PROVES("self.assertions"))
{
    struct actor *maker = actor_new("maker");

    must_succeed(do_open(maker, "forgotten", O_CREAT | O_WRONLY, 0600));
    expect_returns(do_getpid(maker), 0);
}

CASE(busy_actor_is_told_to_call, PROVES("self.assertions"))
{
    struct actor *actor = actor_new("actor");
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    begin_read(actor, fd[0], scratch(1), 1);
    do_getpid(actor);
}

CASE(ended_actor_is_told_to_call, PROVES("self.assertions"))
{
    struct actor *actor = actor_new("actor");

    actor_exit(actor, 0);
    do_getpid(actor);
}

CASE(actor_is_left_blocked, PROVES("self.assertions"))
{
    struct actor *actor = actor_new("actor");
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    expect_blocked(begin_read(actor, fd[0], scratch(1), 1));
}

CASE(blocked_call_is_abandoned, PROVES("self.assertions"))
{
    struct actor *actor = actor_new("actor");
    struct call *reading;
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    reading = begin_read(actor, fd[0], scratch(1), 1);
    expect_blocked(reading);
    abandon(reading);
}

/* What the OS refuses must reach the OS: the judge must not read such memory itself. */
CASE(bad_addresses_are_passed_on, PROVES("self.assertions"))
{
    struct actor *actor = actor_new("actor");
    int fd[2];

    must_return(do_pipe(actor, fd), 0);
    expect_fails(do_open(actor, (const char *)1, O_RDONLY, 0), EFAULT);
    expect_fails(do_write(actor, fd[1], NULL, 1), EFAULT);
}
