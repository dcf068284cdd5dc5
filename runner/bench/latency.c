/* Latency: transfers by one process, and round trips of two. */
#include "runner/bench/leader.h"

static bool pair_begins(struct leader *leader)
{
    (void)leader;
    return true;
}

static bool pairs(struct leader *leader, unsigned count)
{
    struct channel *c = &leader->channel;

    return c->mechanism->loops.pairs(c, count) || leader_fails(leader, c->failed);
}

void leader_answers(struct leader *leader)
{
    struct channel *c = &leader->channel;

    while (c->mechanism->loops.pong(c, 1 << 20))
        ;
}

static bool trip_begins(struct leader *leader)
{
    return leader_forks(leader, places_partner(&leader->setting->places, leader->variant->definition, NULL),
                        leader_answers);
}

static bool round_trips(struct leader *leader, unsigned count)
{
    struct channel *c = &leader->channel;

    return c->mechanism->loops.ping(c, count) || leader_fails(leader, c->failed);
}

const struct measuring measuring_pair = {pair_begins, pairs, 1, NULL, verify_pair};
const struct measuring measuring_trip = {trip_begins, round_trips, 2, NULL, verify_trip};
