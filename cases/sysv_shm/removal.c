/* IPC_RMID, exit and exec: how long a segment lives. */
#include "cases/sysv_shm/segment.h"

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
