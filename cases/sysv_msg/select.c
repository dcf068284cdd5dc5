/* Which message msgrcv() takes when msgtyp is 0 or positive. */
#include "cases/sysv_msg/queue.h"

static const struct {
    const char *name;
    long types[3];
} arrivals[] = {{"rising", {1, 2, 3}}, {"falling", {3, 2, 1}}, {"mixed", {3, 1, 2}}, {"extremes", {LONG_MAX, 1, 2}}};

CASE(msgtyp_zero_takes_the_first_message_whatever_its_type, PROVES("sysvmsg.rcv.type-zero-fifo"),
     VARIANT_TABLE(arrivals))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    const long *types = arrivals[variant].types;
    int queue = queue_new(sender);

    must_put_types(sender, queue, types, 3);
    expect_takes(receiver, queue, 0, types[0], "a");
    expect_takes(receiver, queue, 0, types[1], "b");
    expect_takes(receiver, queue, 0, types[2], "c");
}

CASE(a_message_waits_its_turn_behind_those_that_two_senders_put_before_it, PROVES("sysvmsg.def.queue-order"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    int queue = queue_new(one);

    must_put(one, queue, 3, "first");
    must_put(other, queue, 1, "second");
    must_put(one, queue, 2, "third");
    expect_takes(other, queue, 0, 3, "first");
    must_put(other, queue, 1, "fourth");
    expect_takes(one, queue, 0, 1, "second");
    expect_takes(one, queue, 0, 2, "third");
    expect_takes(other, queue, 0, 1, "fourth");
}

CASE(a_positive_msgtyp_takes_the_first_of_its_type_and_leaves_the_others_in_order,
     PROVES("sysvmsg.rcv.type-positive-first"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){1, 2, 1, 2, 3}, 5);
    expect_takes(receiver, queue, 2, 2, "b");
    expect_takes(receiver, queue, 0, 1, "a");
    expect_takes(receiver, queue, 3, 3, "e");
    expect_takes(receiver, queue, 0, 1, "c");
    expect_takes(receiver, queue, 0, 2, "d");
}

static const struct {
    const char *name;
    long msgtyp;
} ways[] = {{"by its number", 7}, {"by minus its number", -7}};

CASE(messages_of_one_type_come_first_in_first_out, PROVES("sysvmsg.prio.same-fifo"), VARIANT_TABLE(ways))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){7, 9, 7, 7, 9}, 5);
    expect_takes(receiver, queue, ways[variant].msgtyp, 7, "a");
    expect_takes(receiver, queue, ways[variant].msgtyp, 7, "c");
    expect_takes(receiver, queue, ways[variant].msgtyp, 7, "d");
}

/* The document sends 10 first, which proves nothing: whoever took the first message would pass. */
CASE(msgrcv_of_type_10_passes_over_an_earlier_message_of_type_1, PROVES("sysvmsg.rcv.exact-type"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    struct message message;
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){1, 10}, 2);
    expect_takes(receiver, queue, 10, 10, "b");
    expect_fails(msg_take(receiver, queue, 10, &message), ENOMSG);
    expect_takes(receiver, queue, 0, 1, "a");
}

static const struct {
    const char *name;
    size_t count;
    long msgtyp;
} misses[] = {
    {"empty, any type", 0, 0}, {"no such type", 3, 4}, {"all types above", 3, -1}, {"empty, negative", 0, -9}};

CASE(without_a_match_msgrcv_with_IPC_NOWAIT_fails_with_ENOMSG, PROVES("sysvmsg.rcv.nowait-enomsg"),
     VARIANT_TABLE(misses))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    struct message message;
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){5, 2, 3}, misses[variant].count);
    expect_fails(msg_take(receiver, queue, misses[variant].msgtyp, &message), ENOMSG);
    expect_equal(msg_stat(sender, queue).msg_qnum, misses[variant].count, "messages that are still queued");
}

CASE(msgrcv_tells_the_type_and_the_length_of_what_it_took, PROVES("sysvmsg.rcv.returns-type-and-length"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put(sender, queue, 12345, "five!");
    must_put(sender, queue, LONG_MAX, "");
    must_put(sender, queue, 1, "x");
    expect_takes(receiver, queue, 0, 12345, "five!");
    expect_takes(receiver, queue, 0, LONG_MAX, "");
    expect_takes(receiver, queue, 0, 1, "x");
}
