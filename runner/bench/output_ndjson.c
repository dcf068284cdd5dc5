/* The bench stream: one JSON object a line. Its schema is reports/schema/bench.schema.json. */
#include "fixtures/platform/bench.h"
#include "runner/bench/run.h"
#include "runner/bench/verdict.h"
#include "runner/version.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Digits enough for what is measured to a thousandth. */
enum { DIGITS = 7 };

static json_t *text(const char *string)
{
    return string && *string ? json_text(string, strlen(string)) : json_null();
}

/* JSON has no number for what is none. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static int put(FILE *out, json_t *object)
{
    return put_json(out, object, JSON_REAL_PRECISION(DIGITS));
}

static json_t *machine_json(const struct bench_run *run)
{
    const struct places *places = &run->setting.places;
    const char *distance;
    int partner = places_partner(places, DEFINED_CROSS_CPU, &distance);
    int is_virtual = platform_is_virtual();
    double load = platform_load();
    char model[128] = "";

    platform_cpu_model(model, sizeof model);
    return json_pack("{so so si so so so so so}", "model", text(model), "hypervisor",
                     is_virtual < 0 ? json_null() : json_boolean(is_virtual), "cpus", places->count, "cpu",
                     places->home < 0 ? json_null() : json_integer(places->home), "partner",
                     partner < 0 ? json_null() : json_integer(partner), "distance", text(distance), "clock_cost_ns",
                     number(run->clock_cost_ns), "load", load < 0 ? json_null() : number(load));
}

static json_t *definitions_json(void)
{
    json_t *object = json_object();

    for (int i = 0; i < DEFINITION_COUNT; i++)
        json_object_set_new(object, definition_name((enum definition)i),
                            json_string(definition_sentence((enum definition)i)));
    return object;
}

static int put_run(FILE *out, const struct bench_run *run)
{
    const struct run_info *info = &run->info;
    json_t *argv = json_array();

    for (int i = 0; i < info->argc; i++)
        json_array_append_new(argv, json_text(info->argv[i], strlen(info->argv[i])));
    return put(out, json_pack("{ss ss si ss s{ss ss so} ss so sI ss so si sf sI so so so}", "type", "run", "schema",
                              "ipclaim-bench", "version", 1, "run", info->id, "tool", "name", "ipclaim", "version",
                              IPCLAIM_VERSION, "commit", text(IPCLAIM_COMMIT), "started", info->started, "argv", argv,
                              "seed", (json_int_t)run->options->seed, "profile", run->options->quick ? "quick" : "full",
                              "subject", text(run->subject ? run->subject : "native"), "rounds", (int)run->rounds,
                              "block_ms", (double)run->setting.block_ns / 1e6, "planned", (json_int_t)run->plan.count,
                              "machine", machine_json(run), "definitions", definitions_json(), "environment",
                              environment_json(info)));
}

static json_t *blocks_json(const struct variant *variant)
{
    json_t *list = json_array();

    for (size_t i = 0; i < variant->block_count; i++) {
        const struct block *block = &variant->blocks[i];

        json_array_append_new(
            list, json_pack("{si si sI so so so so so so so s[oo] sb}", "round", (int)block->round, "order",
                            (int)block->order, "n", (json_int_t)block->n, "value", number(block->value), "mean",
                            number(block->mean), "p50", number(block->p50), "p90", number(block->p90), "p99",
                            number(block->p99), "max", number(block->max), "stalls", number(block->stalls), "canary",
                            number(block->canary[0]), number(block->canary[1]), "kept", (int)block->kept));
    }
    return list;
}

static void add_interval(json_t *object, const struct interval *interval)
{
    json_object_set_new(object, "median", number(interval->median));
    json_object_set_new(object, "low", number(interval->low));
    json_object_set_new(object, "high", number(interval->high));
    json_object_set_new(object, "confidence", number(interval->confidence));
}

static json_t *summary_json(const struct variant *variant)
{
    const struct summary *summary = &variant->summary;
    json_t *object;

    if (variant->block_count == 0)
        return json_null();
    object =
        json_pack("{sI sI sb so so so so so}", "blocks", (json_int_t)summary->blocks, "kept", (json_int_t)summary->kept,
                  "noisy", (int)summary->noisy, "mean", number(summary->mean), "p90", number(summary->p90), "p99",
                  number(summary->p99), "max", number(summary->max), "stalls", number(summary->stalls));
    add_interval(object, &summary->value);
    return object;
}

/* Of all samples of the blocks that count: each block has left its own 101 quantiles, and they have equal weights. */
static json_t *quantiles_json(const struct variant *variant)
{
    double *values = malloc((variant->block_count * QUANTILES + 1) * sizeof *values);
    size_t count = 0;
    json_t *list;

    for (size_t i = 0; values && i < variant->block_count; i++)
        if (variant->blocks[i].kept || variant->summary.noisy)
            for (int q = 0; q < QUANTILES; q++)
                values[count++] = variant->blocks[i].quantiles[q];
    if (count == 0 || !variant_has_samples(variant)) {
        free(values);
        return json_null();
    }
    statistics_sort(values, count);
    list = json_array();
    for (int q = 0; q < QUANTILES; q++)
        json_array_append_new(list, number(statistics_quantile(values, count, q / (double)(QUANTILES - 1))));
    free(values);
    return list;
}

