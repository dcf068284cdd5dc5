/* Read, then write: what is lost when two processes do it at once, in every order in which they can. */
#include "cases/shm_sync/sharers.h"

CASE(two_updates_that_both_read_first_leave_only_the_last, PROVES("shm.race.lost-update"), SHARED_VARIANTS)
{
    struct sharer s[2];
    long a, b;

    share(s, 2, variant, sizeof(long));
    put(&s[0], 0, 5);
    a = look(&s[0], 0);
    b = look(&s[1], 0);
    put(&s[0], 0, a + 1);
    put(&s[1], 0, b + 2);
    expect_equal(look(&s[0], 0), 7, "the value that A sees");
    expect_equal(look(&s[1], 0), 7, "the value that B sees");
}

CASE(two_updates_one_after_the_other_both_stay, PROVES("shm.sync.required"), SHARED_VARIANTS)
{
    struct sharer s[2];

    share(s, 2, variant, sizeof(long));
    put(&s[0], 0, 5);
    put(&s[0], 0, look(&s[0], 0) + 1);
    put(&s[1], 0, look(&s[1], 0) + 2);
    expect_equal(look(&s[0], 0), 8, "the value that A sees");
    expect_equal(look(&s[1], 0), 8, "the value that B sees");
}

enum { UPDATERS_MOST = 3, STEPS_MOST = 2 * UPDATERS_MOST };

/* An order of loads and stores: the process of each step; its first step is the load, its second the store. */
struct order {
    int updaters;
    int step[STEPS_MOST];
};

static int position(const struct order *order, int updater, int nth)
{
    for (int i = 0; i < 2 * order->updaters; i++)
        if (order->step[i] == updater && nth-- == 0)
            return i;
    return -1;
}

/*
 * Which updates last, as a set of bits: the last store's, then that of the store from which its load read, and so on
 * back to the beginning. It looks at the order alone, at no value.
 */
static long survivors(const struct order *order)
{
    int before = 2 * order->updaters;
    long set = 0;

    for (;;) {
        int last = -1;

        for (int p = 0; p < order->updaters; p++) {
            int stored = position(order, p, 1);

            if (stored < before && (last < 0 || stored > position(order, last, 1)))
                last = p;
        }
        if (last < 0)
            return set;
        set |= 1L << last;
        before = position(order, last, 0);
    }
}

/* Counted by how many updates an order loses. */
struct tally {
    long orders;
    long losing[UPDATERS_MOST];
};

/* Performs the order with real processes: updater p adds 2^p, so that the sum names the updates that lasted. */
static void perform(const struct order *order, const struct sharer *sharers, struct tally *tally)
{
    long wanted = survivors(order);
    long seen[UPDATERS_MOST] = {0};
    bool has_read[UPDATERS_MOST] = {false};
    int lost = order->updaters;

    put(&sharers[0], 0, 0);
    for (int i = 0; i < 2 * order->updaters; i++) {
        int p = order->step[i];

        if (has_read[p])
            put(&sharers[p], 0, seen[p] + (1L << p));
        else
            seen[p] = look(&sharers[p], 0);
        has_read[p] = true;
    }
    expect_equal(look(&sharers[0], 0), wanted, "the set of updates that lasted");
    for (long set = wanted; set; set &= set - 1)
        lost--;
    tally->losing[lost]++;
    tally->orders++;
}

static void perform_all(struct order *order, int steps, const struct sharer *sharers, struct tally *tally)
{
    if (steps == 2 * order->updaters) {
        perform(order, sharers, tally);
        return;
    }
    for (int p = 0; p < order->updaters; p++) {
        int taken = 0;

        for (int i = 0; i < steps; i++)
            taken += order->step[i] == p;
        if (taken == 2)
            continue;
        order->step[steps] = p;
        perform_all(order, steps + 1, sharers, tally);
    }
}

CASE(four_of_the_six_orders_of_two_updates_lose_one, PROVES("shm.race.lost-update"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct order order = {.updaters = 2};
    struct tally tally = {0, {0}};

    share(s, 2, variant, sizeof(long));
    perform_all(&order, 0, s, &tally);
    expect_equal(tally.orders, 6, "the number of orders");
    expect_equal(tally.losing[1], 4, "the number of orders that lose one update");
    expect_equal(tally.losing[0], 2, "the number of orders that lose none");
}

CASE(only_six_of_the_ninety_orders_of_three_updates_lose_none, PROVES("shm.race.data-race"))
{
    struct sharer s[3];
    struct order order = {.updaters = 3};
    struct tally tally = {0, {0}};

    share(s, 3, BY_SYSV, sizeof(long));
    perform_all(&order, 0, s, &tally);
    expect_equal(tally.orders, 90, "the number of orders");
    expect_equal(tally.losing[0], 6, "the number of orders that lose none");
    observe("shm.orders.losing-one", (double)tally.losing[1], "orders");
    observe("shm.orders.losing-two", (double)tally.losing[2], "orders");
}
