/* The bounded buffer of the document, in memory that real processes share: ten places, a mutex, two conditions. */
#ifndef IPCLAIM_CASES_SHM_SYNC_RING_H
#define IPCLAIM_CASES_SHM_SYNC_RING_H

#include "cases/shm_sync/racers.h"

enum { RING_PLACES = 10 };

/* Whole words, so that the judge can look at each through a process that has the ring. */
struct ring {
    long data[RING_PLACES];
    long head;
    long tail;
    long count;
    long broken; /* how often the invariant did not hold when a process had the lock */
    pthread_mutex_t mutex;
    pthread_cond_t not_empty;
    pthread_cond_t not_full;
};

#define RING_WORD(member) (offsetof(struct ring, member) / sizeof(long))

/* The ring as this process has it; the judge may only compute addresses with it. */
struct ring *ring_of(const struct sharer *sharer);

/* COUNT processes with an empty ring in common. */
void ring_share(struct sharer *sharers, int count, int by);

/* In a scene: waits for room, for an item. A failed call gives -1. */
long ring_produce(struct ring *ring, long item);
long ring_consume(struct ring *ring);

/* The item i of producer p, i from 1 on; items of one producer grow. */
enum { ITEMS_A_PRODUCER = 1000 };

/* Begins a producer of COUNT items, a consumer of COUNT items that logs them. */
struct call *begin_producer(const struct sharer *sharer, int p, long count, struct start *start);
struct call *begin_consumer(const struct sharer *sharer, long *log, long count, struct start *start);

#endif
