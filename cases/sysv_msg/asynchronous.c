/* Whether the sender waits for the receiver, and what POSIX leaves open about a queue that is nearly full. */
#include "cases/sysv_msg/queue.h"

CASE(the_sender_is_done_before_any_receiver_exists, PROVES("sysvmsg.async.sender-not-wait"),
     CONDITION("below-capacity"))
{
    struct actor *sender = actor_new("sender");
    int queue = queue_new(sender);

    expect_returns(msg_put(sender, queue, 1, "first"), 0);
    expect_returns(msg_put(sender, queue, 1, "second"), 0);
    actor_exit(sender, 0);

    struct actor *receiver = actor_new("receiver");

    expect_takes(receiver, queue, 0, 1, "first");
    expect_takes(receiver, queue, 0, 1, "second");
}

CASE(the_sender_to_a_full_queue_waits_for_the_receiver, REFUTES("sysvmsg.async.sender-not-wait"),
     CONDITION("at-capacity"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = small_queue_new(receiver, 8);
    struct call *sent;

    must_put(sender, queue, 1, "12345678");
    sent = begin_msg_put(sender, queue, 1, "x");
    expect_blocked(sent);
    expect_takes(receiver, queue, 0, 1, "12345678");
    expect_returns(finish(sent), 0);
}

CASE(a_small_message_while_a_larger_one_waits_for_room, PROVES("sysvmsg.snd.small-overtakes-blocked-big"))
{
    struct actor *sender = actor_new("sender");
    struct actor *other = actor_new("other");
    int queue = small_queue_new(other, 16);
    struct call *large, *small;

    must_put(other, queue, 1, "12345678");
    large = begin_msg_put(sender, queue, 2, "1234567890123456");
    must_block(large);
    small = msg_put_nowait(other, queue, 3, "tiny");
    must(!call_failed(small) || error_of(small) == EAGAIN, "the small message failed with %d", error_of(small));
    observe_text("sysv_msg.small-while-large-waits", call_failed(small) ? "EAGAIN" : "sent");
    abandon(large);
}

/* Empty messages until the queue refuses; returns how many, -1 if it never did. */
static long send_empty(void *arg)
{
    struct message message = {.type = 1};
    int queue = *(int *)arg;

    for (long count = 0; count < 100000; count++)
        if (subject.msgsnd(queue, &message, 0, IPC_NOWAIT) == -1)
            return errno == EAGAIN ? count : -1;
    return -1;
}

/* Exclusive, for where all queues of the system share their message headers nobody else would find one. */
CASE(empty_messages_are_refused_at_some_number, PROVES("sysvmsg.snd.count-limit-zero-length"), EXCLUSIVE)
{
    struct actor *sender = actor_new("sender");
    int *queue = scratch(sizeof *queue);
    long long count;

    *queue = queue_new(sender);
    count = result_of(do_scene(sender, send_empty, queue));
    observe("sysv_msg.empty-messages", (double)count, "messages");
    expect(count >= 0, "100000 empty messages went in, or the refusal was not EAGAIN");
}
