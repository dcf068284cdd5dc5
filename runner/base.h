/* The directory in which all runs of a user have theirs, and the locks by which they do not get in each other's way. */
#ifndef IPCLAIM_BASE_H
#define IPCLAIM_BASE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Takes a record lock on a file; such a lock goes when its process does, however it does. WAIT: until it is free.
 * FOLDER is where a relative PATH begins, as in openat(2). Returns the file's descriptor, which is the lock, or -errno.
 */
int lock_file(int folder, const char *path, bool wait);

/*
 * Finds or makes the directory, and writes its path into BASE: GIVEN, or if that is NULL ipclaim-UID in $TMPDIR, where
 * files live in memory, or in /tmp. Returns 0 or -errno, and writes into WHY what failed and what to do.
 */
int base_open(const char *given, char *base, size_t size, char *why, size_t room);

/*
 * One run at a time makes, sweeps or removes directories below BASE. Returns the lock, for base_unlock, or -errno with
 * WHY; no empty directory stays then.
 */
int base_lock(const char *base, char *why, size_t room);

/* Gives the lock up. The last one to leave removes the lock's file and the directory. */
void base_unlock(const char *base, int lock);

#endif
