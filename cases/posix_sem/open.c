/* Named semaphores: which one a name means, what opening may ask for, and how long it stays. */
#include "cases/posix_sem/semaphore.h"
#include "cases/sysv_sem/sets.h"

static sem_t *opened(struct actor *actor, const char *name)
{
    struct call *call = do_sem_open(actor, name, 0, 0, 0);

    expect_succeeds(call);
    return address_of(call);
}

static void expect_value(struct actor *actor, sem_t *sem, int wanted)
{
    int value = INT_MIN;

    must_return(do_sem_getvalue(actor, sem, &value), 0);
    expect_equal(value, wanted, "the value");
}

CASE(exclusive_making_fails_on_a_name_that_is_there, PROVES("psem.open.creat-excl"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("excl");

    expect_fails(do_sem_open(maker, name, 0, 0, 0), ENOENT);
    expect_succeeds(tidy(do_sem_open(maker, name, O_CREAT | O_EXCL, 0600, 1)));
    expect_fails(do_sem_open(maker, name, O_CREAT | O_EXCL, 0600, 1), EEXIST);
    expect_fails(do_sem_open(other, name, O_CREAT | O_EXCL, 0600, 1), EEXIST);
    expect_succeeds(do_sem_open(other, name, O_CREAT, 0600, 1));
}

CASE(two_opens_in_one_process_give_one_address, PROVES("psem.open.same-address"))
{
    struct actor *actor = actor_new("actor");
    const char *name = scratch_name("same");
    sem_t *first = named_new(actor, name, 1);

    expect(opened(actor, name) == first, "the second address differs from the first");
    struct call *again = do_sem_open(actor, name, O_CREAT, 0600, 5);
    must_succeed(again);
    expect(address_of(again) == first, "the third address differs from the first");
}

CASE(existing_semaphore_keeps_its_value_and_mode, PROVES("psem.open.existing-value-ignored"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("keeps");

    become_ordinary(maker);
    become_ordinary(other);
    named_new(maker, name, 3);
    struct call *again = do_sem_open(other, name, O_CREAT, 0, 9);
    expect_succeeds(again);
    expect_value(other, address_of(again), 3);
    /* Were the mode taken, nobody could open it now. */
    opened(maker, name);
}

CASE(umask_is_taken_off_the_mode, PROVES("psem.open.mode-umask"), VARIANTS("umask 077", "umask 0777"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    const char *name = scratch_name("umask");

    become_ordinary(maker);
    become_ordinary(other);
    do_umask(maker, variant == 0 ? 077 : 0777);
    must_succeed(tidy(do_sem_open(maker, name, O_CREAT | O_EXCL, 0600, 1)));
    if (variant == 0)
        opened(other, name);
    else
        expect_fails(do_sem_open(other, name, 0, 0, 0), EACCES);
}

CASE(name_without_a_leading_slash, PROVES("psem.open.name-without-slash"))
{
    struct actor *maker = actor_new("maker");
    const char *name = scratch_name("slash");

    named_new(maker, name, 1);
    struct call *call = do_sem_open(maker, name + 1, 0, 0, 0);
    if (!call_failed(call))
        observe_text("psem.name_without_slash", "means the same as with one");
    else
        observe_text("psem.name_without_slash", error_of(call) == EINVAL ? "EINVAL" : "another error");
}

/* The name must not be made in this case, or the harness would have to remove it: how long it may be shows in the
 * errno. */
CASE(length_that_a_name_may_have, PROVES("psem.open.name-length"))
{
    enum { LONGEST = 5000 };
    struct actor *actor = actor_new("actor");
    const char *own = scratch_name("");
    char *name = scratch(LONGEST + 2);
    int taken = 20;
    int refused = LONGEST;

    while (refused - taken > 1) {
        int middle = taken + (refused - taken) / 2;

        memset(name, 'n', (size_t)middle);
        memcpy(name, own, strlen(own));
        name[middle] = '\0';
        struct call *call = do_sem_open(actor, name, 0, 0, 0);
        must(call_failed(call), "a name of %d bytes was found", middle);
        if (error_of(call) == ENOENT)
            taken = middle;
        else
            refused = middle;
    }
    observe("psem.longest_name", taken, "bytes with '/'");
}

CASE(close_leaves_the_semaphore_and_its_value, PROVES("psem.close.keeps-value"))
{
    struct actor *maker = actor_new("maker");
    struct actor *user = actor_new("user");
    const char *name = scratch_name("close");
    sem_t *makers = named_new(maker, name, 4);
    sem_t *users = opened(user, name);

    must_return(do_sem_wait(maker, makers), 0);
    expect_returns(do_sem_close(maker, makers), 0);
    expect_value(user, users, 3);
    expect_returns(do_sem_post(user, users), 0);
    expect_value(maker, opened(maker, name), 4);
}

CASE(close_of_one_of_two_opens_leaves_the_other, PROVES("psem.close.keeps-value"))
{
    struct actor *actor = actor_new("actor");
    const char *name = scratch_name("twice");
    sem_t *first = named_new(actor, name, 1);
    sem_t *second = opened(actor, name);

    expect_returns(do_sem_close(actor, first), 0);
    expect_returns(do_sem_wait(actor, second), 0);
    expect_returns(do_sem_post(actor, second), 0);
    expect_value(actor, second, 1);
}

CASE(name_and_value_stay_when_nobody_has_it_open, PROVES("psem.persist.until-unlink"),
     VARIANTS("closed", "exit", "SIGKILL"))
{
    struct actor *maker = actor_new("maker");
    struct actor *later = actor_new("later");
    const char *name = scratch_name("stays");
    sem_t *sem = named_new(maker, name, 6);

    must_return(do_sem_post(maker, sem), 0);
    if (variant == 0)
        must_return(do_sem_close(maker, sem), 0);
    else if (variant == 1)
        actor_exit(maker, 0);
    else
        actor_kill(maker);
    expect_value(later, opened(later, name), 7);
}

/* Old users keep the old one, the name is free, and what is made under it is another one. */
CASE(unlinked_semaphore_is_kept_by_its_users, PROVES("psem.unlink.open-users-continue"))
{
    struct actor *first = actor_new("first");
    struct actor *second = actor_new("second");
    struct actor *late = actor_new("late");
    const char *name = scratch_name("unlink");
    sem_t *firsts = named_new(first, name, 0);
    sem_t *seconds = opened(second, name);

    expect_returns(do_sem_unlink(late, name), 0);
    expect_fails(do_sem_open(late, name, 0, 0, 0), ENOENT);
    struct call *waiting = begin_sem_wait(second, seconds);
    expect_blocked(waiting);
    sem_t *new = named_new(late, name, 5);
    expect_returns(do_sem_post(late, new), 0);
    expect_blocked(waiting);
    expect_returns(do_sem_post(first, firsts), 0);
    expect_returns(finish(waiting), 0);
    expect_value(late, new, 6);
    expect_value(first, firsts, 0);
}

CASE(unlink_of_no_name_is_enoent, PROVES("psem.unlink.enoent"), VARIANTS("never made", "unlinked"))
{
    struct actor *actor = actor_new("actor");
    const char *name = scratch_name("none");

    if (variant == 1) {
        must_succeed(tidy(do_sem_open(actor, name, O_CREAT | O_EXCL, 0600, 1)));
        must_return(do_sem_unlink(actor, name), 0);
    }
    expect_fails(do_sem_unlink(actor, name), ENOENT);
}
