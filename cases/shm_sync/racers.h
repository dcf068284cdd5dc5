/* Real processes that change one shared value as fast as they can, until something shows. */
#ifndef IPCLAIM_CASES_SHM_SYNC_RACERS_H
#define IPCLAIM_CASES_SHM_SYNC_RACERS_H

#include "cases/shm_sync/locks.h"

#include <stdatomic.h>
#include <stddef.h>

/* A line at which COUNT processes wait for each other, in scratch memory. */
struct start {
    _Atomic long there;
    long count;
};

struct start *start_new(int count);

/* In a scene: goes on when all have come. */
void start_together(struct start *start);

/* In a scene: lets another process run, so that a race also shows on one processor. */
void step_aside(void);

enum how_to_add { ADDS_BY_LOAD_AND_STORE, ADDS_ATOMICALLY };

/* What each racer does: UPDATES times, adds its STEP to the value. */
struct race {
    enum how_to_add how;
    int with;      /* the lock around every update */
    long updates;  /* of each racer */
    long patience; /* how often a racer steps aside between load and store, at most, while nobody else has stored */
    long every;    /* it does so in every such update; 1: in all */
    long steps[SHARERS_MOST];
};

/* How much the value has grown, and how many updates were stored although the racer had seen another's go before. */
struct growth {
    long grown;
    long overwrites;
};

/* Starts all racers together and waits for them. */
struct growth race(const struct sharer *sharers, int count, const struct race *what);

#endif
