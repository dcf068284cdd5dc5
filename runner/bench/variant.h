/* A variant: one number that `ipclaim bench` is to find, of one mechanism by one definition, and what it has found. */
#ifndef IPCLAIM_BENCH_VARIANT_H
#define IPCLAIM_BENCH_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

#include "runner/bench/channel.h"
#include "runner/bench/statistics.h"

enum measure { MEASURE_LATENCY, MEASURE_THROUGHPUT, MEASURE_SETUP, MEASURE_CONNECT, MEASURE_CONTENTION, MEASURE_COUNT };

/* What one transfer is; where the two processes run. */
enum definition {
    DEFINED_PAIR,
    DEFINED_SAME_CPU,
    DEFINED_CROSS_CPU,
    DEFINED_CROSS_SMT,
    DEFINED_CROSS_NODE,
    DEFINED_UNPINNED,
    DEFINITION_COUNT
};

enum status { STATUS_MEASURED, STATUS_UNSUPPORTED, STATUS_FAILED };

enum { QUANTILES = 101 };

/* What one block has found. Nanoseconds a transfer, or bytes a second; NaN where a block is one sample. */
struct block {
    unsigned round, order;
    unsigned long n; /* transfers */
    double value;    /* what the summary is made of */
    double mean, p50, p90, p99, max, stalls;
    double canary[2];
    float quantiles[QUANTILES];
    bool kept;
};

struct summary {
    struct interval value;
    size_t blocks, kept;
    bool noisy; /* too few blocks were kept, and all of them are used */
    double mean, p90, p99, max, stalls;
};

struct variant {
    char id[96]; /* "latency/pipe/same-cpu/64" */
    const struct mechanism *mechanism;
    enum measure measure;
    enum definition definition;
    size_t payload;
    unsigned processes;
    bool by_subject; /* through the subject, and not natively */
    enum status status;
    char reason[160];
    bool verified;  /* random content has arrived whole */
    unsigned batch; /* transfers a sample */
    struct block *blocks;
    size_t block_count;
    struct summary summary;
};

const char *measure_name(enum measure measure);
const char *definition_name(enum definition definition);
const char *definition_sentence(enum definition definition);
const char *status_name(enum status status);

/* -1 if there is none of that name. */
int definition_named(const char *name);
int measure_named(const char *name);

/* Whether a block gives a distribution, and not one number. */
bool variant_has_samples(const struct variant *variant);

/* "ns" or "bytes/s". */
const char *variant_unit(const struct variant *variant);

/*
 * Whether it is what a mechanism of these traits is counted by: the native latency of a pair that is measured, and of
 * another mechanism than LAST, which may be NULL.
 */
bool variant_is_first_pair(const struct variant *variant, const struct variant *last, unsigned traits);

/* Writes the variant's id from what it is. */
void variant_name(struct variant *variant);

/* Notes why nothing is measured. */
void variant_drop(struct variant *variant, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
