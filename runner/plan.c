#include "runner/plan.h"
#include "runner/catalogue.h"
#include "runner/registry.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool word_matches(const char *word, const char *text)
{
    return strcmp(word, text) == 0 || fnmatch(word, text, 0) == 0;
}

/* What only an assignment asks of its subject has to be named, or a glob that means the system would take it in. */
static bool sweeps(const char *word)
{
    return strpbrk(word, "*?[") && strncmp(word, ASSIGNMENT, strlen(ASSIGNMENT)) != 0;
}

static bool matches_part(const char *word, const struct case_def *def)
{
    const struct claim *claim = catalogue_find(def->claim);
    bool assigned = claim && claim_is_assigned(claim);
    char id[512];
    char topic[64];
    char mechanism[64];

    snprintf(id, sizeof id, "%s/%s", def->claim, def->name);
    case_topic(def, topic, sizeof topic);
    case_mechanism(def, mechanism, sizeof mechanism);
    if (assigned && sweeps(word))
        return false;
    return word_matches(word, id) || word_matches(word, def->claim) || word_matches(word, def->name) ||
           word_matches(word, topic) || word_matches(word, mechanism) ||
           (claim && (word_matches(word, claim->mechanism) || word_matches(word, claim->origin) ||
                      (!assigned && word_matches(word, claim->kind))));
}

/* Where "[VARIANT]" begins at the end of a word; NULL if there is none. The variant's NAME may have brackets itself. */
static const char *bracket_of(const char *word, const char *name)
{
    size_t length = strlen(word);
    size_t size = name ? strlen(name) + 2 : 0;

    if (length == 0 || word[length - 1] != ']')
        return NULL;
    if (name && length >= size && word[length - size] == '[' && strncmp(word + length - size + 1, name, size - 2) == 0)
        return word + length - size;
    return strrchr(word, '[');
}

bool select_matches(const char *word, const struct case_def *def, size_t variant)
{
    const char *name = case_variant(def, variant);
    const char *bracket = bracket_of(word, name);
    char part[512];

    /* "[fifo]" at the end is a variant, and not what it is to fnmatch, a set of letters. */
    if (bracket && strlen(word) < sizeof part) {
        snprintf(part, sizeof part, "%.*s", (int)strlen(bracket + 1) - 1, bracket + 1);
        if (!name || !word_matches(part, name))
            return false;
        snprintf(part, sizeof part, "%.*s", (int)(bracket - word), word);
        return matches_part(part, def);
    }
    return matches_part(word, def);
}

static bool is_selected(char *const words[], size_t word_count, bool *used, const struct case_def *def, size_t variant)
{
    const struct claim *claim = catalogue_find(def->claim);
    bool selected = word_count == 0 && !(claim && claim_is_assigned(claim));

    /* Every word is tried, so that one that selects nothing of its own is not hidden by another. */
    for (size_t i = 0; i < word_count; i++)
        if (select_matches(words[i], def, variant)) {
            used[i] = true;
            selected = true;
        }
    return selected;
}

/* A case's seed: FNV-1a over its id, mixed with the run's. */
static uint64_t case_seed(const struct plan_item *item, uint64_t seed)
{
    uint64_t hash = 1469598103934665603u ^ seed;
    char id[512];

    case_id(item->def, item->variant, id, sizeof id);
    for (const char *at = id; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    return hash + item->round;
}

static void add(struct plan *plan, const struct case_def *def, size_t variant, unsigned round, uint64_t seed)
{
    struct plan_item *item = &plan->items[plan->count++];

    item->def = def;
    item->variant = (unsigned)variant;
    item->round = round;
    item->seed = case_seed(item, seed);
}

const char *plan_make(struct plan *plan, char *const words[], size_t word_count, unsigned repeat, uint64_t seed)
{
    bool *used = calloc(word_count + 1, sizeof *used);
    size_t room = 0;
    const char *unused = NULL;

    for (const struct case_def *def = registry_first(); def; def = def->next)
        room += case_runs(def) * repeat;
    plan->items = calloc(room + 1, sizeof *plan->items);
    plan->count = 0;
    if (!used || !plan->items)
        abort(); /* a few kilobytes: without them nothing works */
    for (int exclusive = 0; exclusive <= 1; exclusive++) {
        for (unsigned round = 0; round < repeat; round++)
            for (const struct case_def *def = registry_first(); def; def = def->next)
                for (size_t variant = 0; variant < case_runs(def); variant++)
                    if (def->exclusive == (bool)exclusive && is_selected(words, word_count, used, def, variant))
                        add(plan, def, variant, round, seed);
        if (!exclusive)
            plan->parallel = plan->count;
    }
    for (size_t i = 0; i < word_count && !unused; i++)
        if (!used[i])
            unused = words[i];
    free(used);
    return unused;
}

uint64_t plan_random(uint64_t *state)
{
    uint64_t x = *state;

    /* xorshift64 (Marsaglia 2003); the seed is never 0, see main. */
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return *state = x;
}

static void shuffle(struct plan_item *items, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)(plan_random(state) % i);
        struct plan_item swapped = items[i - 1];

        items[i - 1] = items[j];
        items[j] = swapped;
    }
}

void plan_shuffle(struct plan *plan, uint64_t seed)
{
    uint64_t state = seed ? seed : 1;

    shuffle(plan->items, plan->parallel, &state);
    shuffle(plan->items + plan->parallel, plan->count - plan->parallel, &state);
}

void plan_free(struct plan *plan)
{
    free(plan->items);
    plan->items = NULL;
    plan->count = 0;
}
