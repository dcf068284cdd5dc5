/* A run of `ipclaim bench`, from what is planned to what was measured; and what its outputs are told. */
#ifndef IPCLAIM_BENCH_RUN_H
#define IPCLAIM_BENCH_RUN_H

#include <stdio.h>

#include "runner/bench/block.h"
#include "runner/bench/options.h"
#include "runner/bench/plan.h"
#include "runner/bench/summary.h"
#include "runner/format.h"

/* The system's own kinds of shared memory are fewer. */
enum { FAULTS_MOST = 8 };

struct bench_run {
    const struct bench_options *options;
    const char *subject; /* the library's full path, or NULL */
    struct run_info info;
    struct setting setting;
    struct bench_plan plan;
    struct calls *calls; /* call_count of them */
    size_t call_count;
    struct faults faults[FAULTS_MOST]; /* fault_count of them */
    size_t fault_count;
    struct copies *copies; /* copy_count of them */
    size_t copy_count;
    unsigned rounds;      /* planned */
    unsigned rounds_made; /* begun */
    struct host host;
    double clock_cost_ns;
    int64_t began_ns, ended_ns;
    const char *interrupted; /* "SIGINT", NULL */
    int exit_status;
};

/* From now on SIGINT, SIGTERM and SIGHUP end the measuring, and not the program. */
void bench_heed_signals(void);

/* Tries every variant, measures those that are possible, and summarises. Progress goes to stderr. */
void bench_measure(struct bench_run *run);

/* An output: 0 or -errno of the stream. */
int bench_write_ndjson(FILE *out, const struct bench_run *run);
int bench_write_table(FILE *out, const struct bench_run *run);

enum { BENCH_WIDTH = 80 };

/* A line of the table that is broken between words where it would be too wide. */
void bench_write_wrapped(FILE *out, int indent, const char *text);

/* Parts of the table: the system calls, the copies, the page faults, the claims. */
void bench_write_calls(FILE *out, const struct bench_run *run);
void bench_write_copies(FILE *out, const struct bench_run *run);
void bench_write_faults(FILE *out, const struct bench_run *run);
void bench_write_claims(FILE *out, const struct bench_run *run);

#endif
