/* The document takes mtype for a priority. Here is what the queue makes of it. */
#include "cases/sysv_msg/queue.h"

/* The high half where long has one; elsewhere the same bits of a number that is one type all the same. */
#define HIGH_WORD (1L << (sizeof(long) * CHAR_BIT / 2))

CASE(mtypes_that_differ_in_the_high_word_come_in_the_order_of_sending, REFUTES("sysvmsg.prio.high32-bits"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){1, 9 * HIGH_WORD + 1, 2 * HIGH_WORD + 7}, 3);
    expect_takes(receiver, queue, 0, 1, "a");
    expect_takes(receiver, queue, 0, 9 * HIGH_WORD + 1, "b");
    expect_takes(receiver, queue, 0, 2 * HIGH_WORD + 7, "c");
}

CASE(a_word_of_mtype_selects_nothing_and_the_whole_number_does, REFUTES("sysvmsg.prio.high32-bits"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message;

    must_put(sender, queue, 9 * HIGH_WORD + 1, "whole");
    expect_fails(msg_take(receiver, queue, 9 * HIGH_WORD, &message), ENOMSG);
    expect_fails(msg_take(receiver, queue, 1, &message), ENOMSG);
    expect_fails(msg_take(receiver, queue, 9, &message), ENOMSG);
    expect_takes(receiver, queue, 9 * HIGH_WORD + 1, 9 * HIGH_WORD + 1, "whole");
}

/* By the document's rule these are of one priority, and the smaller low word says nothing; yet the lowest comes first.
 */
CASE(a_negative_msgtyp_compares_the_whole_number, REFUTES("sysvmsg.prio.high32-bits"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){3 * HIGH_WORD + 5, 3 * HIGH_WORD + 4}, 2);
    expect_takes(receiver, queue, -4 * HIGH_WORD, 3 * HIGH_WORD + 4, "b");
}

CASE(mtype_carries_every_bit_of_64, PROVES("sysvmsg.code.mtype-int64"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    const long types[] = {LONG_MAX, LONG_MAX - 1, LONG_MAX / 3 * 2, HIGH_WORD};
    int queue = queue_new(sender);

    observe("sysv_msg.mtype.bits", (double)(sizeof(long) * CHAR_BIT), "bits");
    must_put_types(sender, queue, types, COUNT_OF(types));
    for (size_t i = 0; i < COUNT_OF(types); i++)
        expect_takes(receiver, queue, types[i], types[i], ((char[]){(char)('a' + i), '\0'}));
    expect_equal(sizeof(long) * CHAR_BIT, 64, "bits of a long");
}

static const struct {
    const char *name;
    long msgtyp;
} asked[] = {{"msgtyp 0", 0}, {"msgtyp -10", -10}};

CASE(the_larger_mtype_is_not_read_first, REFUTES("sysvmsg.prio.higher-first"), VARIANT_TABLE(asked))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){1, 10}, 2);
    expect_takes(receiver, queue, asked[variant].msgtyp, 1, "a");
    expect_takes(receiver, queue, asked[variant].msgtyp, 10, "b");
}

/* A receiver that waits already is no exception: it gets the first message, not the one of the larger mtype. */
CASE(a_waiting_receiver_gets_what_comes_first_and_not_the_larger_mtype, REFUTES("sysvmsg.prio.higher-first"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message = {0};
    struct call *taken = begin_msg_take(receiver, queue, 0, &message);

    must_block(taken);
    must_put_types(sender, queue, (const long[]){1, 10}, 2);
    expect_message(finish(taken), &message, 1, "a");
}

/* The document's own program: 10 is sent before 1. It gives 10 first by the order of sending; turned round, 1 first. */
CASE(ten_precedes_one_only_if_it_was_sent_before, REFUTES("sysvmsg.prio.value-is-mtype"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){10, 1}, 2);
    expect_takes(receiver, queue, 0, 10, "a");
    expect_takes(receiver, queue, 0, 1, "b");
    must_put_types(sender, queue, (const long[]){1, 10}, 2);
    expect_takes(receiver, queue, 0, 1, "a");
    expect_takes(receiver, queue, 0, 10, "b");
}

/* The document's queue, sent the other way round; A before B of the same type is all that is left of its order. */
CASE(messages_sent_as_D_C_A_B_are_received_as_D_C_A_B, REFUTES("sysvmsg.order.sorted-by-priority"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put(sender, queue, 1, "D");
    must_put(sender, queue, 5, "C");
    must_put(sender, queue, 10, "A");
    must_put(sender, queue, 10, "B");
    expect_takes(receiver, queue, 0, 1, "D");
    expect_takes(receiver, queue, 0, 5, "C");
    expect_takes(receiver, queue, 0, 10, "A");
    expect_takes(receiver, queue, 0, 10, "B");
}

CASE(types_1_10_5_come_as_sent_and_not_by_priority, REFUTES("msgq.prio.supported"), CONDITION("system-v"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){1, 10, 5}, 3);
    expect_takes(receiver, queue, 0, 1, "a");
    expect_takes(receiver, queue, 0, 10, "b");
    expect_takes(receiver, queue, 0, 5, "c");
}

static const struct {
    const char *name;
    long type;
} refused[] = {{"0", 0}, {"-1", -1}, {"LONG_MIN", LONG_MIN}};

static void refuse_type(long type)
{
    struct actor *sender = actor_new("sender");
    int queue = queue_new(sender);

    expect_fails(msg_put_nowait(sender, queue, type, "x"), EINVAL);
    expect_equal(msg_stat(sender, queue).msg_qnum, 0, "messages queued");
}

CASE(msgsnd_refuses_an_mtype_below_1, PROVES("sysvmsg.snd.positive-type"), VARIANT_TABLE(refused))
{
    refuse_type(refused[variant].type);
}

CASE(a_positive_mtype_is_no_habit_but_required, REFUTES("sysvmsg.mtype.positive"), VARIANT_TABLE(refused))
{
    refuse_type(refused[variant].type);
}