static int put_variant(FILE *out, const struct bench_run *run, const struct variant *variant)
{
    const struct mechanism *mechanism = variant->mechanism;
    const char *distance;
    bool transfers = variant->measure == MEASURE_LATENCY || variant->measure == MEASURE_THROUGHPUT;

    places_partner(&run->setting.places, variant->definition, &distance);
    return put(out,
               json_pack("{ss ss ss ss ss ss so so sI si ss ss ss so so si so so so}", "type", "bench", "id",
                         variant->id, "mechanism", mechanism->name, "title", mechanism->title, "family",
                         mechanism->family, "measure", measure_name(variant->measure), "definition",
                         transfers ? text(definition_name(variant->definition)) : json_null(), "distance",
                         text(distance), "payload", (json_int_t)variant->payload, "processes", (int)variant->processes,
                         "subject", variant->by_subject ? "subject" : "native", "unit", variant_unit(variant), "status",
                         status_name(variant->status), "reason", text(variant->reason), "verified",
                         transfers && variant->payload ? json_boolean(variant->verified) : json_null(), "batch",
                         (int)variant->batch, "blocks", blocks_json(variant), "summary", summary_json(variant),
                         "quantiles", quantiles_json(variant)));
}

static int put_comparison(FILE *out, const struct bench_run *run, const struct variant *of)
{
    const struct variant *to = summary_counterpart(&run->plan, of);
    struct comparison comparison;
    json_t *difference;
    json_t *object;

    if (!to || to->block_count == 0 || of->block_count == 0)
        return 0;
    comparison = summary_compare(of, to);
    if (comparison.ratio.count == 0)
        return 0;
    difference = json_object();
    add_interval(difference, &comparison.difference);
    object = json_pack("{ss ss ss so sI}", "type", "ratio", "of", of->id, "to", to->id, "difference", difference,
                       "pairs", (json_int_t)comparison.ratio.count);
    add_interval(object, &comparison.ratio);
    return put(out, object);
}

static int put_calls(FILE *out, const struct calls *calls)
{
    return put(out,
               json_pack("{ss ss ss ss ss so so ss}", "type", "calls", "mechanism", calls->variant->mechanism->name,
                         "definition", definition_name(calls->variant->definition), "method",
                         method_name(calls->method), "status", status_name(calls->status), "reason",
                         text(calls->reason), "per_transfer", number(calls->per_transfer), "names", calls->names));
}

static int put_copies(FILE *out, const struct copies *copies)
{
    static const double unknown[TOUCHERS] = {NAN, NAN};
    const double *taken = copies->status == STATUS_MEASURED ? copies->taken : unknown;
    const double *put_there = copies->status == STATUS_MEASURED ? copies->put : unknown;

    return put(
        out, json_pack("{ss ss si ss so so so so so}", "type", "copies", "mechanism", copies->variant->mechanism->name,
                       "bytes", COPIES_BYTES, "status", status_name(copies->status), "reason", text(copies->reason),
                       "taken_by_kernel", number(taken[BY_KERNEL]), "put_by_kernel", number(put_there[BY_KERNEL]),
                       "taken_by_program", number(taken[BY_PROGRAM]), "put_by_program", number(put_there[BY_PROGRAM])));
}

