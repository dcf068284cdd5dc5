/* SELECT words: a plan holds exactly the runs that some word selects, in order, and a word without any is named. */
#include "runner/fuzz/fuzz.h"
#include "runner/plan.h"
#include "runner/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool some_word_selects(char *const words[], size_t count, const struct case_def *def, size_t variant)
{
    bool selected = count == 0;

    for (size_t i = 0; i < count && !selected; i++)
        selected = select_matches(words[i], def, variant);
    return selected;
}

static size_t expected_runs(char *const words[], size_t count, bool *used)
{
    size_t runs = 0;

    for (const struct case_def *def = registry_first(); def; def = def->next)
        for (size_t variant = 0; variant < case_runs(def); variant++) {
            runs += some_word_selects(words, count, def, variant);
            for (size_t i = 0; i < count; i++)
                used[i] |= select_matches(words[i], def, variant);
        }
    return runs;
}

static void check_order(const struct plan *plan)
{
    must_hold(plan->parallel <= plan->count, "%zu of %zu", plan->parallel, plan->count);
    for (size_t i = 0; i < plan->count; i++)
        must_hold(plan->items[i].def->exclusive == (i >= plan->parallel), "item %zu", i);
}

/* The sum tells of an item that is lost or comes twice. */
static uint64_t sum_of_seeds(const struct plan *plan)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < plan->count; i++)
        sum += plan->items[i].seed;
    return sum;
}

/* The id of each run is a word that selects it, whatever is in its names. */
static void check_ids(const struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        char id[512];

        case_id(plan->items[i].def, plan->items[i].variant, id, sizeof id);
        must_hold(select_matches(id, plan->items[i].def, plan->items[i].variant), "%s", id);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    unsigned repeat = take_byte(&input) % 3 + 1;
    uint64_t seed = take_byte(&input);
    int count;
    char **words = take_arguments(&input, 8, &count);
    bool used[8] = {false};
    size_t runs = expected_runs(words, (size_t)count, used);
    struct plan plan;
    const char *unknown = plan_make(&plan, words, (size_t)count, repeat, seed);
    uint64_t sum = sum_of_seeds(&plan);

    must_hold(plan.count == runs * repeat, "%zu items, expected %zu", plan.count, runs * repeat);
    for (int i = 0; i < count; i++)
        if (!used[i]) {
            must_hold(unknown == words[i], "\"%s\" selects nothing", words[i]);
            break;
        } else {
            must_hold(unknown != words[i], "\"%s\" selects something", words[i]);
        }
    check_order(&plan);
    check_ids(&plan);
    plan_shuffle(&plan, seed);
    check_order(&plan);
    must_hold(sum_of_seeds(&plan) == sum, "items were lost");
    plan_free(&plan);
    return 0;
}
