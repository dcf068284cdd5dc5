/* What blocks a receiver, and what alone wakes it. */
#include "cases/sysv_msg/queue.h"

static const struct {
    const char *name;
    long msgtyp;
    long others[2]; /* arrive, and are not for this receiver */
    long own;
} waits[] = {{"type 2", 2, {1, 3}, 2}, {"types up to 2", -2, {3, 9}, 1}};

CASE(a_blocked_receiver_is_woken_by_its_type_only, PROVES("sysvmsg.rcv.blocks"), VARIANT_TABLE(waits))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message = {0};
    struct call *taken = begin_msg_take(receiver, queue, waits[variant].msgtyp, &message);

    expect_blocked(taken);
    must_put(sender, queue, waits[variant].others[0], "other");
    must_put(sender, queue, waits[variant].others[1], "another");
    expect_blocked(taken);
    must_put(sender, queue, waits[variant].own, "own");
    expect_message(finish(taken), &message, waits[variant].own, "own");
    expect_takes(sender, queue, 0, waits[variant].others[0], "other");
}

CASE(of_two_blocked_receivers_each_is_woken_by_its_own_type, PROVES("sysvmsg.rcv.blocks"),
     VARIANTS("the first to wait", "the second to wait"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver[] = {actor_new("one"), actor_new("two")};
    int queue = queue_new(sender);
    struct message message[2] = {0};
    struct call *taken[2];
    int first = variant;

    for (int i = 0; i < 2; i++) {
        taken[i] = begin_msg_take(receiver[i], queue, i + 1, &message[i]);
        must_block(taken[i]);
    }
    must_put(sender, queue, first + 1, "early");
    expect_message(finish(taken[first]), &message[first], first + 1, "early");
    expect_blocked(taken[!first]);
    must_put(sender, queue, !first + 1, "late");
    expect_message(finish(taken[!first]), &message[!first], !first + 1, "late");
}

CASE(one_message_wakes_one_of_two_receivers_for_good, PROVES("sysvmsg.rcv.each-message-once"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver[] = {actor_new("one"), actor_new("two")};
    int queue = queue_new(sender);
    struct message message[2] = {0};
    struct call *taken[2];
    int first;

    for (int i = 0; i < 2; i++) {
        taken[i] = begin_msg_take(receiver[i], queue, 7, &message[i]);
        must_block(taken[i]);
    }
    must_put(sender, queue, 7, "early");
    first = finish_first(taken, 2);
    expect_message(taken[first], &message[first], 7, "early");
    expect_blocked(taken[!first]);
    must_put(sender, queue, 7, "late");
    expect_message(finish(taken[!first]), &message[!first], 7, "late");
}
