/* One process after the other: hand-overs, meetings and barriers made of semaphores, free-running, with their order
 * logged. */
#include "cases/posix_sem/semaphore.h"

#include <stdatomic.h>

enum { TURNS = 100, PARTIES = 4, PHASES = 15 };

/* In scratch memory. */
struct meeting {
    struct semaphore *semaphore[PARTIES];
    struct semaphore *arrived;
    atomic_int next_party;
    atomic_int next_entry;
    atomic_int entry[2 * TURNS];
    atomic_int phase[PARTIES];
};

static void put(struct meeting *meeting, int mark)
{
    int at = atomic_fetch_add(&meeting->next_entry, 1);

    if (at < 2 * TURNS)
        atomic_store(&meeting->entry[at], mark);
}

/* Waits for its own semaphore, makes its mark, and gives the other's. */
static long take_turns(void *arg)
{
    struct meeting *meeting = arg;
    int self = atomic_fetch_add(&meeting->next_party, 1) % 2;

    for (int i = 0; i < TURNS; i++) {
        if (semaphore_down(meeting->semaphore[self]) != 0)
            return -errno;
        put(meeting, self + 1);
        if (semaphore_up(meeting->semaphore[1 - self]) != 0)
            return -errno;
    }
    return TURNS;
}

CASE(two_processes_take_turns, PROVES("sem.use.mutex-and-sync"), EACH_SEMAPHORE)
{
    struct actor *first = actor_new("first");
    struct meeting *meeting = scratch_zeroed(sizeof *meeting);
    int out_of_turn = 0;

    meeting->semaphore[0] = semaphore_new(first, variant, 1);
    meeting->semaphore[1] = semaphore_new(first, variant, 0);
    struct actor *second = actor_fork(first, "second");
    struct call *one = begin_scene(first, take_turns, meeting);
    struct call *other = begin_scene(second, take_turns, meeting);
    expect_returns(finish(one), TURNS);
    expect_returns(finish(other), TURNS);
    for (int i = 0; i < 2 * TURNS; i++)
        out_of_turn += atomic_load(&meeting->entry[i]) != i % 2 + 1;
    expect_equal(out_of_turn, 0, "marks out of turn");
}

static long produce(void *arg)
{
    struct meeting *meeting = arg;

    for (int i = 0; i < TURNS; i++) {
        atomic_store_explicit(&meeting->entry[i], i + 1, memory_order_relaxed);
        if (semaphore_up(meeting->semaphore[0]) != 0)
            return -errno;
    }
    return TURNS;
}

/* Returns how many entries were not there yet although their unit was. */
static long consume(void *arg)
{
    struct meeting *meeting = arg;
    long missing = 0;

    for (int i = 0; i < TURNS; i++) {
        if (semaphore_down(meeting->semaphore[0]) != 0)
            return -errno;
        missing += atomic_load_explicit(&meeting->entry[i], memory_order_relaxed) != i + 1;
    }
    return missing;
}

CASE(consumer_never_runs_before_the_producer, PROVES("sem.use.mutex-and-sync"), EACH_SEMAPHORE)
{
    struct actor *consumer = actor_new("consumer");
    struct meeting *meeting = scratch_zeroed(sizeof *meeting);

    meeting->semaphore[0] = semaphore_new(consumer, variant, 0);
    struct actor *producer = actor_fork(consumer, "producer");
    struct call *consuming = begin_scene(consumer, consume, meeting);
    expect_blocked(consuming);
    expect_returns(do_scene(producer, produce, meeting), TURNS);
    expect_returns(finish(consuming), 0);
    expect_equal(semaphore_value(producer, meeting->semaphore[0]), 0, "the value");
}

/* Each says that it has come and waits for the other; returns how often the other was behind, or two ahead. */
static long meet(void *arg)
{
    struct meeting *meeting = arg;
    int self = atomic_fetch_add(&meeting->next_party, 1) % 2;
    long wrong = 0;

    for (int i = 1; i <= TURNS; i++) {
        atomic_store(&meeting->phase[self], i);
        if (semaphore_up(meeting->semaphore[1 - self]) != 0 || semaphore_down(meeting->semaphore[self]) != 0)
            return -errno;
        int other = atomic_load(&meeting->phase[1 - self]);
        wrong += other < i || other > i + 1;
    }
    return wrong;
}

CASE(two_processes_meet, PROVES("sem.use.mutex-and-sync"), EACH_SEMAPHORE)
{
    struct actor *first = actor_new("first");
    struct meeting *meeting = scratch_zeroed(sizeof *meeting);

    meeting->semaphore[0] = semaphore_new(first, variant, 0);
    meeting->semaphore[1] = semaphore_new(first, variant, 0);
    struct actor *second = actor_fork(first, "second");
    struct call *one = begin_scene(first, meet, meeting);
    expect_blocked(one);
    struct call *other = begin_scene(second, meet, meeting);
    expect_returns(finish(one), 0);
    expect_returns(finish(other), 0);
}

/* Each says that it has come, and waits until it is let go; returns how often somebody was still in the phase before.
 */
static long keep_step(void *arg)
{
    struct meeting *meeting = arg;
    int self = atomic_fetch_add(&meeting->next_party, 1);
    long wrong = 0;

    for (int phase = 1; phase <= PHASES; phase++) {
        atomic_store(&meeting->phase[self], phase);
        if (semaphore_up(meeting->arrived) != 0 || semaphore_down(meeting->semaphore[self]) != 0)
            return -errno;
        for (int i = 0; i < PARTIES; i++)
            wrong += atomic_load(&meeting->phase[i]) < phase;
    }
    return wrong;
}

/* Lets all go when all have come. */
static long keep_the_barrier(void *arg)
{
    struct meeting *meeting = arg;

    for (int phase = 0; phase < PHASES; phase++) {
        for (int i = 0; i < PARTIES; i++)
            if (semaphore_down(meeting->arrived) != 0)
                return -errno;
        for (int i = 0; i < PARTIES; i++)
            if (semaphore_up(meeting->semaphore[i]) != 0)
                return -errno;
    }
    return PHASES;
}

CASE(barrier_lets_nobody_ahead, PROVES("sem.use.mutex-and-sync"), EACH_SEMAPHORE)
{
    struct actor *keeper = actor_new("keeper");
    struct meeting *meeting = scratch_zeroed(sizeof *meeting);
    struct call *stepping[PARTIES];

    meeting->arrived = semaphore_new(keeper, variant, 0);
    for (int i = 0; i < PARTIES; i++)
        meeting->semaphore[i] = semaphore_new(keeper, variant, 0);
    for (int i = 0; i < PARTIES; i++)
        stepping[i] = begin_scene(actor_fork(keeper, "party"), keep_step, meeting);
    /* All have come, and nobody goes on before the barrier is opened. */
    for (int i = 0; i < PARTIES; i++)
        expect_blocked(stepping[i]);
    expect_returns(do_scene(keeper, keep_the_barrier, meeting), PHASES);
    for (int i = 0; i < PARTIES; i++)
        expect_returns(finish(stepping[i]), 0);
}
