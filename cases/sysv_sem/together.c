/* Whole arrays under contention: philosophers, a barrier made of waiting for zero, and the order of waking. */
#include "cases/sysv_sem/sets.h"

#include <sched.h>
#include <stdatomic.h>

enum { SEATS = 5, MEALS = 60, LOOKS = 300, PARTIES = 4, PHASES = 15 };

/* In scratch memory. */
struct table {
    int set;
    atomic_int next;
    atomic_int ready;
    atomic_int done;
    atomic_int holders[SEATS]; /* of each fork */
    atomic_int phase[PARTIES];
};

static void wait_for_all(struct table *table, int parties)
{
    atomic_fetch_add(&table->ready, 1);
    while (atomic_load(&table->ready) < parties)
        sched_yield();
}

/* Both forks in one operation; returns how often one of them was somebody else's, or minus the error. */
static long dine(void *arg)
{
    struct table *table = arg;
    int left = atomic_fetch_add(&table->next, 1);
    int right = (left + 1) % SEATS;
    struct sembuf take[] = {{(unsigned short)left, -1, 0}, {(unsigned short)right, -1, 0}};
    struct sembuf give[] = {{(unsigned short)left, 1, 0}, {(unsigned short)right, 1, 0}};
    long wrong = 0;

    wait_for_all(table, SEATS + 1);
    for (int i = 0; i < MEALS; i++) {
        if (subject.semop(table->set, take, 2) != 0)
            return -errno;
        wrong += atomic_fetch_add(&table->holders[left], 1) != 0;
        wrong += atomic_fetch_add(&table->holders[right], 1) != 0;
        if (i % SEATS == 0)
            sched_yield();
        atomic_fetch_sub(&table->holders[left], 1);
        atomic_fetch_sub(&table->holders[right], 1);
        if (subject.semop(table->set, give, 2) != 0)
            return -errno;
    }
    atomic_fetch_add(&table->done, 1);
    return wrong;
}

/* Forks come and go in pairs: an even number of free ones (of five) is half of an operation. Returns how often. */
static long look_on(void *arg)
{
    struct table *table = arg;
    long halves = 0;

    wait_for_all(table, SEATS + 1);
    for (int look = 0; look < LOOKS || atomic_load(&table->done) < SEATS; look++) {
        unsigned short forks[SEATS];
        int free_ones = 0;

        if (subject.semctl(table->set, 0, GETALL, forks) != 0)
            return -errno;
        for (int i = 0; i < SEATS; i++)
            free_ones += forks[i];
        halves += free_ones % 2 == 0;
        sched_yield();
    }
    return halves;
}

static void dine_together(void)
{
    struct actor *host = actor_new("host");
    struct table *table = scratch_zeroed(sizeof *table);
    unsigned short forks[SEATS] = {1, 1, 1, 1, 1};
    unsigned short left_over[SEATS] = {0};
    struct call *dining[SEATS];

    table->set = semaphores_new(host, SEATS);
    must_succeed(do_semctl_array(host, table->set, 0, SETALL, forks, SEATS));
    for (int i = 0; i < SEATS; i++)
        dining[i] = begin_scene(actor_new("philosopher"), dine, table);
    struct call *looking = begin_scene(host, look_on, table);
    for (int i = 0; i < SEATS; i++)
        expect_returns(finish(dining[i]), 0);
    expect_returns(finish(looking), 0);
    must_succeed(do_semctl_array(host, table->set, 0, GETALL, left_over, SEATS));
    expect_match(left_over, forks, sizeof forks, "the forks at the end");
}

CASE(philosophers_take_both_forks_or_none, PROVES("sysvsem.op.array-atomic"))
{
    dine_together();
}

CASE(nobody_ever_sees_half_an_array_done, PROVES("sem.op.atomic"))
{
    dine_together();
}

/* A semaphore for each phase: everybody takes one and then waits for zero. Returns how often somebody was behind. */
static long pass_barriers(void *arg)
{
    struct table *table = arg;
    int self = atomic_fetch_add(&table->next, 1);
    long wrong = 0;

    for (int phase = 0; phase < PHASES; phase++) {
        struct sembuf arrive = {(unsigned short)phase, -1, 0};
        struct sembuf wait = {(unsigned short)phase, 0, 0};

        atomic_store(&table->phase[self], phase + 1);
        if (subject.semop(table->set, &arrive, 1) != 0 || subject.semop(table->set, &wait, 1) != 0)
            return -errno;
        for (int i = 0; i < PARTIES; i++)
            wrong += atomic_load(&table->phase[i]) < phase + 1;
    }
    return wrong;
}

CASE(waiting_for_zero_makes_a_barrier, PROVES("sysvsem.op.wait-zero"))
{
    struct actor *maker = actor_new("maker");
    struct table *table = scratch_zeroed(sizeof *table);
    unsigned short parties[PHASES];
    struct call *passing[PARTIES];

    for (int i = 0; i < PHASES; i++)
        parties[i] = PARTIES;
    table->set = semaphores_new(maker, PHASES);
    must_succeed(do_semctl_array(maker, table->set, 0, SETALL, parties, PHASES));
    for (int i = 0; i < PARTIES - 1; i++) {
        passing[i] = begin_scene(actor_new("party"), pass_barriers, table);
        must_block(passing[i]);
    }
    expect_semval(maker, table->set, 0, 1);
    expect_returns(do_semctl(maker, table->set, 0, GETZCNT), PARTIES - 1);
    passing[PARTIES - 1] = begin_scene(maker, pass_barriers, table);
    for (int i = 0; i < PARTIES; i++)
        expect_returns(finish(passing[i]), 0);
}

/* In which order those go that have come one by one and ask for the same. */
CASE(order_in_which_equal_waiters_go, PROVES("sysvsem.fairness.order"))
{
    enum { WAITERS = 5 };
    struct actor *giver = actor_new("giver");
    int set = semaphores_new(giver, 1);
    struct call *waiting[WAITERS];
    char order[WAITERS + 1] = "";

    for (int i = 0; i < WAITERS; i++) {
        waiting[i] = begin_change(actor_new("waiter"), set, 0, -1, 0);
        must_block(waiting[i]);
    }
    for (int i = 0; i < WAITERS; i++) {
        must_return(do_change(giver, set, 0, 1, 0), 0);
        order[i] = (char)('1' + finish_first(waiting, WAITERS));
        must_return(waiting[order[i] - '1'], 0);
    }
    observe_text("sysvsem.wake_order", order);
}
