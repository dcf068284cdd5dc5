/* The order in which a POSIX queue hands out messages: what the document says of all message queues is true here. */
#include "cases/posix_mq/queue.h"

/* The receiver does not block: a message that ought to be there and is not is an answer at once. */
static struct mq_pair pair_new(void)
{
    return mq_pair_new(0, O_NONBLOCK, MQ_MESSAGES);
}

struct letter {
    unsigned priority;
    const char *text;
};

/* Sends these, up to one without a text, and only then receives: they must come as the second list has them. */
static void expect_order(const struct letter *sent, const struct letter *received)
{
    struct mq_pair pair = pair_new();

    for (; sent->text; sent++)
        must_mq_put(pair.sender, pair.out, sent->priority, sent->text);
    for (; received->text; received++)
        expect_mq_takes(pair.receiver, pair.in, received->priority, received->text);
}

#define LETTERS(...) ((const struct letter[]){__VA_ARGS__, {0, NULL}})

static const struct {
    const char *name;
    unsigned sent[4];
} orders[] = {{"1, 10, 5, 10", {1, 10, 5, 10}}, {"rising", {1, 5, 10, 10}}, {"falling", {10, 10, 5, 1}}};

CASE(mq_receive_takes_the_highest_priority_first, PROVES("mq.prio.higher-first"), VARIANT_TABLE(orders))
{
    struct mq_pair pair = pair_new();

    for (int i = 0; i < 4; i++)
        must_mq_put(pair.sender, pair.out, orders[variant].sent[i], ((char[]){(char)('a' + i), '\0'}));
    for (int i = 0; i < 4; i++) {
        unsigned priority = (const unsigned[]){10, 10, 5, 1}[i];
        struct mail mail = {0};

        expect_returns(mq_take(pair.receiver, pair.in, &mail), 1);
        expect_equal(mail.priority, priority, "the priority of the message received");
    }
}

CASE(priorities_order_messages_and_equal_ones_stay_in_the_order_of_sending, PROVES("mq.send.priority-order"))
{
    expect_order(LETTERS({0, "d"}, {5, "b"}, {1, "a"}, {5, "c"}), LETTERS({5, "b"}, {5, "c"}, {1, "a"}, {0, "d"}));
}

CASE(messages_of_equal_priority_come_first_in_first_out, PROVES("sysvmsg.prio.same-fifo"),
     VARIANTS("priority 0", "the highest promised"))
{
    struct mq_pair pair = pair_new();
    unsigned priority = variant == 0 ? 0 : 31;
    const char *const texts[] = {"a", "b", "c", "d", "e"};

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        must_mq_put(pair.sender, pair.out, priority, texts[i]);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        expect_mq_takes(pair.receiver, pair.in, priority, texts[i]);
}

/* The document's queue, sent in the order that a System V queue keeps. */
CASE(messages_sent_as_D_C_A_B_are_received_as_A_B_C_D, PROVES("mq.send.priority-order"))
{
    expect_order(LETTERS({1, "D"}, {5, "C"}, {10, "A"}, {10, "B"}), LETTERS({10, "A"}, {10, "B"}, {5, "C"}, {1, "D"}));
}

CASE(priorities_1_10_5_come_as_10_5_1, PROVES("msgq.prio.supported"), CONDITION("posix"))
{
    expect_order(LETTERS({1, "a"}, {10, "b"}, {5, "c"}), LETTERS({10, "b"}, {5, "c"}, {1, "a"}));
}

/* A later message of higher priority overtakes what waits, but not what has been received. */
CASE(a_later_message_of_higher_priority_overtakes, PROVES("mq.prio.higher-first"))
{
    struct mq_pair pair = pair_new();

    must_mq_put(pair.sender, pair.out, 1, "a");
    must_mq_put(pair.sender, pair.out, 1, "b");
    expect_mq_takes(pair.receiver, pair.in, 1, "a");
    must_mq_put(pair.sender, pair.out, 2, "urgent");
    expect_mq_takes(pair.receiver, pair.in, 2, "urgent");
    expect_mq_takes(pair.receiver, pair.in, 1, "b");
}

CASE(the_priority_just_below_MQ_PRIO_MAX_is_taken_and_MQ_PRIO_MAX_is_not, PROVES("mq.send.prio-max-einval"))
{
    struct mq_pair pair = pair_new();
    long most = sysconf(_SC_MQ_PRIO_MAX);

    if (most <= 0)
        unsupported("sysconf(_SC_MQ_PRIO_MAX) says that there is no limit");
    observe("posix_mq.prio-max", (double)most, "");
    expect_returns(mq_put(pair.sender, pair.out, (unsigned)most - 1, "last"), 0);
    expect_fails(mq_put(pair.sender, pair.out, (unsigned)most, "beyond"), EINVAL);
    expect_mq_takes(pair.receiver, pair.in, (unsigned)most - 1, "last");
}

CASE(every_priority_that_POSIX_promises_is_taken, PROVES("mq.send.prio-max-min32"))
{
    struct mq_pair pair = pair_new();
    long most = sysconf(_SC_MQ_PRIO_MAX);

    expect(most == -1 || most >= 32, "sysconf(_SC_MQ_PRIO_MAX) is %ld", most);
    expect_returns(mq_put(pair.sender, pair.out, 31, "x"), 0);
    expect_mq_takes(pair.receiver, pair.in, 31, "x");
}

static const struct {
    const char *name;
    unsigned priority;
} business[] = {{"1000", 1000}, {"100", 100}, {"1", 1}};

CASE(a_priority_of_the_documents_example_is_taken, PROVES("msgq.prio.business-values"), VARIANT_TABLE(business))
{
    struct mq_pair pair = pair_new();

    expect_returns(mq_put(pair.sender, pair.out, business[variant].priority, "x"), 0);
    expect_mq_takes(pair.receiver, pair.in, business[variant].priority, "x");
}
