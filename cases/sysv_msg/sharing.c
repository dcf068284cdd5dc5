/* Several receivers of one queue: by type, and by chance. */
#include "cases/sysv_msg/flow.h"

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

        if (!parcel_is_whole(&parcel, subject.msgrcv(flow->queue, &parcel, sizeof parcel.text, part->index + 1, 0)))
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
    struct flow *flow = msg_flow_new(owner, RECEIVERS, 600);
    struct call *running[SENDERS + RECEIVERS];

    for (int i = 0; i < SENDERS; i++) {
        running[i] = begin_scene(actor_new("sender"), send_one_type, msg_part_new(flow, i));
        running[SENDERS + i] = begin_scene(actor_new("receiver"), take_own_type, msg_part_new(flow, i));
    }
    expect_all_well(running, SENDERS + RECEIVERS);
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
        if (!parcel_is_whole(&parcel, size) || parcel.text.sender < 0 || parcel.text.sender >= SENDERS)
            return -1;
        atomic_fetch_add(&flow->seen[parcel.text.sender * flow->messages + parcel.text.number], 1);
    }
}

CASE(of_many_receivers_exactly_one_gets_each_message, PROVES("sysvmsg.rcv.each-message-once"))
{
    struct actor *owner = actor_new("owner");
    struct flow *flow = msg_flow_new(owner, TYPES, 1000);
    struct call *sending[SENDERS], *taking[RECEIVERS];

    for (int i = 0; i < RECEIVERS; i++)
        taking[i] = begin_scene(actor_new("receiver"), take_any, flow);
    for (int i = 0; i < SENDERS; i++)
        sending[i] = begin_scene(actor_new("sender"), send_one_type, msg_part_new(flow, i));
    expect_all_well(sending, SENDERS);
    for (int i = 0; i < RECEIVERS; i++)
        must_put(owner, flow->queue, 1, "");
    expect_all_well(taking, RECEIVERS);
    for (int i = 0; i < SENDERS * flow->messages; i++)
        expect(flow->seen[i] == 1, "message %d was received %u times", i, flow->seen[i]);
}
