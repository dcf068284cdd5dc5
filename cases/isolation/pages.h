/* Pages of anonymous memory. */
#ifndef IPCLAIM_CASES_ISOLATION_PAGES_H
#define IPCLAIM_CASES_ISOLATION_PAGES_H

#include "cases/posix_shm/objects.h"

/* Maps one page of anonymous memory, MAP_SHARED or MAP_PRIVATE, with these rights. */
long *map_page(struct actor *actor, int prot, int sharing);

#endif
