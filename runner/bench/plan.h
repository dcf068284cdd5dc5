/* What a run of `ipclaim bench` is to measure. */
#ifndef IPCLAIM_BENCH_PLAN_H
#define IPCLAIM_BENCH_PLAN_H

#include "runner/bench/options.h"
#include "runner/bench/places.h"
#include "runner/bench/variant.h"

struct bench_plan {
    struct variant *variants;
    size_t count, room;
};

/*
 * Selects variants by the options; those that are impossible on this machine are dropped with a reason, and stay in the
 * plan. Returns NULL, or the first word that selects nothing. The plan is the caller's to free.
 */
const char *bench_plan_make(struct bench_plan *plan, const struct bench_options *options, const struct places *places);
void bench_plan_free(struct bench_plan *plan);

/* The variant of an id, NULL if there is none. */
struct variant *bench_plan_find(const struct bench_plan *plan, const char *id);

/* A random order of the numbers below COUNT, which SEED decides and moves on. */
void bench_plan_shuffle(size_t *order, size_t count, uint64_t *seed);

#endif
