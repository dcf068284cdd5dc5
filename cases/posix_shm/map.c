/* mmap of shared memory: who sees which stores, and what an access outside gives. */
#include "cases/posix_shm/objects.h"

/* A new object of one page, and its descriptor, in a process of its own. */
struct mapper {
    struct actor *actor;
    const char *name;
    size_t size;
    int fd;
    long *at;
};

static struct mapper mapper_new(void)
{
    struct mapper m = {.actor = actor_new("A"), .name = scratch_name("o"), .size = page_size()};

    m.fd = object_new(m.actor, m.name, m.size);
    m.at = map_shared(m.actor, m.fd, m.size);
    return m;
}

CASE(stores_through_one_shared_mapping_are_seen_through_all, PROVES("pshm.mmap.shared-visible"))
{
    struct mapper m = mapper_new();
    struct actor *other = actor_new("B");
    long *twice = map_shared(m.actor, m.fd, m.size);
    long *there = map_shared(other, (int)must_succeed(do_shm_open(other, m.name, O_RDWR, 0)), m.size);

    store(m.actor, m.at, 1);
    expect_equal(load(m.actor, twice), 1, "the word through the first process's second mapping");
    expect_equal(load(other, there), 1, "the word through the other process's mapping");
    store(other, there + 1, 2);
    expect_equal(load(m.actor, m.at + 1), 2, "the word that the other process stored");
}

CASE(store_through_a_private_mapping_is_seen_by_nobody_else, PROVES("pshm.mmap.private-isolated"))
{
    struct mapper m = mapper_new();
    struct actor *other = actor_new("B");
    int fd = (int)must_succeed(do_shm_open(other, m.name, O_RDWR, 0));
    struct call *mapped = do_mmap(other, NULL, m.size, READ_WRITE, MAP_PRIVATE, fd, 0);
    long *own;

    must_succeed(mapped);
    own = address_of(mapped);
    store(m.actor, m.at, 1);
    store(other, own, 2);
    expect_equal(load(other, own), 2, "the word as its writer sees it");
    expect_equal(load(m.actor, m.at), 1, "the word in the object");
}

CASE(private_mapping_sees_later_stores_or_not, PROVES("pshm.mmap.private-sees-later-shared"))
{
    struct mapper m = mapper_new();
    struct call *mapped = do_mmap(m.actor, NULL, m.size, READ_WRITE, MAP_PRIVATE, m.fd, 0);

    must_succeed(mapped);
    store(m.actor, m.at, 1);
    observe("mmap.private-sees-later-stores", (double)load(m.actor, address_of(mapped)), "stores");
}

