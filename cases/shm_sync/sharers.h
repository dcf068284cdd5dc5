/* Processes that share one piece of memory, in the three ways that an OS offers. */
#ifndef IPCLAIM_CASES_SHM_SYNC_SHARERS_H
#define IPCLAIM_CASES_SHM_SYNC_SHARERS_H

#include "cases/shm_sync/words.h"

enum { BY_SYSV, BY_SHM_OPEN, BY_ANONYMOUS };

#define SHARED_VARIANTS VARIANTS("sysv", "shm_open", "anonymous")

/* One process, and where the memory lies in it. */
struct sharer {
    struct actor *actor;
    long *at;
};

enum { SHARERS_MOST = 8 };

/*
 * COUNT processes with SIZE bytes of zeroes in common: strangers that attach a System V segment or map a shm_open
 * object, or a process that maps anonymous memory and its children. The harness removes the segment, and no name is
 * left.
 */
void share(struct sharer *sharers, int count, int by, size_t size);

/* The word at INDEX as the sharer's own instructions see and set it. */
long look(const struct sharer *sharer, size_t index);
void put(const struct sharer *sharer, size_t index, long value);

#endif
