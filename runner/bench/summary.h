/* What the blocks of a run say together. */
#ifndef IPCLAIM_BENCH_SUMMARY_H
#define IPCLAIM_BENCH_SUMMARY_H

#include "runner/bench/plan.h"

/*
 * A block is kept when the host had its usual speed, by a canary before and after: virtual machines are moved between
 * speeds that differ by a third, every 10 to 100 ms, which the median of a few blocks would show as noise of their own.
 */
#define CANARY_TOLERANCE 0.12

/* The host's speed during a run, by the canaries of all blocks; NaN where there are none. */
struct host {
    double mode_ns, low_ns, high_ns; /* the usual one, 5 % and 95 % of them */
    size_t blocks, kept;
};

/* Marks which blocks of the plan are kept, and summarises each variant. */
void summary_make(struct bench_plan *plan, struct host *host);

/* How much to believe, in a sentence. */
void summary_belief(const struct host *host, char *text, size_t room);

/* Two variants compared: by the blocks of one round each, which the host's drift hits alike. */
struct comparison {
    struct interval ratio, difference;
};

/* COUNT is 0 where no round has both. */
struct comparison summary_compare(const struct variant *of, const struct variant *to);

/* What a variant is compared with by itself; NULL: nothing. */
const struct variant *summary_counterpart(const struct bench_plan *plan, const struct variant *of);

#endif
