/* What may guard shared memory between processes: three semaphores that begin at 1, and a mutex. */
#ifndef IPCLAIM_CASES_SHM_SYNC_LOCKS_H
#define IPCLAIM_CASES_SHM_SYNC_LOCKS_H

#include "cases/shm_sync/sharers.h"

enum { WITH_SYSV, WITH_NAMED, WITH_UNNAMED, WITH_MUTEX, WITH_NOTHING };

#define LOCK_VARIANTS VARIANTS("sysv semaphore", "named semaphore", "unnamed semaphore", "mutex")

/* One process's hold on the lock that all have in common. */
struct lock {
    int with;
    int semid;
    sem_t *sem;
    pthread_mutex_t *mutex;
};

/* COUNT handles of one new lock, for as many sharers; in scratch memory, so that scenes can have them. */
struct lock *lock_new(const struct sharer *sharers, int count, int with);

/* P and V, directed. */
struct call *begin_take(struct actor *actor, const struct lock *lock);
struct call *do_give(struct actor *actor, const struct lock *lock);

/* P and V within a scene; 0, or not. */
int lock_take(const struct lock *lock);
int lock_give(const struct lock *lock);

#endif
