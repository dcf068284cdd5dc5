/* The outcome of a case, decided by one pure function from what the runner knows when all of its processes are gone. */
#ifndef IPCLAIM_OUTCOME_H
#define IPCLAIM_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

#include "fixtures/docket.h"

/* In the order in which they are decided: the first that applies is the outcome. */
enum outcome {
    OUTCOME_BROKEN,
    OUTCOME_SKIPPED,
    OUTCOME_UNSUPPORTED,
    OUTCOME_UNRESOLVED,
    OUTCOME_CRASH,
    OUTCOME_TIMEOUT,
    OUTCOME_FAIL,
    OUTCOME_OBSERVED,
    OUTCOME_PASS,
    OUTCOME_COUNT
};

/* What came from outside (runner/disturbance.h). */
enum disturbance {
    DISTURBANCE_NONE,
    DISTURBANCE_MEMORY, /* a process was killed because memory ran out */
    DISTURBANCE_ROOM,   /* the file system of scratch or of shared memory is full */
    DISTURBANCE_CLOCK,  /* CLOCK_REALTIME was set while the case ran */
    DISTURBANCE_TOLD    /* a program of the case said that a resource ran out */
};

struct outcome_facts {
    int wait_status;      /* of the judge, as waitpid(2) gives it */
    bool deadline_passed; /* the runner killed it for that */
    bool interrupted;     /* the runner killed it because somebody stopped the run */
    bool scribbled;       /* the judge has written where only the harness does */
    bool misused;         /* an assertion outside the judge */
    bool subjected;       /* a subject ran, which may signal whom its user may */
    bool begun;
    bool finished;
    enum stop stop;
    int signal; /* of STOP_CRASH */
    enum disturbance disturbance;
    unsigned expectations;
    unsigned observations;
    unsigned left; /* objects, files and processes found after a case that finished */
};

struct outcome_decision {
    enum outcome outcome;
    const char *code; /* NULL: the docket's own reason stands */
    const char *message;
};

struct outcome_decision outcome_decide(const struct outcome_facts *facts);

/* "pass", "fail", … */
const char *outcome_name(enum outcome outcome);

#endif
