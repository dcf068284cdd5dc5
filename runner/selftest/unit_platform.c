/* The platform's contract, for each platform that is built: what it tells, and that it says so where it tells nothing.
 */
#include "fixtures/arena.h"
#include "fixtures/platform/platform.h"
#include "runner/selftest/units.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool tells(void)
{
    return strcmp(platform_name(), "generic") != 0;
}

static void spin(void)
{
    for (volatile unsigned long turns = 0;; turns++)
        continue;
}

static void sleep_in_read(void)
{
    int fd[2];
    char byte;

    (void)!pipe(fd);
    (void)!read(fd[0], &byte, 1);
}

static void sleep_for_long(void)
{
    const struct timespec long_time = {1000, 0};

    nanosleep(&long_time, NULL);
}

static void poll_for_long(void)
{
    poll(NULL, 0, 1000000);
}

static void select_for_long(void)
{
    struct timeval long_time = {1000, 0};

    select(0, NULL, NULL, NULL, &long_time);
}

static void poll_a_pipe(void)
{
    struct pollfd ready = {.events = POLLIN};
    int fd[2];

    (void)!pipe(fd);
    ready.fd = fd[0];
    poll(&ready, 1, 1000000);
}

static void wait_on_word(void)
{
    _Atomic uint32_t word = 0;

    platform_wait_word(&word, 0, 1000000000000);
}

static void poll_for_ever(void)
{
    poll(NULL, 0, -1);
}

static void stop(void)
{
    raise(SIGSTOP);
}

static void leave(void)
{
    _exit(0);
}

static const struct {
    void (*does)(void);
    enum sleep_state state;
    bool ends;         /* by itself, at some time */
    const char *where; /* of Linux; NULL: processors differ in it */
} states[] = {{spin, SLEEP_RUNNING, false, ""},
              {sleep_in_read, SLEEP_ASLEEP, false, "read(2)"},
              {sleep_for_long, SLEEP_TIMED, true, "clock_nanosleep(2)"},
              {poll_for_long, SLEEP_TIMED, true, NULL},
              {select_for_long, SLEEP_TIMED, true, NULL},
              {poll_for_ever, SLEEP_ASLEEP, false, NULL},
              {poll_a_pipe, SLEEP_ASLEEP, true, NULL},
              {wait_on_word, SLEEP_ASLEEP, true, "futex(2)"},
              {stop, SLEEP_STOPPED, false, ""},
              {leave, SLEEP_GONE, false, ""}};

