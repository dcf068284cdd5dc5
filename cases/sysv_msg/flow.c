/*
 * Senders and receivers that run free. No order is directed here; what must be true of every order is checked: the
 * second way to the claims that the other files show call by call.
 */
#include "cases/sysv_msg/queue.h"

#include <stdatomic.h>

enum { TYPES = 9, SENDERS = 3, RECEIVERS = 3, MOST = 4096 };

/* The type is the message's own text, too, so that a receiver can tell a message that lies about it. */
struct parcel {
    long type;
    struct {
        int sender;
        int number; /* counts the sender's messages of this type, or all of them */
        long type;
    } text;
};

struct flow {
    int queue;
    int types;    /* 1 … types are sent */
    int messages; /* of each sender */
    atomic_long sent[TYPES + 1];
    atomic_uint seen[MOST];
    long choices;     /* receptions that had several types to choose from */
    long passed_over; /* a lower type was there before the call, and was not taken */
};

struct part {
    struct flow *flow;
    int index;
};

static struct flow *flow_new(struct actor *owner, int types, int messages)
{
    struct flow *flow = scratch_zeroed(sizeof *flow);

    flow->queue = queue_new(owner);
    flow->types = types;
    flow->messages = messages;
    return flow;
}

static struct part *part_new(struct flow *flow, int index)
{
    struct part *part = scratch(sizeof *part);

    part->flow = flow;
    part->index = index;
    return part;
}

static bool is_whole(const struct parcel *parcel, ssize_t size)
{
    return size == (ssize_t)sizeof parcel->text && parcel->text.type == parcel->type;
}

/* Types from the highest down, round and round, so that a later message is often the lower one. */
static long send_all_types(void *arg)
{
    const struct part *part = arg;
    struct flow *flow = part->flow;

    for (int i = 0; i < flow->messages; i++) {
        long type = flow->types - i % flow->types;
        struct parcel parcel = {type, {part->index, i, type}};

        if (subject.msgsnd(flow->queue, &parcel, sizeof parcel.text, 0) == -1)
            return -errno;
        atomic_fetch_add(&flow->sent[type], 1);
    }
    return 0;
}

/* The only receiver, so that what it has taken itself is all that is gone. */
static long take_lowest(void *arg)
{
    struct flow *flow = arg;
    long taken[TYPES + 1] = {0};

    for (int i = 0; i < 2 * SENDERS * flow->messages; i++) {
        long sent[TYPES + 1];
        int waiting = 0;
        struct parcel parcel;

        for (int type = 1; type <= flow->types; type++) {
            sent[type] = atomic_load(&flow->sent[type]);
            waiting += sent[type] > taken[type];
        }
        if (!is_whole(&parcel, subject.msgrcv(flow->queue, &parcel, sizeof parcel.text, -flow->types, 0)))
            return -1;
        if (parcel.type < 1 || parcel.type > flow->types)
            return -2;
        flow->choices += waiting > 1;
        for (int type = 1; type < parcel.type; type++)
            flow->passed_over += sent[type] > taken[type];
        taken[parcel.type]++;
    }
    return 0;
}

static void await_all(struct call *const calls[], int count)
{
    for (int i = 0; i < count; i++)
        expect_returns(finish(calls[i]), 0);
}

CASE(no_lower_type_that_waits_is_passed_over_while_senders_run, PROVES("sysvmsg.rcv.type-negative-lowest"))
{
    struct actor *receiver = actor_new("receiver");
    struct flow *flow = flow_new(receiver, TYPES, TYPES);
    struct actor *sender[SENDERS];
    struct call *sending[SENDERS + 1];

    /* First some for the receiver to choose from, for sure; then as it comes. */
    for (int i = 0; i < SENDERS; i++) {
        sender[i] = actor_new((const char *[]){"one", "two", "three"}[i]);
        must_return(do_scene(sender[i], send_all_types, part_new(flow, i)), 0);
    }
    for (int i = 0; i < SENDERS; i++)
        sending[i] = begin_scene(sender[i], send_all_types, part_new(flow, i));
    sending[SENDERS] = begin_scene(receiver, take_lowest, flow);
    await_all(sending, SENDERS + 1);
    observe("sysv_msg.receptions-with-a-choice", (double)flow->choices, "");
    must(flow->choices > 0, "no reception had a choice");
    expect_equal(flow->passed_over, 0, "lower types that were passed over");
}

/* Nobody sends, so the lowest type on the queue can only rise: for each of the receivers, too. */
static long drain(void *arg)
{
    struct part *part = arg;
    struct flow *flow = part->flow;
    struct parcel parcel;
    long last = 0, count = 0;
    ssize_t size;

    while ((size = subject.msgrcv(flow->queue, &parcel, sizeof parcel.text, -flow->types, IPC_NOWAIT)) >= 0) {
        if (!is_whole(&parcel, size) || parcel.type < last)
            return -1;
        last = parcel.type;
        count++;
    }
    return errno == ENOMSG ? count : -2;
}

