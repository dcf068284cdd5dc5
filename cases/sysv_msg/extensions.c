/* Flags of msgrcv() that Linux alone has. */
#include "cases/sysv_msg/queue.h"

CASE(MSG_EXCEPT_takes_the_first_message_of_another_type, PROVES("sysvmsg.rcv.linux-msg-except"))
{
    int flags = MSG_EXCEPT | IPC_NOWAIT;
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message = {0};

    must_put_types(sender, queue, (const long[]){1, 1, 3, 2}, 4);
    expect_message(do_msgrcv(receiver, queue, &message, TEXT_MAX, 1, flags), &message, 3, "c");
    expect_message(do_msgrcv(receiver, queue, &message, TEXT_MAX, 1, flags), &message, 2, "d");
    expect_fails(do_msgrcv(receiver, queue, &message, TEXT_MAX, 1, flags), ENOMSG);
    expect_takes(receiver, queue, 0, 1, "a");
}

CASE(a_receiver_blocked_with_MSG_EXCEPT_is_woken_by_any_other_type, PROVES("sysvmsg.rcv.linux-msg-except"))
{
    int flags = MSG_EXCEPT;
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message = {0};
    struct call *taken = begin_msgrcv(receiver, queue, &message, TEXT_MAX, 1, flags);

    must_block(taken);
    must_put(sender, queue, 1, "excepted");
    expect_blocked(taken);
    must_put(sender, queue, 2, "other");
    expect_message(finish(taken), &message, 2, "other");
}

/* A kernel without CONFIG_CHECKPOINT_RESTORE answers ENOSYS, which makes these unsupported by itself. */
CASE(MSG_COPY_reads_a_message_by_its_place_and_leaves_it, PROVES("sysvmsg.rcv.linux-msg-copy"))
{
    int flags = MSG_COPY | IPC_NOWAIT;
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message = {0};

    must_put_types(sender, queue, (const long[]){5, 3}, 2);
    expect_message(do_msgrcv(receiver, queue, &message, TEXT_MAX, 1, flags), &message, 3, "b");
    expect_message(do_msgrcv(receiver, queue, &message, TEXT_MAX, 0, flags), &message, 5, "a");
    expect_fails(do_msgrcv(receiver, queue, &message, TEXT_MAX, 99, flags), ENOMSG);
    expect_equal(msg_stat(sender, queue).msg_qnum, 2, "messages that are still queued");
}

CASE(MSG_COPY_wants_IPC_NOWAIT_and_no_MSG_EXCEPT, PROVES("sysvmsg.rcv.linux-msg-copy"),
     VARIANTS("without IPC_NOWAIT", "with MSG_EXCEPT"))
{
    int flags = variant == 0 ? MSG_COPY : MSG_COPY | MSG_EXCEPT | IPC_NOWAIT;
    struct actor *sender = actor_new("sender");
    int queue = queue_new(sender);
    struct message message;

    must_put(sender, queue, 1, "x");
    expect_fails(do_msgrcv(sender, queue, &message, TEXT_MAX, 0, flags), EINVAL);
}
