#include "cases/isolation/pages.h"

long *map_page(struct actor *actor, int prot, int sharing)
{
    struct call *mapped = do_mmap(actor, NULL, page_size(), prot, sharing | MAP_ANONYMOUS, -1, 0);

    must_succeed(mapped);
    return address_of(mapped);
}
