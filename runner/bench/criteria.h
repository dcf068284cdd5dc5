/*
 * What each performance claim comes down to, as numbers that a bench can find, with the tolerance that was declared for
 * it. The claims are sentences ("about 10 000 ns", "close to", "faster"); what they allow is said here, once, before
 * anything is measured.
 */
#ifndef IPCLAIM_BENCH_CRITERIA_H
#define IPCLAIM_BENCH_CRITERIA_H

#include <stddef.h>

struct criterion {
    const char *claim;
    const char *condition; /* of the claim, decided by itself; NULL: it has none */
    const char *of;        /* the id of a variant */
    const char *to;        /* what its value is divided by, round by round; NULL: nothing */
    double least, most;    /* what the claim allows, -INFINITY and INFINITY where it has no bound */
};

/* Those of one claim, and in it those of one condition, one after the other. */
extern const struct criterion criteria[];
extern const size_t criteria_count;

#endif
