/* Samples: what lies between two readings of the clock. */
#include "fixtures/arena.h"
#include "runner/bench/leader.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

/* A sample lasts so many readings of the clock at least, of which one is part of it. */
enum { CLOCKS_A_SAMPLE = 50 };

static uint32_t samples[SAMPLES_MOST];
static double sorted[SAMPLES_MOST];

/* The least of several, for whoever interrupts one of them makes it dearer, and nobody cheaper. */
double leader_clock_cost(void)
{
    enum { TRIES = 10, READINGS = 20 };
    int64_t least = INT64_MAX;

    for (int i = 0; i < TRIES; i++) {
        int64_t began = clock_ns();
        int64_t took;

        for (int j = 1; j < READINGS; j++)
            clock_ns();
        took = clock_ns() - began;
        if (took < least)
            least = took;
    }
    return (double)least / READINGS;
}

double leader_canary(void)
{
    enum { CALLS = 1000 };
    int64_t began = clock_ns();

    for (int i = 0; i < CALLS; i++)
        (void)getppid();
    return (double)(clock_ns() - began) / CALLS;
}

/* Nanoseconds of COUNT steps, the least of several tries, for who is put off his processor meanwhile knows nothing. */
static bool time_steps(struct leader *leader, leader_step *step, unsigned count, int64_t enough, int64_t *least)
{
    enum { TRIES = 3 };

    *least = INT64_MAX;
    for (int i = 0; i < TRIES && *least >= enough; i++) {
        int64_t began = clock_ns();
        int64_t took;

        if (!step(leader, count))
            return false;
        took = clock_ns() - began;
        if (took < *least)
            *least = took;
    }
    return true;
}

bool sampler_calibrate(struct leader *leader, leader_step *step)
{
    enum { LONG_ENOUGH_NS = 500000, MOST = 1 << 20 };
    const double least = fmax(CLOCKS_A_SAMPLE * leader_clock_cost(), (double)leader->setting->block_ns / SAMPLES_MOST);
    unsigned count = 1;
    int64_t took;

    for (;; count *= 2) {
        if (!time_steps(leader, step, count, LONG_ENOUGH_NS, &took))
            return false;
        if (took >= LONG_ENOUGH_NS || count >= MOST)
            break;
    }
    leader->report->batch = (unsigned)fmax(1, ceil(least * count / (double)(took > 0 ? took : 1)));
    return true;
}

/* Fills the block from COUNT samples; COST is the clock's part in each, and one sample is of so many transfers. */
static void summarise(struct block *block, size_t count, double cost, double transfers)
{
    double total = 0;
    double stalled = 0;

    for (size_t i = 0; i < count; i++) {
        sorted[i] = fmax(0, samples[i] - cost) / transfers;
        total += sorted[i];
    }
    statistics_sort(sorted, count);
    block->n = (unsigned long)(transfers * (double)count);
    block->mean = total / (double)count;
    block->p50 = block->value = statistics_median(sorted, count);
    block->p90 = statistics_quantile(sorted, count, 0.90);
    block->p99 = statistics_quantile(sorted, count, 0.99);
    block->max = sorted[count - 1];
    for (size_t i = 0; i < count; i++)
        if (sorted[i] > 10 * block->p50)
            stalled += sorted[i];
    block->stalls = total > 0 ? stalled / total : 0;
    for (int i = 0; i < QUANTILES; i++)
        block->quantiles[i] = (float)statistics_quantile(sorted, count, i / (double)(QUANTILES - 1));
}

bool sampler_measure(struct leader *leader, leader_step *step, unsigned transfers)
{
    const unsigned batch = leader->variant->batch;
    const double cost = leader_clock_cost();
    int64_t last, end;
    size_t count = 0;

    /* The pages are there, the caches and the scheduler have seen it all before the first sample. */
    memset(samples, 1, sizeof samples);
    memset(sorted, 1, sizeof sorted);
    end = clock_ns() + leader->setting->block_ns / 8;
    do
        if (!step(leader, batch))
            return false;
    while (clock_ns() < end);
    leader->report->block.canary[0] = leader_canary();
    if (!step(leader, 1))
        return false;
    last = clock_ns();
    end = last + leader->setting->block_ns;
    do {
        int64_t now;

        if (!step(leader, batch))
            return false;
        now = clock_ns();
        samples[count++] = now - last < UINT32_MAX ? (uint32_t)(now - last) : UINT32_MAX;
        last = now;
    } while (last < end && count < SAMPLES_MOST);
    leader_ends_partners(leader);
    leader->report->block.canary[1] = leader_canary();
    summarise(&leader->report->block, count, cost, (double)batch * transfers);
    return true;
}
