/* What is left of a case: processes that nobody has ended are named, and all are gone afterwards. */
#include "fixtures/platform/platform.h"
#include "runner/selftest/units.h"
#include "runner/sweep.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct slot slot;
static struct plan_item item;
static struct leftovers left;
static char directory[] = "/tmp/ic-sweep-XXXXXX";

enum { LONGEST_S = 60 };

/* In a session of its own by the time that this returns. Should nobody end it, it ends by itself. */
static pid_t process(void)
{
    int ready[2];
    pid_t pid;
    char byte;

    ck_assert_int_eq(pipe(ready), 0);
    pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        setsid();
        alarm(LONGEST_S);
        close(ready[0]);
        close(ready[1]);
        for (;;)
            pause();
    }
    close(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 0);
    close(ready[0]);
    return pid;
}

/* A case that has finished: its judge is a zombie, and one process is still there. */
static pid_t finished_case(void)
{
    struct ledger *ledger = calloc(1, sizeof *ledger + LEDGER_ENTRIES * sizeof ledger->entries[0]);
    char why[256];
    siginfo_t info;
    pid_t pid;

    ck_assert_ptr_nonnull(ledger);
    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(slots_open(&slot, 1, ledger, directory, "12345678", false, why, sizeof why), 0);
    sweep_begin();
    slot.item = &item;
    slot.docket->finished = true;
    slot.judge = fork();
    ck_assert_int_ge(slot.judge, 0);
    if (slot.judge == 0)
        _exit(0);
    ck_assert_int_eq(waitid(P_PID, (id_t)slot.judge, &info, WEXITED | WNOWAIT), 0);
    pid = process();
    slot.entries[0].kind = LEDGER_PROCESS;
    slot.entries[0].id = pid;
    slot.entries[0].birth = platform_start_time(pid);
    return pid;
}

static void sweep_it(pid_t pid)
{
    sweep_case(&slot, &slot, 1, &left);
    slots_close(&slot, 1);
    ck_assert_int_eq(rmdir(directory), 0);
    waitpid(pid, NULL, 0);
    ck_assert_int_eq(kill(pid, 0), -1);
    ck_assert_int_eq(errno, ESRCH);
}

START_TEST(process_that_is_no_actor_was_left)
{
    pid_t pid = finished_case();
    char text[LEFT_TEXT];

    sweep_it(pid);
    snprintf(text, sizeof text, "process %ld", (long)pid);
    ck_assert_uint_ge(left.count, 1);
    ck_assert_str_eq(left.text[0], text);
}
END_TEST

/* As on a machine that gives no processor to what its judge has killed. */
START_TEST(actor_that_had_no_time_to_die_was_not_left)
{
    pid_t pid = finished_case();

    slot.docket->actors[0].pid = pid;
    slot.docket->actor_count = 1;
    sweep_it(pid);
    ck_assert_uint_eq(left.count, 0);
}
END_TEST

Suite *suite_of_sweep(void)
{
    Suite *suite = suite_create("sweep");
    TCase *all = tcase_create("sweep");

    /* Where no start time tells whose a number is, only actors are known. */
    if (platform_start_time(getpid()))
        tcase_add_test(all, process_that_is_no_actor_was_left);
    tcase_add_test(all, actor_that_had_no_time_to_die_was_not_left);
    suite_add_tcase(suite, all);
    return suite;
}
