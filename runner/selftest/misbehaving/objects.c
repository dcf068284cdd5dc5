/* One object of each kind, made and forgotten. */
#include "fixtures/case.h"

#include <sys/un.h>

CASE(queue_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_msgget(actor_new("maker"), IPC_PRIVATE, IPC_CREAT | 0600));
}

CASE(queue_with_a_key_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_msgget(actor_new("maker"), scratch_key(), IPC_CREAT | IPC_EXCL | 0600));
}

CASE(semaphore_set_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_semget(actor_new("maker"), IPC_PRIVATE, 2, IPC_CREAT | 0600));
}

CASE(segment_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_shmget(actor_new("maker"), IPC_PRIVATE, 4096, IPC_CREAT | 0600));
}

CASE(named_semaphore_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_sem_open(actor_new("maker"), scratch_name("s"), O_CREAT | O_EXCL, 0600, 1));
}

CASE(shared_memory_object_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_shm_open(actor_new("maker"), scratch_name("m"), O_CREAT | O_EXCL | O_RDWR, 0600));
}

CASE(posix_queue_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_mq_open(actor_new("maker"), scratch_name("q"), O_CREAT | O_EXCL | O_RDWR, 0600, NULL));
}

CASE(fifo_is_forgotten, PROVES("self.objects"))
{
    expect_returns(do_mkfifo(actor_new("maker"), "forgotten", 0600), 0);
}

CASE(file_is_forgotten, PROVES("self.objects"))
{
    expect_succeeds(do_open(actor_new("maker"), "forgotten", O_CREAT | O_WRONLY, 0600));
}

CASE(tree_that_cannot_be_read_is_forgotten, PROVES("self.objects"))
{
    struct actor *shell = actor_new("shell");

    begin_shell(shell, "mkdir -p tree/branch/twig && : > tree/branch/leaf && chmod 0 tree/branch && ln -s / tree/root");
    expect_exits(shell, 0);
}

/* The next case of the slot finds one again. */
CASE(scratch_directory_is_removed, PROVES("self.objects"))
{
    struct actor *shell = actor_new("shell");

    begin_shell(shell, "rmdir \"$TMPDIR\"");
    expect_exits(shell, 0);
}

static long make_queue_silently(void *arg)
{
    (void)arg;
    return msgget(IPC_PRIVATE, IPC_CREAT | 0600) >= 0;
}

static long make_set_silently(void *arg)
{
    (void)arg;
    return semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) >= 0;
}

static long make_segment_silently(void *arg)
{
    (void)arg;
    return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0;
}

CASE(object_that_no_call_made_is_forgotten, PROVES("self.objects"), VARIANTS("queue", "set", "segment"))
{
    static scene *const scenes[] = {make_queue_silently, make_set_silently, make_segment_silently};

    expect_returns(do_scene(actor_new("maker"), scenes[variant], NULL), 1);
}

CASE(maker_is_killed_before_it_removes, PROVES("self.objects"))
{
    struct actor *maker = actor_new("maker");

    must_succeed(do_shm_open(maker, scratch_name("m"), O_CREAT | O_EXCL | O_RDWR, 0600));
    actor_kill(maker);
    expect_dies_of(maker, SIGKILL);
}

CASE(everything_is_tidied, PROVES("self.objects"))
{
    struct actor *maker = actor_new("maker");

    queue_new(maker);
    semaphores_new(maker, 3);
    segment_new(maker, 4096);
    fifo_new(maker, "fifo");
    expect_succeeds(tidy(do_shm_open(maker, scratch_name("m"), O_CREAT | O_EXCL | O_RDWR, 0600)));
    expect_succeeds(tidy(do_sem_open(maker, scratch_name("s"), O_CREAT | O_EXCL, 0600, 1)));
    expect_succeeds(tidy(do_open(maker, "file", O_CREAT | O_WRONLY, 0600)));
}

CASE(everything_is_removed, PROVES("self.objects"))
{
    struct actor *maker = actor_new("maker");
    int queue = (int)must_succeed(do_msgget(maker, IPC_PRIVATE, IPC_CREAT | 0600));

    expect_returns(do_msgctl(maker, queue, IPC_RMID, NULL), 0);
    expect_succeeds(do_shm_open(maker, scratch_name("m"), O_CREAT | O_EXCL | O_RDWR, 0600));
    expect_returns(do_shm_unlink(maker, scratch_name("m")), 0);
    expect_returns(do_mkfifo(maker, "fifo", 0600), 0);
    expect_returns(do_unlink(maker, "fifo"), 0);
}

CASE(failed_call_leaves_nothing_to_remove, PROVES("self.objects"))
{
    struct actor *maker = actor_new("maker");

    expect_succeeds(tidy(do_shm_open(maker, scratch_name("m"), O_CREAT | O_EXCL | O_RDWR, 0600)));
    expect_fails(do_shm_open(maker, scratch_name("m"), O_CREAT | O_EXCL | O_RDWR, 0600), EEXIST);
    expect_fails(do_shm_open(maker, scratch_name("a/b"), O_CREAT | O_EXCL | O_RDWR, 0600), EINVAL);
}

CASE(judge_leaves_a_descriptor, PROVES("self.objects"))
{
    expect_succeeds(do_getpid(actor_new("bystander")));
    expect(open("/dev/null", O_RDONLY) >= 0, "the judge opens a file");
}

CASE(name_is_somebody_elses, PROVES("self.objects"))
{
    do_shm_open(actor_new("maker"), "/ipclaim-selftest-foreign", O_CREAT | O_RDWR, 0600);
}

CASE(path_is_somebody_elses, PROVES("self.objects"), VARIANTS("mkfifo", "open", "bind"))
{
    static const char *const path = "/tmp/ipclaim-selftest-foreign";
    struct actor *maker = actor_new("maker");
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/tmp/ipclaim-selftest-foreign"};
    int fd;

    if (variant == 0)
        do_mkfifo(maker, path, 0600);
    if (variant == 1)
        do_open(maker, path, O_CREAT | O_WRONLY, 0600);
    if (variant == 2) {
        fd = (int)must_succeed(do_socket(maker, AF_UNIX, SOCK_DGRAM, 0));
        do_bind(maker, fd, (const struct sockaddr *)&address, sizeof address);
    }
}

/* Its maker may not even look at it any more; its owner can remove it all the same. */
CASE(objects_without_rights_are_forgotten, PROVES("self.objects"))
{
    struct actor *maker = actor_new("maker");

    expect_succeeds(do_msgget(maker, IPC_PRIVATE, IPC_CREAT));
    expect_succeeds(do_semget(maker, IPC_PRIVATE, 1, IPC_CREAT));
    expect_succeeds(do_shmget(maker, IPC_PRIVATE, 4096, IPC_CREAT));
}

CASE(another_user_reads_a_file, PROVES("self.objects"))
{
    struct actor *maker = actor_new("maker");
    struct actor *reader = actor_new("reader");

    if (geteuid() != 0)
        skip("need-root", "only root can become another user");
    must_succeed(tidy(do_open(maker, "file", O_CREAT | O_WRONLY, 0644)));
    must_return(do_setuid(reader, 65534), 0);
    expect_succeeds(do_open(reader, "file", O_RDONLY, 0));
}

CASE(another_user_forgets_a_queue, PROVES("self.objects"))
{
    struct actor *maker = actor_new("maker");

    if (geteuid() != 0)
        skip("need-root", "only root can become another user");
    must_return(do_setuid(maker, 65534), 0);
    expect_succeeds(do_msgget(maker, IPC_PRIVATE, IPC_CREAT | 0600));
}
