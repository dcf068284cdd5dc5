/* Shared memory and the physical pages behind it. */
#include "cases/isolation/frames.h"
#include "cases/shm_sync/sharers.h"

CASE(shared_memory_is_one_physical_page_in_both_processes, PROVES("shm.map.common-physical-pages"), SHARED_VARIANTS)
{
    struct sharer s[2];

    share(s, 2, variant, page_size());
    put(&s[0], 0, 1);
    expect_equal(look(&s[1], 0), 1, "the word as the other process sees it");
    expect(physical_page(s[0].actor, s[0].at) == physical_page(s[1].actor, s[1].at), "the pages are different");
    observe_text("shm.virtual-addresses", s[0].at == s[1].at ? "the same" : "different");
}

/* The same object at two addresses of one process, so that the page is seen not to depend on the address. */
CASE(object_is_one_physical_page_at_two_addresses, PROVES("shm.map.common-physical-pages"))
{
    struct actor *actor = actor_new("process");
    int fd = object_new(actor, scratch_name("o"), page_size());
    long *first = map_shared(actor, fd, page_size());
    long *second = map_shared(actor, fd, page_size());

    must(first != second, "both mappings are at %p", (void *)first);
    store(actor, first, 1);
    expect_equal(load(actor, second), 1, "the word at the second address");
    expect(physical_page(actor, first) == physical_page(actor, second), "the pages are different");
}
