/* shmat, shmdt and IPC_RMID: where a segment lies, who may store to it, and how long it lives. */
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

CASE(process_that_ends_is_detached, PROVES("sysvshm.at.exec-exit-detach"), VARIANTS("exits", "is killed"))
{
    struct segment segment = segment_made();
    struct actor *other = actor_new("other");

    attach(segment.maker, segment.id);
    attach(other, segment.id);
    must_equal(stat_of(segment.maker, segment.id).shm_nattch, 2, "shm_nattch before");
    if (variant == 0)
        actor_exit(other, 0);
    else
        actor_kill(other);
    expect_equal(stat_of(segment.maker, segment.id).shm_nattch, 1, "shm_nattch afterwards");
}

CASE(program_that_a_process_becomes_is_detached, PROVES("sysvshm.at.exec-exit-detach"))
{
    struct segment segment = segment_made();
    const char *name = fifo_new(segment.maker, "fifo");
    struct actor *other = actor_new("other");
    struct call *opened = begin_open(other, name, O_WRONLY, 0);
    int fd = (int)must_succeed(do_open(segment.maker, name, O_RDONLY, 0));
    char line[3];
    int input[2];

    must_return(do_dup2(other, (int)must_succeed(opened), STDOUT_FILENO), STDOUT_FILENO);
    must_return(do_pipe(other, input), 0);
    must_return(do_dup2(other, input[0], STDIN_FILENO), STDIN_FILENO);
    attach(other, segment.id);
    must_equal(stat_of(segment.maker, segment.id).shm_nattch, 1, "shm_nattch before exec");
    /* It says that it runs, and waits for input until it is killed, so that its end detaches nothing. */
    begin_shell(other, "echo up; read line");
    must_return(do_read(segment.maker, fd, line, sizeof line), sizeof line);
    expect_equal(stat_of(segment.maker, segment.id).shm_nattch, 0, "shm_nattch while the program runs");
    actor_kill(other);
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

CASE(data_stays_when_nobody_is_attached, PROVES("sysvshm.dt.persists"))
{
    struct segment segment = segment_made();
    long *at = attach(segment.maker, segment.id);

    store(segment.maker, at, 42);
    must_return(do_shmdt(segment.maker, at), 0);
    must_equal(stat_of(segment.maker, segment.id).shm_nattch, 0, "shm_nattch");
    expect_equal(load(segment.maker, attach(segment.maker, segment.id)), 42, "the word after the next shmat");
}

CASE(removed_segment_lives_until_the_last_detaches, PROVES("sysvshm.ctl.rmid-deferred"))
{
    struct segment segment = segment_made();
    struct actor *other = actor_new("other");
    long *here = attach(segment.maker, segment.id);
    long *there = attach(other, segment.id);

    store(segment.maker, here, 1);
    expect_returns(removal(segment.maker, segment.id), 0);
    expect_equal(load(other, there), 1, "the word after the removal");
    store(other, there, 2);
    expect_equal(load(segment.maker, here), 2, "a word that was stored after the removal");
    must_return(do_shmdt(segment.maker, here), 0);
    expect_equal(load(other, there), 2, "the word when its maker has detached");
    must_return(do_shmdt(other, there), 0);
    expect_fails(do_shmat(other, segment.id, NULL, 0), EINVAL);
}

CASE(removed_segment_can_be_attached_again_or_not, PROVES("sysvshm.ctl.rmid-attach-after"))
{
    struct segment segment = segment_made();
    struct call *again;

    attach(segment.maker, segment.id);
    must_return(removal(segment.maker, segment.id), 0);
    again = do_shmat(segment.maker, segment.id, NULL, 0);
    observe("shmat.after-rmid.errno", call_failed(again) ? error_of(again) : 0, "");
}

CASE(key_of_a_removed_segment_finds_nothing, PROVES("sysvshm.ctl.rmid-key-freed"), VARIANTS("attached", "not attached"))
{
    struct actor *maker = actor_new("maker");
    key_t key = scratch_key();
    int id = (int)must_succeed(tidy(do_shmget(maker, key, SEGMENT_SIZE, IPC_CREAT | IPC_EXCL | 0600)));

    if (variant == 0)
        attach(maker, id);
    must_return(removal(maker, id), 0);
    expect_fails(do_shmget(maker, key, 0, 0), ENOENT);
}

CASE(removed_segment_is_marked_in_its_mode, PROVES("sysvshm.ctl.stat-dest-flag"))
{
    const int marked = 01000; /* SHM_DEST, which not all systems name */
    struct segment segment = segment_made();

    attach(segment.maker, segment.id);
    must_equal(stat_of(segment.maker, segment.id).shm_perm.mode & marked, 0, "the mark before");
    must_return(removal(segment.maker, segment.id), 0);
    expect_equal(stat_of(segment.maker, segment.id).shm_perm.mode & marked, marked, "the mark afterwards");
}

CASE(segment_outlives_the_process_that_made_it, PROVES("sysvshm.persist.after-exit"), VARIANTS("exited", "killed"))
{
    struct segment segment = segment_made();
    struct actor *later = actor_new("later");

    store(segment.maker, attach(segment.maker, segment.id), 42);
    if (variant == 0)
        actor_exit(segment.maker, 0);
    else
        actor_kill(segment.maker);
    expect_equal(stat_of(later, segment.id).shm_nattch, 0, "shm_nattch");
    expect_equal(load(later, attach(later, segment.id)), 42, "the word that is left");
    expect_returns(removal(later, segment.id), 0);
}
