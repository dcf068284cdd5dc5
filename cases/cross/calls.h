/* System calls, counted in a child of the actor that makes them. */
#ifndef IPCLAIM_CASES_CROSS_CALLS_H
#define IPCLAIM_CASES_CROSS_CALLS_H

#include "cases/cross/channel.h"

/* Scenes: how many system calls put_all and take_all make, or an error as platform_count_calls() has it. */
long count_puts(void *transfer);
long count_takes(void *transfer);

/* A count that a scene has returned; the case is unsupported where the OS does not tell. */
long counted(struct call *counting);

/* How many calls transfers cost, on the sender's side and on the receiver's. */
struct cost {
    long sending;
    long receiving;
};

/* What eight transfers cost more than four do: whatever a process does once does not count. */
struct cost cost_of_four(enum channel_kind kind);

#endif
