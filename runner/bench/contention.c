/* Contention: many processes acquire and release one lock, as fast as they can. */
#include "fixtures/arena.h"
#include "runner/bench/leader.h"

#include <sched.h>

enum { AT_A_TIME = 16 };

/* Acquires and releases until the leader says that the time is up. */
static bool contend(struct leader *leader)
{
    struct report *report = leader->report;
    struct channel *c = &leader->channel;

    atomic_fetch_add(&report->ready, 1);
    while (atomic_load(&report->ready) < leader->variant->processes)
        sched_yield();
    while (!atomic_load_explicit(&report->stop, memory_order_relaxed)) {
        if (!c->mechanism->loops.exclude(c, AT_A_TIME))
            return false;
        atomic_fetch_add_explicit(&report->completed, AT_A_TIME, memory_order_relaxed);
    }
    return true;
}

static void partner_contends(struct leader *leader)
{
    contend(leader);
}

/* Each on a processor of its own as far as they go; the leader is on the last. What a semaphore guards, is free. */
static bool contention_begins(struct leader *leader)
{
    const struct places *places = &leader->setting->places;
    const struct loops *loops = &leader->variant->mechanism->loops;

    if (loops->send && !loops->send(&leader->channel, 0, 1))
        return leader_fails(leader, leader->channel.failed);
    for (unsigned i = 1; i < leader->variant->processes; i++) {
        int cpu = places->count ? places->cpu[(i - 1) % (unsigned)places->count] : -1;

        if (!leader_forks(leader, cpu, partner_contends))
            return false;
    }
    return true;
}

/* The leader takes part, and looks at the clock between. */
static bool measure(struct leader *leader)
{
    struct report *report = leader->report;
    struct block *block = &report->block;
    struct channel *c = &leader->channel;
    int64_t began, now, end;

    block->canary[0] = leader_canary();
    atomic_fetch_add(&report->ready, 1);
    while (atomic_load(&report->ready) < leader->variant->processes)
        sched_yield();
    began = now = clock_ns();
    end = began + leader->setting->block_ns;
    for (; now < end; now = clock_ns()) {
        if (!c->mechanism->loops.exclude(c, AT_A_TIME))
            return leader_fails(leader, c->failed);
        atomic_fetch_add_explicit(&report->completed, AT_A_TIME, memory_order_relaxed);
    }
    block->n = atomic_load(&report->completed);
    atomic_store(&report->stop, true);
    leader_ends_partners(leader);
    block->canary[1] = leader_canary();
    block->value = block->mean = (double)(now - began) / (double)block->n;
    return true;
}

const struct measuring measuring_contention = {contention_begins, NULL, 1, measure, NULL};
