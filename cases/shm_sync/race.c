/* Processes that race for one value: what is lost without a lock, and that nothing is with one. */
#include "cases/shm_sync/racers.h"

enum { RACERS = 4 };

/*
 * Races until a racer has stored over an update that it had not read. That it did is certain, not likely: it saw the
 * value change between its load and its store. Each waits a little for that, so that one processor will do.
 */
static struct growth overwrite_some(const struct sharer *sharers, struct race *what)
{
    for (what->patience = 8; what->patience <= 512; what->patience *= 2) {
        struct growth growth = race(sharers, RACERS, what);

        if (growth.overwrites > 0)
            return growth;
    }
    unresolved("race", "in seven races no process stored between the load and the store of another");
}

CASE(updates_without_a_lock_are_lost, PROVES("shm.sync.required"), SHARED_VARIANTS)
{
    struct race what = {.updates = 8, .every = 1, .with = WITH_NOTHING, .steps = {1, 1, 1, 1}};
    long of = RACERS * what.updates;
    struct sharer s[RACERS];
    struct growth growth;

    share(s, RACERS, variant, sizeof(long));
    growth = overwrite_some(s, &what);
    observe_share("shm.race.lost", of - growth.grown, of);
    expect(growth.grown < of, "%ld of %ld updates are in the value", growth.grown, of);
}

CASE(loss_of_tight_and_of_pausing_updates_is_measured, PROVES("shmsync.race.lost-update-rate"),
     VARIANTS("tight", "pausing"))
{
    const struct race races[] = {
        {.updates = 50000, .every = 1, .with = WITH_NOTHING, .steps = {1, 1, 1, 1}},
        {.updates = 8, .every = 1, .patience = 16, .with = WITH_NOTHING, .steps = {1, 1, 1, 1}},
    };
    struct sharer s[RACERS];
    long of = RACERS * races[variant].updates;
    long lost;

    share(s, RACERS, BY_ANONYMOUS, sizeof(long));
    lost = of - race(s, RACERS, &races[variant]).grown;
    observe("shm.race.lost-share", 100.0 * (double)lost / (double)of, "%");
}

CASE(updates_under_a_lock_are_exact, PROVES("shm.sync.semaphore-or-mutex-fixes"), LOCK_VARIANTS)
{
    const struct race fair = {.updates = 512, .every = 64, .patience = 1, .with = variant, .steps = {1, 2, 1, 2}};
    struct sharer s[RACERS];

    share(s, RACERS, BY_SYSV, sizeof(long));
    expect_equal(race(s, RACERS, &fair).grown, 6 * fair.updates, "the sum of all updates");
}

CASE(updates_under_a_process_shared_mutex_are_exact, PROVES("shmsync.mutex.pshared-exclusion"), SHARED_VARIANTS)
{
    const struct race fair = {.updates = 512, .every = 64, .patience = 1, .with = WITH_MUTEX, .steps = {1, 2, 1, 2}};
    struct sharer s[RACERS];

    share(s, RACERS, variant, sizeof(long));
    expect_equal(race(s, RACERS, &fair).grown, 6 * fair.updates, "the sum of all updates");
}

CASE(atomic_updates_are_exact, PROVES("shmsync.atomic.fetch-add"), SHARED_VARIANTS)
{
    const struct race fair = {
        .how = ADDS_ATOMICALLY, .updates = 20000, .every = 1, .with = WITH_NOTHING, .steps = {1, 2, 1, 2}};
    struct sharer s[RACERS];

    share(s, RACERS, variant, sizeof(long));
    expect_equal(race(s, RACERS, &fair).grown, 6 * fair.updates, "the sum of all updates");
}

CASE(second_reader_waits_until_the_first_has_written, PROVES("shm.sync.semaphore-or-mutex-fixes"), LOCK_VARIANTS)
{
    struct sharer s[2];
    struct lock *locks;
    struct call *second;
    long a, b;

    share(s, 2, BY_SYSV, sizeof(long));
    locks = lock_new(s, 2, variant);
    put(&s[0], 0, 5);
    must_succeed(finish(begin_take(s[0].actor, &locks[0])));
    a = look(&s[0], 0);
    second = begin_take(s[1].actor, &locks[1]);
    expect_blocked(second);
    put(&s[0], 0, a + 1);
    must_succeed(do_give(s[0].actor, &locks[0]));
    expect_returns(finish(second), 0);
    b = look(&s[1], 0);
    put(&s[1], 0, b + 2);
    must_succeed(do_give(s[1].actor, &locks[1]));
    expect_equal(look(&s[0], 0), 8, "the value after both updates");
}
