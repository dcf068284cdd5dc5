#include "runner/bench/run.h"
#include "fixtures/arena.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/leader.h"
#include "runner/command.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A quick run has ended by then, with fewer rounds than planned where the machine is slow. */
static const int64_t quick_ns = 19000000000;

static volatile sig_atomic_t stopped_by;

static void stop(int sig)
{
    stopped_by = sig;
}

void bench_heed_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = stop;
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

static const char *signal_name(int sig)
{
    return sig == SIGINT ? "SIGINT" : sig == SIGTERM ? "SIGTERM" : sig == SIGHUP ? "SIGHUP" : NULL;
}

/* Progress with time left: on a terminal in place, elsewhere a line every ten seconds. */
struct progress {
    bool on_terminal;
    int64_t began_ns, shown_ns;
};

static void show_progress(struct progress *progress, const char *what, size_t done, size_t all)
{
    int64_t now = clock_ns();
    int64_t pause_ns = progress->on_terminal ? 200000000 : 10000000000;
    double left = (double)(now - progress->began_ns) / (double)done * (double)(all - done) / 1e9;

    if (now - progress->shown_ns < pause_ns)
        return;
    progress->shown_ns = now;
    fprintf(stderr,
            progress->on_terminal ? "\ripclaim: %s %zu of %zu, %.0f s left \033[K"
                                  : "ipclaim: %s %zu of %zu, %.0f s left\n",
            what, done, all, left);
}

static void end_progress(const struct progress *progress)
{
    if (progress->on_terminal)
        fputs("\r\033[K", stderr);
}

static struct progress begin_progress(void)
{
    return (struct progress){isatty(STDERR_FILENO) != 0, clock_ns(), clock_ns()};
}

static void try_all(struct bench_run *run)
{
    struct progress progress = begin_progress();

    for (size_t i = 0; i < run->plan.count; i++) {
        struct variant *variant = &run->plan.variants[i];

        if (variant->status == STATUS_MEASURED && !stopped_by)
            block_try(&run->setting, variant);
        else if (stopped_by)
            variant_drop(variant, STATUS_FAILED, "stopped before it was its turn");
        show_progress(&progress, "tries", i + 1, run->plan.count);
    }
    end_progress(&progress);
}

/* One block more of a variant. A failure is tried again in the next round, but not a second time in a row. */
static void measure_one(struct bench_run *run, struct variant *variant, unsigned order)
{
    struct block *block = &variant->blocks[variant->block_count];
    char reason[sizeof variant->reason];

    if (variant->status != STATUS_MEASURED)
        return;
    if (block_run(&run->setting, variant, block, reason, sizeof reason) == 0) {
        block->round = run->rounds_made;
        block->order = order;
        variant->block_count++;
        variant->reason[0] = '\0';
    } else if (variant->reason[0]) {
        variant->status = STATUS_FAILED;
    } else {
        snprintf(variant->reason, sizeof variant->reason, "%s", reason);
    }
}

/* Whether a quick run has no time for another round as long as the last ones, the first of which began at BEGAN_NS. */
static bool is_time_up(const struct bench_run *run, int64_t began_ns)
{
    int64_t now = clock_ns();

    return run->options->quick && run->rounds_made >= STATISTICS_LEAST &&
           now - run->began_ns + (now - began_ns) / run->rounds_made > quick_ns;
}

static void measure_all(struct bench_run *run, size_t *order)
{
    struct progress progress = begin_progress();
    uint64_t seed = run->options->seed;
    unsigned number = 0;

    for (; run->rounds_made < run->rounds && !stopped_by && !is_time_up(run, progress.began_ns); run->rounds_made++) {
        bench_plan_shuffle(order, run->plan.count, &seed);
        for (size_t i = 0; i < run->plan.count && !stopped_by; i++) {
            measure_one(run, &run->plan.variants[order[i]], number++);
            show_progress(&progress, "blocks", number, run->rounds * run->plan.count);
        }
    }
    end_progress(&progress);
}

/* Counts the system calls of each mechanism once a definition: by its first variant, for a payload changes nothing. */
static void count_calls(struct bench_run *run)
{
    const struct variant *last = NULL;

    for (size_t i = 0; i < run->plan.count && !stopped_by; i++) {
        const struct variant *variant = &run->plan.variants[i];

        if (variant->measure != MEASURE_LATENCY || variant->status != STATUS_MEASURED || variant->by_subject)
            continue;
        if (last && last->mechanism == variant->mechanism && last->definition == variant->definition)
            continue;
        last = variant;
        run->call_count += calls_plan(variant, &run->calls[run->call_count]);
    }
    for (size_t i = 0; i < run->call_count && !stopped_by; i++)
        block_count(&run->setting, &run->calls[i]);
}

static void count_faults(struct bench_run *run)
{
    const struct variant *last = NULL;

    for (size_t i = 0; i < run->plan.count && run->fault_count < FAULTS_MOST && !stopped_by; i++) {
        const struct variant *variant = &run->plan.variants[i];

        if (!faults_plan(variant, last))
            continue;
        last = variant;
        run->faults[run->fault_count] = (struct faults){.variant = variant};
        block_touch(&run->setting, &run->faults[run->fault_count++]);
    }
}

static void count_copies(struct bench_run *run)
{
    const struct variant *last = NULL;

    for (size_t i = 0; i < run->plan.count && !stopped_by; i++) {
        const struct variant *variant = &run->plan.variants[i];

        if (!copies_plan(variant, last))
            continue;
        last = variant;
        run->copies[run->copy_count] = (struct copies){.variant = variant};
        block_watch(&run->setting, &run->copies[run->copy_count++]);
    }
}

/* Blocks lie in memory that a fork does not copy, or every leader would begin by taking over the past. */
static struct block *share_blocks(struct bench_run *run, size_t *size)
{
    struct block *blocks;

    *size = (run->plan.count * run->rounds + 1) * sizeof *blocks;
    blocks = platform_share_memory(*size);
    if (!blocks)
        die("%zu MiB of memory for the blocks: select fewer, or fewer --rounds", *size >> 20);
    for (size_t i = 0; i < run->plan.count; i++)
        run->plan.variants[i].blocks = blocks + i * run->rounds;
    return blocks;
}

void bench_measure(struct bench_run *run)
{
    size_t *order = calloc(run->plan.count + 1, sizeof *order);
    size_t size;

    run->calls = calloc(2 * run->plan.count + 2, sizeof *run->calls);
    run->copies = calloc(run->plan.count + 1, sizeof *run->copies);
    if (!order || !run->calls || !run->copies)
        die("no memory for %zu variants; select fewer", run->plan.count);
    share_blocks(run, &size);
    run->began_ns = clock_ns();
    run->clock_cost_ns = leader_clock_cost();
    try_all(run);
    count_calls(run);
    count_copies(run);
    count_faults(run);
    measure_all(run, order);
    run->ended_ns = clock_ns();
    run->interrupted = signal_name(stopped_by);
    free(order);
    for (size_t i = 0; i < run->plan.count; i++) {
        struct variant *variant = &run->plan.variants[i];

        if (variant->status == STATUS_MEASURED && variant->block_count == 0 && variant->reason[0])
            variant->status = STATUS_FAILED;
        else if (variant->status == STATUS_MEASURED && variant->block_count == 0)
            variant_drop(variant, STATUS_FAILED, "stopped before it was its turn");
    }
    summary_make(&run->plan, &run->host);
}
