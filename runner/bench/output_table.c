/* What people read: a table for each measure, definition and payload, 80 columns wide, with bars. */
#include "runner/bench/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = BENCH_WIDTH, NAME = 22, VALUE = 10, SPREAD = 6, QUANTILE = 8, RATIO = 8, GAP = 2 };

/* How many columns UTF-8 takes: its continuation bytes take none. */
static int columns(const char *text)
{
    int count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* The text, to the left or right of so many columns. */
static void put_left(FILE *out, const char *text, int width)
{
    fprintf(out, "%s%*s", text, width > columns(text) ? width - columns(text) : 0, "");
}

static void put_right(FILE *out, const char *text, int width)
{
    fprintf(out, "%*s%s", width > columns(text) ? width - columns(text) : 0, "", text);
}

/* A number with three digits that count and the unit that fits: UNITS from the smallest, each a thousand of the last.
 */
static void show(double value, const char *const units[], size_t count, char *text, size_t room)
{
    size_t unit = 0;

    if (!isfinite(value)) {
        snprintf(text, room, "-");
        return;
    }
    for (; value >= 999.5 && unit + 1 < count; unit++)
        value /= 1000;
    snprintf(text, room, "%.*f %s", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, units[unit]);
}

static void show_value(const struct variant *variant, double value, char *text, size_t room)
{
    static const char *const times[] = {"ns", "µs", "ms", "s"};
    static const char *const rates[] = {"B/s", "kB/s", "MB/s", "GB/s", "TB/s"};

    if (variant->measure == MEASURE_THROUGHPUT)
        show(value, rates, 5, text, room);
    else
        show(value, times, 4, text, room);
}

/* A bar of eighths of a column, as long as there is room, of which the others take what they have. */
static void put_bar(FILE *out, const struct variant *variant, double share)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int room = WIDTH - NAME - VALUE - SPREAD - RATIO - GAP - (variant_has_samples(variant) ? 3 * QUANTILE : 0);
    int eighths = (int)lround(share * room * 8);

    for (int i = 0; i < eighths / 8; i++)
        fputs("█", out);
    fputs(parts[eighths % 8], out);
}

static bool is_of_group(const struct variant *variant, const struct variant *first)
{
    bool transfers = first->measure == MEASURE_LATENCY || first->measure == MEASURE_THROUGHPUT;

    return variant->measure == first->measure &&
           (!transfers || (variant->definition == first->definition && variant->payload == first->payload));
}

static void put_header(FILE *out, const struct variant *first)
{
    static const char *const sentences[] = {[MEASURE_SETUP] = "set-up: open a channel and close it again",
                                            [MEASURE_CONNECT] = "connect: connect, accept, close both",
                                            [MEASURE_CONTENTION] = "contention: wall time by acquire and release"};

    fputc('\n', out);
    if (sentences[first->measure])
        fprintf(out, "%s\n", sentences[first->measure]);
    else if (first->measure == MEASURE_THROUGHPUT)
        fprintf(out, "throughput, %s, writes of %zu bytes\n", definition_name(first->definition), first->payload);
    else if (first->payload)
        fprintf(out, "latency, %s, %zu bytes: %s\n", definition_name(first->definition), first->payload,
                definition_sentence(first->definition));
    else
        fprintf(out, "latency, %s, a signal: %s\n", definition_name(first->definition),
                definition_sentence(first->definition));
    fprintf(out, "%*s", NAME + VALUE, "median");
    put_right(out, "±", SPREAD);
    if (variant_has_samples(first))
        fprintf(out, "%*s%*s%*s", QUANTILE, "p90", QUANTILE, "p99", QUANTILE, "max");
    fprintf(out, "%*s\n", RATIO, first->measure == MEASURE_CONTENTION ? "to 1" : "to pipe");
}

static void put_ratio(FILE *out, const struct bench_run *run, const struct variant *variant)
{
    const struct variant *to = summary_counterpart(&run->plan, variant);
    struct comparison comparison;
    char text[32] = "";

    if (to && to->block_count > 0) {
        comparison = summary_compare(variant, to);
        if (comparison.ratio.count > 0)
            snprintf(text, sizeof text, "%.*f", comparison.ratio.median < 9.995 ? 2 : 0, comparison.ratio.median);
    }
    put_right(out, text, RATIO);
}

static void put_value(FILE *out, const struct variant *variant, double value, int width)
{
    char text[32];

    show_value(variant, value, text, sizeof text);
    put_right(out, text, width);
}

