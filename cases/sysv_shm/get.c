/* shmget and shmctl: keys, sizes, rights, and what IPC_STAT tells. */
#include "cases/sysv_shm/segment.h"

CASE(segment_of_size_zero_is_einval, PROVES("sysvshm.get.size-zero-einval"))
{
    expect_fails(do_shmget(actor_new("maker"), IPC_PRIVATE, 0, IPC_CREAT | 0600), EINVAL);
}

CASE(segment_that_exists_cannot_be_had_larger, PROVES("sysvshm.get.existing-larger-einval"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    key_t key = scratch_key();
    int id = (int)must_succeed(tidy(do_shmget(maker, key, SEGMENT_SIZE, IPC_CREAT | IPC_EXCL | 0600)));

    expect_fails(do_shmget(other, key, 2 * SEGMENT_SIZE, 0), EINVAL);
    expect_returns(do_shmget(other, key, SEGMENT_SIZE, 0), id);
    expect_returns(do_shmget(other, key, 1, 0), id);
    expect_returns(do_shmget(other, key, 0, 0), id);
}

CASE(exclusive_creation_of_a_segment_that_exists_is_eexist, PROVES("sysvshm.get.excl-enoent"))
{
    struct actor *maker = actor_new("maker");
    key_t key = scratch_key();

    must_succeed(tidy(do_shmget(maker, key, SEGMENT_SIZE, IPC_CREAT | IPC_EXCL | 0600)));
    expect_fails(do_shmget(actor_new("other"), key, SEGMENT_SIZE, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
}

CASE(key_of_no_segment_is_enoent, PROVES("sysvshm.get.excl-enoent"))
{
    expect_fails(do_shmget(actor_new("other"), scratch_key(), SEGMENT_SIZE, 0), ENOENT);
}

CASE(size_is_reported_as_it_was_asked_for, PROVES("sysvshm.get.segsz-exact"))
{
    static const size_t sizes[] = {1, 100, 4095, 4097};
    struct actor *maker = actor_new("maker");

    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        expect_equal(stat_of(maker, segment_new(maker, sizes[i])).shm_segsz, sizes[i], "shm_segsz");
}

static long count_nonzero(void *arg)
{
    const unsigned char *bytes = *(unsigned char **)arg;
    long found = 0;

    for (size_t i = 0; i < 16 * SEGMENT_SIZE; i++)
        found += bytes[i] != 0;
    return found;
}

CASE(new_segment_is_all_zeroes, PROVES("sysvshm.get.zero-filled"))
{
    struct actor *maker = actor_new("maker");
    long **at = scratch(sizeof *at);

    *at = attach(maker, segment_new(maker, 16 * SEGMENT_SIZE));
    expect_returns(do_scene(maker, count_nonzero, at), 0);
}

CASE(stat_tells_attachments_processes_and_times, PROVES("sysvshm.ctl.stat-fields"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    time_t before = time(NULL);
    int id = segment_new(maker, SEGMENT_SIZE);
    struct shmid_ds ds = stat_of(maker, id);
    long *at;

    expect_equal(ds.shm_nattch, 0, "shm_nattch at first");
    expect_equal(ds.shm_cpid, maker->pid, "shm_cpid");
    expect_equal(ds.shm_lpid, 0, "shm_lpid at first");
    expect_equal(ds.shm_atime, 0, "shm_atime at first");
    expect_equal(ds.shm_dtime, 0, "shm_dtime at first");
    /* The kernel's clock of whole seconds may be a tick behind time(2). */
    expect(ds.shm_ctime >= before - 1, "shm_ctime is %lld s after the start", (long long)(ds.shm_ctime - before));
    at = attach(other, id);
    ds = stat_of(maker, id);
    expect_equal(ds.shm_nattch, 1, "shm_nattch after shmat");
    expect_equal(ds.shm_lpid, other->pid, "shm_lpid after shmat");
    expect(ds.shm_atime >= before - 1, "shm_atime is %lld s after the start", (long long)(ds.shm_atime - before));
    must_return(do_shmdt(other, at), 0);
    ds = stat_of(maker, id);
    expect_equal(ds.shm_nattch, 0, "shm_nattch after shmdt");
    expect(ds.shm_dtime >= before - 1, "shm_dtime is %lld s after the start", (long long)(ds.shm_dtime - before));
}

CASE(segment_without_rights_for_others_is_eacces, PROVES("sysvshm.at.eacces"),
     VARIANTS("0600", "0604 for reading and writing", "0604 for reading"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    mode_t mode = variant == 0 ? 0600 : 0604;
    int id = (int)must_succeed(tidy(do_shmget(maker, IPC_PRIVATE, SEGMENT_SIZE, IPC_CREAT | (int)mode)));

    become_nobody(other);
    if (variant == 2)
        expect_succeeds(do_shmat(other, id, NULL, SHM_RDONLY));
    else
        expect_fails(do_shmat(other, id, NULL, 0), EACCES);
}

CASE(only_the_owner_changes_the_mode, PROVES("sysvshm.ctl.set-and-eperm"))
{
    struct segment segment = segment_made();
    struct actor *other = actor_new("other");
    struct shmid_ds ds;

    become_nobody(other);
    ds = stat_of(segment.maker, segment.id);
    ds.shm_perm.mode = 0644;
    expect_returns(do_shmctl(segment.maker, segment.id, IPC_SET, &ds), 0);
    expect_equal(stat_of(segment.maker, segment.id).shm_perm.mode & 0777, 0644, "the mode");
    ds.shm_perm.mode = 0666;
    expect_fails(do_shmctl(other, segment.id, IPC_SET, &ds), EPERM);
    expect_equal(stat_of(segment.maker, segment.id).shm_perm.mode & 0777, 0644, "the mode after the other's try");
}
