/* The bounded buffer of the assignment, in the words that its cases are told in. */
#ifndef IPCLAIM_CASES_ASSIGNMENTS_BUFFER_H
#define IPCLAIM_CASES_ASSIGNMENTS_BUFFER_H

#include "fixtures/case.h"

/* Which end of the buffer a case is about: variants of these names. */
enum side { PUTTING, GETTING };
#define BOTH_SIDES VARIANTS("put", "get")

/* The buffer of that name, made with so many places, by this actor. */
int buffer_new(struct actor *actor, const char *name, int places);

/* Puts FIRST, FIRST + 1, …: so many items. */
void must_put_items(struct actor *actor, int buffer, int first, int count);

/* bb_get() returns this item. */
void expect_gets(struct actor *actor, int buffer, int item);

/*
 * A buffer at which this side has to wait: full of the items 1, 2, … for PUTTING, or empty. WAITER is the side's call:
 * it puts ITEM, or gets into *item, which lasts as long as the case.
 */
int buffer_to_wait_at(struct actor *actor, enum side side, int places);
struct call *begin_side(struct actor *actor, enum side side, int buffer, int *item);

/* What lets one who waits on that side go: it takes an item, or puts ITEM. */
void must_serve(struct actor *actor, enum side side, int buffer, int item);

#endif
