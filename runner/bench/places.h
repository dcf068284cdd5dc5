/* Which processors blocks are pinned to. */
#ifndef IPCLAIM_BENCH_PLACES_H
#define IPCLAIM_BENCH_PLACES_H

#include "runner/bench/variant.h"

enum { PLACES_MOST = 1024 };

struct places {
    int count;            /* processors that this process may run on; 0 where it cannot be pinned */
    int cpu[PLACES_MOST]; /* ascending */
    int home;             /* that of leaders; -1 where it cannot be pinned */
    int away[3];          /* a partner at each enum cpu_distance from home; -1 where there is none */
};

/* Finds the processors, and which of them are used. */
void places_find(struct places *places);

/* The partner's processor by the definition, -1 if it has none; DISTANCE, unless NULL, gets "smt", "core", "node". */
int places_partner(const struct places *places, enum definition definition, const char **distance);

/* Why a definition is impossible here; NULL where it is possible. */
const char *places_lack(const struct places *places, enum definition definition);

#endif
