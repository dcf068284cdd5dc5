#include "runner/schedule.h"
#include "fixtures/arena.h"
#include "fixtures/lack.h"
#include "fixtures/platform/platform.h"
#include "fixtures/program.h"
#include "fixtures/show.h"
#include "fixtures/watch.h"
#include "runner/bell.h"
#include "runner/disturbance.h"
#include "runner/judge.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool sinks_failed(const struct schedule *schedule)
{
    for (unsigned i = 0; i < schedule->sink_count; i++)
        if (schedule->sinks[i].error && !schedule->sinks[i].is_progress)
            return true;
    return false;
}

static void report(struct schedule *schedule, const struct result *result)
{
    schedule->end.cases++;
    schedule->end.outcomes[result->decision.outcome]++;
    for (unsigned i = 0; i < schedule->sink_count; i++) {
        struct sink *sink = &schedule->sinks[i];

        if (!sink->error)
            sink->error = sink->format->case_ended(sink->out, result);
    }
}

/* The first part of what the case's processes printed. The file is made empty for the next case. */
static size_t take_output(const struct slot *slot, char *text, size_t room, size_t *dropped)
{
    struct stat st;
    ssize_t got = 0;

    *dropped = 0;
    if (fstat(slot->output, &st) != 0 || st.st_size == 0)
        return 0;
    got = pread(slot->output, text, room, 0);
    if (got < 0)
        got = 0;
    *dropped = (size_t)st.st_size - (size_t)got;
    (void)!ftruncate(slot->output, 0);
    return (size_t)got;
}

/* What is known when the judge has ended, but for what is left behind. */
static struct outcome_facts facts_of(const struct slot *slot, int status, bool sound)
{
    const struct docket *d = slot->docket;

    return (struct outcome_facts){.wait_status = status,
                                  .deadline_passed = slot->deadline_passed,
                                  .interrupted = slot->interrupted,
                                  .scribbled = !sound,
                                  .subjected = judges_untrusted(),
                                  .misused = atomic_load(&slot->arena->misused),
                                  .begun = d->begun,
                                  .finished = d->finished,
                                  .stop = d->stop,
                                  .signal = d->signal,
                                  .expectations = d->expectations,
                                  .observations = d->observation_count};
}

static int wait_status(const siginfo_t *info)
{
    return info->si_code == CLD_EXITED ? (info->si_status & 0xff) << 8 : info->si_status;
}

/* A slot whose judge is a zombie: cleans up, decides, reports, and makes the slot ready again. */
static void finish_slot(struct schedule *schedule, struct slot *slot, int status)
{
    static char output[OUTPUT_KEPT + 1];
    static struct leftovers left;
    struct outcome_facts facts;
    struct result result = {.item = slot->item, .docket = slot->docket, .left = &left};
    int64_t ended = clock_ns();
    bool sound = slot_check(slot);

    facts = facts_of(slot, status, sound);
    /* A submission's errors and deaths are its own. */
    if (!judges_untrusted())
        facts.disturbance = disturbance_of(&facts, slot->clock, slot->directory);
    sweep_case(slot, schedule->slots, schedule->slot_count, &left);
    facts.left = left.count;
    result.output = output;
    result.output_length = take_output(slot, output, OUTPUT_KEPT, &result.output_dropped);
    output[result.output_length] = '\0';
    if (!judges_untrusted() && facts.disturbance == DISTURBANCE_NONE)
        facts.disturbance = disturbance_told(&facts, output);
    result.decision = outcome_decide(&facts);
    result.started_us = (slot->began_ns - schedule->began_ns) / 1000;
    result.duration_us = (ended - slot->began_ns) / 1000;
    slot->item = NULL;
    report(schedule, &result);
}

