/* Producers and consumers around the document's ring: what is delivered, and who waits when. */
#include "cases/shm_sync/ring.h"

CASE(ring_of_ten_delivers_twenty_items_once_and_in_order, PROVES("shm.pc.exactly-once-in-order"), SHARED_VARIANTS)
{
    enum { ITEMS = 20 };
    struct sharer s[2];
    struct start *start = start_new(2);
    long *log = scratch_zeroed(ITEMS * sizeof *log);
    struct call *producing, *consuming;

    ring_share(s, 2, variant);
    consuming = begin_consumer(&s[1], log, ITEMS, start);
    producing = begin_producer(&s[0], 0, ITEMS, start);
    expect_returns(producing, ITEMS);
    expect_returns(consuming, ITEMS);
    for (long i = 0; i < ITEMS; i++)
        expect_equal(log[i], i + 1, "the item that was consumed next");
    expect_equal(look(&s[0], RING_WORD(count)), 0, "the count at the end");
}

static const struct crew {
    const char *name;
    int producers;
    int consumers;
    long items; /* of each producer */
} crews[] = {
    {"4 producers, 1 consumer", 4, 1, 60},
    {"1 producer, 4 consumers", 1, 4, 240},
    {"4 producers, 4 consumers", 4, 4, 60},
};

/* Runs the crew; each consumer's log follows the other's in the result. */
static long *work(const struct crew *crew, struct sharer *s, int by)
{
    long share_of_each = crew->producers * crew->items / crew->consumers;
    struct start *start = start_new(crew->producers + crew->consumers);
    long *logs = scratch_zeroed((size_t)(crew->producers * crew->items) * sizeof *logs);
    struct call *calls[SHARERS_MOST];
    int at = 0;

    ring_share(s, crew->producers + crew->consumers, by);
    for (int c = 0; c < crew->consumers; c++, at++)
        calls[at] = begin_consumer(&s[at], logs + c * share_of_each, share_of_each, start);
    for (int p = 0; p < crew->producers; p++, at++)
        calls[at] = begin_producer(&s[at], p, crew->items, start);
    for (int i = 0; i < at; i++)
        expect_returns(calls[i], i < crew->consumers ? share_of_each : crew->items);
    return logs;
}

CASE(every_item_reaches_one_consumer_and_a_producers_items_stay_in_order, PROVES("shm.pc.exactly-once-in-order"),
     VARIANT_TABLE(crews))
{
    const struct crew *crew = &crews[variant];
    long all = crew->producers * crew->items;
    struct sharer s[SHARERS_MOST];
    const long *logs = work(crew, s, BY_SHM_OPEN);
    bool *seen = scratch_zeroed((size_t)crew->producers * ITEMS_A_PRODUCER);
    long twice = 0, foreign = 0, disordered = 0;

    for (int c = 0; c < crew->consumers; c++) {
        long last[SHARERS_MOST] = {0};

        for (long i = c * (all / crew->consumers); i < (c + 1) * (all / crew->consumers); i++) {
            long p = (logs[i] - 1) / ITEMS_A_PRODUCER;

            if (logs[i] < 1 || p >= crew->producers || (logs[i] - 1) % ITEMS_A_PRODUCER >= crew->items) {
                foreign++;
                continue;
            }
            twice += seen[logs[i] - 1];
            seen[logs[i] - 1] = true;
            disordered += logs[i] <= last[p];
            last[p] = logs[i];
        }
    }
    /* As many were consumed as were produced, so none is missing when none came twice. */
    expect_equal(foreign, 0, "items that nobody produced");
    expect_equal(twice, 0, "items that were consumed twice");
    expect_equal(disordered, 0, "items of one producer that a consumer got out of order");
}

CASE(head_tail_and_count_agree_whenever_somebody_has_the_lock, PROVES("shm.pc.mutex-protects-state"))
{
    struct sharer s[SHARERS_MOST];

    work(&crews[2], s, BY_SYSV);
    expect_equal(look(&s[0], RING_WORD(broken)), 0, "broken invariants");
    expect_equal(look(&s[0], RING_WORD(count)), 0, "the count at the end");
    expect_equal(look(&s[0], RING_WORD(head)), look(&s[0], RING_WORD(tail)), "the head at the end");
}

