/* Several processes at once and free-running: a semaphore of one keeps them apart, and no unit is ever lost. */
#include "cases/posix_sem/semaphore.h"

#include <sched.h>
#include <stdatomic.h>

enum { WORKERS = 4, MANY_WORKERS = 8, ROUNDS = 200, UNITS = 500, YIELD_EVERY = 20 };

/* In scratch memory. */
struct room {
    struct semaphore *semaphore;
    int workers;
    int rounds;
    atomic_int ready;
    atomic_int inside;
    atomic_int most_inside;
    volatile long total; /* plain on purpose: exact only if they are kept apart */
};

/* All begin together, or the first would be done before the last has begun. */
static void wait_for_all(struct room *room)
{
    atomic_fetch_add(&room->ready, 1);
    while (atomic_load(&room->ready) < room->workers)
        sched_yield();
}

static long work_in_turn(void *arg)
{
    struct room *room = arg;

    wait_for_all(room);
    for (int i = 0; i < room->rounds; i++) {
        if (semaphore_down(room->semaphore) != 0)
            return -errno;
        int inside = atomic_fetch_add(&room->inside, 1) + 1;
        long total = room->total;

        if (inside > atomic_load(&room->most_inside))
            atomic_store(&room->most_inside, inside);
        /* Others get a processor while this one is inside, so that they come to a closed door. */
        if (i % YIELD_EVERY == 0)
            sched_yield();
        room->total = total + 1;
        atomic_fetch_sub(&room->inside, 1);
        if (semaphore_up(room->semaphore) != 0)
            return -errno;
    }
    return room->rounds;
}

static long give_units(void *arg)
{
    struct room *room = arg;

    wait_for_all(room);
    for (int i = 0; i < room->rounds; i++)
        if (semaphore_up(room->semaphore) != 0)
            return -errno;
    return room->rounds;
}

static long take_units(void *arg)
{
    struct room *room = arg;

    wait_for_all(room);
    for (int i = 0; i < room->rounds; i++)
        if (semaphore_down(room->semaphore) != 0)
            return -errno;
    return room->rounds;
}

static struct room *room_new(struct actor *maker, int kind, int value, int workers, int rounds)
{
    struct room *room = scratch_zeroed(sizeof *room);

    room->semaphore = semaphore_new(maker, kind, value);
    room->workers = workers;
    room->rounds = rounds;
    return room;
}

static void run(scene *work, struct room *room, struct actor *worker[])
{
    struct call *working[MANY_WORKERS];

    atomic_store(&room->ready, 0);
    for (int i = 0; i < room->workers; i++)
        working[i] = begin_scene(worker[i], work, room);
    for (int i = 0; i < room->workers; i++)
        expect_returns(finish(working[i]), room->rounds);
}

static void fork_workers(struct actor *maker, struct actor *worker[], int count)
{
    for (int i = 0; i < count; i++)
        worker[i] = actor_fork(maker, "worker");
}

CASE(increments_under_a_semaphore_are_all_counted, PROVES("sem.use.mutex-and-sync"), EACH_SEMAPHORE)
{
    struct actor *maker = actor_new("maker");
    struct room *room = room_new(maker, variant, 1, WORKERS, ROUNDS);
    struct actor *worker[WORKERS];

    fork_workers(maker, worker, WORKERS);
    run(work_in_turn, room, worker);
    expect_equal(room->total, WORKERS * ROUNDS, "the total");
    expect_equal(semaphore_value(maker, room->semaphore), 1, "the value at the end");
}

CASE(at_most_one_process_is_between_taking_and_giving, PROVES("sem.code.critical-section"), EACH_SEMAPHORE)
{
    struct actor *maker = actor_new("maker");
    struct room *room = room_new(maker, variant, 1, MANY_WORKERS, ROUNDS / 2);
    struct actor *worker[MANY_WORKERS];

    fork_workers(maker, worker, MANY_WORKERS);
    run(work_in_turn, room, worker);
    expect_equal(atomic_load(&room->most_inside), 1, "the most that were inside at once");
}

/* The same, directed: while one is inside, the other is asleep before the door. */
CASE(second_process_enters_when_the_first_has_left, PROVES("sem.code.critical-section"), EACH_SEMAPHORE)
{
    struct actor *first = actor_new("first");
    struct semaphore *semaphore = semaphore_new(first, variant, 1);
    struct actor *second = actor_fork(first, "second");

    expect_returns(do_down(first, semaphore), 0);
    struct call *entering = begin_down(second, semaphore);
    expect_blocked(entering);
    expect_returns(do_up(first, semaphore), 0);
    expect_returns(finish(entering), 0);
    entering = begin_down(first, semaphore);
    expect_blocked(entering);
    expect_returns(do_up(second, semaphore), 0);
    expect_returns(finish(entering), 0);
}

/* A semaphore of two lets two in, and not three. */
CASE(semaphore_of_two_admits_two, PROVES("sem.use.mutex-and-sync"), EACH_SEMAPHORE)
{
    struct actor *maker = actor_new("maker");
    struct room *room = room_new(maker, variant, 2, WORKERS, ROUNDS);
    struct actor *worker[WORKERS];

    fork_workers(maker, worker, WORKERS);
    run(work_in_turn, room, worker);
    observe("sem.most_inside", atomic_load(&room->most_inside), "processes");
    expect(atomic_load(&room->most_inside) <= 2, "%d processes were inside", atomic_load(&room->most_inside));
}

CASE(no_unit_is_lost_or_made_by_processes_at_once, PROVES("sem.op.atomic"), EACH_SEMAPHORE)
{
    struct actor *maker = actor_new("maker");
    struct room *room = room_new(maker, variant, 0, WORKERS, UNITS);
    struct actor *worker[WORKERS];

    fork_workers(maker, worker, WORKERS);
    run(give_units, room, worker);
    expect_equal(semaphore_value(maker, room->semaphore), WORKERS * UNITS, "the value after all gives");
    run(take_units, room, worker);
    expect_equal(semaphore_value(maker, room->semaphore), 0, "the value after all takes");
}
