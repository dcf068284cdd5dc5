#include "runner/bench/verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"holds", "refuted", "depends", "inconclusive", "unsupported", "untested"};

    return names[verdict];
}

/* Speeds of a host differ by a third (1.35, measured on virtual machines); what is that far away, noise cannot reach.
 */
static const double noise = 1.5;

static enum verdict decide(const struct interval *value, double least, double most)
{
    if (value->low >= least && value->high <= most)
        return VERDICT_HOLDS;
    if (value->high < least || value->low > most)
        return VERDICT_REFUTED;
    return VERDICT_INCONCLUSIVE;
}

/* The interval shrinks with the root of the number of blocks; it must become shorter than the way to the next bound. */
static double blocks_needed(const struct interval *value, double least, double most)
{
    double way = fmin(fabs(value->median - least), fabs(value->median - most));
    double half = fmax(value->high - value->median, value->median - value->low);

    return way > 0 && isfinite(way) ? (double)value->count * (half / way) * (half / way) : NAN;
}

/* Why nothing can be said of a variant; false where something can. */
static bool is_missing(const struct variant *variant, const char *id, struct finding *finding)
{
    if (!variant) {
        finding->verdict = VERDICT_UNTESTED;
        snprintf(finding->why, sizeof finding->why, "%s is no part of this run; select it, or run in full", id);
    } else if (variant->status == STATUS_UNSUPPORTED) {
        finding->verdict = VERDICT_UNSUPPORTED;
        snprintf(finding->why, sizeof finding->why, "%s: %s", id, variant->reason);
    } else if (variant->block_count == 0) {
        finding->verdict = VERDICT_INCONCLUSIVE;
        snprintf(finding->why, sizeof finding->why, "%s: %s; run it again", id, variant->reason);
    } else {
        return false;
    }
    return true;
}

static void explain_doubt(struct finding *finding, bool noisy)
{
    const struct interval *value = &finding->value;
    const struct criterion *criterion = finding->criterion;

    if (!isfinite(value->low)) {
        snprintf(finding->why, sizeof finding->why, "%zu blocks have no interval; --rounds %d at least", value->count,
                 STATISTICS_LEAST);
        return;
    }
    if (noisy) {
        snprintf(finding->why, sizeof finding->why, "the host had no usual speed; measure on a quiet machine");
        return;
    }
    finding->blocks = blocks_needed(value, criterion->least, criterion->most);
    if (finding->blocks < 1000)
        snprintf(finding->why, sizeof finding->why, "the interval reaches across the limit; --rounds %.0f might decide",
                 ceil(finding->blocks + 1));
    else
        snprintf(finding->why, sizeof finding->why,
                 "the median lies on the limit; no number of rounds decides, a quieter machine may");
}

void verdict_find(const struct bench_plan *plan, const struct criterion *criterion, struct finding *finding)
{
    const struct variant *of = bench_plan_find(plan, criterion->of);
    const struct variant *to = criterion->to ? bench_plan_find(plan, criterion->to) : NULL;
    struct interval judged;
    bool noisy;

    memset(finding, 0, sizeof *finding);
    finding->criterion = criterion;
    finding->blocks = finding->value.median = finding->value.low = finding->value.high = NAN;
    if (is_missing(of, criterion->of, finding) || (criterion->to && is_missing(to, criterion->to, finding)))
        return;
    finding->value = to ? summary_compare(of, to).ratio : of->summary.value;
    noisy = !to && of->summary.noisy;
    judged = finding->value;
    if (noisy) {
        judged.low /= noise;
        judged.high *= noise;
    }
    finding->verdict = isfinite(judged.low) ? decide(&judged, criterion->least, criterion->most) : VERDICT_INCONCLUSIVE;
    if (finding->verdict == VERDICT_INCONCLUSIVE)
        explain_doubt(finding, noisy);
}

static bool has(const enum verdict *verdicts, size_t count, enum verdict wanted)
{
    for (size_t i = 0; i < count; i++)
        if (verdicts[i] == wanted)
            return true;
    return false;
}

/* The first of these that any has. */
static enum verdict first_of(const enum verdict *verdicts, size_t count, const enum verdict *order, size_t orders)
{
    for (size_t i = 0; i < orders; i++)
        if (has(verdicts, count, order[i]))
            return order[i];
    return VERDICT_HOLDS;
}

enum verdict verdict_of_all(const struct finding *findings, size_t count)
{
    static const enum verdict order[] = {VERDICT_REFUTED, VERDICT_INCONCLUSIVE, VERDICT_UNTESTED, VERDICT_UNSUPPORTED};
    enum verdict verdicts[16];

    for (size_t i = 0; i < count; i++)
        verdicts[i] = findings[i].verdict;
    return first_of(verdicts, count, order, sizeof order / sizeof order[0]);
}

enum verdict verdict_over_conditions(const enum verdict *verdicts, size_t count)
{
    static const enum verdict order[] = {VERDICT_INCONCLUSIVE, VERDICT_REFUTED, VERDICT_HOLDS, VERDICT_UNTESTED,
                                         VERDICT_UNSUPPORTED};

    if (has(verdicts, count, VERDICT_HOLDS) && has(verdicts, count, VERDICT_REFUTED))
        return VERDICT_DEPENDS;
    return first_of(verdicts, count, order, sizeof order / sizeof order[0]);
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

size_t verdict_claim_end(size_t first)
{
    size_t i = first;

    while (i < criteria_count && is_same(criteria[i].claim, criteria[first].claim))
        i++;
    return i;
}

size_t verdict_condition_end(size_t first)
{
    size_t end = verdict_claim_end(first);
    size_t i = first;

    while (i < end && is_same(criteria[i].condition, criteria[first].condition))
        i++;
    return i;
}
