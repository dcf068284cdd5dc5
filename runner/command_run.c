#include "fixtures/blocked.h"
#include "fixtures/platform/platform.h"
#include "fixtures/program.h"
#include "runner/catalogue.h"
#include "runner/command.h"
#include "runner/registry.h"
#include "runner/rundir.h"
#include "runner/schedule.h"
#include "runner/surroundings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* The words after "ipclaim: " for a word that selects nothing. */
static _Noreturn void die_of_word(const char *word)
{
    if (catalogue_find(word))
        die("\"%s\": this claim has no case yet; see ipclaim explain %s", word, word);
    die("\"%s\": no case, claim, mechanism, topic, origin or kind matches; see ipclaim list", word);
}

static int exit_status_of(const struct schedule *schedule)
{
    const size_t *outcomes = schedule->end.outcomes;

    if (outcomes[OUTCOME_BROKEN])
        return EXIT_BROKEN;
    if (outcomes[OUTCOME_FAIL] || outcomes[OUTCOME_CRASH] || outcomes[OUTCOME_TIMEOUT])
        return EXIT_UNEXPECTED;
    if (!outcomes[OUTCOME_PASS] && !outcomes[OUTCOME_OBSERVED])
        return EXIT_UNDECIDED;
    return EXIT_EXPECTED;
}

static void describe_run(struct run_info *info, const struct options *options, const struct schedule *schedule,
                         const struct rundir *dir, bool private_ipc)
{
    time_t now = time(NULL);
    char stamp[20];

    strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", gmtime(&now));
    snprintf(info->id, sizeof info->id, "%.16s-%.8s", stamp, dir->id);
    strftime(info->started, sizeof info->started, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    info->argc = command_argc;
    info->argv = command_argv;
    info->seed = options->seed;
    info->shuffled = options->shuffle;
    info->jobs = schedule->slot_count;
    info->repeat = options->repeat;
    info->time_scale = options->time_scale;
    info->subject = options->subject;
    info->planned = schedule->plan->count;
    info->private_ipc = private_ipc;
    info->scratch = dir->path;
}

/* Shells keep descriptors of their own from 10 up, and POSIX promises every process as many as are asked for here. */
static void check_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < _POSIX_OPEN_MAX)
        die("the limit on descriptors is %llu, and cases need the %d that POSIX promises; raise it (ulimit -n 64)",
            (unsigned long long)limit.rlim_cur, _POSIX_OPEN_MAX);
}

/* What there is to open and close around a run. */
struct session {
    struct schedule schedule;
    struct sink sinks[2];
    struct rundir dir;
    struct run_info info;
};

static void open_session(struct session *session, const struct options *options, struct plan *plan)
{
    struct schedule *schedule = &session->schedule;
    unsigned jobs = options->jobs ? options->jobs : options_default_jobs();
    bool private_ipc = !options->share_ipc && surroundings_have_ipc_namespaces();
    char why[400];
    int error;

    if (jobs > plan->count)
        jobs = (unsigned)plan->count;
    schedule->plan = plan;
    schedule->time_scale = options->time_scale;
    schedule->slot_count = jobs;
    schedule->slots = calloc(jobs, sizeof *schedule->slots);
    if (!schedule->slots)
        die("-j %u: no memory for so many; run fewer", jobs);
    if (rundir_open(&session->dir, NULL, jobs, why, sizeof why) != 0)
        die("%s", why);
    error = slots_open(schedule->slots, jobs, session->dir.ledger, session->dir.path, session->dir.id, private_ipc, why,
                       sizeof why);
    if (error) {
        slots_close(schedule->slots, jobs);
        rundir_close(&session->dir);
        die("%s", why);
    }
    schedule->sinks = session->sinks;
    schedule->sink_count = 1;
    if (options->format == &format_ndjson || options->format == &format_tap)
        if (options->output)
            session->sinks[schedule->sink_count++] = (struct sink){&format_human, stderr, "standard error", 0, true};
    describe_run(&session->info, options, schedule, &session->dir, private_ipc);
}

