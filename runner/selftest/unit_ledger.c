/* The ledger: what calls make and end, and that nothing is removed but what was noted. */
#include "fixtures/actor.h"
#include "fixtures/ledger.h"
#include "fixtures/platform/platform.h"
#include "fixtures/scratch.h"
#include "runner/selftest/units.h"

#include <errno.h>
#include <string.h>
#include <sys/msg.h>
#include <time.h>

static struct ledger_entry entries[LEDGER_ENTRIES];
static int queue = -1;

static void begin(void)
{
    become_judge();
    ledger_slot = entries;
}

static int entries_of(enum ledger_kind kind)
{
    int count = 0;

    for (int i = 0; i < LEDGER_ENTRIES; i++)
        count += entries[i].kind == (int)kind;
    return count;
}

/* What the judge does around a call, without an actor. */
static void make(struct call *call, int64_t result)
{
    ledger_intend(call);
    call->returned = true;
    call->result = result;
    ledger_effect(call);
}

static struct call shm_open_of(const char *name, int flags)
{
    struct call call = {.id = CALL_shm_open};

    call.argument[0].value = (int64_t)(intptr_t)name;
    call.argument[0].size = strlen(name) + 1;
    call.argument[1].value = flags;
    return call;
}

START_TEST(name_is_noted_once_and_forgotten)
{
    struct call made, again, found, ended = {.id = CALL_shm_unlink};
    const char *name;

    begin();
    name = scratch_name("m");
    made = shm_open_of(name, O_CREAT | O_RDWR);
    again = shm_open_of(name, O_CREAT | O_EXCL | O_RDWR);
    found = shm_open_of(name, O_RDWR);
    make(&made, 3);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 1);
    make(&again, -1);
    make(&found, 4);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 1);
    ended.argument[0] = made.argument[0];
    make(&ended, -1);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 1);
    make(&ended, 0);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 0);
}
END_TEST

START_TEST(failed_call_notes_nothing)
{
    struct call call;

    begin();
    call = shm_open_of(scratch_name("m"), O_CREAT);
    ledger_intend(&call);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 1); /* so that it is known should the call never return */
    call.returned = true;
    call.result = -1;
    ledger_effect(&call);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 0);
}
END_TEST

START_TEST(get_of_what_exists_notes_nothing)
{
    struct call call = {.id = CALL_msgget};

    begin();
    call.argument[0].value = 0x1234;
    make(&call, 77);
    ck_assert_int_eq(entries_of(LEDGER_MSG), 0);
}
END_TEST

/* The kernel gives one number twice when the object was removed behind the ledger's back: there is still one entry. */
START_TEST(number_is_noted_once)
{
    struct call first = {.id = CALL_shmget}, again = {.id = CALL_shmget};

    begin();
    ledger_is_private = true;
    first.argument[0].value = again.argument[0].value = IPC_PRIVATE;
    make(&first, 77);
    make(&again, 77);
    ck_assert_int_eq(entries_of(LEDGER_SHM), 1);
    ledger_is_private = false;
}
END_TEST

/* A subject can say that it has removed what it has not; the runner looks, and does not hold it against the case. */
START_TEST(word_of_a_subject_is_not_believed)
{
    struct call made, ended = {.id = CALL_shm_unlink};

    begin();
    subject_path = "/some/subject.so";
    made = shm_open_of(scratch_name("m"), O_CREAT | O_RDWR);
    make(&made, 3);
    ended.argument[0] = made.argument[0];
    make(&ended, 0);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 1);
    ck_assert(entries[0].tidied && entries[0].foreign);
    subject_path = NULL;
}
END_TEST

/* One that makes what it was to open has made it all the same; what is the system's own, a case's program has made. */
START_TEST(what_a_subject_makes_unasked_is_noted)
{
    struct call unasked;

    begin();
    unasked = shm_open_of(scratch_name("m"), O_RDWR);
    make(&unasked, 3);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 0);
    subject_path = "/some/subject.so";
    unasked = shm_open_of(scratch_name("m"), O_RDWR);
    make(&unasked, -1);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 0);
    unasked = shm_open_of(scratch_name("m"), O_RDWR);
    make(&unasked, 3);
    ck_assert_int_eq(entries_of(LEDGER_SHM_NAME), 1);
    ck_assert(entries[0].tidied && entries[0].foreign);
    subject_path = NULL;
}
END_TEST

