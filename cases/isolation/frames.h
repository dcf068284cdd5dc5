/* Where an actor's memory lies physically. */
#ifndef IPCLAIM_CASES_ISOLATION_FRAMES_H
#define IPCLAIM_CASES_ISOLATION_FRAMES_H

#include "cases/isolation/pages.h"

/* The number of the physical page, for comparison. Skips the case where only root is told. */
uint64_t physical_page(struct actor *actor, const long *at);

#endif
