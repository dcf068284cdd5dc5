#include "runner/outcome.h"

#include <signal.h>
#include <sys/wait.h>

static struct outcome_decision broken(const char *code, const char *message)
{
    return (struct outcome_decision){OUTCOME_BROKEN, code, message};
}

/* What the docket says of itself, once nothing speaks against its having been kept properly. */
static struct outcome_decision from_docket(const struct outcome_facts *facts)
{
    static const enum outcome of_stop[] = {[STOP_BROKEN] = OUTCOME_BROKEN,
                                           [STOP_SKIPPED] = OUTCOME_SKIPPED,
                                           [STOP_UNSUPPORTED] = OUTCOME_UNSUPPORTED,
                                           [STOP_UNRESOLVED] = OUTCOME_UNRESOLVED,
                                           [STOP_CRASH] = OUTCOME_CRASH,
                                           [STOP_TIMEOUT] = OUTCOME_TIMEOUT,
                                           [STOP_FAIL] = OUTCOME_FAIL};

    if (facts->stop != STOP_NONE)
        return (struct outcome_decision){of_stop[facts->stop], NULL, NULL};
    if (!facts->finished)
        return broken("ended-early", "the judge left before the case was over");
    if (facts->left)
        return broken("left-behind", "the case left behind what it had made");
    if (facts->expectations)
        return (struct outcome_decision){OUTCOME_PASS, NULL, NULL};
    if (facts->observations)
        return (struct outcome_decision){OUTCOME_OBSERVED, NULL, NULL};
    return broken("nothing-shown", "the case expected nothing and observed nothing");
}

/* What was disturbed from outside shows nothing; it is looked for only where something went wrong. */
static struct outcome_decision from_disturbance(enum disturbance disturbance)
{
    static const char *const told[][2] = {
        [DISTURBANCE_MEMORY] = {"out-of-memory",
                                "the system ran out of memory and killed a process of the case; raise "
                                "the limit on memory (the control group), or run fewer at a time (-j)"},
        [DISTURBANCE_ROOM] = {"resource", "the file system of the scratch directory or of shared memory is full; make "
                                          "room (df), or set TMPDIR to a directory with room"},
        [DISTURBANCE_CLOCK] = {"clock-step", "the system's clock was set while the case ran; run it again"},
        [DISTURBANCE_TOLD] = {"resource",
                              "a program of the case ran out of descriptors, processes, memory or room, as its "
                              "output says; raise that limit, or run fewer at a time (-j)"}};

    return (struct outcome_decision){OUTCOME_UNRESOLVED, told[disturbance][0], told[disturbance][1]};
}

/* A judge dies of a fault of ours; or of a subject's signal, and a student should not look for that fault. */
static struct outcome_decision from_death(bool subjected)
{
    return broken("judge-killed", subjected ? "grader killed by the submission: the judge died of a signal"
                                            : "the judge died of a signal");
}

static struct outcome_decision from_hanging(bool subjected)
{
    return (struct outcome_decision){OUTCOME_TIMEOUT, "deadline",
                                     subjected ? "the judge itself hung, or was stopped by the submission"
                                               : "the judge itself hung"};
}

struct outcome_decision outcome_decide(const struct outcome_facts *facts)
{
    if (facts->scribbled)
        return broken("scribbled", "the judge has overwritten the harness's memory, and nothing that it noted can be "
                                   "believed");
    if (facts->misused)
        return broken("misuse", "an actor made an assertion; only the judge may");
    if (facts->interrupted)
        return (struct outcome_decision){OUTCOME_SKIPPED, "interrupted", "the run was stopped"};
    if (facts->disturbance != DISTURBANCE_NONE)
        return from_disturbance(facts->disturbance);
    if (facts->deadline_passed) {
        /* A judge that is told to stop by its own deadline has written why; one that hung has not. */
        if (facts->stop != STOP_NONE)
            return from_docket(facts);
        return facts->begun ? from_hanging(facts->subjected)
                            : broken("not-begun", "the judge did not begin the case in time");
    }
    if (WIFSIGNALED(facts->wait_status))
        return from_death(facts->subjected);
    if (!WIFEXITED(facts->wait_status) || WEXITSTATUS(facts->wait_status) != 0)
        return broken("judge-exit", "the judge exited with a status other than 0");
    if (!facts->begun)
        return facts->stop != STOP_NONE ? from_docket(facts) : broken("not-begun", "the case was not begun");
    return from_docket(facts);
}

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[] = {"broken",  "skipped", "unsupported", "unresolved", "crash",
                                        "timeout", "fail",    "observed",    "pass"};

    return names[outcome];
}
