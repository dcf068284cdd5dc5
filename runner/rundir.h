/* The run's directory: scratch, the ledger, and a lock that tells a living run from a dead one. */
#ifndef IPCLAIM_RUNDIR_H
#define IPCLAIM_RUNDIR_H

#include <stddef.h>

#include "fixtures/ledger.h"

struct rundir {
    char base[100]; /* the directory of this user's runs */
    char path[112];
    char id[9]; /* eight hexadecimal digits, part of every name that the run makes */
    int lock;
    struct ledger *ledger;
    size_t ledger_size;
};

/*
 * Makes the directory of a new run below BASE (NULL: ipclaim-UID in $TMPDIR, or where files live in memory, or in /tmp)
 * with a ledger for SLOTS slots. Returns 0 or -errno, and writes into WHY what failed and what to do.
 */
int rundir_open(struct rundir *dir, const char *base, unsigned slots, char *why, size_t room);

/* Removes the directory and gives up the lock. */
void rundir_close(struct rundir *dir);

/* What a sweep found and removed. */
struct swept {
    unsigned runs;
    unsigned processes;
    unsigned objects;
};

/*
 * Removes what runs that are dead have left: their processes, objects and directories, as their ledgers name them.
 * Nothing else is touched. Returns 0 or -errno with WHY. SAY, unless NULL, is called with each thing removed.
 */
int rundir_sweep(const char *base, struct swept *swept, void (*say)(const char *what), char *why, size_t room);

/* Removes a directory and all that is in it; links are not followed. Returns how many files there were, with itself. */
unsigned remove_tree(const char *path);

#endif