CASE(receivers_that_drain_a_queue_together_see_the_types_rise, PROVES("sysvmsg.rcv.type-negative-lowest"))
{
    struct actor *owner = actor_new("owner");
    struct flow *flow = flow_new(owner, TYPES, TYPES);
    struct actor *receiver[RECEIVERS];
    struct call *draining[RECEIVERS];

    for (int i = 0; i < RECEIVERS; i++)
        receiver[i] = actor_new((const char *[]){"one", "two", "three"}[i]);
    for (int round = 0; round < 10; round++) {
        long long total = 0;

        for (int i = 0; i < RECEIVERS; i++)
            must_return(do_scene(owner, send_all_types, part_new(flow, i)), 0);
        for (int i = 0; i < RECEIVERS; i++)
            draining[i] = begin_scene(receiver[i], drain, part_new(flow, i));
        for (int i = 0; i < RECEIVERS; i++) {
            long long count = result_of(finish(draining[i]));

            expect(count >= 0, "%s ended with %lld: -1 a falling type, -2 another errno", receiver[i]->name, count);
            total += count;
        }
        expect_equal(total, RECEIVERS * TYPES, "messages received");
    }
}

static long send_one_type(void *arg)
{
    const struct part *part = arg;
    struct flow *flow = part->flow;

    for (int i = 0; i < flow->messages; i++) {
        long type = 1 + i % flow->types;
        struct parcel parcel = {type, {part->index, i, type}};

        if (subject.msgsnd(flow->queue, &parcel, sizeof parcel.text, 0) == -1)
            return -errno;
    }
    return 0;
}

/* Every message of the receiver's own type; those of one sender must come in the order of their numbers. */
static long take_own_type(void *arg)
{
    const struct part *part = arg;
    struct flow *flow = part->flow;
    int next[SENDERS] = {0};

    for (int i = 0; i < SENDERS * flow->messages / flow->types; i++) {
        struct parcel parcel;

        if (!is_whole(&parcel, subject.msgrcv(flow->queue, &parcel, sizeof parcel.text, part->index + 1, 0)))
            return -1;
        if (parcel.type != part->index + 1 || parcel.text.number < next[parcel.text.sender])
            return -2;
        next[parcel.text.sender] = parcel.text.number + 1;
    }
    return 0;
}

CASE(each_receiver_gets_all_of_its_type_in_each_senders_order, PROVES("sysvmsg.prio.same-fifo"))
{
    struct actor *owner = actor_new("owner");
    struct flow *flow = flow_new(owner, RECEIVERS, 600);
    struct call *running[SENDERS + RECEIVERS];

    for (int i = 0; i < SENDERS; i++) {
        running[i] = begin_scene(actor_new("sender"), send_one_type, part_new(flow, i));
        running[SENDERS + i] = begin_scene(actor_new("receiver"), take_own_type, part_new(flow, i));
    }
    await_all(running, SENDERS + RECEIVERS);
    expect_equal(msg_stat(owner, flow->queue).msg_qnum, 0, "messages left");
}

/* Takes whatever comes first, until an empty message says that all is over: it was sent last. */
static long take_any(void *arg)
{
    struct flow *flow = arg;

    for (;;) {
        struct parcel parcel;
        ssize_t size = subject.msgrcv(flow->queue, &parcel, sizeof parcel.text, 0, 0);

        if (size == 0)
            return 0;
        if (!is_whole(&parcel, size) || parcel.text.sender < 0 || parcel.text.sender >= SENDERS)
            return -1;
        atomic_fetch_add(&flow->seen[parcel.text.sender * flow->messages + parcel.text.number], 1);
    }
}

CASE(of_many_receivers_exactly_one_gets_each_message, PROVES("sysvmsg.rcv.each-message-once"))
{
    struct actor *owner = actor_new("owner");
    struct flow *flow = flow_new(owner, TYPES, 1000);
    struct call *sending[SENDERS], *taking[RECEIVERS];

    for (int i = 0; i < RECEIVERS; i++)
        taking[i] = begin_scene(actor_new("receiver"), take_any, flow);
    for (int i = 0; i < SENDERS; i++)
        sending[i] = begin_scene(actor_new("sender"), send_one_type, part_new(flow, i));
    await_all(sending, SENDERS);
    for (int i = 0; i < RECEIVERS; i++)
        must_put(owner, flow->queue, 1, "");
    await_all(taking, RECEIVERS);
    for (int i = 0; i < SENDERS * flow->messages; i++)
        expect(flow->seen[i] == 1, "message %d was received %u times", i, flow->seen[i]);
}