static void remove_queue(void)
{
    if (queue >= 0)
        msgctl(queue, IPC_RMID, NULL);
}

static struct ledger_entry entry_of_queue(void)
{
    queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
    ck_assert_int_ge(queue, 0);
    return (struct ledger_entry){.kind = LEDGER_MSG, .id = queue, .birth = (uint64_t)time(NULL), .owner = geteuid()};
}

static bool exists(void)
{
    struct msqid_ds ds;

    return msgctl(queue, IPC_STAT, &ds) == 0;
}

START_TEST(noted_queue_is_removed)
{
    struct ledger_entry entry = entry_of_queue();
    char text[64], wanted[64];

    ledger_describe(&entry, text, sizeof text);
    snprintf(wanted, sizeof wanted, "System V message queue %d", queue);
    ck_assert_str_eq(text, wanted);
    ck_assert(ledger_remove(&entry));
    ck_assert(!exists());
    ck_assert_int_eq(entry.kind, LEDGER_FREE);
    ck_assert(!ledger_remove(&entry));
}
END_TEST

/* Each field says in its own way that the number is somebody else's by now. */
START_TEST(queue_of_somebody_else_stays)
{
    struct ledger_entry entry = entry_of_queue();

    if (_i == 0)
        entry.owner++;
    if (_i == 1)
        entry.birth += 1000; /* it was there long before it was noted */
    if (_i == 2)
        entry.birth -= 1000; /* it is younger than what was noted */
    if (_i == 3)
        entry.foreign = 1;
    ck_assert(!ledger_remove(&entry));
    ck_assert(exists());
    remove_queue();
}
END_TEST

START_TEST(process_is_known_by_its_birth)
{
    pid_t pid = fork();
    struct ledger_entry entry = {.kind = LEDGER_PROCESS, .id = pid};
    int status;

    if (pid == 0)
        for (;;)
            pause();
    entry.birth = platform_start_time(pid) + 1;
    ck_assert(!ledger_remove(&entry));
    ck_assert_int_eq(waitpid(pid, &status, WNOHANG), 0);
    entry = (struct ledger_entry){.kind = LEDGER_PROCESS, .id = pid, .birth = platform_start_time(pid)};
    ck_assert_int_eq(ledger_remove(&entry), strcmp(platform_name(), "generic") != 0);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}
END_TEST

START_TEST(names_that_are_ours_and_not)
{
    begin();
    ck_assert(scratch_owns_name("/ic.12345678.0.x"));
    ck_assert(scratch_owns_name("ic.12345678.0.x"));
    ck_assert(!scratch_owns_name("/ic.12345678.1.x"));
    ck_assert(!scratch_owns_name("/x"));
    ck_assert(!scratch_owns_name(""));
    ck_assert(scratch_owns_path("/tmp/x") && !scratch_owns_path("/tmpx") && !scratch_owns_path("/etc/x"));
    ck_assert_str_eq(scratch_name("q"), "/ic.12345678.0.q");
    ck_assert_uint_ne(scratch_random(), scratch_random());
    ck_assert_int_ne(scratch_key(), IPC_PRIVATE);
}
END_TEST

Suite *suite_of_ledger(void)
{
    Suite *suite = suite_create("ledger");
    TCase *tcase = tcase_create("ledger");

    tcase_add_test(tcase, name_is_noted_once_and_forgotten);
    tcase_add_test(tcase, failed_call_notes_nothing);
    tcase_add_test(tcase, get_of_what_exists_notes_nothing);
    tcase_add_test(tcase, number_is_noted_once);
    tcase_add_test(tcase, word_of_a_subject_is_not_believed);
    tcase_add_test(tcase, what_a_subject_makes_unasked_is_noted);
    tcase_add_test(tcase, noted_queue_is_removed);
    tcase_add_loop_test(tcase, queue_of_somebody_else_stays, 0, 4);
    tcase_add_test(tcase, process_is_known_by_its_birth);
    tcase_add_test(tcase, names_that_are_ours_and_not);
    suite_add_tcase(suite, tcase);
    return suite;
}
