#include "runner/judge.h"
#include "fixtures/actor.h"
#include "fixtures/arena.h"
#include "fixtures/case.h"
#include "fixtures/lack.h"
#include "fixtures/platform/platform.h"
#include "fixtures/scratch.h"
#include "runner/registry.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>

static const struct slot *own;

void judge_forget(void)
{
    slot_forget_docket(own);
    ledger_slot = NULL;
}

static void on_child(int sig)
{
    (void)sig;
    arena_ring();
}

/*
 * The runner was killed, or is stopping. What actors are making just now must still be noted for the next run's sweep,
 * so the judge stops the case by itself; should it hang, the alarm ends it.
 */
static void on_orphaned(int sig)
{
    (void)sig;
    judge_is_orphaned = 1;
    alarm(JUDGE_ORPHAN_S);
    arena_ring();
}

static void reset_signals(void)
{
    sigset_t none;

    /* No system has more, and a number that is no signal is refused. */
    for (int sig = 1; sig < 128; sig++)
        signal(sig, SIG_DFL);
    signal(SIGHUP, on_orphaned);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void limit_core(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
}

/* The case cannot begin: for want of a resource, or else because the harness is at fault. */
static _Noreturn void leave_prologue(const char *failed, int error)
{
    bool lacks = lack_is_resource(error);

    docket_stop(lacks ? STOP_UNRESOLVED : STOP_BROKEN, lacks ? "resource" : "prologue", "prologue", NULL, 0,
                "the judge could not prepare %s: %s%s%s", failed, strerror(error), lacks ? "; " : "",
                lacks ? lack_remedy(error) : "");
    child_exit(0);
}

/* Returns NULL, or what could not be prepared. */
static const char *prepare(pid_t runner)
{
    /* TEMP is where Check puts its result files, which are nothing to the case and its scratch directory. */
    char run_directory[sizeof own->directory];
    int null;

    snprintf(run_directory, sizeof run_directory, "%s", own->directory);
    *strrchr(run_directory, '/') = '\0';
    if (setsid() < 0)
        return "setsid";
    reset_signals();
    platform_die_with_parent(runner, SIGHUP);
    judge_adopts_orphans = platform_become_subreaper() == 0;
    umask(022);
    limit_core();
    null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || dup2(own->output, 1) < 0 || dup2(own->output, 2) < 0)
        return "descriptors 0 to 2";
    if (own->ipc_namespace >= 0 && platform_enter_ipc_namespace(own->ipc_namespace) != 0)
        return "the IPC namespace";
    platform_close_from(3);
    if (chdir(own->directory) != 0)
        return "the scratch directory";
    if (setenv("HOME", own->directory, 1) != 0 || setenv("TMPDIR", own->directory, 1) != 0 ||
        setenv("TEMP", run_directory, 1) != 0)
        return "the environment";
    return NULL;
}

START_TEST(play)
{
    int before = platform_count_descriptors();
    int after;

    judge_is_playing = true;
    docket->begun = true;
    own->item->def->run((int)own->item->variant);
    actor_dismiss_all(true);
    after = platform_count_descriptors();
    if (before >= 0 && after > before)
        judge_broken("the judge left %d descriptors open; calls are the actors' to make", after - before);
    docket->finished = docket->stop == STOP_NONE;
}
END_TEST

/*
 * An actor's failed ck_assert jumps into its copy of the judge's runner, which comes here next, and would then look for
 * the result in a file that actors have closed.
 */
static void refuse_actors(void)
{
    if (!stage_is_actor)
        return;
    atomic_store(&arena->misused, true);
    child_exit(125);
}

/* A failed ck_assert of the case itself, which the docket has not heard of. */
static void take_message(SRunner *runner)
{
    TestResult **failures = srunner_failures(runner);

    docket_stop(STOP_FAIL, "assertion", NULL, own->item->def->file, (unsigned)tr_lno(failures[0]), "%s",
                tr_msg(failures[0]));
    free(failures);
}

/*
 * Check prints and exits when it cannot have or write its own file in the scratch directory. For want of room that is,
 * before the case, a preparation that failed, and after its end the docket has all that counts; in between, the case
 * itself called exit().
 */
static void on_check_gave_up(void)
{
    int error = errno;

    if (stage_is_actor || !lack_is_resource(error))
        return;
    if (!docket->begun)
        leave_prologue("Check's file in the scratch directory", error);
    if (docket->finished || docket->stop != STOP_NONE)
        child_exit(0);
}

static void run_through_check(void)
{
    char mechanism[64];
    char topic[64];
    Suite *suite;
    TCase *tcase;
    SRunner *runner;
    struct sigaction action;

    atexit(on_check_gave_up);
    case_mechanism(own->item->def, mechanism, sizeof mechanism);
    case_topic(own->item->def, topic, sizeof topic);
    suite = suite_create(mechanism);
    tcase = tcase_create(topic);
    suite_add_tcase(suite, tcase);
    tcase_add_test(tcase, play);
    tcase_add_checked_fixture(tcase, NULL, refuse_actors);
    runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    memset(&action, 0, sizeof action);
    action.sa_handler = on_child;
    sigaction(SIGCHLD, &action, NULL);
    srunner_run_all(runner, CK_SILENT);
    judge_is_playing = false;
    if (srunner_ntests_failed(runner) && docket->stop == STOP_NONE)
        take_message(runner);
    /* What Check holds goes with the process; freeing it would only cost time. */
}

_Noreturn void judge_run(const struct slot *slot, pid_t runner, double time_scale)
{
    unsigned timeout_s = slot->item->def->timeout_s ? slot->item->def->timeout_s : 10;
    const char *failed;

    own = slot;
    slot_keep_only(slot);
    arena = slot->arena;
    docket = slot->docket;
    arena->judge = getpid();
    docket->began_ns = clock_ns();
    judge_time_scale = time_scale;
    /* The judge's own deadline comes first, so that it can still say what everybody was doing. */
    judge_deadline_ns = judge_now() + (int64_t)(timeout_s * 0.8e9 * time_scale);
    ledger_slot = slot->entries;
    ledger_is_private = slot->ipc_namespace >= 0;
    failed = prepare(runner);
    if (failed)
        leave_prologue(failed, errno);
    ledger_process(getpid());
    scratch_begin(slot->directory, slot->names, slot->item->seed);
    run_through_check();
    if (!docket->finished)
        actor_dismiss_all(false);
    child_exit(0);
}
