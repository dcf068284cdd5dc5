/* What an access to no memory gives, and whom it hurts. */
#include "cases/isolation/pages.h"

CASE(store_to_a_page_for_reading_is_sigsegv, PROVES("iso.segv.readonly-accerr"), VARIANTS("mmap", "mprotect"))
{
    struct actor *actor = actor_new("process");
    long *at = map_page(actor, variant == 0 ? PROT_READ : READ_WRITE, MAP_PRIVATE);

    if (variant == 1)
        must_return(do_mprotect(actor, at, page_size(), PROT_READ), 0);
    expect_equal(load(actor, at), 0, "the word in the page");
    begin_store(actor, at, 1);
    expect_dies_of(actor, SIGSEGV);
}

CASE(load_from_a_page_without_rights_is_sigsegv, PROVES("iso.segv.prot-none"), VARIANTS("mmap", "mprotect"))
{
    struct actor *actor = actor_new("process");
    long *at = map_page(actor, variant == 0 ? PROT_NONE : READ_WRITE, MAP_PRIVATE);

    if (variant == 1)
        must_return(do_mprotect(actor, at, page_size(), PROT_NONE), 0);
    begin_load(actor, at);
    expect_dies_of(actor, SIGSEGV);
}

CASE(access_to_address_zero_is_sigsegv, PROVES("iso.segv.null"), VARIANTS("load", "store"))
{
    struct actor *actor = actor_new("process");

    if (variant == 0)
        begin_load(actor, NULL);
    else
        begin_store(actor, NULL, 1);
    expect_dies_of(actor, SIGSEGV);
}

CASE(access_beyond_the_end_of_a_mapped_file_is_sigbus, PROVES("iso.bus.beyond-eof"))
{
    struct actor *actor = actor_new("process");
    int fd = (int)must_succeed(tidy(do_open(actor, "file", O_RDWR | O_CREAT | O_EXCL, 0600)));
    struct call *mapped;

    must_return(do_ftruncate(actor, fd, 1), 0);
    mapped = do_mmap(actor, NULL, 2 * page_size(), READ_WRITE, MAP_SHARED, fd, 0);
    must_succeed(mapped);
    expect_equal(load(actor, address_of(mapped)), 0, "the rest of the page in which the file ends");
    begin_load(actor, (long *)address_of(mapped) + page_size() / sizeof(long));
    expect_dies_of(actor, SIGBUS);
}

CASE(process_that_crashes_disturbs_neither_parent_nor_sibling, PROVES("iso.segv.only-offender-dies"))
{
    struct actor *parent = actor_new("parent");
    long *shared = map_page(parent, READ_WRITE, MAP_SHARED);
    struct actor *sibling = actor_fork(parent, "sibling");
    struct actor *offender = actor_fork(parent, "offender");

    store(offender, shared, 1);
    begin_store(offender, NULL, 1);
    expect_dies_of(offender, SIGSEGV);
    store(sibling, shared, 2);
    expect_equal(load(parent, shared), 2, "the sibling's word as the parent sees it");
    store(parent, shared, 3);
    expect_equal(load(sibling, shared), 3, "the parent's word as the sibling sees it");
}

/* The lowest address is no memory at all, so that no process's memory begins there. */
CASE(nothing_is_mapped_at_address_zero, REFUTES("iso.va.starts-at-0x0"))
{
    struct actor *actor = actor_new("process");

    expect_fails(do_msync(actor, NULL, page_size(), MS_ASYNC), ENOMEM);
    begin_load(actor, NULL);
    expect_dies_of(actor, SIGSEGV);
}
