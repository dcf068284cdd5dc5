#include "cases/shm_sync/racers.h"

#include <sched.h>

struct start *start_new(int count)
{
    struct start *start = scratch_zeroed(sizeof *start);

    start->count = count;
    return start;
}

void step_aside(void)
{
    sched_yield();
}

void start_together(struct start *start)
{
    atomic_fetch_add(&start->there, 1);
    while (atomic_load(&start->there) < start->count)
        step_aside();
}

/* One racer's part. */
struct racer {
    struct race race;
    struct start *start;
    const struct lock *lock;
    long *value;
    long step;
    long overwrites;
};

static void add(struct racer *racer, bool pauses)
{
    volatile long *value = racer->value;
    long seen;

    if (racer->race.how == ADDS_ATOMICALLY) {
        atomic_fetch_add((_Atomic long *)racer->value, racer->step);
        return;
    }
    seen = *value;
    for (long waited = 0; pauses && waited < racer->race.patience && *value == seen; waited++)
        step_aside();
    racer->overwrites += pauses && *value != seen;
    *value = seen + racer->step;
}

static long run_the_race(void *arg)
{
    struct racer *racer = arg;

    start_together(racer->start);
    for (long i = 0; i < racer->race.updates; i++) {
        if (lock_take(racer->lock) != 0)
            return -1;
        add(racer, i % racer->race.every == 0);
        if (lock_give(racer->lock) != 0)
            return -1;
    }
    return racer->race.updates;
}

struct growth race(const struct sharer *sharers, int count, const struct race *what)
{
    struct lock *locks = lock_new(sharers, count, what->with);
    struct racer *racers = scratch_zeroed((size_t)count * sizeof *racers);
    struct start *start = start_new(count);
    struct growth growth = {-look(&sharers[0], 0), 0};
    struct call *calls[SHARERS_MOST];

    for (int i = 0; i < count; i++) {
        racers[i] = (struct racer){*what, start, &locks[i], sharers[i].at, what->steps[i], 0};
        calls[i] = begin_scene(sharers[i].actor, run_the_race, &racers[i]);
    }
    for (int i = 0; i < count; i++) {
        must_return(calls[i], what->updates);
        growth.overwrites += racers[i].overwrites;
    }
    growth.grown += look(&sharers[0], 0);
    return growth;
}
