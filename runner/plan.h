/* What a run is to do: the selected cases, their variants and rounds, in order. */
#ifndef IPCLAIM_PLAN_H
#define IPCLAIM_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fixtures/case.h"

struct plan_item {
    const struct case_def *def;
    unsigned variant;
    unsigned round;
    uint64_t seed; /* of the case: the same for the same run seed, whatever the order */
};

struct plan {
    struct plan_item *items; /* the exclusive ones last */
    size_t count;
    size_t parallel; /* how many of them are not exclusive */
};

/*
 * Selects by SELECT words (none: everything). A word is an id or a glob over case ids, case names, claims, mechanisms,
 * origins, kinds and topics; "[…]" at its end is the name of a variant, or a glob over them. What only assignments ask
 * is not part of everything, and no glob selects it that does not begin with ASSIGNMENT. Returns NULL, or the first
 * word that selects nothing. The plan is the caller's to free.
 */
const char *plan_make(struct plan *plan, char *const words[], size_t word_count, unsigned repeat, uint64_t seed);

/* Puts the items into a random order that SEED decides; exclusive ones stay last. */
void plan_shuffle(struct plan *plan, uint64_t seed);

/* The next of a series of random numbers that STATE decides, which is not 0. */
uint64_t plan_random(uint64_t *state);

void plan_free(struct plan *plan);

/* Whether a word selects this run of a case. */
bool select_matches(const char *word, const struct case_def *def, size_t variant);

#endif