START_TEST(probe_tells_states)
{
    struct probe probe;
    int64_t until = clock_ns() + 3000000000;
    pid_t pid = fork();
    int got;

    if (pid == 0) {
        states[_i].does();
        _exit(1);
    }
    do {
        poll(NULL, 0, 1);
        got = platform_probe(pid, &probe);
    } while (tells() && got == 0 && probe.state != states[_i].state && clock_ns() < until);
    if (tells()) {
        ck_assert_int_eq(got, 0);
        ck_assert_int_eq(probe.state, states[_i].state);
        ck_assert_int_eq(probe.ends, states[_i].ends);
        if (states[_i].where)
            ck_assert_str_eq(probe.where, states[_i].where);
    } else {
        ck_assert_int_eq(got, -ENOSYS);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    ck_assert_int_eq(platform_probe(pid, &probe), 0);
    ck_assert_int_eq(probe.state, SLEEP_GONE);
}
END_TEST

START_TEST(probe_measures_processor_time)
{
    int64_t until = clock_ns() + 3000000000;
    struct probe before, after;
    pid_t pid = fork();

    if (pid == 0)
        spin();
    platform_probe(pid, &before);
    do {
        poll(NULL, 0, 5);
        platform_probe(pid, &after);
    } while (after.cpu_ns < before.cpu_ns + 10000000 && clock_ns() < until);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    ck_assert_uint_ge(after.cpu_ns, before.cpu_ns + 10000000);
}
END_TEST

START_TEST(switches_tell_a_sleep_from_the_next)
{
    struct probe first, again, later;
    int fd[2], back[2];
    char byte = 0;
    pid_t pid;

    if (!tells())
        return;
    (void)!pipe(fd);
    (void)!pipe(back);
    pid = fork();
    while (pid == 0 && read(fd[0], &byte, 1) == 1)
        (void)!write(back[1], &byte, 1);
    /* A probe is no snapshot: it may have read the number before the last run and the state after it. */
    do {
        platform_probe(pid, &first);
        platform_probe(pid, &again);
    } while (first.state != SLEEP_ASLEEP || again.state != SLEEP_ASLEEP || first.switches != again.switches);
    (void)!write(fd[1], &byte, 1);
    (void)!read(back[0], &byte, 1);
    do
        platform_probe(pid, &later);
    while (later.state != SLEEP_ASLEEP || later.switches == first.switches);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}
END_TEST

START_TEST(word_wakes_and_times_out)
{
    _Atomic uint32_t *word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int64_t began = clock_ns();
    pid_t pid;

    platform_wait_word(word, 1, 1000000000); /* it is 0 already */
    ck_assert_int_lt(clock_ns() - began, 500000000);
    platform_wait_word(word, 0, 10000000);
    ck_assert_int_ge(clock_ns() - began, 5000000);
    pid = fork();
    if (pid == 0) {
        poll(NULL, 0, 20);
        atomic_store(word, 7);
        platform_wake_word(word);
        _exit(0);
    }
    began = clock_ns();
    while (atomic_load(word) == 0)
        platform_wait_word(word, 0, 5000000000);
    ck_assert_int_lt(clock_ns() - began, 4000000000);
    waitpid(pid, NULL, 0);
}
END_TEST

START_TEST(descriptors_are_counted_and_closed)
{
    int before = platform_count_descriptors();
    int fd = dup(0);

    ck_assert_int_eq(platform_count_descriptors(), before + 1);
    platform_close_from(fd);
    ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
    ck_assert_int_ne(fcntl(0, F_GETFD), -1);
}
END_TEST

START_TEST(pages_are_zeroed)
{
    unsigned char *pages = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    memset(pages, 1, 1 << 20);
    ck_assert_int_eq(platform_zero_pages(pages, 1 << 20), tells() ? 0 : -ENOSYS);
    for (int i = 0; i < 1 << 20; i++)
        ck_assert_int_eq(pages[i], !tells());
}
END_TEST

START_TEST(children_and_births_are_known)
{
    pid_t children[8];
    uint64_t birth;
    pid_t pid = fork();

    if (pid == 0)
        for (;;)
            pause();
    birth = platform_start_time(pid);
    if (tells()) {
        ck_assert_int_eq(platform_children(children, 8), 1);
        ck_assert_int_eq(children[0], pid);
        ck_assert_uint_ne(birth, 0);
        ck_assert_uint_eq(platform_start_time(pid), birth);
        ck_assert_uint_ne(platform_boot(), 0);
        ck_assert_uint_eq(platform_boot(), platform_boot());
        ck_assert(platform_works_in(pid, "/") || chdir("/") == 0);
        ck_assert(!platform_works_in(pid, "/nowhere"));
    } else {
        ck_assert_int_eq(platform_children(children, 8), -ENOSYS);
        ck_assert_uint_eq(birth, 0);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    ck_assert_uint_eq(platform_start_time(pid), 0);
}
END_TEST

START_TEST(death_of_the_parent_is_told)
{
    int fd[2];
    char byte;
    pid_t pid;

    if (!tells())
        return;
    (void)!pipe(fd);
    pid = fork();
    if (pid == 0) {
        pid_t parent = getpid();

        if (fork() == 0) {
            platform_die_with_parent(parent, SIGKILL);
            (void)!write(fd[1], "x", 1);
            for (;;)
                pause();
        }
        (void)!read(fd[0], &byte, 1);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    close(fd[1]);
    ck_assert_int_eq(read(fd[0], &byte, 1), 0); /* the grandchild's end is closed, too */
}
END_TEST

static void see_worker(pid_t pid, void *context)
{
    (void)pid;
    ++*(int *)context;
}

static void see_name(const char *name, bool is_semaphore, void *context)
{
    (void)name;
    (void)is_semaphore;
    ++*(int *)context;
}

static void see_sysv(enum sysv_kind kind, int id, pid_t creator, void *context)
{
    (void)kind;
    (void)id;
    (void)creator;
    ++*(int *)context;
}

static void see_pair(const char *name, const char *value, void *context)
{
    (void)name;
    (void)value;
    ++*(int *)context;
}

static long do_nothing(void *arg)
{
    (void)arg;
    return 0;
}

START_TEST(nothing_is_made_up)
{
    char text[64];
    uint64_t page;
    int seen = 0;

    if (tells())
        return;
    platform_each_working_in("/", see_worker, &seen);
    platform_each_posix_name(see_name, &seen);
    platform_each_setting(see_pair, &seen);
    platform_each_namespace(see_pair, &seen);
    ck_assert_int_eq(platform_each_sysv(see_sysv, &seen), -ENOSYS);
    ck_assert_int_eq(seen, 0);
    ck_assert(!platform_works_in(getpid(), "/"));
    ck_assert_int_eq(platform_zombie_status(getpid()), -1);
    ck_assert_int_eq(platform_own_ipc_namespace(), -ENOSYS);
    ck_assert_int_eq(platform_new_ipc_namespace(), -ENOSYS);
    ck_assert_int_eq(platform_enter_ipc_namespace(0), -ENOSYS);
    ck_assert_int_eq(platform_enter_new_network(), -ENOSYS);
    ck_assert_int_eq(platform_count_calls(do_nothing, NULL, text, sizeof text), -ENOSYS);
    ck_assert_int_eq(platform_run_without_calls(do_nothing, NULL), -ENOSYS);
    ck_assert_int_eq(platform_hide(true), -ENOSYS);
    ck_assert_int_eq(platform_hide(false), -ENOSYS);
    ck_assert_int_eq(platform_write_memory(getpid(), text, text, 1), -ENOSYS);
    ck_assert_int_eq(platform_physical_page(text, &page), -ENOSYS);
    ck_assert_ptr_null(platform_filesystem("/"));
    ck_assert(!platform_capabilities(text, sizeof text));
}
END_TEST

Suite *suite_of_platform(void)
{
    Suite *suite = suite_create(platform_name());
    TCase *tcase = tcase_create("platform");

    tcase_set_timeout(tcase, 20);
    tcase_add_loop_test(tcase, probe_tells_states, 0, (int)(sizeof states / sizeof states[0]));
    tcase_add_test(tcase, probe_measures_processor_time);
    tcase_add_test(tcase, switches_tell_a_sleep_from_the_next);
    tcase_add_test(tcase, word_wakes_and_times_out);
    tcase_add_test(tcase, descriptors_are_counted_and_closed);
    tcase_add_test(tcase, pages_are_zeroed);
    tcase_add_test(tcase, children_and_births_are_known);
    tcase_add_test(tcase, death_of_the_parent_is_told);
    tcase_add_test(tcase, nothing_is_made_up);
    suite_add_tcase(suite, tcase);
    return suite;
}
