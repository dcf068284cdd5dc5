/*
 * What Linux tells beyond what every platform must, and what older and guarded kernels refuse: it is gone without, or
 * named. Every test is a process (CK_FORK).
 */
#include "fixtures/platform/platform.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long do_nothing(void *arg)
{
    (void)arg;
    return 0;
}

static void see_worker(pid_t pid, void *context)
{
    *(pid_t *)context = pid;
}

static char own_name[32];

static void see_name(const char *name, bool is_semaphore, void *context)
{
    *(int *)context |= strcmp(name, own_name) == 0 ? 1 << is_semaphore : 0;
}

static void see_sysv(enum sysv_kind kind, int id, pid_t creator, void *context)
{
    int *wanted = context;

    if (kind == SYSV_SHM && id == *wanted && creator == getpid())
        *wanted = -1;
}

static void see_pair(const char *name, const char *value, void *context)
{
    *(int *)context += *name && *value;
}

START_TEST(what_others_have_made_is_seen)
{
    int segment = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    int wanted = segment, names = 0, settings = 0, namespaces = 0;
    pid_t seen = 0;
    char directory[] = "/tmp/ics-XXXXXX";
    int fd[2];
    char byte;
    pid_t pid;

    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(pipe(fd), 0);
    pid = fork();
    if (pid == 0) {
        (void)!chdir(directory);
        (void)!write(fd[1], "x", 1);
        for (;;)
            pause();
    }
    ck_assert_int_eq(read(fd[0], &byte, 1), 1);
    platform_each_working_in(directory, see_worker, &seen);
    ck_assert_int_eq(seen, pid);
    ck_assert(platform_works_in(pid, directory) && !platform_works_in(pid, "/nowhere"));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    rmdir(directory);

    snprintf(own_name, sizeof own_name, "/ic.%ld", (long)getpid());
    close(shm_open(own_name, O_CREAT | O_RDWR, 0600));
    sem_close(sem_open(own_name, O_CREAT, 0600, 1));
    platform_each_posix_name(see_name, &names);
    shm_unlink(own_name);
    sem_unlink(own_name);
    ck_assert_int_eq(names, 3);

    ck_assert_int_eq(platform_each_sysv(see_sysv, &wanted), 0);
    shmctl(segment, IPC_RMID, NULL);
    ck_assert_int_eq(wanted, -1);

    platform_each_setting(see_pair, &settings);
    platform_each_namespace(see_pair, &namespaces);
    ck_assert_int_gt(settings, 5);
    ck_assert_int_gt(namespaces, 2);
}
END_TEST

static long ask_in_vain(void *arg)
{
    (void)arg;
    /* cppcheck-suppress invalidFunctionArg ; the call is to be made and to fail */
    return read(-1, NULL, 0) == 0 || getppid() < 0;
}

static long give_one(void *arg)
{
    (void)arg;
    return 1;
}

static long be_stopped_and_ask(void *arg)
{
    pid_t self = getpid();
    pid_t other = fork();

    if (other == 0)
        _exit(kill(self, SIGSTOP));
    waitpid(other, NULL, 0);
    return ask_in_vain(arg);
}

START_TEST(calls_after_a_stop_by_another_are_counted)
{
    char names[64];

    ck_assert_int_ge(platform_count_calls(be_stopped_and_ask, NULL, names, sizeof names), 4);
    ck_assert_ptr_nonnull(strstr(names, "read(2)"));
}
END_TEST

START_TEST(calls_are_counted_and_forbidden)
{
    char names[64];

    ck_assert_int_eq(platform_count_calls(do_nothing, NULL, names, sizeof names), 0);
    ck_assert_int_eq(platform_count_calls(ask_in_vain, NULL, names, sizeof names), 2);
    ck_assert_mem_eq(names, "read(2) ", 8);
    ck_assert_int_eq(platform_count_calls(give_one, NULL, names, sizeof names), -ECANCELED);
    ck_assert_int_eq(platform_run_without_calls(do_nothing, NULL), 0);
    ck_assert_int_eq(platform_run_without_calls(give_one, NULL), 1);
    ck_assert_int_eq(platform_run_without_calls(ask_in_vain, NULL), 128 + SIGKILL);
}
END_TEST

