/*
 * A block: a fresh process, the leader, which opens a channel, forks its partners, measures for some milliseconds, and
 * is gone. What one process has by luck (where its memory lies, where the scheduler has put it) lasts for one block.
 */
#ifndef IPCLAIM_BENCH_BLOCK_H
#define IPCLAIM_BENCH_BLOCK_H

#include <stdint.h>

#include "runner/bench/calls.h"
#include "runner/bench/copies.h"
#include "runner/bench/faults.h"
#include "runner/bench/places.h"
#include "runner/bench/variant.h"

/* What all blocks of a run have in common. */
struct setting {
    struct places places;
    int64_t block_ns;      /* how long a block measures */
    const char *directory; /* where leaders work */
    const char *subject;   /* the library of variants by subject */
    int ipc_namespace;     /* of all blocks; -1: the runner's own */
    struct report *report; /* shared with the leader */
};

/* Makes the memory in which leaders report. 0 or -errno. */
int block_open(struct setting *setting);
void block_close(struct setting *setting);

/*
 * Runs a block that measures nothing: it opens the variant's channel, sees that random content arrives whole, and how
 * many transfers make a sample. Drops the variant where that is impossible.
 */
void block_try(const struct setting *setting, struct variant *variant);

/* Runs a block. Returns 0, or -1 when it could not be measured, and then REASON says why. */
int block_run(const struct setting *setting, const struct variant *variant, struct block *block, char *reason,
              size_t room);

/* Runs a block that counts system calls, as CALLS says, and fills in what came of it. */
void block_count(const struct setting *setting, struct calls *calls);

/* Runs a block that counts page faults of the variant that FAULTS names, and fills in what came of it. */
void block_touch(const struct setting *setting, struct faults *faults);

/* The same for the copies of a message's bytes. */
void block_watch(const struct setting *setting, struct copies *copies);

#endif
