/* How a queue and its messages are kept, and how they are removed. */
#include "cases/sysv_msg/queue.h"

CASE(a_queue_and_its_message_outlive_their_maker, PROVES("sysvmsg.persist.after-exit"), VARIANTS("exit", "SIGKILL"))
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = actor_new("finder");
    key_t key = scratch_key();
    int queue = keyed_queue_new(maker, key);

    must_put(maker, queue, 3, "still here");
    if (variant == 0)
        actor_exit(maker, 0);
    else
        actor_kill(maker);
    expect_returns(do_msgget(finder, key, 0), queue);
    expect_takes(finder, queue, 0, 3, "still here");
}

CASE(the_samples_queue_stays_with_its_message_until_it_is_removed, PROVES("sysvmsg.code.leaks-queue"))
{
    struct actor *sample = actor_new("sample");
    struct actor *later = actor_new("later");
    int queue = (int)must_succeed(tidy(do_msgget(sample, IPC_PRIVATE, IPC_CREAT | 0666)));
    struct msqid_ds ds;

    must_put(sample, queue, 1, "Hello from message queue");
    actor_exit(sample, 0);
    expect_equal(msg_stat(later, queue).msg_qnum, 1, "messages queued after the sample has ended");
    expect_returns(do_msgctl(later, queue, IPC_RMID, NULL), 0);
    expect_fails(do_msgctl(later, queue, IPC_STAT, &ds), EINVAL);
}

CASE(a_message_is_kept_by_the_system_and_not_by_its_sender, PROVES("sysvmsg.store.kernel"))
{
    struct actor *sender = actor_new("sender");
    struct message *buffer = scratch(sizeof *buffer);
    int queue = queue_new(sender);

    buffer->type = 1;
    memcpy(buffer->text, "original", 8);
    must_return(do_msgsnd(sender, queue, buffer, 8, 0), 0);
    memcpy(buffer->text, "replaced", 8);
    actor_exit(sender, 0);

    struct actor *receiver = actor_new("receiver");

    expect_equal(msg_stat(receiver, queue).msg_qnum, 1, "messages queued while no process of the sender's exists");
    expect_takes(receiver, queue, 0, 1, "original");
}

CASE(what_the_sender_writes_after_msgsnd_is_not_received, PROVES("sysvmsg.snd.copy-semantics"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    struct message *buffer = scratch(sizeof *buffer);
    int queue = queue_new(sender);

    buffer->type = 6;
    memcpy(buffer->text, "original", 8);
    must_return(do_msgsnd(sender, queue, buffer, 8, 0), 0);
    buffer->type = 7;
    memcpy(buffer->text, "replaced", 8);
    expect_takes(receiver, queue, 0, 6, "original");
}

CASE(IPC_RMID_removes_the_queue_and_what_is_in_it, PROVES("sysvmsg.ctl.rmid"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    key_t key = scratch_key();
    int queue = keyed_queue_new(one, key);
    struct message message;
    struct msqid_ds ds;

    must_put(one, queue, 1, "lost");
    expect_returns(do_msgctl(one, queue, IPC_RMID, NULL), 0);
    expect_fails(msg_put_nowait(other, queue, 1, "x"), EINVAL);
    expect_fails(msg_take(other, queue, 0, &message), EINVAL);
    expect_fails(do_msgctl(one, queue, IPC_STAT, &ds), EINVAL);
    expect_fails(do_msgget(other, key, 0), ENOENT);
    queue = keyed_queue_new(other, key);
    expect_equal(msg_stat(one, queue).msg_qnum, 0, "messages on the new queue of the same key");
}

CASE(the_identifier_of_a_removed_queue_does_not_name_the_next, PROVES("sysvmsg.get.id-reuse-sequence"))
{
    struct actor *one = actor_new("one");
    key_t key = scratch_key();
    int old = keyed_queue_new(one, key);

    must_return(do_msgctl(one, old, IPC_RMID, NULL), 0);
    keyed_queue_new(one, key);
    expect_fails(msg_put_nowait(one, old, 1, "x"), EINVAL);
}

static long bad_id(int variant, struct actor *actor)
{
    int queue;

    if (variant == 0)
        return -1;
    queue = queue_new(actor);
    must_return(do_msgctl(actor, queue, IPC_RMID, NULL), 0);
    return queue;
}

CASE(msgsnd_to_no_queue_fails_with_EINVAL, PROVES("sysvmsg.snd.bad-id-einval"), VARIANTS("-1", "a removed one"))
{
    struct actor *sender = actor_new("sender");

    expect_fails(msg_put_nowait(sender, (int)bad_id(variant, sender), 1, "x"), EINVAL);
}