START_TEST(isolation_is_had_or_refused)
{
    int own = platform_own_ipc_namespace();
    int made = platform_new_ipc_namespace();

    ck_assert_int_ge(own, 0);
    ck_assert_int_lt(platform_enter_ipc_namespace(999), 0);
    if (geteuid() != 0) {
        ck_assert(made >= 0 || made == -EPERM);
        return;
    }
    if (made >= 0) {
        int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
        struct msqid_ds ds;

        /* What is made in one is not there in the other, and making it has left us where we were. */
        ck_assert_int_eq(platform_enter_ipc_namespace(made), 0);
        ck_assert_int_ne(msgctl(queue, IPC_STAT, &ds), 0);
        ck_assert_int_eq(platform_enter_ipc_namespace(own), 0);
        ck_assert_int_eq(msgctl(queue, IPC_RMID, NULL), 0);
    }
}
END_TEST

START_TEST(memory_of_others_is_reached_or_refused)
{
    volatile int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    volatile int *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const int seven = 7;
    uint64_t page;
    pid_t pid = fork();
    int got;

    if (pid == 0) {
        while (*private != 7)
            poll(NULL, 0, 1);
        *shared = 7;
        for (;;)
            pause();
    }
    got = platform_write_memory(pid, (void *)(uintptr_t) private, &seven, sizeof seven);
    ck_assert_int_eq(got, 0);
    while (*shared != 7)
        poll(NULL, 0, 1);
    ck_assert_int_ne(platform_write_memory(pid, NULL, &seven, sizeof seven), 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    got = platform_physical_page((const void *)(uintptr_t)shared, &page);
    ck_assert(got == 0 || got == -EPERM);
    ck_assert_ptr_null(platform_filesystem("/nowhere/at/all"));
    ck_assert_ptr_nonnull(platform_filesystem("/proc"));
}
END_TEST

/* What a process says to one of the same user that has no privilege: 0 or errno of opening its file for writing. */
static int reach(pid_t pid, const char *file)
{
    char path[64];
    pid_t other = fork();
    int status;

    snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, file);
    if (other == 0) {
        int opened = open(path, O_RDWR);

        _exit(opened >= 0 ? 0 : errno);
    }
    ck_assert_int_eq(waitpid(other, &status, 0), other);
    return WEXITSTATUS(status);
}

START_TEST(hidden_process_is_closed_to_its_own_user)
{
    int null = open("/dev/null", O_RDWR);
    struct probe probe;
    char path[64];
    pid_t pid;

    /* Root reaches everybody. */
    if (geteuid() == 0)
        ck_assert(setgid(65534) == 0 && setuid(65534) == 0 && platform_hide(false) == 0);
    pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    snprintf(path, sizeof path, "fd/%d", null);
    do
        ck_assert_int_eq(platform_probe(pid, &probe), 0);
    while (probe.state != SLEEP_ASLEEP);
    ck_assert_int_eq(reach(pid, "mem"), 0);
    ck_assert_int_eq(reach(getpid(), path), 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);

    ck_assert_int_eq(platform_hide(true), 0);
    pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    while (platform_probe(pid, &probe) == 0)
        ck_assert_int_eq(probe.state, SLEEP_RUNNING); /* asleep, it cannot be told in what */
    ck_assert_int_eq(platform_probe(pid, &probe), -EACCES);
    ck_assert_int_eq(reach(pid, "mem"), EACCES);
    ck_assert_int_eq(reach(getpid(), path), EACCES);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(null);
}
END_TEST

