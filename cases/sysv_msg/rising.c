/* The order of types under a negative msgtyp, with several senders and receivers at once. */
#include "cases/sysv_msg/flow.h"

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
        long sent[TYPES + 1] = {0};
        int waiting = 0;
        struct parcel parcel;

        for (int type = 1; type <= flow->types; type++) {
            sent[type] = atomic_load(&flow->sent[type]);
            waiting += sent[type] > taken[type];
        }
        if (!parcel_is_whole(&parcel, subject.msgrcv(flow->queue, &parcel, sizeof parcel.text, -flow->types, 0)))
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

CASE(no_lower_type_that_waits_is_passed_over_while_senders_run, PROVES("sysvmsg.rcv.type-negative-lowest"))
{
    struct actor *receiver = actor_new("receiver");
    struct flow *flow = msg_flow_new(receiver, TYPES, TYPES);
    struct actor *sender[SENDERS];
    struct call *sending[SENDERS + 1];

    /* First some for the receiver to choose from, for sure; then as it comes. */
    for (int i = 0; i < SENDERS; i++) {
        sender[i] = actor_new((const char *[]){"one", "two", "three"}[i]);
        must_return(do_scene(sender[i], send_all_types, msg_part_new(flow, i)), 0);
    }
    for (int i = 0; i < SENDERS; i++)
        sending[i] = begin_scene(sender[i], send_all_types, msg_part_new(flow, i));
    sending[SENDERS] = begin_scene(receiver, take_lowest, flow);
    expect_all_well(sending, SENDERS + 1);
    observe_share("sysv_msg.receptions-with-a-choice", flow->choices, 2L * SENDERS * flow->messages);
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
        if (!parcel_is_whole(&parcel, size) || parcel.type < last)
            return -1;
        last = parcel.type;
        count++;
    }
    return errno == ENOMSG ? count : -2;
}

CASE(receivers_that_drain_a_queue_together_see_the_types_rise, PROVES("sysvmsg.rcv.type-negative-lowest"))
{
    struct actor *owner = actor_new("owner");
    struct flow *flow = msg_flow_new(owner, TYPES, TYPES);
    struct actor *receiver[RECEIVERS];
    struct call *draining[RECEIVERS];

    for (int i = 0; i < RECEIVERS; i++)
        receiver[i] = actor_new((const char *[]){"one", "two", "three"}[i]);
    for (int round = 0; round < 10; round++) {
        long long total = 0;

        for (int i = 0; i < RECEIVERS; i++)
            must_return(do_scene(owner, send_all_types, msg_part_new(flow, i)), 0);
        for (int i = 0; i < RECEIVERS; i++)
            draining[i] = begin_scene(receiver[i], drain, msg_part_new(flow, i));
        for (int i = 0; i < RECEIVERS; i++) {
            long long count = result_of(finish(draining[i]));

            expect(count >= 0, "%s ended with %lld: -1 a falling type, -2 another errno", receiver[i]->name, count);
            total += count;
        }
        expect_equal(total, RECEIVERS * TYPES, "messages received");
    }
}
