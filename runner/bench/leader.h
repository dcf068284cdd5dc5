/* Inside a block: what the leader has, and what each measure does with it. */
#ifndef IPCLAIM_BENCH_LEADER_H
#define IPCLAIM_BENCH_LEADER_H

#include "runner/bench/block.h"
#include "runner/bench/calls.h"
#include "runner/bench/copies.h"
#include "runner/bench/faults.h"

enum {
    SAMPLES_MOST = 16384, /* a block */
    PARTNERS_MOST = 256,
    FAILED_ROOM = 64
};

/* What a leader leaves to the runner; its partners write their own failure only. */
struct report {
    bool done;
    int error; /* errno of the call that failed */
    char failed[FAILED_ROOM];
    char partner_failed[FAILED_ROOM];
    int partner_error;
    bool does_not_fit; /* one process would wait for itself */
    bool verified;
    unsigned batch;
    _Atomic bool stop; /* contention: the time is up */
    _Atomic unsigned ready;
    _Atomic unsigned long completed; /* by all processes */
    struct block block;
    struct calls calls;
    struct faults faults;
    struct copies copies;
};

struct leader {
    const struct setting *setting;
    const struct variant *variant;
    struct report *report;
    struct channel channel;
    pid_t partners[PARTNERS_MOST];
    unsigned partner_count;
};

/* What a leader does in its life. */
enum task { TASK_TRY, TASK_MEASURE, TASK_COUNT, TASK_TOUCH, TASK_WATCH };

/* In a fresh process: does it, leaves its report, and ends. RUNNER is whose child it is. */
void leader_begins(const struct setting *setting, const struct variant *variant, pid_t runner, enum task task);

/* What a sample is made of: COUNT times what is measured. False when it failed. */
typedef bool leader_step(struct leader *leader, unsigned count);

/* Lets partners be ended. To be called before there is any, for a signal that comes too early would be lost. */
void leader_readies_partners(void);

/* Forks a process that plays PLAY on its processor until it is killed (-1: wherever). False when that fails. */
bool leader_forks(struct leader *leader, int cpu, void (*play)(struct leader *leader));
void leader_ends_partners(struct leader *leader);

/* A partner's play: sends back as much as comes, for ever. */
void leader_answers(struct leader *leader);

/* Notes the failure of a call with errno, for the report; returns false. */
bool leader_fails(struct leader *leader, const char *call);

/* Nanoseconds of a fixed trivial system call: how fast the host is at the moment. */
double leader_canary(void);

/* Nanoseconds of one reading of the clock. */
double leader_clock_cost(void);

/* How many steps make a sample that lasts long enough for the clock; into the report. */
bool sampler_calibrate(struct leader *leader, leader_step *step);

/* Measures steps, each of so many transfers, and fills the report's block, but for its canaries. */
bool sampler_measure(struct leader *leader, leader_step *step, unsigned transfers);

/* What each measure does: begins with what it needs, and then either tries or measures. */
struct measuring {
    bool (*begin)(struct leader *leader);
    leader_step *step;  /* NULL: measures by itself */
    unsigned transfers; /* in a step */
    bool (*measure)(struct leader *leader);
    bool (*verify)(struct leader *leader); /* NULL: nothing is carried */
};

extern const struct measuring measuring_pair, measuring_trip, measuring_throughput, measuring_setup, measuring_connect,
    measuring_contention;

/* Counts system calls by the method that the report's calls name. */
bool calls_count(struct leader *leader);

/* Counts the page faults of first touch. */
bool faults_count(struct leader *leader);

/* Counts the copies of a message's bytes. */
bool copies_count(struct leader *leader);

/* Sees that random content arrives whole: by one process, or by two and back. */
bool verify_pair(struct leader *leader);
bool verify_trip(struct leader *leader);

#endif