/* How a zombie that is somebody else's child has ended. */
START_TEST(zombie_of_another_is_known)
{
    int fd[2];
    pid_t parent, zombie;
    struct probe probe;

    ck_assert_int_eq(pipe(fd), 0);
    parent = fork();
    if (parent == 0) {
        zombie = fork();
        if (zombie == 0)
            _exit(5);
        (void)!write(fd[1], &zombie, sizeof zombie);
        for (;;)
            pause();
    }
    ck_assert_int_eq(read(fd[0], &zombie, sizeof zombie), sizeof zombie);
    while (platform_probe(zombie, &probe) == 0 && probe.state != SLEEP_GONE)
        poll(NULL, 0, 1);
    if (geteuid() == 0)
        ck_assert_int_eq(platform_zombie_status(zombie), 5 << 8);
    ck_assert_int_eq(platform_zombie_status(getpid()), -1);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
}
END_TEST

/* From now on, the call fails with the error in this process and its children. False where that cannot be arranged. */
static bool refuse(long number, int error)
{
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof program / sizeof program[0], program};

    return prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0 &&
           prctl(PR_SET_SECCOMP, (long)SECCOMP_MODE_FILTER, &filter, 0L, 0L) == 0;
}

#ifdef SYS_close_range
/* Linux 5.9 has brought it. */
START_TEST(descriptors_are_closed_one_by_one)
{
    enum { MANY = 600, LOWEST = 100 }; /* Check has some of the lower ones */
    int fds[MANY];

    if (!refuse(SYS_close_range, ENOSYS))
        return;
    for (int i = 0; i < MANY; i++)
        ck_assert_int_ge(fds[i] = fcntl(0, F_DUPFD, LOWEST), LOWEST);
    platform_close_from(LOWEST);
    for (int i = 0; i < MANY; i++)
        ck_assert_int_eq(fcntl(fds[i], F_GETFD), -1);
    ck_assert_int_ne(fcntl(0, F_GETFD), -1);
}
END_TEST
#endif

START_TEST(calls_cannot_be_counted)
{
    char names[64];
    int status;
    pid_t child = fork();

    /* It leaves by _exit, for LeakSanitizer traces a process that ends by exit. */
    if (child == 0)
        _exit(refuse(SYS_ptrace, EPERM) && platform_count_calls(do_nothing, NULL, names, sizeof names) != -ENOSYS ? 1
                                                                                                                  : 0);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(calls_cannot_be_forbidden)
{
    if (refuse(SYS_prctl, EINVAL))
        ck_assert_int_eq(platform_run_without_calls(do_nothing, NULL), -ENOSYS);
}
END_TEST

START_TEST(namespaces_are_refused)
{
    if (!refuse(SYS_unshare, EPERM))
        return;
    ck_assert_int_eq(platform_new_ipc_namespace(), -EPERM);
    ck_assert_int_eq(platform_enter_new_network(), -EPERM);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("linux");
    TCase *tcase = tcase_create("what it tells");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_test(tcase, what_others_have_made_is_seen);
    tcase_add_test(tcase, calls_are_counted_and_forbidden);
    tcase_add_test(tcase, calls_after_a_stop_by_another_are_counted);
    tcase_add_test(tcase, isolation_is_had_or_refused);
    tcase_add_test(tcase, memory_of_others_is_reached_or_refused);
    tcase_add_test(tcase, hidden_process_is_closed_to_its_own_user);
    tcase_add_test(tcase, zombie_of_another_is_known);
    suite_add_tcase(suite, tcase);
    tcase = tcase_create("what it refuses");
#ifdef SYS_close_range
    tcase_add_test(tcase, descriptors_are_closed_one_by_one);
#endif
    tcase_add_test(tcase, calls_cannot_be_counted);
    tcase_add_test(tcase, calls_cannot_be_forbidden);
    tcase_add_test(tcase, namespaces_are_refused);
    suite_add_tcase(suite, tcase);
    srunner_set_fork_status(runner, CK_FORK);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
