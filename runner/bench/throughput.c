/* Throughput: one way, as fast as it goes, counted by the receiver, who is the leader. */
#include "fixtures/arena.h"
#include "runner/bench/leader.h"

static void send_for_ever(struct leader *leader)
{
    struct channel *c = &leader->channel;

    while (c->mechanism->loops.push(c, 1 << 20))
        ;
}

static bool throughput_begins(struct leader *leader)
{
    return leader_forks(leader, places_partner(&leader->setting->places, leader->variant->definition, NULL),
                        send_for_ever);
}

static bool receive(struct leader *leader, unsigned count)
{
    struct channel *c = &leader->channel;

    return c->mechanism->loops.pull(c, count) || leader_fails(leader, c->failed);
}

static bool measure(struct leader *leader)
{
    struct block *block = &leader->report->block;
    const unsigned batch = leader->variant->batch;
    int64_t began, now, end;

    end = clock_ns() + leader->setting->block_ns / 4;
    do
        if (!receive(leader, batch))
            return false;
    while (clock_ns() < end);
    began = now = clock_ns();
    end = began + leader->setting->block_ns;
    for (block->n = 0; now < end; block->n += batch) {
        if (!receive(leader, batch))
            return false;
        now = clock_ns();
    }
    leader_ends_partners(leader);
    /* Not before: a sender on the same processor would be measured as well. */
    block->canary[0] = block->canary[1] = leader_canary();
    block->value = block->mean = (double)block->n * (double)leader->channel.size * 1e9 / (double)(now - began);
    return true;
}

const struct measuring measuring_throughput = {throughput_begins, receive, 1, measure, verify_trip};
