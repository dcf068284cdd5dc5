/* What befalls a case from outside, and takes the meaning from what went wrong in it: it is looked for at its end. */
#ifndef IPCLAIM_DISTURBANCE_H
#define IPCLAIM_DISTURBANCE_H

#include <stdint.h>

#include "runner/outcome.h"

/* To be called once before the first case. */
void disturbance_begin(void);

/*
 * What disturbed a case that began when realtime_ahead_ns() was CLOCK. To be asked before its files in DIRECTORY are
 * removed, which makes room.
 */
enum disturbance disturbance_of(const struct outcome_facts *facts, int64_t clock, const char *directory);

/* The same from what the case's processes have PRINTED, a string. */
enum disturbance disturbance_told(const struct outcome_facts *facts, const char *printed);

#endif
