/* What IPC_STAT tells. */
#include "cases/sysv_msg/queue.h"

#include <time.h>

CASE(a_new_queue_is_empty_untouched_and_its_maker_s, PROVES("sysvmsg.get.initial-ds"))
{
    struct actor *maker = actor_new("maker");
    time_t before = time(NULL);
    struct msqid_ds ds;
    int queue;

    /* A file's mode would be masked; a queue's must not be. */
    must_return(do_umask(maker, 077), 022);
    queue = (int)must_succeed(tidy(do_msgget(maker, IPC_PRIVATE, IPC_CREAT | 0646)));
    ds = msg_stat(maker, queue);
    expect_equal(ds.msg_qnum, 0, "msg_qnum");
    expect_equal(ds.msg_lspid, 0, "msg_lspid");
    expect_equal(ds.msg_lrpid, 0, "msg_lrpid");
    expect_equal(ds.msg_stime, 0, "msg_stime");
    expect_equal(ds.msg_rtime, 0, "msg_rtime");
    /* The kernel's seconds may lag the clock by a tick. */
    expect(ds.msg_ctime >= before - 1, "msg_ctime is %lld, before msgget it was %lld", (long long)ds.msg_ctime,
           (long long)before);
    expect_equal(ds.msg_perm.mode & 0777, 0646, "the mode");
    expect_equal(ds.msg_perm.uid, geteuid(), "msg_perm.uid");
    expect_equal(ds.msg_perm.cuid, geteuid(), "msg_perm.cuid");
    expect_equal(ds.msg_perm.gid, getegid(), "msg_perm.gid");
    expect_equal(ds.msg_perm.cgid, getegid(), "msg_perm.cgid");
    expect(ds.msg_qbytes > 0, "msg_qbytes is 0");
}

CASE(msgsnd_counts_the_message_and_notes_who_sent_and_when, PROVES("sysvmsg.snd.updates-ds"))
{
    struct actor *owner = actor_new("owner");
    struct actor *sender = actor_new("sender");
    int queue = queue_new(owner);
    time_t before = time(NULL);
    struct msqid_ds ds;

    must_put(owner, queue, 1, "x");
    must_put(sender, queue, 1, "y");
    ds = msg_stat(owner, queue);
    expect_equal(ds.msg_qnum, 2, "msg_qnum");
    expect_equal(ds.msg_lspid, sender->pid, "msg_lspid");
    expect_equal(ds.msg_lrpid, 0, "msg_lrpid");
    expect(ds.msg_stime >= before - 1, "msg_stime is %lld, before msgsnd it was %lld", (long long)ds.msg_stime,
           (long long)before);
    expect_equal(ds.msg_rtime, 0, "msg_rtime");
}

CASE(msgrcv_uncounts_the_message_and_notes_who_took_it_and_when, PROVES("sysvmsg.rcv.updates-ds"))
{
    struct actor *owner = actor_new("owner");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(owner);
    time_t before = time(NULL);
    struct message message;
    struct msqid_ds ds;

    must_put(owner, queue, 1, "x");
    must_put(owner, queue, 1, "y");
    must_return(msg_take(receiver, queue, 0, &message), 1);
    ds = msg_stat(owner, queue);
    expect_equal(ds.msg_qnum, 1, "msg_qnum");
    expect_equal(ds.msg_lspid, owner->pid, "msg_lspid");
    expect_equal(ds.msg_lrpid, receiver->pid, "msg_lrpid");
    expect(ds.msg_rtime >= before - 1, "msg_rtime is %lld, before msgrcv it was %lld", (long long)ds.msg_rtime,
           (long long)before);
}

/* A receiver that waited is noted as one that did not, and the message that it was handed is not counted. */
CASE(a_message_for_a_waiting_receiver_is_accounted_for_too, PROVES("sysvmsg.rcv.updates-ds"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message;
    struct call *taken = begin_msg_take(receiver, queue, 4, &message);
    struct msqid_ds ds;

    must_block(taken);
    must_put(sender, queue, 4, "x");
    must_return(finish(taken), 1);
    ds = msg_stat(sender, queue);
    expect_equal(ds.msg_qnum, 0, "msg_qnum");
    expect_equal(ds.msg_lspid, sender->pid, "msg_lspid");
    expect_equal(ds.msg_lrpid, receiver->pid, "msg_lrpid");
}

CASE(IPC_SET_changes_mode_and_msg_qbytes_and_notes_when, PROVES("sysvmsg.ctl.set-mode-uid"))
{
    struct actor *owner = actor_new("owner");
    int queue = queue_new(owner);
    struct msqid_ds ds = msg_stat(owner, queue);
    time_t before = time(NULL);

    ds.msg_perm.mode = 0620;
    ds.msg_qbytes = 100;
    expect_returns(do_msgctl(owner, queue, IPC_SET, &ds), 0);
    ds = msg_stat(owner, queue);
    expect_equal(ds.msg_perm.mode & 0777, 0620, "the mode");
    expect_equal(ds.msg_qbytes, 100, "msg_qbytes");
    expect_equal(ds.msg_perm.uid, geteuid(), "msg_perm.uid");
    expect(ds.msg_ctime >= before - 1, "msg_ctime is %lld, before IPC_SET it was %lld", (long long)ds.msg_ctime,
           (long long)before);
}

CASE(msgctl_refuses_an_unknown_command_with_EINVAL, PROVES("sysvmsg.ctl.bad-cmd-einval"))
{
    struct actor *owner = actor_new("owner");
    int queue = queue_new(owner);
    struct msqid_ds ds;

    expect_fails(do_msgctl(owner, queue, 12345, &ds), EINVAL);
}