CASE(two_processes_see_the_same_data_at_different_addresses, PROVES("pshm.mmap.different-addresses"))
{
    struct mapper m = mapper_new();
    struct actor *other = actor_new("B");
    int fd = (int)must_succeed(do_shm_open(other, m.name, O_RDWR, 0));
    /* What the other process has at the first one's address already cannot be given to it again. */
    struct call *taken = do_mmap(other, m.at, m.size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long *there;

    must_succeed(taken);
    there = map_shared(other, fd, m.size);
    must(there != m.at, "both processes have the object at %p", (void *)there);
    store(m.actor, m.at, 42);
    expect_equal(load(other, there), 42, "the word at the other address");
}

CASE(mapping_stays_when_its_descriptor_is_closed, PROVES("pshm.mmap.fd-closed-keeps"))
{
    struct mapper m = mapper_new();

    store(m.actor, m.at, 42);
    must_return(do_close(m.actor, m.fd), 0);
    expect_equal(load(m.actor, m.at), 42, "the word after close");
}

CASE(child_inherits_the_mapping_and_it_stays_shared, PROVES("pshm.mmap.fork-inherits"))
{
    struct mapper m = mapper_new();
    struct actor *child = actor_fork(m.actor, "child");

    store(child, m.at, 1);
    expect_equal(load(m.actor, m.at), 1, "the child's word as the parent sees it");
    store(m.actor, m.at, 2);
    expect_equal(load(child, m.at), 2, "the parent's word as the child sees it");
}

CASE(anonymous_shared_memory_is_shared_with_children, PROVES("pshm.mmap.anon-shared"))
{
    struct actor *parent = actor_new("parent");
    struct call *mapped = do_mmap(parent, NULL, page_size(), READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct actor *child, *grandchild;
    long *at;

    must_succeed(mapped);
    at = address_of(mapped);
    child = actor_fork(parent, "child");
    grandchild = actor_fork(child, "grandchild");
    store(grandchild, at, 42);
    expect_equal(load(parent, at), 42, "the grandchild's word as the parent sees it");
    expect_equal(load(child, at), 42, "the grandchild's word as the child sees it");
}

CASE(store_to_a_shared_mapping_of_a_file_reaches_its_readers, PROVES("pshm.mmap.file-shared"))
{
    struct actor *mapper = actor_new("mapper");
    struct actor *reader = actor_new("reader");
    int fd = (int)must_succeed(tidy(do_open(mapper, "file", O_RDWR | O_CREAT | O_EXCL, 0600)));
    long word = 0;
    long *at;

    must_return(do_ftruncate(mapper, fd, (off_t)page_size()), 0);
    at = map_shared(mapper, fd, page_size());
    store(mapper, at, 42);
    must_return(do_msync(mapper, at, page_size(), MS_SYNC), 0);
    fd = (int)must_succeed(do_open(reader, "file", O_RDONLY, 0));
    expect_returns(do_read(reader, fd, &word, sizeof word), sizeof word);
    expect_equal(word, 42, "the word that read(2) gives");
}

CASE(shared_mapping_for_writing_needs_a_descriptor_for_writing, PROVES("pshm.mmap.rdonly-fd-eacces"))
{
    struct mapper m = mapper_new();
    int fd = (int)must_succeed(do_shm_open(m.actor, m.name, O_RDONLY, 0));

    expect_fails(do_mmap(m.actor, NULL, m.size, READ_WRITE, MAP_SHARED, fd, 0), EACCES);
    expect_succeeds(do_mmap(m.actor, NULL, m.size, PROT_READ, MAP_SHARED, fd, 0));
    expect_succeeds(do_mmap(m.actor, NULL, m.size, READ_WRITE, MAP_PRIVATE, fd, 0));
}

CASE(mapping_for_reading_cannot_be_made_writable_later, PROVES("pshm.mmap.mprotect-upgrade-eacces"))
{
    struct mapper m = mapper_new();
    int fd = (int)must_succeed(do_shm_open(m.actor, m.name, O_RDONLY, 0));
    struct call *mapped = do_mmap(m.actor, NULL, m.size, PROT_READ, MAP_SHARED, fd, 0);

    must_succeed(mapped);
    expect_fails(do_mprotect(m.actor, address_of(mapped), m.size, READ_WRITE), EACCES);
}

CASE(mapping_of_no_bytes_is_einval, PROVES("pshm.mmap.zero-length-einval"))
{
    struct mapper m = mapper_new();

    expect_fails(do_mmap(m.actor, NULL, 0, READ_WRITE, MAP_SHARED, m.fd, 0), EINVAL);
}

CASE(mapping_from_amid_a_page_is_einval, PROVES("pshm.mmap.offset-unaligned"))
{
    struct mapper m = mapper_new();

    expect_fails(do_mmap(m.actor, NULL, m.size, READ_WRITE, MAP_SHARED, m.fd, 1), EINVAL);
}

CASE(access_beyond_the_end_of_the_object_is_sigbus, PROVES("pshm.mmap.beyond-end-sigbus"),
     VARIANTS("load from an empty object", "store to an empty object", "load from the second page", "load after a cut"))
{
    struct actor *mapper = actor_new("mapper");
    size_t size = page_size();
    int fd = object_new(mapper, scratch_name("o"), variant < 2 ? 0 : size);
    long *at = map_shared(mapper, fd, 2 * size);

    if (variant == 2)
        at += size / sizeof(long);
    if (variant == 3) {
        store(mapper, at, 1);
        must_return(do_ftruncate(mapper, fd, 0), 0);
    }
    if (variant == 1)
        begin_store(mapper, at, 1);
    else
        begin_load(mapper, at);
    expect_dies_of(mapper, SIGBUS);
}

CASE(access_after_munmap_is_sigsegv, PROVES("pshm.mmap.munmap-segv"), VARIANTS("load", "store"))
{
    struct mapper m = mapper_new();

    must_return(do_munmap(m.actor, m.at, m.size), 0);
    if (variant == 0)
        begin_load(m.actor, m.at);
    else
        begin_store(m.actor, m.at, 1);
    expect_dies_of(m.actor, SIGSEGV);
}

CASE(read_and_write_on_the_descriptor_work_or_not, PROVES("pshm.fd.read-write"))
{
    struct mapper m = mapper_new();
    struct call *written = do_write(m.actor, m.fd, "abc", 3);

    observe("shm_open.write", (double)result_of(written), "bytes");
    observe("shm_open.write.errno", call_failed(written) ? error_of(written) : 0, "");
}
