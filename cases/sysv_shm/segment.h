/* A System V segment and the process that has made it. */
#ifndef IPCLAIM_CASES_SYSV_SHM_SEGMENT_H
#define IPCLAIM_CASES_SYSV_SHM_SEGMENT_H

#include "cases/shm_sync/words.h"

enum { SEGMENT_SIZE = 4096 };

struct segment {
    struct actor *maker;
    int id;
};

/* A new private segment of SEGMENT_SIZE bytes. */
struct segment segment_made(void);

/* Attaches for reading and writing; where. */
long *attach(struct actor *actor, int id);

/* What IPC_STAT tells. */
struct shmid_ds stat_of(struct actor *actor, int id);

/* IPC_RMID. */
struct call *removal(struct actor *actor, int id);

#endif
