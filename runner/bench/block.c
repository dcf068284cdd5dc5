#include "runner/bench/block.h"
#include "fixtures/arena.h"
#include "fixtures/ledger.h"
#include "fixtures/platform/bench.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/leader.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* No answer for so long means that none will come: a block measures for milliseconds. */
enum { PATIENCE_MS = 5000 };

/* A leader begins so many frames of so many bytes down the stack at most: a page, and what each call takes besides. */
enum { FRAMES = 64, FRAME = 64 };

int block_open(struct setting *setting)
{
    setting->report = platform_share_memory(sizeof *setting->report);
    return setting->report ? 0 : -errno;
}

void block_close(struct setting *setting)
{
    munmap(setting->report, sizeof *setting->report);
}

static const struct measuring *measuring_of(const struct variant *variant)
{
    switch (variant->measure) {
    case MEASURE_THROUGHPUT:
        return &measuring_throughput;
    case MEASURE_SETUP:
        return &measuring_setup;
    case MEASURE_CONNECT:
        return &measuring_connect;
    case MEASURE_CONTENTION:
        return &measuring_contention;
    default:
        return variant->definition == DEFINED_PAIR ? &measuring_pair : &measuring_trip;
    }
}

static bool opens(struct leader *leader)
{
    const struct variant *variant = leader->variant;
    int error = channel_make(&leader->channel, variant->mechanism, variant->payload);
    if (error) {
        errno = -error;
        return leader_fails(leader, leader->channel.failed);
    }
    return true;
}

static bool does_fit(struct leader *leader)
{
    bool (*fits)(struct channel *) = leader->variant->mechanism->fits;
    bool good;

    if (leader->variant->measure != MEASURE_LATENCY || leader->variant->definition != DEFINED_PAIR || !fits)
        return true;
    if (!opens(leader))
        return false;
    good = fits(&leader->channel);
    channel_end(&leader->channel);
    if (!good) {
        leader->report->does_not_fit = true;
        leader_fails(leader, "fits");
    }
    return good;
}

/* Each part with a channel of its own, so that what one has left in it is not in the next one's way. */
static bool tries(struct leader *leader, const struct measuring *measuring)
{
    if (!does_fit(leader) || !opens(leader))
        return false;
    if (measuring->verify && leader->channel.size > 0) {
        bool (*verify)(struct leader *) = leader->variant->mechanism->loops.send ? measuring->verify : verify_pair;
        bool good = verify(leader);

        leader_ends_partners(leader);
        channel_end(&leader->channel);
        if (!good || !opens(leader))
            return false;
    }
    leader->report->batch = 1;
    if (!measuring->begin(leader))
        return false;
    if (measuring->step && !sampler_calibrate(leader, measuring->step))
        return false;
    leader_ends_partners(leader);
    channel_end(&leader->channel);
    return true;
}

static bool measures(struct leader *leader, const struct measuring *measuring)
{
    struct block *block = &leader->report->block;

    block->p50 = block->p90 = block->p99 = block->max = block->stalls = NAN;
    if (!opens(leader) || !measuring->begin(leader))
        return false;
    if (!(measuring->measure ? measuring->measure(leader)
                             : sampler_measure(leader, measuring->step, measuring->transfers)))
        return false;
    leader_ends_partners(leader);
    channel_end(&leader->channel);
    return true;
}

static bool counts(struct leader *leader)
{
    if (!opens(leader) || !calls_count(leader))
        return false;
    leader_ends_partners(leader);
    channel_end(&leader->channel);
    return true;
}

enum task { TASK_TRY, TASK_MEASURE, TASK_COUNT, TASK_TOUCH, TASK_WATCH };

static bool performs(struct leader *leader, enum task task)
{
    switch (task) {
    case TASK_TRY:
        return tries(leader, measuring_of(leader->variant));
    case TASK_MEASURE:
        return measures(leader, measuring_of(leader->variant));
    case TASK_COUNT:
        return counts(leader);
    case TASK_TOUCH:
        return faults_count(leader);
    default:
        return copies_count(leader);
    }
}

static _Noreturn void leader_lives(const struct setting *setting, const struct variant *variant, pid_t runner,
                                   enum task task)
{
    struct report *report = setting->report;
    struct leader leader = {.setting = setting, .variant = variant, .report = report};
    const char *wrong = NULL;
    bool good;

    setpgid(0, 0);
    platform_die_with_parent(runner, SIGKILL);
    leader_readies_partners();
    if (setting->ipc_namespace >= 0)
        platform_enter_ipc_namespace(setting->ipc_namespace);
    if (variant->by_subject) {
        subject_path = setting->subject;
        wrong = subject_bind(setting->subject);
    }
    if (wrong || chdir(setting->directory) != 0) {
        leader_fails(&leader, wrong ? wrong : "chdir");
        child_exit(1);
    }
    if (variant->definition != DEFINED_UNPINNED && setting->places.home >= 0)
        platform_pin(setting->places.home);
    good = performs(&leader, task);
    leader_ends_partners(&leader);
    report->done = good;
    child_exit(0);
}

struct beginning {
    const struct setting *setting;
    const struct variant *variant;
    pid_t runner;
    enum task task;
};

static void begin(const struct beginning *of)
{
    leader_lives(of->setting, of->variant, of->runner, of->task);
}

/*
 * Begins somewhere else in a page of the stack in each block. A fork keeps all addresses, so where the runner's stack
 * happens to lie to the buffers, on which the time of a short copy depends, would be the same in all blocks of a run.
 */
static void descend(unsigned frames, void (*then)(const struct beginning *of), const struct beginning *of)
{
    volatile char frame[FRAME];

    frame[0] = 1;
    if (frames == 0)
        then(of);
    else
        descend(frames - 1, then, of);
    frame[1] = frame[0]; /* until here the frame is needed */
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
        descend((unsigned)(clock_ns() / FRAME % FRAMES), begin, &(struct beginning){setting, variant, runner, task});
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
