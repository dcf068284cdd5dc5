#include "runner/bench/block.h"
#include "fixtures/ledger.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* No answer for so long means that none will come: a block measures for milliseconds. */
enum { PATIENCE_MS = 5000 };

int block_open(struct setting *setting)
{
    setting->report = platform_share_memory(sizeof *setting->report);
    return setting->report ? 0 : -errno;
}

void block_close(struct setting *setting)
{
    munmap(setting->report, sizeof *setting->report);
}

/* What a block that was killed has left. */
static void clean_up(const struct setting *setting)
{
    static const char *const files[] = {"fifo", "s0", "s1"};
    char path[200];

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", setting->directory, files[i]);
        unlink(path);
    }
    for (unsigned i = 0; ledger_slot && i < LEDGER_ENTRIES; i++) {
        if (ledger_slot[i].kind != LEDGER_FREE && !ledger_slot[i].is_private)
            ledger_remove(&ledger_slot[i]);
        ledger_slot[i].kind = LEDGER_FREE;
    }
}

/* Waits until all processes of the block are gone; false when they had to be killed. */
static bool await_end(pid_t pid, int alive)
{
    struct pollfd end = {.fd = alive, .events = POLLIN};
    bool in_time;
    int ready;

    do
        ready = poll(&end, 1, PATIENCE_MS);
    while (ready < 0 && errno == EINTR);
    in_time = ready > 0;
    kill(-pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return in_time;
}

/* Runs a leader to its end. 0, or -1 with REASON and the errno of what failed, 0 where that is none. */
static int run(const struct setting *setting, const struct variant *variant, enum task task, char *reason, size_t room,
               int *error)
{
    struct report *report = setting->report;
    pid_t runner = getpid();
    pid_t pid = -1;
    int ends[2];
    bool in_time;

    *error = EAGAIN;
    if (pipe(ends) == 0 && (pid = fork()) == 0) {
        close(ends[0]);
        leader_begins(setting, variant, runner, task);
    }
    if (pid < 0) {
        snprintf(reason, room, "a block could not begin: %s; end what uses up the system's processes", strerror(errno));
        return -1;
    }
    close(ends[1]);
    in_time = await_end(pid, ends[0]);
    close(ends[0]);
    clean_up(setting);
    if (report->done)
        return 0;
    *error = report->partner_failed[0] ? report->partner_error : report->error;
    if (report->does_not_fit)
        snprintf(reason, room, "%zu bytes do not fit in while nobody receives", variant->payload);
    else if (report->partner_failed[0])
        snprintf(reason, room, "%s: %s", report->partner_failed, strerror(*error));
    else if (report->failed[0])
        snprintf(reason, room, "%s: %s", report->failed, strerror(*error));
    else if (in_time)
        snprintf(reason, room, "the block's leader ended without a word");
    else
        snprintf(reason, room, "nothing came within %d s", PATIENCE_MS / 1000);
    return -1;
}

/* Whether the error says that there is no such thing here, and not that it went wrong. */
static bool is_absence(int error)
{
    switch (error) {
    case ENOSYS:
    case EOPNOTSUPP:
    case EPROTONOSUPPORT:
    case ESOCKTNOSUPPORT:
    case EAFNOSUPPORT:
    case EPROTOTYPE:
    case EINVAL:
    case EMSGSIZE:
    case E2BIG:
    case EPERM:
    case EACCES:
        return true;
    default:
        return false;
    }
}

void block_try(const struct setting *setting, struct variant *variant)
{
    char reason[sizeof variant->reason];
    int error;

    memset(setting->report, 0, sizeof *setting->report);
    if (run(setting, variant, TASK_TRY, reason, sizeof reason, &error) != 0) {
        variant_drop(variant, setting->report->does_not_fit || is_absence(error) ? STATUS_UNSUPPORTED : STATUS_FAILED,
                     "%s", reason);
        return;
    }
    variant->verified = setting->report->verified;
    variant->batch = setting->report->batch;
}

int block_run(const struct setting *setting, const struct variant *variant, struct block *block, char *reason,
              size_t room)
{
    int error;

    memset(setting->report, 0, sizeof *setting->report);
    if (run(setting, variant, TASK_MEASURE, reason, room, &error) != 0)
        return -1;
    *block = setting->report->block;
    return 0;
}

/* Runs a block that counts something, and says in STATUS and REASON how that went. */
static bool has_counted(const struct setting *setting, const struct variant *variant, enum task task,
                        enum status *status, char *reason, size_t room)
{
    int error;

    if (run(setting, variant, task, reason, room, &error) == 0) {
        *status = STATUS_MEASURED;
        return true;
    }
    *status = is_absence(error) ? STATUS_UNSUPPORTED : STATUS_FAILED;
    return false;
}

void block_count(const struct setting *setting, struct calls *calls)
{
    struct report *report = setting->report;

    memset(report, 0, sizeof *report);
    report->calls = *calls;
    if (has_counted(setting, calls->variant, TASK_COUNT, &calls->status, calls->reason, sizeof calls->reason)) {
        calls->per_transfer = report->calls.per_transfer;
        memcpy(calls->names, report->calls.names, sizeof calls->names);
    }
}

void block_touch(const struct setting *setting, struct faults *faults)
{
    struct report *report = setting->report;

    memset(report, 0, sizeof *report);
    if (has_counted(setting, faults->variant, TASK_TOUCH, &faults->status, faults->reason, sizeof faults->reason)) {
        faults->first = report->faults.first;
        faults->again = report->faults.again;
        faults->other = report->faults.other;
    }
}

void block_watch(const struct setting *setting, struct copies *copies)
{
    struct report *report = setting->report;

    memset(report, 0, sizeof *report);
    if (has_counted(setting, copies->variant, TASK_WATCH, &copies->status, copies->reason, sizeof copies->reason)) {
        memcpy(copies->taken, report->copies.taken, sizeof copies->taken);
        memcpy(copies->put, report->copies.put, sizeof copies->put);
    }
}
