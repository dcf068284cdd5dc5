/* System V sets in the words of semop(): one operation on one semaphore, and what a set shows of itself. */
#ifndef IPCLAIM_CASES_SYSV_SEM_SETS_H
#define IPCLAIM_CASES_SYSV_SEM_SETS_H

#include "fixtures/case.h"

/* semop() with one operation: DELTA below zero takes, zero waits for zero, above zero gives. */
struct call *begin_change(struct actor *actor, int set, int number, int delta, int flags);
struct call *do_change(struct actor *actor, int set, int number, int delta, int flags);

/* semctl() with the command and no argument: GETVAL, GETNCNT, GETZCNT, GETPID. */
int asked(struct actor *actor, int set, int number, int command);

/* semctl(SETVAL), which must succeed. */
void set_value(struct actor *actor, int set, int number, int value);

/* Judges that the semaphore has this value: semctl(GETVAL) returns it. */
#define expect_semval(actor, set, number, value) expect_returns(do_semctl(actor, set, number, GETVAL), value)

/* The greatest value that SETVAL takes (SEMVMX), found by bisection; semaphore 0 is left with it. */
int greatest_value(struct actor *actor, int set);

/* The actor gives up root's rights, where it has them, so that permissions mean something. */
void become_ordinary(struct actor *actor);

#endif
