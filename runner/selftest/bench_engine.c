/*
 * What a case costs: an empty one, and one with two actors and a blocked proof, beside the bare fork, _exit and wait of
 * the same process in the same minute. Printed for people; nothing is judged.
 *
 *     bench_engine [ROUNDS]
 */
#include "fixtures/arena.h"
#include "fixtures/case.h"
#include "fixtures/platform/platform.h"
#include "runner/plan.h"
#include "runner/registry.h"
#include "runner/rundir.h"
#include "runner/schedule.h"
#include "runner/sweep.h"

#include <sys/wait.h>
#include <unistd.h>

CASE(empty, PROVES("self.limits"))
{
    expect(true, "nothing else is done");
}

CASE(two_actors_and_a_proof, PROVES("self.blocking"))
{
    struct actor *reader = actor_new("reader");
    struct actor *writer;
    struct call *reading;
    int fd[2];

    must_return(do_pipe(reader, fd), 0);
    writer = actor_fork(reader, "writer");
    reading = begin_read(reader, fd[0], scratch(1), 1);
    expect_blocked(reading);
    expect_returns(do_write(writer, fd[1], "x", 1), 1);
    expect_returns(finish(reading), 1);
}

enum { FLOOR, EMPTY, TWO, KINDS, ROUNDS_MOST = 10000 };

static double took_us[KINDS][ROUNDS_MOST];
static unsigned filled[KINDS];

static void keep(int kind, double us)
{
    if (filled[kind] < ROUNDS_MOST)
        took_us[kind][filled[kind]++] = us;
}

static void fork_and_wait(void)
{
    int64_t began = clock_ns();
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    keep(FLOOR, (double)(clock_ns() - began) / 1000);
}

/* From one case's end to the next one's: what the whole case costs the run, and not only what its judge sees. */
static int64_t last_ns;

static int begin(FILE *out, const struct run_info *run)
{
    (void)out;
    (void)run;
    return 0;
}

static void case_starts(FILE *out, const struct plan_item *item)
{
    (void)out;
    (void)item;
    fork_and_wait();
    last_ns = clock_ns();
}

static int case_ended(FILE *out, const struct result *result)
{
    int kind = strcmp(result->item->def->name, "empty") == 0 ? EMPTY : TWO;

    (void)out;
    if (result->decision.outcome != OUTCOME_PASS) {
        fprintf(stderr, "%s: %s %s\n", result->item->def->name, outcome_name(result->decision.outcome),
                result_message(result));
        exit(1);
    }
    keep(kind, (double)(clock_ns() - last_ns) / 1000);
    return 0;
}

static int end(FILE *out, const struct run_end *ended)
{
    (void)out;
    (void)ended;
    return 0;
}

static const struct format timing = {"timing", begin, case_starts, NULL, case_ended, end};

static int by_value(const void *a, const void *b)
{
    double first = *(const double *)a;
    double second = *(const double *)b;

    return (first > second) - (first < second);
}

static double quantile(int kind, double q)
{
    qsort(took_us[kind], filled[kind], sizeof took_us[kind][0], by_value);
    return took_us[kind][(size_t)(q * (filled[kind] - 1))];
}

int main(int argc, char **argv)
{
    static char *words[] = {"empty", "two_actors_and_a_proof"};
    static const char *const names[] = {"fork, _exit, wait", "empty case", "two actors, one proof"};
    unsigned rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 500;
    struct rundir dir;
    struct slot slot;
    struct plan plan;
    struct sink sink = {.format = &timing, .out = stdout, .path = "standard output"};
    struct schedule schedule = {.plan = &plan, .slots = &slot, .slot_count = 1, .sinks = &sink, .sink_count = 1};
    char why[400];
    int private_ipc = platform_new_ipc_namespace();

    memset(&slot, 0, sizeof slot);
    if (registry_open() || plan_make(&plan, words, 2, rounds < ROUNDS_MOST ? rounds : ROUNDS_MOST, 1) ||
        rundir_open(&dir, NULL, 1, why, sizeof why) != 0 ||
        slots_open(&slot, 1, dir.ledger, dir.path, dir.id, private_ipc >= 0, why, sizeof why) != 0) {
        fprintf(stderr, "bench_engine: cannot begin: %s\n", why);
        return 2;
    }
    sweep_begin();
    platform_become_subreaper();
    schedule.time_scale = 1;
    schedule.began_ns = clock_ns();
    schedule_run(&schedule);
    slots_close(&slot, 1);
    rundir_close(&dir);
    printf("%-24s %10s %10s %10s %8s\n", "", "10 % (us)", "median", "90 %", "ratio");
    for (int kind = 0; kind < KINDS; kind++)
        printf("%-24s %10.0f %10.0f %10.0f %8.1f\n", names[kind], quantile(kind, 0.1), quantile(kind, 0.5),
               quantile(kind, 0.9), quantile(kind, 0.5) / quantile(FLOOR, 0.5));
    printf("%u rounds%s\n", rounds, private_ipc >= 0 ? ", private IPC namespace" : "");
    plan_free(&plan);
    return 0;
}