static void put_variant(FILE *out, const struct bench_run *run, const struct variant *variant, double most)
{
    const struct summary *summary = &variant->summary;
    const struct interval *value = &summary->value;
    char text[64];

    if (variant->measure == MEASURE_CONTENTION)
        snprintf(text, sizeof text, "%s × %u%s", variant->mechanism->title, variant->processes,
                 variant->by_subject ? " *" : "");
    else
        snprintf(text, sizeof text, "%s%s", variant->mechanism->title, variant->by_subject ? " *" : "");
    put_left(out, text, NAME);
    if (variant->block_count == 0) {
        fprintf(out, "  - %.*s\n", WIDTH - NAME - 4, variant->reason);
        return;
    }
    put_value(out, variant, value->median, VALUE);
    if (isfinite(value->low))
        snprintf(text, sizeof text, "%.0f%%%s",
                 fmin(999, 100 * fmax(value->high - value->median, value->median - value->low) / value->median),
                 summary->noisy ? "!" : "");
    else
        snprintf(text, sizeof text, "?");
    put_right(out, text, SPREAD);
    if (variant_has_samples(variant)) {
        put_value(out, variant, summary->p90, QUANTILE);
        put_value(out, variant, summary->p99, QUANTILE);
        put_value(out, variant, summary->max, QUANTILE);
    }
    put_ratio(out, run, variant);
    fprintf(out, "%*s", GAP, "");
    put_bar(out, variant, value->median / most);
    fputc('\n', out);
}

static const struct variant *pinned(const struct bench_run *run, const struct variant *unpinned,
                                    enum definition definition)
{
    struct variant twin = *unpinned;
    const struct variant *found;

    twin.definition = definition;
    variant_name(&twin);
    found = bench_plan_find(&run->plan, twin.id);
    return found && found->block_count > 0 ? found : NULL;
}

/* What pinning is for: without it some blocks are of the one kind and some of the other, and a median is of neither. */
static void put_mixture(FILE *out, const struct bench_run *run, const struct variant *unpinned)
{
    const struct variant *same = pinned(run, unpinned, DEFINED_SAME_CPU);
    const struct variant *cross = pinned(run, unpinned, DEFINED_CROSS_CPU);
    double middle;
    size_t far = 0;

    if (!same || !cross || !(same->summary.value.high < cross->summary.value.low))
        return;
    middle = sqrt(same->summary.value.median * cross->summary.value.median);
    for (size_t i = 0; i < unpinned->block_count; i++)
        far += unpinned->blocks[i].value > middle;
    fprintf(out, "  by luck: %zu of %zu blocks as on one processor, %zu as on two\n", unpinned->block_count - far,
            unpinned->block_count, far);
}

/* The variants of a group, once the first of them comes. */
static void put_group(FILE *out, const struct bench_run *run, size_t first)
{
    const struct variant *variants = run->plan.variants;
    double most = 0;

    for (size_t i = 0; i < first; i++)
        if (is_of_group(&variants[i], &variants[first]))
            return;
    for (size_t i = first; i < run->plan.count; i++)
        if (is_of_group(&variants[i], &variants[first]) && variants[i].block_count > 0)
            most = fmax(most, variants[i].summary.value.median);
    put_header(out, &variants[first]);
    for (size_t i = first; i < run->plan.count; i++) {
        if (!is_of_group(&variants[i], &variants[first]))
            continue;
        put_variant(out, run, &variants[i], most);
        if (variants[i].definition == DEFINED_UNPINNED && variants[i].block_count > 0)
            put_mixture(out, run, &variants[i]);
    }
}

/* How much time went by in transfers that took more than ten medians, over all that are latencies. */
static double usual_stalls(const struct bench_run *run)
{
    double *stalls = malloc((run->plan.count + 1) * sizeof *stalls);
    size_t count = 0;
    double found = NAN;

    for (size_t i = 0; stalls && i < run->plan.count; i++)
        if (isfinite(run->plan.variants[i].summary.stalls) && run->plan.variants[i].block_count > 0)
            stalls[count++] = run->plan.variants[i].summary.stalls;
    statistics_sort(stalls, count);
    if (count > 0)
        found = statistics_median(stalls, count);
    free(stalls);
    return found;
}

int bench_write_table(FILE *out, const struct bench_run *run)
{
    char belief[160];
    double stalls = usual_stalls(run);

    fprintf(out, "ipclaim bench: %s, %u of %u rounds, seed %llu, %.1f s\n", run->options->quick ? "quick" : "full",
            run->rounds_made, run->rounds, (unsigned long long)run->options->seed,
            (double)(run->ended_ns - run->began_ns) / 1e9);
    for (size_t i = 0; i < run->plan.count; i++)
        put_group(out, run, i);
    bench_write_calls(out, run);
    bench_write_copies(out, run);
    bench_write_faults(out, run);
    bench_write_claims(out, run);
    summary_belief(&run->host, belief, sizeof belief);
    fprintf(out, "\n%s.\n", belief);
    fputs("±: farther end of the 95 % interval; with !, too few blocks had one speed, and\n"
          "all are used. ",
          out);
    if (run->subject)
        fputs("*: by the subject. ", out);
    fputs("Each transfer waits for the last: service time, not response under\nload.", out);
    if (isfinite(stalls))
        fprintf(out, " Stalls (over ten medians) took %.1f %% of the time, in the median variant.", 100 * stalls);
    fputc('\n', out);
    return stream_status(out);
}
