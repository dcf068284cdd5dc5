#include "runner/bench/plan.h"
#include "runner/bench/criteria.h"
#include "runner/command.h"
#include "runner/plan.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const size_t quick_payloads[] = {64};
static const size_t full_payloads[] = {1, 64, 1024, 4096, 16384, 65536, 262144, 1048576};
static const size_t quick_bulk[] = {65536};
static const size_t full_bulk[] = {4096, 65536, 1048576};

/* The payload of what is opened and closed; no queue refuses it. */
enum { SETUP_PAYLOAD = 64 };

struct planning {
    struct bench_plan *plan;
    const struct bench_options *options;
    const struct places *places;
    bool *used; /* a word each */
};

/* Whether a criterion of the claim, or of any claim where it is NULL, needs the variant. */
static bool is_needed(const char *claim, const struct variant *variant)
{
    for (size_t i = 0; i < criteria_count; i++) {
        const struct criterion *criterion = &criteria[i];

        if (claim && fnmatch(claim, criterion->claim, 0) != 0)
            continue;
        if (strcmp(criterion->of, variant->id) == 0 || (criterion->to && strcmp(criterion->to, variant->id) == 0))
            return true;
    }
    return false;
}

static bool word_selects(const char *word, const struct variant *variant)
{
    return strcmp(word, variant->mechanism->name) == 0 || strcmp(word, variant->mechanism->family) == 0 ||
           strcmp(word, measure_name(variant->measure)) == 0 || fnmatch(word, variant->id, 0) == 0 ||
           is_needed(word, variant);
}

/* Whether a word asks for the variant by its mechanism's name, or by a claim that needs it. */
static bool is_named(const struct planning *planning, const struct variant *variant)
{
    for (size_t i = 0; i < planning->options->word_count; i++) {
        const char *word = planning->options->words[i];

        if (strstr(word, variant->mechanism->name) || (strcmp(word, "*") != 0 && is_needed(word, variant)))
            return true;
    }
    return false;
}

/* A quick run has no asides. What answers one claim is measured for it: in a full run, or where it is asked for. */
static bool is_left_out(const struct planning *planning, const struct variant *variant)
{
    unsigned traits = variant->mechanism->traits;

    if (is_named(planning, variant))
        return false;
    if (traits & SPECIAL)
        return planning->options->quick || !is_needed(NULL, variant);
    return (traits & ASIDE) && planning->options->quick;
}

static bool is_selected(struct planning *planning, const struct variant *variant)
{
    const struct bench_options *options = planning->options;
    bool selected = options->word_count == 0;

    for (size_t i = 0; i < options->word_count; i++)
        if (word_selects(options->words[i], variant))
            selected = planning->used[i] = true;
    return selected && !is_left_out(planning, variant);
}

static void drop_impossible(const struct places *places, struct variant *variant)
{
    const char *lack = places_lack(places, variant->definition);
    bool spins = (variant->mechanism->traits & SPINS) != 0;

    if (lack)
        variant_drop(variant, STATUS_UNSUPPORTED, "%s", lack);
    else if (spins && (variant->definition == DEFINED_SAME_CPU ||
                       (variant->definition == DEFINED_UNPINNED && places->count == 1)))
        variant_drop(variant, STATUS_UNSUPPORTED, "who spins on one processor waits out its time slice");
}

static void append(struct planning *planning, const struct variant *variant)
{
    struct bench_plan *plan = planning->plan;

    if (plan->count == plan->room) {
        plan->room = plan->room ? 2 * plan->room : 256;
        plan->variants = realloc(plan->variants, plan->room * sizeof *plan->variants);
        if (!plan->variants)
            die("no memory for %zu variants; select fewer", plan->room);
    }
    plan->variants[plan->count++] = *variant;
}

static void add(struct planning *planning, struct variant variant)
{
    variant_name(&variant);
    if (!is_selected(planning, &variant))
        return;
    drop_impossible(planning->places, &variant);
    append(planning, &variant);
    if (!planning->options->subject)
        return;
    variant.by_subject = true;
    variant_name(&variant);
    append(planning, &variant);
}

/* The payloads of a measure: the user's, or the profile's; COUNT is how many. What carries none has the payload 0. */
static const size_t *payloads_of(const struct planning *planning, const struct mechanism *mechanism,
                                 enum measure measure, size_t *count)
{
    static const size_t none[] = {0};
    const struct bench_options *options = planning->options;
    bool bulk = measure == MEASURE_THROUGHPUT;