CASE(two_producers_without_the_lock_use_one_place_for_two_items, PROVES("shm.pc.mutex-protects-state"))
{
    struct sharer s[2];
    long tail[2], count[2];

    ring_share(s, 2, BY_SYSV);
    for (int p = 0; p < 2; p++) {
        tail[p] = look(&s[p], RING_WORD(tail));
        count[p] = look(&s[p], RING_WORD(count));
    }
    for (int p = 0; p < 2; p++) {
        put(&s[p], RING_WORD(data) + (size_t)tail[p], 1 + p);
        put(&s[p], RING_WORD(tail), tail[p] + 1);
        put(&s[p], RING_WORD(count), count[p] + 1);
    }
    expect_equal(look(&s[0], RING_WORD(count)), 1, "the count after two items");
    expect_equal(look(&s[0], RING_WORD(data)), 2, "the item in the first place");
    expect_equal(look(&s[0], RING_WORD(data) + 1), 0, "the item in the second place");
}

CASE(producer_sleeps_when_ten_items_are_in_the_ring, PROVES("shm.pc.bounded"), SHARED_VARIANTS)
{
    struct sharer s[2];
    long *log = scratch_zeroed(11 * sizeof *log);
    struct call *producing;

    ring_share(s, 2, variant);
    producing = begin_producer(&s[0], 0, 11, start_new(1));
    expect_blocked(producing);
    expect_equal(look(&s[1], RING_WORD(count)), 10, "the count while the producer sleeps");
    expect_returns(finish(begin_consumer(&s[1], log, 1, start_new(1))), 1);
    expect_returns(finish(producing), 11);
    expect_equal(log[0], 1, "the item that made room");
    expect_equal(look(&s[1], RING_WORD(count)), 10, "the count when the eleventh is in");
}

CASE(consumer_sleeps_while_the_ring_is_empty, PROVES("shm.pc.bounded"), SHARED_VARIANTS)
{
    struct sharer s[2];
    long *log = scratch_zeroed(sizeof *log);
    struct call *consuming;

    ring_share(s, 2, variant);
    consuming = begin_consumer(&s[1], log, 1, start_new(1));
    expect_blocked(consuming);
    expect_equal(look(&s[0], RING_WORD(count)), 0, "the count while the consumer sleeps");
    expect_returns(finish(begin_producer(&s[0], 0, 1, start_new(1))), 1);
    expect_returns(finish(consuming), 1);
    expect_equal(log[0], 1, "the item that woke the consumer");
}

CASE(waiter_for_a_condition_sleeps_and_does_not_spin, PROVES("shm.pc.cond-no-busy-wait"),
     VARIANTS("empty ring", "full ring"))
{
    bool full = variant == 1;
    struct sharer s[2];
    long *log = scratch_zeroed(sizeof *log);
    struct call *waiting;

    ring_share(s, 2, BY_ANONYMOUS);
    if (full)
        must_return(finish(begin_producer(&s[0], 0, RING_PLACES, start_new(1))), RING_PLACES);
    waiting = full ? begin_producer(&s[0], 1, 1, start_new(1)) : begin_consumer(&s[0], log, 1, start_new(1));
    expect_blocked(waiting);
    if (full)
        must_return(finish(begin_consumer(&s[1], log, 1, start_new(1))), 1);
    else
        must_return(finish(begin_producer(&s[1], 0, 1, start_new(1))), 1);
    expect_returns(finish(waiting), 1);
}

/* What the document's sample shares is memory of one process; a child of it gets a copy. */
CASE(ring_in_private_memory_stays_empty_for_the_other_process, REFUTES("shm.pc.sample-in-shared-memory"))
{
    struct actor *producer = actor_new("producer");
    struct call *mapped =
        do_mmap(producer, NULL, sizeof(struct ring), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sharer s[2] = {{producer, address_of(mapped)}, {NULL, address_of(mapped)}};

    must_succeed(mapped);
    must_return(do_mutex_make(producer, &ring_of(&s[0])->mutex, 0), 0);
    must_return(do_cond_make(producer, &ring_of(&s[0])->not_empty), 0);
    must_return(do_cond_make(producer, &ring_of(&s[0])->not_full), 0);
    s[1].actor = actor_fork(producer, "consumer");
    must_return(finish(begin_producer(&s[0], 0, 3, start_new(1))), 3);
    expect_equal(look(&s[0], RING_WORD(count)), 3, "the count that the producer sees");
    expect_equal(look(&s[1], RING_WORD(count)), 0, "the count that the consumer sees");
}
