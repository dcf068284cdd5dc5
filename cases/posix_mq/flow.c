/* Senders and receivers of a POSIX queue that run free; what must be true of every order is checked. */
#include "cases/posix_mq/queue.h"

#include <stdatomic.h>

enum { SENDERS = 3, RECEIVERS = 3, MESSAGES = 400, PRIORITIES = 4 };

struct parcel {
    int sender; /* -1: no more will come */
    int number;
    unsigned priority;
};

struct flow {
    char name[64];
    atomic_uint seen[SENDERS * MESSAGES];
    atomic_long sent[PRIORITIES];
    long choices;
    long passed_over; /* a higher priority was there before the call, and was not taken */
    long swapped;     /* two of one sender and priority came in the wrong order */
};

struct part {
    struct flow *flow;
    int index;
    mqd_t queue;
};

static struct part *part_new(struct flow *flow, struct actor *actor, int index, int oflag)
{
    struct part *part = scratch(sizeof *part);

    part->flow = flow;
    part->index = index;
    part->queue = mq_join(actor, flow->name, oflag);
    return part;
}

static struct flow *flow_new(struct actor *owner)
{
    struct flow *flow = scratch_zeroed(sizeof *flow);

    snprintf(flow->name, sizeof flow->name, "%s", scratch_name("q"));
    /* What is absent says so here; a scene could not. */
    mq_stat(owner, mq_new(owner, flow->name, O_RDWR, MQ_MESSAGES));
    return flow;
}

static long send_all(void *arg)
{
    const struct part *part = arg;

    for (int i = 0; i < MESSAGES; i++) {
        struct parcel parcel = {part->index, i, (unsigned)i % PRIORITIES};

        if (subject.mq_send(part->queue, (const char *)&parcel, sizeof parcel, parcel.priority) == -1)
            return -errno;
        atomic_fetch_add(&part->flow->sent[parcel.priority], 1);
    }
    return 0;
}

/* The only receiver, so that what it has taken itself is all that is gone. */
static long take_highest(void *arg)
{
    const struct part *part = arg;
    struct flow *flow = part->flow;
    long taken[PRIORITIES] = {0};
    int next[SENDERS][PRIORITIES] = {{0}};

    for (int i = 0; i < SENDERS * MESSAGES; i++) {
        union {
            struct parcel parcel;
            char bytes[MQ_SIZE];
        } mail;
        long sent[PRIORITIES];
        int waiting = 0;
        unsigned priority;

        for (int p = 0; p < PRIORITIES; p++) {
            sent[p] = atomic_load(&flow->sent[p]);
            waiting += sent[p] > taken[p];
        }
        if (subject.mq_receive(part->queue, mail.bytes, sizeof mail.bytes, &priority) != sizeof mail.parcel ||
            priority != mail.parcel.priority || priority >= PRIORITIES)
            return -1;
        flow->choices += waiting > 1;
        for (unsigned p = priority + 1; p < PRIORITIES; p++)
            flow->passed_over += sent[p] > taken[p];
        taken[priority]++;
        flow->swapped += mail.parcel.number < next[mail.parcel.sender][priority];
        next[mail.parcel.sender][priority] = mail.parcel.number + 1;
    }
    return 0;
}

CASE(no_higher_priority_that_waits_is_passed_over_while_senders_run, PROVES("mq.send.priority-order"))
{
    struct actor *receiver = actor_new("receiver");
    struct flow *flow = flow_new(receiver);
    struct part *part = part_new(flow, receiver, 0, O_RDONLY);
    struct call *sending[SENDERS], *taking;

    for (int i = 0; i < SENDERS; i++) {
        struct actor *sender = actor_new("sender");

        sending[i] = begin_scene(sender, send_all, part_new(flow, sender, i, O_WRONLY));
    }
    /* With nobody receiving the queue fills up, so that there is a choice for certain. */
    for (int i = 0; i < SENDERS; i++)
        must_block(sending[i]);
    taking = begin_scene(receiver, take_highest, part);
    for (int i = 0; i < SENDERS; i++)
        must_return(finish(sending[i]), 0);
    expect_returns(finish(taking), 0);
    observe_share("posix_mq.receptions-with-a-choice", flow->choices, SENDERS * MESSAGES);
    must(flow->choices > 0, "no reception had a choice");
    expect_equal(flow->passed_over, 0, "higher priorities that were passed over");
    expect_equal(flow->swapped, 0, "messages of one sender and priority that came in the wrong order");
}

static long take_any(void *arg)
{
    const struct part *part = arg;

    for (;;) {
        union {
            struct parcel parcel;
            char bytes[MQ_SIZE];
        } mail;

        if (subject.mq_receive(part->queue, mail.bytes, sizeof mail.bytes, NULL) != sizeof mail.parcel)
            return -1;
        if (mail.parcel.sender == -1)
            return 0;
        atomic_fetch_add(&part->flow->seen[mail.parcel.sender * MESSAGES + mail.parcel.number], 1);
    }
}

CASE(of_many_receivers_exactly_one_gets_each_POSIX_message, PROVES("mq.receive.each-once"))
{
    struct actor *owner = actor_new("owner");
    struct flow *flow = flow_new(owner);
    struct call *sending[SENDERS], *taking[RECEIVERS];
    struct parcel last = {.sender = -1};
    mqd_t queue = mq_join(owner, flow->name, O_WRONLY);

    for (int i = 0; i < RECEIVERS; i++) {
        struct actor *receiver = actor_new("receiver");

        taking[i] = begin_scene(receiver, take_any, part_new(flow, receiver, i, O_RDONLY));
    }
    for (int i = 0; i < SENDERS; i++) {
        struct actor *sender = actor_new("sender");

        sending[i] = begin_scene(sender, send_all, part_new(flow, sender, i, O_WRONLY));
    }
    for (int i = 0; i < SENDERS; i++)
        must_return(finish(sending[i]), 0);
    /* Of the lowest priority, and the last of it: nothing is behind them. */
    for (int i = 0; i < RECEIVERS; i++)
        must_return(do_mq_send(owner, queue, (const char *)&last, sizeof last, 0), 0);
    for (int i = 0; i < RECEIVERS; i++)
        expect_returns(finish(taking[i]), 0);
    for (int i = 0; i < SENDERS * MESSAGES; i++)
        expect(flow->seen[i] == 1, "message %d was received %u times", i, flow->seen[i]);
}