static int put_faults(FILE *out, const struct faults *faults)
{
    bool measured = faults->status == STATUS_MEASURED;

    return put(out,
               json_pack("{ss ss si ss so so so so}", "type", "faults", "mechanism", faults->variant->mechanism->name,
                         "pages", FAULTS_PAGES, "status", status_name(faults->status), "reason", text(faults->reason),
                         "first", measured ? json_integer(faults->first) : json_null(), "again",
                         measured ? json_integer(faults->again) : json_null(), "other",
                         measured ? json_integer(faults->other) : json_null()));
}

static json_t *finding_json(const struct finding *finding)
{
    const struct criterion *criterion = finding->criterion;

    return json_pack("{ss so so so so so so ss}", "of", criterion->of, "to", text(criterion->to), "least",
                     number(criterion->least), "most", number(criterion->most), "median", number(finding->value.median),
                     "low", number(finding->value.low), "high", number(finding->value.high), "verdict",
                     verdict_name(finding->verdict));
}

/* The reason of the criterion that made the verdict; where it was decided, the intervals are the reason. */
static const char *reason_of(const struct finding *findings, size_t count, enum verdict verdict)
{
    for (size_t i = 0; i < count; i++)
        if (findings[i].verdict == verdict && findings[i].why[0])
            return findings[i].why;
    return verdict == VERDICT_HOLDS ? "every interval lies within what the claim allows"
                                    : "an interval lies outside of what the claim allows";
}

static int put_condition(FILE *out, const struct bench_run *run, size_t first, size_t end, enum verdict *verdict)
{
    struct finding findings[16] = {0};
    json_t *list = json_array();

    for (size_t i = first; i < end; i++) {
        verdict_find(&run->plan, &criteria[i], &findings[i - first]);
        json_array_append_new(list, finding_json(&findings[i - first]));
    }
    *verdict = verdict_of_all(findings, end - first);
    return put(out, json_pack("{ss ss so ss ss so}", "type", "verdict", "claim", criteria[first].claim, "condition",
                              text(criteria[first].condition), "verdict", verdict_name(*verdict), "why",
                              reason_of(findings, end - first, *verdict), "criteria", list));
}

/* A record for each condition; and of a claim that has some, one over them. */
static int put_claim(FILE *out, const struct bench_run *run, size_t first, size_t end)
{
    enum verdict verdicts[16];
    size_t count = 0;
    int error = 0;

    for (size_t i = first; i < end && !error; i = verdict_condition_end(i))
        error = put_condition(out, run, i, verdict_condition_end(i), &verdicts[count++]);
    if (error || !criteria[first].condition)
        return error;
    return put(out, json_pack("{ss ss sn ss ss s[]}", "type", "verdict", "claim", criteria[first].claim, "condition",
                              "verdict", verdict_name(verdict_over_conditions(verdicts, count)), "why",
                              "over its conditions", "criteria"));
}

static int put_end(FILE *out, const struct bench_run *run)
{
    char finished[32];
    char belief[160];
    time_t now = time(NULL);

    strftime(finished, sizeof finished, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    summary_belief(&run->host, belief, sizeof belief);
    return put(out, json_pack("{ss ss ss sI sI sI s{so so so so} ss so si}", "type", "end", "run", run->info.id,
                              "finished", finished, "duration_us", (json_int_t)((run->ended_ns - run->began_ns) / 1000),
                              "blocks", (json_int_t)run->host.blocks, "kept", (json_int_t)run->host.kept, "canary",
                              "mode_ns", number(run->host.mode_ns), "tolerance", number(CANARY_TOLERANCE), "low_ns",
                              number(run->host.low_ns), "high_ns", number(run->host.high_ns), "belief", belief,
                              "interrupted", text(run->interrupted), "exit", run->exit_status));
}

int bench_write_ndjson(FILE *out, const struct bench_run *run)
{
    int error = put_run(out, run);

    for (size_t i = 0; i < run->plan.count && !error; i++)
        error = put_variant(out, run, &run->plan.variants[i]);
    for (size_t i = 0; i < run->plan.count && !error; i++)
        error = put_comparison(out, run, &run->plan.variants[i]);
    for (size_t i = 0; i < run->call_count && !error; i++)
        error = put_calls(out, &run->calls[i]);
    for (size_t i = 0; i < run->copy_count && !error; i++)
        error = put_copies(out, &run->copies[i]);
    for (size_t i = 0; i < run->fault_count && !error; i++)
        error = put_faults(out, &run->faults[i]);
    for (size_t i = 0; i < criteria_count && !error; i = verdict_claim_end(i))
        error = put_claim(out, run, i, verdict_claim_end(i));
    return error ? error : put_end(out, run);
}
