/* Shared memory objects with a name, as one or two strangers open and map them. */
#ifndef IPCLAIM_CASES_POSIX_SHM_OBJECTS_H
#define IPCLAIM_CASES_POSIX_SHM_OBJECTS_H

#include "cases/shm_sync/words.h"

enum { READ_WRITE = PROT_READ | PROT_WRITE };

/* The page size, as mappings need it. */
size_t page_size(void);

/* A new object of SIZE bytes, tidied; returns the descriptor. NAME is from scratch_name(). */
int object_new(struct actor *actor, const char *name, size_t size);

/* Maps the descriptor whole and shared, for reading and writing. */
long *map_shared(struct actor *actor, int fd, size_t size);

/* The object's size as fstat(2) tells it. */
long long size_of(struct actor *actor, int fd);

#endif
