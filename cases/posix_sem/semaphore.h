/*
 * One semaphore, whichever interface it comes from: for the claims that hold of all. The actors are children of its
 * maker, so that a named one lies at the same address in all; an unnamed one lies in memory that everybody shares.
 */
#ifndef IPCLAIM_CASES_POSIX_SEM_SEMAPHORE_H
#define IPCLAIM_CASES_POSIX_SEM_SEMAPHORE_H

#include "fixtures/case.h"

enum { BY_SYSTEM_V, BY_UNNAMED, BY_NAMED };

#define EACH_SEMAPHORE VARIANTS("system-v", "unnamed", "named")

struct semaphore {
    int kind;
    int set;    /* System V: number 0 of it */
    sem_t *sem; /* POSIX */
};

/* Lies in scratch memory, so that scenes may have its address. The harness removes what it made. */
struct semaphore *semaphore_new(struct actor *maker, int kind, int value);

/* The judge's: wait or semop(-1), post or semop(+1), trywait or semop(-1) with IPC_NOWAIT. */
struct call *begin_down(struct actor *actor, const struct semaphore *semaphore);
struct call *do_down(struct actor *actor, const struct semaphore *semaphore);
struct call *do_try_down(struct actor *actor, const struct semaphore *semaphore);
struct call *do_up(struct actor *actor, const struct semaphore *semaphore);

/* GETVAL or sem_getvalue(). */
int semaphore_value(struct actor *actor, const struct semaphore *semaphore);

/* For scenes: what the calls return. */
int semaphore_down(const struct semaphore *semaphore);
int semaphore_up(const struct semaphore *semaphore);

/* An unnamed one in scratch memory, and a named one that the harness removes. */
sem_t *unnamed_new(struct actor *maker, unsigned value);
sem_t *named_new(struct actor *maker, const char *name, unsigned value);

#endif
