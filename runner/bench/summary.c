#include "runner/bench/summary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MOST = 1000 };

static bool is_usual(const struct host *host, double canary)
{
    return fabs(canary / host->mode_ns - 1) <= CANARY_TOLERANCE;
}

static void find_speed(const struct bench_plan *plan, struct host *host)
{
    double *canaries;
    size_t count = 0;

    memset(host, 0, sizeof *host);
    host->mode_ns = host->low_ns = host->high_ns = NAN;
    for (size_t i = 0; i < plan->count; i++)
        host->blocks += plan->variants[i].block_count;
    canaries = malloc((2 * host->blocks + 1) * sizeof *canaries);
    if (!canaries || host->blocks == 0) {
        free(canaries);
        return;
    }
    for (size_t i = 0; i < plan->count; i++)
        for (size_t j = 0; j < plan->variants[i].block_count; j++) {
            canaries[count++] = plan->variants[i].blocks[j].canary[0];
            canaries[count++] = plan->variants[i].blocks[j].canary[1];
        }
    host->mode_ns = statistics_mode(canaries, count);
    host->low_ns = statistics_quantile(canaries, count, 0.05);
    host->high_ns = statistics_quantile(canaries, count, 0.95);
    free(canaries);
}

/* One number of each block that counts. */
static size_t collect(const struct variant *variant, size_t offset, double *values)
{
    size_t count = 0;

    for (size_t i = 0; i < variant->block_count && count < ROUNDS_MOST; i++)
        if (variant->blocks[i].kept || variant->summary.noisy)
            memcpy(&values[count++], (const char *)&variant->blocks[i] + offset, sizeof *values);
    return count;
}

static double median_of(const struct variant *variant, size_t offset)
{
    double values[ROUNDS_MOST];
    size_t count = collect(variant, offset, values);

    statistics_sort(values, count);
    return count ? statistics_median(values, count) : NAN;
}

static void summarise(struct variant *variant)
{
    struct summary *summary = &variant->summary;
    double values[ROUNDS_MOST];

    memset(summary, 0, sizeof *summary);
    summary->blocks = variant->block_count;
    for (size_t i = 0; i < variant->block_count; i++)
        summary->kept += variant->blocks[i].kept;
    summary->noisy = summary->kept < STATISTICS_LEAST || 2 * summary->kept < summary->blocks;
    summary->value = statistics_interval(values, collect(variant, offsetof(struct block, value), values));
    summary->mean = median_of(variant, offsetof(struct block, mean));
    summary->p90 = median_of(variant, offsetof(struct block, p90));
    summary->p99 = median_of(variant, offsetof(struct block, p99));
    summary->stalls = median_of(variant, offsetof(struct block, stalls));
    summary->max = NAN;
    for (size_t i = 0; i < variant->block_count; i++)
        if (variant->blocks[i].kept || summary->noisy)
            summary->max = fmax(summary->max, variant->blocks[i].max);
}

void summary_make(struct bench_plan *plan, struct host *host)
{
    find_speed(plan, host);
    for (size_t i = 0; i < plan->count; i++) {
        struct variant *variant = &plan->variants[i];

        for (size_t j = 0; j < variant->block_count; j++) {
            struct block *block = &variant->blocks[j];

            block->kept = is_usual(host, block->canary[0]) && is_usual(host, block->canary[1]);
            host->kept += block->kept;
        }
        summarise(variant);
    }
}

void summary_belief(const struct host *host, char *text, size_t room)
{
    double share = host->blocks ? (double)host->kept / (double)host->blocks : 0;
    double spread = host->high_ns / host->low_ns;

    if (host->blocks == 0)
        snprintf(text, room, "nothing was measured");
    else if (share >= 0.8 && spread < 1.3)
        snprintf(text, room, "quiet: %.0f %% of the blocks at one speed; believe the intervals", 100 * share);
    else if (share >= 0.5)
        snprintf(text, room, "uneasy: %.0f %% of the blocks at one speed; believe ratios, less so times", 100 * share);
    else
        snprintf(text, room, "noisy: %.0f %% of the blocks at one speed; believe large ratios, and repeat",
                 100 * share);
}

static const struct block *block_of(const struct variant *variant, unsigned round)
{
    for (size_t i = 0; i < variant->block_count; i++)
        if (variant->blocks[i].round == round)
            return &variant->blocks[i];
    return NULL;
}

/* Rounds in which both blocks are kept, or all that have both. */
static size_t pair_up(const struct variant *of, const struct variant *to, bool kept_only, double *ratios,
                      double *differences)
{
    size_t count = 0;

    for (size_t i = 0; i < of->block_count && count < ROUNDS_MOST; i++) {
        const struct block *one = &of->blocks[i];
        const struct block *other = block_of(to, one->round);

        if (!other || (kept_only && !(one->kept && other->kept)))
            continue;
        ratios[count] = one->value / other->value;
        differences[count++] = one->value - other->value;
    }
    return count;
}

struct comparison summary_compare(const struct variant *of, const struct variant *to)
{
    double ratios[ROUNDS_MOST], differences[ROUNDS_MOST];
    size_t count = pair_up(of, to, true, ratios, differences);

    if (count < STATISTICS_LEAST || 2 * count < of->block_count)
        count = pair_up(of, to, false, ratios, differences);
    return (struct comparison){statistics_interval(ratios, count), statistics_interval(differences, count)};
}

/* Whether it is what OF is compared with: the same of a pipe, by the way that it is itself. */
static bool is_counterpart(const struct variant *of, const struct variant *to)
{
    bool carries = (of->mechanism->traits & CARRIES) != 0;

    if (to == of || to->measure != of->measure)
        return false;
    if (of->by_subject)
        return !to->by_subject && to->mechanism == of->mechanism && to->definition == of->definition &&
               to->payload == of->payload && to->processes == of->processes;
    if (to->by_subject || to->definition != of->definition)
        return false;
    switch (of->measure) {
    case MEASURE_CONTENTION:
        return to->mechanism == of->mechanism && to->processes == 1;
    case MEASURE_CONNECT:
        return strcmp(to->mechanism->name, "unix-stream-path") == 0;
    case MEASURE_SETUP:
        return strcmp(to->mechanism->name, "pipe") == 0;
    default:
        return strcmp(to->mechanism->name, "pipe") == 0 && (to->payload == of->payload || !carries);
    }
}

const struct variant *summary_counterpart(const struct bench_plan *plan, const struct variant *of)
{
    for (size_t i = 0; i < plan->count; i++)
        if (is_counterpart(of, &plan->variants[i]))
            return &plan->variants[i];
    return NULL;
}
