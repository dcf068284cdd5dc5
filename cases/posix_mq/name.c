/* Names of POSIX queues: how they are found, and what removing them does. */
#include "cases/posix_mq/queue.h"

#include <unistd.h>

CASE(mq_unlink_takes_the_name_and_leaves_the_queue_to_those_who_have_it, PROVES("mq.unlink.name-gone-object-lives"))
{
    struct mq_pair pair = mq_pair_new(0, O_NONBLOCK, 2);
    const char *name = scratch_name("q");
    mqd_t other;
    struct mail mail;

    must_mq_put(pair.sender, pair.out, 1, "before");
    expect_returns(do_mq_unlink(pair.sender, name), 0);
    expect_fails(do_mq_open(pair.sender, name, O_RDONLY, 0, NULL), ENOENT);
    other = mq_new(pair.receiver, name, O_RDONLY | O_NONBLOCK, 2);
    expect_fails(mq_take(pair.receiver, other, &mail), EAGAIN);
    expect_returns(mq_put(pair.sender, pair.out, 1, "after"), 0);
    expect_mq_takes(pair.receiver, pair.in, 1, "before");
    expect_mq_takes(pair.receiver, pair.in, 1, "after");
}

CASE(mq_unlink_does_not_disturb_a_blocked_receiver, PROVES("mq.unlink.blocked-receiver"))
{
    struct mq_pair pair = mq_pair_new(0, 0, 2);
    struct mail mail = {0};
    struct call *taken = begin_mq_take(pair.receiver, pair.in, &mail);

    must_block(taken);
    must_return(do_mq_unlink(pair.sender, scratch_name("q")), 0);
    expect_blocked(taken);
    must_mq_put(pair.sender, pair.out, 1, "x");
    expect_mail(finish(taken), &mail, 1, "x");
}

CASE(mq_unlink_of_no_queue_is_ENOENT, PROVES("mq.unlink.enoent-eacces"))
{
    struct actor *remover = actor_new("remover");
    const char *name = scratch_name("none");

    must_return(do_mq_close(remover, mq_new(remover, name, O_RDWR, 1)), 0);
    must_return(do_mq_unlink(remover, name), 0);
    expect_fails(do_mq_unlink(remover, name), ENOENT);
}

CASE(mq_open_of_no_queue_is_ENOENT, PROVES("mq.open.enoent"))
{
    expect_fails(do_mq_open(actor_new("seeker"), scratch_name("none"), O_RDWR, 0, NULL), ENOENT);
}

CASE(O_EXCL_refuses_the_queue_that_exists, PROVES("mq.open.excl-eexist"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    struct mq_attr attr = mq_attributes(2);
    const char *name = scratch_name("q");

    mq_new(one, name, O_RDWR, 2);
    expect_fails(do_mq_open(other, name, O_CREAT | O_EXCL | O_RDWR, 0600, &attr), EEXIST);
}

CASE(a_POSIX_queue_and_its_messages_outlive_their_maker, PROVES("mq.persist.until-unlink"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = actor_new("finder");
    const char *name = scratch_name("q");

    must_mq_put(maker, mq_new(maker, name, O_WRONLY, 2), 4, "still here");
    if (variant == 0)
        actor_exit(maker, 0);
    else
        actor_kill(maker);
    expect_mq_takes(finder, mq_join(finder, name, O_RDONLY | O_NONBLOCK), 4, "still here");
    expect_returns(do_mq_unlink(finder, name), 0);
    expect_fails(do_mq_open(finder, name, O_RDONLY, 0, NULL), ENOENT);
}

CASE(a_child_has_the_descriptors_of_its_parent, PROVES("mq.fork.descriptors-inherited"))
{
    struct actor *parent = actor_new("parent");
    mqd_t queue = mq_new(parent, scratch_name("q"), O_RDWR | O_NONBLOCK, 2);
    struct actor *child = actor_fork(parent, "child");

    must_mq_put(parent, queue, 1, "for the child");
    expect_mq_takes(child, queue, 1, "for the child");
    expect_returns(mq_put(child, queue, 1, "for the parent"), 0);
    expect_mq_takes(parent, queue, 1, "for the parent");
}

CASE(a_closed_descriptor_is_EBADF, PROVES("mq.close.invalid-ebadf"))
{
    struct actor *actor = actor_new("actor");
    mqd_t queue = mq_new(actor, scratch_name("q"), O_RDWR | O_NONBLOCK, 2);

    expect_returns(do_mq_close(actor, queue), 0);
    expect_fails(do_mq_close(actor, queue), EBADF);
    expect_fails(mq_put(actor, queue, 1, "x"), EBADF);
}

/* An actor without rights over what this user owns. */
static struct actor *other_user_new(void)
{
    struct actor *other;

    if (geteuid() != 0)
        skip("need-root", "another user is needed, and only root can become one");
    other = actor_new("other-user");
    must_return(do_setgid(other, 65534), 0);
    must_return(do_setuid(other, 65534), 0);
    return other;
}

CASE(mq_open_of_another_user_s_queue_is_EACCES, PROVES("mq.open.eacces"), VARIANTS("to read", "to write", "both"))
{
    struct actor *other = other_user_new();
    const char *name = scratch_name("q");

    mq_new(actor_new("maker"), name, O_RDWR, 2);
    expect_fails(do_mq_open(other, name, (const int[]){O_RDONLY, O_WRONLY, O_RDWR}[variant], 0, NULL), EACCES);
}

CASE(the_mode_of_a_queue_is_masked_by_umask, PROVES("mq.open.mode-umask"))
{
    struct actor *other = other_user_new();
    struct actor *maker = actor_new("maker");
    struct mq_attr attr = mq_attributes(2);
    const char *name = scratch_name("q");

    must_succeed(do_umask(maker, 0024));
    must_succeed(tidy(do_mq_open(maker, name, O_CREAT | O_EXCL | O_RDWR, 0666, &attr)));
    expect_fails(do_mq_open(other, name, O_RDONLY, 0, NULL), EACCES);
    expect_succeeds(do_mq_open(other, name, O_WRONLY, 0, NULL));
}

CASE(the_name_of_a_slash_alone_is_refused, PROVES("mq.open.name-only-slash"))
{
    struct mq_attr attr = mq_attributes(2);
    struct call *opened = do_mq_open(actor_new("maker"), "/", O_CREAT | O_EXCL | O_RDWR, 0600, &attr);

    if (call_failed(opened) && error_of(opened) == ENOSYS)
        unsupported("mq_open: ENOSYS");
    expect(call_failed(opened), "it was opened");
}

CASE(a_name_of_300_bytes_is_ENAMETOOLONG, PROVES("mq.open.enametoolong"))
{
    struct mq_attr attr = mq_attributes(2);
    char name[301];

    memset(name, 'n', sizeof name - 1);
    name[0] = '/';
    name[300] = '\0';
    expect_fails(do_mq_open(actor_new("maker"), name, O_CREAT | O_EXCL | O_RDWR, 0600, &attr), ENAMETOOLONG);
}
