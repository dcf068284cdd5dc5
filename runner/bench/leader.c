/* The life of a block's leader: what it opens, tries, measures and counts. */
#include "runner/bench/leader.h"
#include "fixtures/arena.h"
#include "fixtures/platform/bench.h"
#include "fixtures/platform/platform.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <unistd.h>

/* A leader begins so many frames of so many bytes down the stack at most: a page, and what each call takes besides. */
enum { FRAMES = 64, FRAME = 64 };

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

static _Noreturn void lives(const struct setting *setting, const struct variant *variant, pid_t runner, enum task task)
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
    lives(of->setting, of->variant, of->runner, of->task);
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

void leader_begins(const struct setting *setting, const struct variant *variant, pid_t runner, enum task task)
{
    descend((unsigned)(clock_ns() / FRAME % FRAMES), begin, &(struct beginning){setting, variant, runner, task});
}
