/* What another user may do with a queue. */
#include "cases/sysv_msg/queue.h"

#include <unistd.h>

enum { NOBODY = 65534 };

/* An actor without rights over what this user owns. */
static struct actor *other_user_new(void)
{
    struct actor *other;

    if (geteuid() != 0)
        skip("need-root", "another user is needed, and only root can become one");
    other = actor_new("other-user");
    must_return(do_setgid(other, NOBODY), 0);
    must_return(do_setuid(other, NOBODY), 0);
    return other;
}

static int queue_with_mode(struct actor *owner, int mode)
{
    return (int)must_succeed(tidy(do_msgget(owner, IPC_PRIVATE, IPC_CREAT | mode)));
}

CASE(msgget_of_another_user_s_queue_needs_the_rights_it_asks_for, PROVES("sysvmsg.get.eacces"),
     VARIANTS("to read", "to write", "both"))
{
    struct actor *other = other_user_new();
    struct actor *owner = actor_new("owner");
    int wanted = (const int[]){0400, 0200, 0600}[variant];
    key_t key = scratch_key();

    must_succeed(tidy(do_msgget(owner, key, IPC_CREAT | IPC_EXCL | 0600)));
    /* Some systems look at the owner's bits only, so the wish is made for all classes. */
    expect_fails(do_msgget(other, key, wanted | wanted >> 3 | wanted >> 6), EACCES);
}

CASE(msgsnd_without_the_right_to_write_fails_with_EACCES, PROVES("sysvmsg.snd.eacces"))
{
    struct actor *other = other_user_new();
    int queue = queue_with_mode(actor_new("owner"), 0604);

    expect_fails(msg_put_nowait(other, queue, 1, "x"), EACCES);
    expect_equal(msg_stat(other, queue).msg_qnum, 0, "messages queued");
}

CASE(msgrcv_without_the_right_to_read_fails_with_EACCES, PROVES("sysvmsg.rcv.eacces"))
{
    struct actor *other = other_user_new();
    struct actor *owner = actor_new("owner");
    int queue = queue_with_mode(owner, 0602);
    struct message message;

    must_return(msg_put_nowait(other, queue, 1, "x"), 0);
    expect_fails(msg_take(other, queue, 0, &message), EACCES);
    expect_takes(owner, queue, 0, 1, "x");
}

CASE(IPC_STAT_without_the_right_to_read_fails_with_EACCES, PROVES("sysvmsg.ctl.stat-eacces"))
{
    struct actor *other = other_user_new();
    int queue = queue_with_mode(actor_new("owner"), 0602);
    struct msqid_ds ds;

    expect_fails(do_msgctl(other, queue, IPC_STAT, &ds), EACCES);
}

CASE(only_the_owner_removes_or_changes_a_queue, PROVES("sysvmsg.ctl.rmid-eperm"), VARIANTS("IPC_RMID", "IPC_SET"))
{
    struct actor *other = other_user_new();
    struct actor *owner = actor_new("owner");
    int queue = queue_with_mode(owner, 0666);
    struct msqid_ds ds = msg_stat(other, queue);

    expect_fails(do_msgctl(other, queue, variant == 0 ? IPC_RMID : IPC_SET, &ds), EPERM);
    expect_equal(msg_stat(owner, queue).msg_qnum, 0, "messages on the queue, which is there");
}

CASE(msg_qbytes_is_not_raised_above_the_limit_without_privileges, PROVES("sysvmsg.ctl.set-qbytes-raise-eperm"))
{
    struct actor *owner = geteuid() == 0 ? other_user_new() : actor_new("owner");
    struct actor *maker = actor_new("maker");
    int queue = queue_new(maker);
    struct msqid_ds ds = msg_stat(maker, queue);
    unsigned long usual = ds.msg_qbytes;

    /* Root gives the queue away and stays its creator, so that it can be swept up as this user's. */
    if (geteuid() == 0) {
        ds.msg_perm.uid = NOBODY;
        must_return(do_msgctl(maker, queue, IPC_SET, &ds), 0);
    }

    ds.msg_qbytes = usual + 1;
    expect_fails(do_msgctl(owner, queue, IPC_SET, &ds), EPERM);
    expect_equal(msg_stat(owner, queue).msg_qbytes, usual, "msg_qbytes");
}

/* A real program that got nothing but the number: ipcrm(1) removes the queue. */
CASE(an_executed_program_uses_the_identifier_of_its_parent, PROVES("sysvmsg.fork.exec-ids-valid"))
{
    struct actor *owner = actor_new("owner");
    struct actor *child = actor_fork(owner, "child");
    int queue = queue_new(owner);
    struct msqid_ds ds;
    char command[64];
    int status;

    must_put(child, queue, 1, "x");
    snprintf(command, sizeof command, "exec ipcrm -q %d 2>/dev/null", queue);
    begin_shell(child, command);
    status = actor_wait(child);
    if (status == 127 << 8)
        skip("no-tool", "ipcrm is not installed");
    expect_exits(child, 0);
    expect_fails(do_msgctl(owner, queue, IPC_STAT, &ds), EINVAL);
}
