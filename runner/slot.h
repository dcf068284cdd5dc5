/* A slot: what one case at a time runs in. Its memory, directory and namespace are used by one case after the other. */
#ifndef IPCLAIM_SLOT_H
#define IPCLAIM_SLOT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fixtures/docket.h"
#include "fixtures/ledger.h"
#include "runner/plan.h"

enum {
    ARENA_SIZE = 32 << 20, /* virtual; only what is touched costs memory */
    OUTPUT_KEPT = 16384    /* of what a case's processes print, bytes */
};

struct slot {
    unsigned index;
    struct docket *docket;
    struct arena *arena;
    struct ledger_entry *entries;
    char directory[128];          /* scratch */
    char names[24];               /* how names of POSIX objects begin */
    int output;                   /* file that takes what the case prints */
    int ipc_namespace;            /* descriptor, -1: the runner's own */
    const struct plan_item *item; /* NULL: idle */
    pid_t judge;
    int64_t began_ns;
    int64_t timeout_ns;
    int64_t deadline_ns; /* by the runner's watch */
    int64_t granted_ns;  /* by which the deadline was put off because the judge was not there */
    int64_t held_ns;     /* and because it was stopped when the deadline came */
    int64_t clock;       /* realtime_ahead_ns() when the case began */
    bool deadline_passed;
    bool interrupted; /* told to stop, and killed at the deadline, which is near */
    bool killed;
};

/*
 * Maps COUNT slots side by side, with their directories under the run's. Returns 0 or -errno, and writes into WHY what
 * failed and what to do. LEDGER is the run's.
 */
int slots_open(struct slot *slots, unsigned count, struct ledger *ledger, const char *directory, const char *run,
               bool private_ipc, char *why, size_t room);
void slots_close(struct slot *slots, unsigned count);

/*
 * When the judge is dead: whether what it has written for the runner can be read. What cannot is cleared, or it would
 * lead the runner astray.
 */
bool slot_check(struct slot *slot);

/* Makes the slot's scratch directory, through which other users can pass whatever the umask. Returns 0 or -errno. */
int slot_make_directory(const struct slot *slot);

/* In the judge: unmaps all slots but this one, so that a case can reach its own memory only. */
void slot_keep_only(const struct slot *slot);

/* In an actor: unmaps this slot's docket and ledger. */
void slot_forget_docket(const struct slot *slot);

#endif