static void begin_sinks(struct session *session, const struct options *options)
{
    for (unsigned i = 0; i < session->schedule.sink_count; i++) {
        struct sink *sink = &session->sinks[i];

        if (options->output && !sink->is_progress)
            (void)!ftruncate(fileno(sink->out), 0); /* what is no file has no length */
        sink->error = sink->format->begin(sink->out, &session->info);
    }
}

/* Writes the ends; returns the exit status. */
static int end_sinks(struct session *session)
{
    struct schedule *schedule = &session->schedule;

    schedule->end.exit_status = exit_status_of(schedule);
    for (unsigned i = 0; i < schedule->sink_count; i++) {
        struct sink *sink = &session->sinks[i];

        if (!sink->error)
            sink->error = sink->format->end(sink->out, &schedule->end);
        if (!sink->error && sink->out != stdout && sink->out != stderr) {
            if (fclose(sink->out) != 0)
                sink->error = -errno;
            sink->out = NULL;
        }
        if (sink->error && !sink->is_progress) {
            surroundings_lose_output(sink);
            schedule->end.exit_status = EXIT_BROKEN;
        }
    }
    return schedule->end.exit_status;
}

/* Whoever stops the run while it begins or ends must wait, or a directory stays and a record lacks its end. */
static void hold_signals(int how)
{
    sigset_t stops;

    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGHUP);
    sigprocmask(how, &stops, NULL);
}

static int signal_numbered(const char *name)
{
    return strcmp(name, "SIGINT") == 0 ? SIGINT : strcmp(name, "SIGTERM") == 0 ? SIGTERM : SIGHUP;
}

/* Ends as the signal asked, so that a shell sees an interrupted command and stops its loop. */
static void die_as_asked(const char *name)
{
    int sig = signal_numbered(name);

    child_keep_counters();
    signal(sig, SIG_DFL);
    raise(sig);
    hold_signals(SIG_UNBLOCK);
}

int run_with(const struct options *options)
{
    struct session session;
    struct plan plan;
    char *library = NULL;
    char *program = NULL;
    const char *unknown = plan_make(&plan, options->words, options->word_count, options->repeat, options->seed);
    int status;

    if (unknown)
        die_of_word(unknown);
    if (options->shuffle)
        plan_shuffle(&plan, options->seed);
    memset(&session, 0, sizeof session);
    if (!options->output && fcntl(STDOUT_FILENO, F_GETFD) == -1)
        die("standard output: %s; open it, or name a file with -o", strerror(errno));
    surroundings_fill_descriptors();
    /* A reader that goes away is a failed write here, and SIGPIPE to a case is the case's own. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* likewise a record that has reached the limit on the size of files */
    /* Nothing of a subject may read or write the memory and the record of those who judge it. */
    if (options->subject || options->program)
        platform_hide(true);
    if (options->program)
        program = surroundings_program(options->program);
    program_path = program;
    subject_prefix = options->prefix;
    subject_denied = options->denied;
    if (options->denied)
        surroundings_denied(options->denied);
    if (options->subject)
        library = surroundings_subject(options->subject, options->time_scale);
    subject_path = library;
    blocked_by_time_only = strcmp(options->blocked_proof, "timed") == 0;
    check_descriptors();
    session.sinks[0].format = options->format;
    surroundings_open_output(&session.sinks[0], options->output);
    hold_signals(SIG_BLOCK);
    surroundings_sweep();
    open_session(&session, options, &plan);
    begin_sinks(&session, options);
    surroundings_fix_environment();
    sweep_begin();
    session.schedule.began_ns = clock_ns();
    schedule_run(&session.schedule);
    status = end_sinks(&session);
    slots_close(session.schedule.slots, session.schedule.slot_count);
    rundir_close(&session.dir);
    free(session.schedule.slots);
    plan_free(&plan);
    free(library);
    free(program);
    if (session.schedule.end.interrupted)
        die_as_asked(session.schedule.end.interrupted);
    hold_signals(SIG_UNBLOCK);
    return status;
}

int command_run(int argc, char **argv)
{
    struct options options;

    options_parse(&options, argc, argv);
    return run_with(&options);
}
