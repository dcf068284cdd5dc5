/* What was measured, held against what the claims allow. */
#ifndef IPCLAIM_BENCH_VERDICT_H
#define IPCLAIM_BENCH_VERDICT_H

#include "runner/bench/criteria.h"
#include "runner/bench/plan.h"
#include "runner/bench/summary.h"

enum verdict {
    VERDICT_HOLDS,
    VERDICT_REFUTED,
    VERDICT_DEPENDS,
    VERDICT_INCONCLUSIVE,
    VERDICT_UNSUPPORTED,
    VERDICT_UNTESTED
};

enum { WHY_ROOM = 240 };

/* One criterion: what was found, and what follows. */
struct finding {
    const struct criterion *criterion;
    struct interval value; /* of the variant, or of the ratio */
    enum verdict verdict;
    double blocks; /* of inconclusive: how many would decide, roughly; NaN where no number would */
    char why[WHY_ROOM];
};

const char *verdict_name(enum verdict verdict);

/*
 * Decides by the interval: all of it within the tolerance holds, all of it outside refutes, and else it is
 * inconclusive. A time, which is no ratio, is not decided where the host had no usual speed.
 */
void verdict_find(const struct bench_plan *plan, const struct criterion *criterion, struct finding *finding);

/* A condition: refuted by any criterion; otherwise by what is missing first; it holds when all do. */
enum verdict verdict_of_all(const struct finding *findings, size_t count);

/* A claim over its conditions: what they all say, or `depends` where some hold and others are refuted. */
enum verdict verdict_over_conditions(const enum verdict *verdicts, size_t count);

/* Where, from FIRST, the criteria of the same claim, and of the same condition of it, end. */
size_t verdict_claim_end(size_t first);
size_t verdict_condition_end(size_t first);

#endif
