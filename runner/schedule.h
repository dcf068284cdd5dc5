/* Runs a plan: as many cases at a time as there are slots, each in a fresh process, under a deadline. */
#ifndef IPCLAIM_SCHEDULE_H
#define IPCLAIM_SCHEDULE_H

#include "runner/format.h"
#include "runner/plan.h"
#include "runner/slot.h"

/* Where the results go: one format a stream. */
struct sink {
    const struct format *format;
    FILE *out;
    const char *path; /* for messages */
    int error;        /* -errno of the first failure */
    bool is_progress; /* for whoever looks on: its failure stops nothing */
};

struct schedule {
    struct plan *plan;
    struct slot *slots;
    unsigned slot_count;
    struct sink *sinks;
    unsigned sink_count;
    double time_scale;
    int64_t began_ns;
    struct run_end end;
};

/*
 * To be called with SIGINT, SIGTERM and SIGHUP blocked, as it returns. Runs the plan to its end, to SIGINT or SIGTERM,
 * or until a sink cannot be written to any more. Fills in ->end. No process of any case is left when it returns.
 */
void schedule_run(struct schedule *schedule);

#endif
