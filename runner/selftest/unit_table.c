/* What the BSDs and macOS share, on a table of processes that is made up: see fixtures/platform/bsd_table.h. */
#include "fixtures/platform/bsd_table.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PARENT = 900001, SLEEPER, SPINNER, ZOMBIE, STRANGER, NOBODYS };

/* Ours are the children of this process; the others have another parent. */
static struct entry {
    pid_t pid;
    pid_t parent;
    enum sleep_state state;
    const char *word;
    const char *directory;
} entries[] = {{SLEEPER, 0, SLEEP_ASLEEP, "piperd", "/tmp/run/3"},
               {SPINNER, 0, SLEEP_RUNNING, NULL, "/tmp/run/33"},
               {ZOMBIE, 0, SLEEP_GONE, NULL, NULL},
               {STRANGER, PARENT, SLEEP_STOPPED, NULL, "/tmp/run/3/below"}};

static void fill(const struct entry *entry, struct process *process)
{
    memset(process, 0, sizeof *process);
    process->pid = entry->pid;
    process->parent = entry->parent ? entry->parent : getpid();
    process->start_us = (uint64_t)entry->pid * 10;
    process->status = SIGKILL;
    process->probe.state = entry->state;
    process->probe.switches = 7;
    if (entry->word)
        table_asleep(&process->probe, entry->word, true);
}

int table_read(pid_t pid, struct process *process)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (entries[i].pid == pid) {
            fill(&entries[i], process);
            return 0;
        }
    return pid == NOBODYS ? -EPERM : -ESRCH;
}

int table_each(void (*see)(const struct process *process, void *context), void *context)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        struct process process;

        fill(&entries[i], &process);
        see(&process, context);
    }
    return 0;
}

int table_directory(pid_t pid, char *out, size_t room)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++)
        if (entries[i].pid == pid && entries[i].directory) {
            snprintf(out, room, "%s", entries[i].directory);
            return 0;
        }
    return -ESRCH;
}

START_TEST(a_probe_is_the_entry)
{
    struct probe probe;

    ck_assert_int_eq(platform_probe(SLEEPER, &probe), 0);
    ck_assert_int_eq(probe.state, SLEEP_ASLEEP);
    ck_assert_str_eq(probe.where, "piperd");
    ck_assert_uint_eq(probe.switches, 7);
    ck_assert_int_eq(platform_probe(SPINNER, &probe), 0);
    ck_assert_int_eq(probe.state, SLEEP_RUNNING);
}
END_TEST

START_TEST(who_is_not_in_the_table_is_gone)
{
    struct probe probe;

    ck_assert_int_eq(platform_probe(PARENT, &probe), 0);
    ck_assert_int_eq(probe.state, SLEEP_GONE);
    ck_assert_uint_eq(platform_start_time(PARENT), 0);
    ck_assert_int_eq(platform_probe(ZOMBIE, &probe), 0);
    ck_assert_int_eq(probe.state, SLEEP_GONE);
}
END_TEST

START_TEST(who_cannot_be_asked_about_is_not_gone)
{
    struct probe probe;

    ck_assert_int_eq(platform_probe(NOBODYS, &probe), -EPERM);
    ck_assert_uint_eq(platform_start_time(NOBODYS), 0);
    ck_assert_int_eq(platform_zombie_status(NOBODYS), -1);
}
END_TEST

static const struct {
    const char *word;
    enum sleep_state state;
} words[] = {{"nanslp", SLEEP_TIMED},  {"nanoslp", SLEEP_TIMED},  {"nanosle", SLEEP_TIMED},
             {"piperd", SLEEP_ASLEEP}, {"semwait", SLEEP_ASLEEP}, {"", SLEEP_ASLEEP}};

START_TEST(a_sleep_for_time_alone_is_told_by_its_word)
{
    struct probe probe = {.state = SLEEP_RUNNING};

    table_asleep(&probe, words[_i].word, true);
    ck_assert_int_eq(probe.state, words[_i].state);
    ck_assert_str_eq(probe.where, words[_i].word);
}
END_TEST

START_TEST(a_sleep_for_the_kernels_own_sake_is_none)
{
    struct probe probe = {.state = SLEEP_GONE};

    table_asleep(&probe, "biord", false);
    ck_assert_int_eq(probe.state, SLEEP_RUNNING);
}
END_TEST

START_TEST(only_zombies_have_ended)
{
    ck_assert_int_eq(platform_zombie_status(ZOMBIE), SIGKILL);
    ck_assert_int_eq(platform_zombie_status(SLEEPER), -1);
    ck_assert_uint_eq(platform_start_time(SLEEPER), SLEEPER * 10);
}
END_TEST

START_TEST(children_are_those_with_this_parent)
{
    pid_t children[8];

    ck_assert_int_eq(platform_children(children, 8), 3);
    ck_assert_int_eq(children[0], SLEEPER);
    ck_assert_int_eq(children[2], ZOMBIE);
    ck_assert_int_eq(platform_children(children, 2), 2);
}
END_TEST

static void note(pid_t pid, void *context)
{
    *(int *)context += pid;
}

START_TEST(a_directory_is_not_one_that_begins_like_it)
{
    int sum = 0;

    ck_assert(platform_works_in(SLEEPER, "/tmp/run/3"));
    ck_assert(platform_works_in(STRANGER, "/tmp/run/3"));
    ck_assert(!platform_works_in(SPINNER, "/tmp/run/3"));
    ck_assert(!platform_works_in(ZOMBIE, "/tmp/run/3"));
    platform_each_working_in("/tmp/run/3", note, &sum);
    ck_assert_int_eq(sum, SLEEPER + STRANGER);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *tcase = tcase_create("table");
    SRunner *runner = srunner_create(suite);
    int failed;

    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, a_probe_is_the_entry);
    tcase_add_test(tcase, who_is_not_in_the_table_is_gone);
    tcase_add_test(tcase, who_cannot_be_asked_about_is_not_gone);
    tcase_add_loop_test(tcase, a_sleep_for_time_alone_is_told_by_its_word, 0, (int)(sizeof words / sizeof words[0]));
    tcase_add_test(tcase, a_sleep_for_the_kernels_own_sake_is_none);
    tcase_add_test(tcase, only_zombies_have_ended);
    tcase_add_test(tcase, children_are_those_with_this_parent);
    tcase_add_test(tcase, a_directory_is_not_one_that_begins_like_it);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