    *count = 1;
    if (!(mechanism->traits & CARRIES))
        return none;
    if (options->payload_count) {
        *count = options->payload_count;
        return options->payloads;
    }
    if (mechanism->traits & SPECIAL)
        return quick_payloads;
    if (options->quick)
        return bulk ? quick_bulk : quick_payloads;
    *count = bulk ? sizeof full_bulk / sizeof full_bulk[0] : sizeof full_payloads / sizeof full_payloads[0];
    return bulk ? full_bulk : full_payloads;
}

/* Unpinned shows what pinning is for, which one mechanism does as well as all. */
static bool is_wanted(const struct planning *planning, const struct mechanism *mechanism, enum measure measure,
                      enum definition definition)
{
    const struct bench_options *options = planning->options;
    bool is_bulk = measure == MEASURE_THROUGHPUT;

    if ((mechanism->traits & PAIR_ONLY || !mechanism->loops.send) && definition != DEFINED_PAIR)
        return false;
    if (options->definitions)
        return (options->definitions & 1U << definition) && !(is_bulk && definition == DEFINED_PAIR);
    switch (definition) {
    case DEFINED_PAIR:
        return !is_bulk;
    case DEFINED_SAME_CPU:
        return !is_bulk || !options->quick;
    case DEFINED_CROSS_CPU:
        return true;
    case DEFINED_UNPINNED:
        return !is_bulk && strcmp(mechanism->name, "pipe") == 0;
    default:
        return places_partner(planning->places, definition, NULL) >= 0;
    }
}

static void add_transfers(struct planning *planning, const struct mechanism *mechanism, enum measure measure)
{
    size_t count;
    const size_t *payloads = payloads_of(planning, mechanism, measure, &count);

    for (int definition = 0; definition < DEFINITION_COUNT; definition++)
        for (size_t i = 0; i < count; i++)
            if (is_wanted(planning, mechanism, measure, (enum definition)definition))
                add(planning, (struct variant){.mechanism = mechanism,
                                               .measure = measure,
                                               .definition = (enum definition)definition,
                                               .payload = payloads[i],
                                               .processes = definition == DEFINED_PAIR ? 1 : 2});
}

static void add_setup(struct planning *planning, const struct mechanism *mechanism, enum measure measure)
{
    add(planning, (struct variant){.mechanism = mechanism,
                                   .measure = measure,
                                   .definition = DEFINED_PAIR,
                                   .payload = mechanism->traits & CARRIES ? SETUP_PAYLOAD : 0,
                                   .processes = 1});
}

/* 1, for comparison, and 2, 4, 8 … up to twice as many as there are processors; all of them while they are few. */
static void add_contention(struct planning *planning, const struct mechanism *mechanism)
{
    enum { FEW = 4, MOST = 128 };
    long online = planning->places->count ? planning->places->count : 1;
    unsigned most = 2 * online < MOST ? 2 * (unsigned)online : MOST;

    for (unsigned n = 1; n <= most; n = n < FEW ? n + 1 : n < most && 2 * n > most ? most : 2 * n)
        add(planning,
            (struct variant){
                .mechanism = mechanism, .measure = MEASURE_CONTENTION, .definition = DEFINED_PAIR, .processes = n});
}

const char *bench_plan_make(struct bench_plan *plan, const struct bench_options *options, const struct places *places)
{
    struct planning planning = {plan, options, places, calloc(options->word_count + 1, sizeof(bool))};
    const char *unknown = NULL;

    memset(plan, 0, sizeof *plan);
    if (!planning.used)
        die("no memory to plan with");
    for (size_t i = 0; i < mechanism_count; i++) {
        const struct mechanism *mechanism = mechanisms[i];

        add_transfers(&planning, mechanism, MEASURE_LATENCY);
        if (mechanism->loops.push && !(mechanism->traits & SPECIAL))
            add_transfers(&planning, mechanism, MEASURE_THROUGHPUT);
        if (!(mechanism->traits & SPECIAL) && !options->definitions)
            add_setup(&planning, mechanism, MEASURE_SETUP);
        if (mechanism->listen && !options->definitions)
            add_setup(&planning, mechanism, MEASURE_CONNECT);
        if (mechanism->loops.exclude && !options->definitions)
            add_contention(&planning, mechanism);
    }
    for (size_t i = 0; i < options->word_count && !unknown; i++)
        if (!planning.used[i])
            unknown = options->words[i];
    free(planning.used);
    return unknown;
}

void bench_plan_free(struct bench_plan *plan)
{
    free(plan->variants);
    plan->variants = NULL;
}

struct variant *bench_plan_find(const struct bench_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->variants[i].id, id) == 0)
            return &plan->variants[i];
    return NULL;
}

void bench_plan_shuffle(size_t *order, size_t count, uint64_t *seed)
{
    if (*seed == 0)
        *seed = 1;
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        size_t j = plan_random(seed) % i;
        size_t kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
}
