/* Locks for readers and writers, in the words that the assignment's cases are told in. */
#ifndef IPCLAIM_CASES_ASSIGNMENTS_RW_H
#define IPCLAIM_CASES_ASSIGNMENTS_RW_H

#include "fixtures/case.h"

/* How somebody enters: variants of these names. */
enum mode { READING, WRITING };
#define BOTH_MODES VARIANTS("read", "write")

/* Variants of these names are the orders. */
#define BOTH_ORDERS VARIANTS("readers first", "in turn")
int order_of(int variant);

/* The lock named "lock", made by this actor. */
int rw_new(struct actor *actor, int order);

/* The calls of this mode. */
struct call *begin_enter(struct actor *actor, enum mode mode, int lock);
struct call *do_try(struct actor *actor, enum mode mode, int lock);
struct call *begin_timed(struct actor *actor, enum mode mode, int lock, const struct timespec *until);

/* A new actor that has entered; one that waits to. */
struct actor *who_has(const char *name, enum mode mode, int lock);
struct call *who_waits(const char *name, enum mode mode, int lock);

#endif
