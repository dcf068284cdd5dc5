/* shmat and shmdt: where a segment lies, and who may store to it. */
#include "cases/sysv_shm/segment.h"

CASE(two_attachments_in_one_process_are_the_same_memory, PROVES("sysvshm.at.same-data"))
{
    struct segment segment = segment_made();
    long *first = attach(segment.maker, segment.id);
    long *second = attach(segment.maker, segment.id);

    expect(first != second, "the segment is attached at %p and %p", (void *)first, (void *)second);
    store(segment.maker, first, 42);
    expect_equal(load(segment.maker, second), 42, "the word at the second address");
}

CASE(system_chooses_an_address_that_is_a_multiple_of_shmlba, PROVES("sysvshm.at.addr-zero"))
{
    struct segment segment = segment_made();
    uintptr_t at = (uintptr_t)attach(segment.maker, segment.id);

    expect_equal(at % (uintptr_t)SHMLBA, 0, "the address modulo SHMLBA");
}

/* An address at which the process has room: where the segment lay a moment ago. */
static char *free_place(struct segment segment)
{
    long *at = attach(segment.maker, segment.id);

    must_return(do_shmdt(segment.maker, at), 0);
    return (char *)at;
}

CASE(address_amid_a_page_is_einval, PROVES("sysvshm.at.addr-unaligned-einval"))
{
    struct segment segment = segment_made();

    expect_fails(do_shmat(segment.maker, segment.id, free_place(segment) + 1, 0), EINVAL);
}

CASE(shm_rnd_rounds_the_address_down, PROVES("sysvshm.at.shm-rnd"))
{
    struct segment segment = segment_made();
    char *place = free_place(segment);
    struct call *attached = do_shmat(segment.maker, segment.id, place + 1, SHM_RND);

    expect_succeeds(attached);
    expect(address_of(attached) == place, "asked for %p, and got %p", (void *)(place + 1), address_of(attached));
}

CASE(store_to_a_read_only_attachment_is_sigsegv, PROVES("sysvshm.at.rdonly-segv"))
{
    struct segment segment = segment_made();
    struct actor *reader = actor_new("reader");
    struct call *attached;

    store(segment.maker, attach(segment.maker, segment.id), 42);
    attached = do_shmat(reader, segment.id, NULL, SHM_RDONLY);
    must_succeed(attached);
    expect_equal(load(reader, address_of(attached)), 42, "the word that the reader sees");
    begin_store(reader, address_of(attached), 1);
    expect_dies_of(reader, SIGSEGV);
}

/* The buffer lies in the segment, so it must reach read(2) as an address, and not as a copy. */
struct reading {
    int fd;
    void *into;
};

static long read_into_segment(void *arg)
{
    const struct reading *reading = arg;

    return subject.read(reading->fd, reading->into, 1) == -1 ? errno : 0;
}

CASE(read_into_a_read_only_attachment_is_efault, PROVES("sysvshm.at.rdonly-kernel-write-efault"))
{
    struct segment segment = segment_made();
    struct reading *reading = scratch(sizeof *reading);
    struct call *attached = do_shmat(segment.maker, segment.id, NULL, SHM_RDONLY);
    int fd[2];

    must_succeed(attached);
    must_return(do_pipe(segment.maker, fd), 0);
    must_return(do_write(segment.maker, fd[1], "x", 1), 1);
    *reading = (struct reading){fd[0], address_of(attached)};
    expect_returns(do_scene(segment.maker, read_into_segment, reading), EFAULT);
}

CASE(identifier_of_no_segment_is_einval, PROVES("sysvshm.at.einval-id"))
{
    expect_fails(do_shmat(actor_new("process"), -1, NULL, 0), EINVAL);
}

CASE(child_inherits_attachments_and_is_counted, PROVES("sysvshm.at.fork-inherits"))
{
    struct segment segment = segment_made();
    long *at = attach(segment.maker, segment.id);
    struct actor *child = actor_fork(segment.maker, "child");

    expect_equal(stat_of(segment.maker, segment.id).shm_nattch, 2, "shm_nattch after fork");
    store(child, at, 42);
    expect_equal(load(segment.maker, at), 42, "the child's word as the parent sees it");
}

CASE(detached_memory_is_gone_and_no_longer_counted, PROVES("sysvshm.dt.detaches"))
{
    struct segment segment = segment_made();
    struct actor *other = actor_new("other");
    long *at = attach(other, segment.id);

    expect_equal(stat_of(segment.maker, segment.id).shm_nattch, 1, "shm_nattch before shmdt");
    expect_returns(do_shmdt(other, at), 0);
    expect_equal(stat_of(segment.maker, segment.id).shm_nattch, 0, "shm_nattch after shmdt");
    begin_load(other, at);
    expect_dies_of(other, SIGSEGV);
}

CASE(detaching_twice_is_einval, PROVES("sysvshm.dt.einval"))
{
    struct segment segment = segment_made();
    long *at = attach(segment.maker, segment.id);

    must_return(do_shmdt(segment.maker, at), 0);
    expect_fails(do_shmdt(segment.maker, at), EINVAL);
}
