#include "runner/command.h"
#include "fixtures/arena.h"
#include "fixtures/lack.h"
#include "fixtures/ledger.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/mechanisms.h"
#include "runner/bench/run.h"
#include "runner/rundir.h"
#include "runner/surroundings.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { QUICK_ROUNDS = 15, FULL_ROUNDS = 25, QUICK_BLOCK_NS = 5000000, FULL_BLOCK_NS = 7000000 };

static void describe(struct bench_run *run, const struct rundir *dir)
{
    struct run_info *info = &run->info;
    time_t now = time(NULL);
    char stamp[20];

    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime(&now));
    snprintf(info->id, sizeof info->id, "%.16s-%.8s", stamp, dir->id);
    strftime(info->started, sizeof info->started, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    info->argc = command_argc;
    info->argv = command_argv;
    info->private_ipc = run->setting.ipc_namespace >= 0;
    info->scratch = dir->path;
}

/* The run's directory, its part of the ledger, and the namespace of all blocks. */
static void open_setting(struct bench_run *run, struct rundir *dir)
{
    struct setting *setting = &run->setting;
    char why[400];
    int error;

    if (rundir_open(dir, NULL, 1, why, sizeof why) != 0)
        die("%s", why);
    ledger_slot = dir->ledger->entries;
    snprintf(channel_names, sizeof channel_names, "/ic.%.8s.0.", dir->id);
    setting->directory = dir->path;
    setting->subject = run->subject;
    setting->ipc_namespace = run->options->share_ipc ? -1 : platform_new_ipc_namespace();
    ledger_is_private = setting->ipc_namespace >= 0;
    setting->block_ns = run->options->quick ? QUICK_BLOCK_NS : FULL_BLOCK_NS;
    error = block_open(setting);
    if (error) {
        rundir_close(dir);
        die("memory for the blocks' reports: %s; %s", strerror(-error), lack_remedy(-error));
    }
}

static void close_setting(struct bench_run *run, struct rundir *dir)
{
    ledger_slot = NULL;
    block_close(&run->setting);
    if (run->setting.ipc_namespace >= 0)
        close(run->setting.ipc_namespace);
    rundir_close(dir);
}

static bool has_measured(const struct bench_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->variants[i].block_count > 0)
            return true;
    return false;
}

static void write_output(struct bench_run *run, struct sink *sink)
{
    if (run->options->output)
        (void)!ftruncate(fileno(sink->out), 0);
    sink->error = run->options->ndjson ? bench_write_ndjson(sink->out, run) : bench_write_table(sink->out, run);
    if (!sink->error && sink->out != stdout) {
        sink->error = fclose(sink->out) == 0 ? 0 : -1;
        sink->out = NULL;
    }
    if (sink->error) {
        surroundings_lose_output(sink);
        run->exit_status = EXIT_BROKEN;
    }
}

static int list(const struct bench_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        printf("%s\n", plan->variants[i].id);
    return finish_output();
}

static void die_as_asked(const char *name)
{
    int sig = strcmp(name, "SIGINT") == 0 ? SIGINT : strcmp(name, "SIGTERM") == 0 ? SIGTERM : SIGHUP;

    child_keep_counters();
    signal(sig, SIG_DFL);
    raise(sig);
}

int command_bench(int argc, char **argv)
{
    static struct bench_run run;
    struct bench_options options;
    struct sink sink = {0};
    struct rundir dir;
    const char *unknown;
    char *library = NULL;

    bench_options_parse(&options, argc, argv);
    run.options = &options;
    places_find(&run.setting.places);
    unknown = bench_plan_make(&run.plan, &options, &run.setting.places);
    if (unknown)
        die("\"%s\": no mechanism, measure, claim or id matches; see ipclaim bench --list", unknown);
    if (options.list)
        return list(&run.plan);
    surroundings_fill_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (options.subject)
        library = surroundings_subject(options.subject, 1);
    run.subject = library;
    run.rounds = options.rounds ? options.rounds : options.quick ? QUICK_ROUNDS : FULL_ROUNDS;
    surroundings_open_output(&sink, options.output);
    bench_heed_signals();
    surroundings_sweep();
    open_setting(&run, &dir);
    describe(&run, &dir);
    bench_measure(&run);
    run.exit_status = has_measured(&run.plan) ? EXIT_EXPECTED : EXIT_UNDECIDED;
    write_output(&run, &sink);
    close_setting(&run, &dir);
    bench_plan_free(&run.plan);
    free(run.calls);
    free(run.copies);
    free(library);
    if (run.interrupted)
        die_as_asked(run.interrupted);
    return run.exit_status;
}
