/* A blocked msgrcv or msgsnd that ends without its message: removal of the queue, and signals. */
#include "cases/sysv_msg/queue.h"

/* A queue that has no message of type 9 and no room. */
static int full_queue_new(struct actor *actor)
{
    int queue = small_queue_new(actor, 8);

    must_put(actor, queue, 1, "12345678");
    return queue;
}

CASE(IPC_RMID_ends_blocked_receivers_with_EIDRM, PROVES("sysvmsg.rcv.blocked-eidrm"),
     VARIANTS("one receiver", "two receivers", "a receiver and a sender"))
{
    struct actor *owner = actor_new("owner");
    struct actor *one = actor_new("one");
    struct actor *two = actor_new("two");
    int queue = full_queue_new(owner);
    struct message message[2];
    struct call *first = begin_msg_take(one, queue, 9, &message[0]);
    struct call *second = variant == 1   ? begin_msg_take(two, queue, 8, &message[1])
                          : variant == 2 ? begin_msg_put(two, queue, 1, "x")
                                         : NULL;

    must_block(first);
    if (second)
        must_block(second);
    must_return(do_msgctl(owner, queue, IPC_RMID, NULL), 0);
    expect_fails(finish(first), EIDRM);
    if (second)
        expect_fails(finish(second), EIDRM);
}

CASE(IPC_RMID_ends_blocked_senders_with_EIDRM, PROVES("sysvmsg.snd.blocked-eidrm"), VARIANTS("one", "two"))
{
    struct actor *owner = actor_new("owner");
    int queue = full_queue_new(owner);
    struct call *sent[2];

    for (int i = 0; i <= variant; i++) {
        sent[i] = begin_msg_put(actor_new(i ? "two" : "one"), queue, 1, "x");
        must_block(sent[i]);
    }
    must_return(do_msgctl(owner, queue, IPC_RMID, NULL), 0);
    for (int i = 0; i <= variant; i++)
        expect_fails(finish(sent[i]), EIDRM);
}

/*
 * Once the handler has run, a call that is not restarted is past all waiting. So the queue then gets what the call
 * waited for: a restarted one would come back with success instead of holding up the case.
 */
static void end_the_wait(struct actor *owner, struct actor *waiter, int queue)
{
    struct message message;

    actor_signal(waiter, SIGUSR1);
    await_signals(waiter, SIGUSR1, 1);
    must_return(msg_take(owner, queue, 1, &message), 8);
    must_put(owner, queue, 9, "late");
}

CASE(a_caught_signal_ends_a_blocked_msgrcv_with_EINTR, PROVES("sysvmsg.rcv.blocked-eintr"))
{
    struct actor *owner = actor_new("owner");
    struct actor *receiver = actor_new("receiver");
    int queue = full_queue_new(owner);
    struct message message;
    struct call *taken;

    must_return(do_catch(receiver, SIGUSR1, 0), 0);
    taken = begin_msg_take(receiver, queue, 9, &message);
    must_block(taken);
    end_the_wait(owner, receiver, queue);
    expect_fails(finish(taken), EINTR);
    expect_takes(owner, queue, 0, 9, "late");
}

CASE(a_caught_signal_ends_a_blocked_msgsnd_with_EINTR_and_nothing_is_sent, PROVES("sysvmsg.snd.blocked-eintr"))
{
    struct actor *owner = actor_new("owner");
    struct actor *sender = actor_new("sender");
    int queue = full_queue_new(owner);
    struct message message;
    struct call *sent;

    must_return(do_catch(sender, SIGUSR1, 0), 0);
    sent = begin_msg_put(sender, queue, 2, "x");
    must_block(sent);
    end_the_wait(owner, sender, queue);
    expect_fails(finish(sent), EINTR);
    expect_takes(owner, queue, 0, 9, "late");
    expect_fails(msg_take(owner, queue, 0, &message), ENOMSG);
}

CASE(SA_RESTART_restarts_neither_msgrcv_nor_msgsnd, PROVES("sysvmsg.snd.never-restarted"), VARIANTS("msgrcv", "msgsnd"))
{
    struct actor *owner = actor_new("owner");
    struct actor *waiter = actor_new("waiter");
    int queue = full_queue_new(owner);
    struct message message;
    struct call *call;

    must_return(do_catch(waiter, SIGUSR1, SA_RESTART), 0);
    call = variant == 0 ? begin_msg_take(waiter, queue, 9, &message) : begin_msg_put(waiter, queue, 1, "x");
    must_block(call);
    end_the_wait(owner, waiter, queue);
    expect_fails(finish(call), EINTR);
}