/* A case that could not even be started, with no other one at work that could make room by its end. */
static void report_unstarted(struct schedule *schedule, struct slot *slot, const struct plan_item *item, int error)
{
    static struct leftovers left;
    struct result result = {.item = item, .docket = slot->docket, .left = &left};

    docket = slot->docket;
    docket_stop(STOP_SKIPPED, "fork", "making the judge", NULL, 0, "fork of the judge failed: %s; %s",
                error_text(error), lack_remedy(error));
    docket = NULL;
    left.count = 0;
    result.decision.outcome = OUTCOME_SKIPPED;
    result.started_us = (clock_ns() - schedule->began_ns) / 1000;
    report(schedule, &result);
}

enum { LONGEST_POLL_NS = 1000000000 };

/* The runner's watch: what it has not seen, because it was stopped itself, it holds against no case. */
static int64_t runner_now(void)
{
    static struct watch watch;

    return watch_now(&watch, LONGEST_POLL_NS + LONGEST_POLL_NS / 10);
}

static unsigned busy_slots(const struct schedule *schedule)
{
    unsigned busy = 0;

    for (unsigned i = 0; i < schedule->slot_count; i++)
        busy += schedule->slots[i].item != NULL;
    return busy;
}

/* The child inherits our handlers, and must not lose what asks it to stop before it has its own. */
static pid_t fork_judge(const struct slot *slot, pid_t runner, double time_scale)
{
    sigset_t before;
    pid_t judge;

    bell_hold(&before);
    judge = fork();
    if (judge == 0)
        judge_run(slot, runner, time_scale);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return judge;
}

/* Whether the item is done with for now: false if it is to be tried again when another case has ended. */
static bool start_case(struct schedule *schedule, struct slot *slot, const struct plan_item *item)
{
    unsigned timeout_s = item->def->timeout_s ? item->def->timeout_s : 10;
    pid_t runner = getpid();

    arena_reset(slot->arena, ARENA_SIZE);
    docket_reset(slot->docket);
    slot->item = item;
    slot->deadline_passed = slot->interrupted = slot->killed = false;
    slot->began_ns = clock_ns();
    slot->clock = realtime_ahead_ns();
    slot->timeout_ns = (int64_t)(timeout_s * 1e9 * schedule->time_scale);
    slot->deadline_ns = runner_now() + slot->timeout_ns;
    slot->granted_ns = slot->held_ns = 0;
    slot->judge = fork_judge(slot, runner, schedule->time_scale);
    if (slot->judge < 0) {
        int error = errno;

        slot->item = NULL;
        if (busy_slots(schedule) > 0)
            return false;
        report_unstarted(schedule, slot, item, error);
    }
    for (unsigned i = 0; i < schedule->sink_count && slot->item; i++)
        if (schedule->sinks[i].format->case_starts)
            schedule->sinks[i].format->case_starts(schedule->sinks[i].out, item);
    return true;
}

/* Starts what may be started now; exclusive items only when nothing else runs. */
static size_t start_some(struct schedule *schedule, size_t next)
{
    for (unsigned i = 0; i < schedule->slot_count && next < schedule->plan->count; i++) {
        if (schedule->slots[i].item)
            continue;
        if (next >= schedule->plan->parallel && busy_slots(schedule) > 0)
            break;
        if (!start_case(schedule, &schedule->slots[i], &schedule->plan->items[next]))
            break;
        next++;
    }
    return next;
}

