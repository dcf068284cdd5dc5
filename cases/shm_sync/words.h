/* Single words of an actor's memory, and the user that an actor is. */
#ifndef IPCLAIM_CASES_SHM_SYNC_WORDS_H
#define IPCLAIM_CASES_SHM_SYNC_WORDS_H

#include "fixtures/case.h"

/* The word at the address, as the actor's own instructions see and set it. */
long load(struct actor *actor, const long *at);
void store(struct actor *actor, long *at, long value);

/* Makes the actor the unprivileged user 65534; skips the case where that is not to be had. */
void become_nobody(struct actor *actor);

#endif
