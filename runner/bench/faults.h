/* Page faults: what shared memory costs when it is touched for the first time, which system calls do not show. */
#ifndef IPCLAIM_BENCH_FAULTS_H
#define IPCLAIM_BENCH_FAULTS_H

#include "runner/bench/variant.h"

enum { FAULTS_PAGES = 256 };

/* Of one store to each of FAULTS_PAGES fresh pages: by who made them, by him again, and by a second process. */
struct faults {
    const struct variant *variant;
    enum status status;
    char reason[160];
    long first, again, other;
};

/* Whether they can be counted of a variant: of memory of the system's own kind, once, by its smallest payload. */
bool faults_plan(const struct variant *variant, const struct variant *last);

#endif