static void finish_ended(struct schedule *schedule)
{
    for (unsigned i = 0; i < schedule->slot_count; i++) {
        struct slot *slot = &schedule->slots[i];
        siginfo_t info;

        memset(&info, 0, sizeof info);
        if (slot->item && waitid(P_PID, (id_t)slot->judge, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid == slot->judge)
            finish_slot(schedule, slot, wait_status(&info));
    }
}

/*
 * A judge ends its case by a deadline of its own, which comes before the runner's. One that was not there for a while,
 * as it notes, or that is stopped now, gets that time, too; but not for ever, for its word is the only evidence.
 */
static int64_t extension(struct slot *slot)
{
    enum { TIMEOUTS_MOST = 9, HOLD_NS = 50000000 };
    int64_t most = TIMEOUTS_MOST * slot->timeout_ns;
    int64_t lost = slot->docket->lost_ns < most ? slot->docket->lost_ns : most;
    struct probe probe;

    if (lost > slot->granted_ns) {
        int64_t more = lost - slot->granted_ns;

        slot->granted_ns = lost;
        return more;
    }
    if (slot->held_ns < slot->timeout_ns && platform_probe(slot->judge, &probe) == 0 && probe.state == SLEEP_STOPPED) {
        slot->held_ns += HOLD_NS;
        return HOLD_NS;
    }
    return 0;
}

static void kill_late(struct schedule *schedule, int64_t now)
{
    for (unsigned i = 0; i < schedule->slot_count; i++) {
        struct slot *slot = &schedule->slots[i];
        int64_t more;

        if (!slot->item || slot->killed || now < slot->deadline_ns)
            continue;
        more = slot->interrupted ? 0 : extension(slot);
        slot->deadline_ns = now + more;
        if (!more) {
            slot->killed = true;
            slot->deadline_passed = !slot->interrupted;
            sweep_kill(slot);
        }
    }
}

/* Killed at once, an actor that is making an object could leave it to nobody; so the judges are asked, and given time.
 */
static void stop_all(struct schedule *schedule)
{
    enum { GRACE_NS = 2000000000 };
    int64_t until = runner_now() + GRACE_NS;

    for (unsigned i = 0; i < schedule->slot_count; i++) {
        struct slot *slot = &schedule->slots[i];

        if (slot->item && !slot->interrupted) {
            slot->interrupted = true;
            if (slot->deadline_ns > until)
                slot->deadline_ns = until;
            kill(slot->judge, SIGHUP);
        }
    }
}

static int64_t until_next_deadline(const struct schedule *schedule)
{
    int64_t nearest = INT64_MAX;

    for (unsigned i = 0; i < schedule->slot_count; i++)
        if (schedule->slots[i].item && !schedule->slots[i].killed && schedule->slots[i].deadline_ns < nearest)
            nearest = schedule->slots[i].deadline_ns;
    return nearest == INT64_MAX ? LONGEST_POLL_NS : nearest - runner_now();
}

/* Shows the docket of a judge that is still writing; of one that scribbles there is nothing to show. */
static void show_docket(const struct sink *sink, const struct docket *live)
{
    static struct docket seen;

    seen = *live;
    if (docket_is_sound(&seen))
        sink->format->tick(sink->out, &seen);
}

/* Lets the formats that follow a case look at it; true if there is one. */
static bool tick(const struct schedule *schedule)
{
    bool ticked = false;

    for (unsigned i = 0; i < schedule->sink_count; i++)
        for (unsigned j = 0; j < schedule->slot_count && schedule->sinks[i].format->tick; j++)
            if (schedule->slots[j].item) {
                show_docket(&schedule->sinks[i], schedule->slots[j].docket);
                ticked = true;
            }
    return ticked;
}

static void wait_for_change(const struct schedule *schedule)
{
    enum { TICK_NS = 20000000 };
    int64_t left = until_next_deadline(schedule);

    if (tick(schedule) && left > TICK_NS)
        left = TICK_NS;
    /* At most a second: should ever a signal be missed, the run is late and not stuck. */
    bell_wait(left > LONGEST_POLL_NS ? LONGEST_POLL_NS : left);
}

static const char *stop_name(int sig)
{
    return sig ? signal_name(sig) : NULL;
}

void schedule_run(struct schedule *schedule)
{
    struct bell before;
    size_t next = 0;

    bell_hang(&before);
    disturbance_begin();
    while (next < schedule->plan->count || busy_slots(schedule) > 0) {
        bool stopping = bell_stop() || sinks_failed(schedule);

        if (stopping) {
            stop_all(schedule);
            next = schedule->plan->count;
        } else {
            next = start_some(schedule, next);
        }
        if (busy_slots(schedule) > 0)
            wait_for_change(schedule);
        finish_ended(schedule);
        kill_late(schedule, runner_now());
    }
    schedule->end.interrupted = stop_name(bell_stop());
    schedule->end.duration_us = (clock_ns() - schedule->began_ns) / 1000;
    bell_take_down(&before);
}
