/* A record of 64 bytes that is written word by word: half old and half new, and whole under a lock. */
#include "cases/shm_sync/racers.h"

enum { WORDS = 8 };

CASE(reader_amid_a_write_sees_new_words_beside_old_ones, PROVES("shm.consistency.not-guaranteed"), SHARED_VARIANTS)
{
    struct sharer s[2];

    share(s, 2, variant, WORDS * sizeof(long));
    for (size_t written = 0; written <= WORDS; written++) {
        if (written > 0)
            put(&s[0], written - 1, 1);
        for (size_t i = 0; i < WORDS; i++)
            expect_equal(look(&s[1], i), i < written, "a word of the record");
    }
}

/* The writer's and the reader's common state, in scratch memory. */
struct tearing {
    _Atomic long reads;
    _Atomic long mixed;
    _Atomic long stop;
    long halves; /* how often a whole read was made between the first and the second half of a write */
    long rounds;
    long patience; /* how often the writer steps aside half way, at most, until the reader has read */
    long every;    /* it does so in every such round */
};

struct tearer {
    struct tearing *tearing;
    struct start *start;
    const struct lock *lock;
    volatile long *record;
};

/* Steps aside until two reads have ended: the second one began after this did. Whether they have. */
static bool wait_for_reads(struct tearing *tearing)
{
    long until = atomic_load(&tearing->reads) + 2;

    for (long waited = 0; waited < tearing->patience && atomic_load(&tearing->reads) < until; waited++)
        step_aside();
    return atomic_load(&tearing->reads) >= until;
}

static long write_records(void *arg)
{
    const struct tearer *tearer = arg;
    struct tearing *tearing = tearer->tearing;

    start_together(tearer->start);
    for (long n = 1; n <= tearing->rounds && !atomic_load(&tearing->stop); n++) {
        if (lock_take(tearer->lock) != 0)
            return -1;
        for (int i = 0; i < WORDS; i++) {
            if (i == WORDS / 2 && n % tearing->every == 0)
                tearing->halves += wait_for_reads(tearing);
            tearer->record[i] = n;
        }
        if (lock_give(tearer->lock) != 0)
            return -1;
    }
    atomic_store(&tearing->stop, 1);
    return 0;
}

static long read_records(void *arg)
{
    const struct tearer *tearer = arg;
    struct tearing *tearing = tearer->tearing;

    start_together(tearer->start);
    while (!atomic_load(&tearing->stop)) {
        bool mixed = false;
        long first;

        if (lock_take(tearer->lock) != 0)
            return -1;
        first = tearer->record[0];
        for (int i = 1; i < WORDS; i++)
            mixed = mixed || tearer->record[i] != first;
        if (lock_give(tearer->lock) != 0)
            return -1;
        if (mixed)
            atomic_fetch_add(&tearing->mixed, 1);
        atomic_fetch_add(&tearing->reads, 1);
    }
    return 0;
}

static const struct tearing *tear(const struct sharer *s, int with, long rounds, long patience, long every)
{
    struct tearing *tearing = scratch_zeroed(sizeof *tearing);
    struct lock *locks = lock_new(s, 2, with);
    struct start *start = start_new(2);
    struct call *calls[2];

    tearing->rounds = rounds;
    tearing->patience = patience;
    tearing->every = every;
    for (int i = 0; i < 2; i++) {
        struct tearer *tearer = scratch(sizeof *tearer);

        *tearer = (struct tearer){tearing, start, &locks[i], s[i].at};
        calls[i] =
            i == 0 ? begin_scene(s[0].actor, write_records, tearer) : begin_scene(s[1].actor, read_records, tearer);
    }
    for (int i = 0; i < 2; i++)
        must_return(calls[i], 0);
    return tearing;
}

CASE(reader_that_runs_free_sees_mixed_records, PROVES("shm.race.data-race"), SHARED_VARIANTS)
{
    struct sharer s[2];

    share(s, 2, variant, WORDS * sizeof(long));
    /* Two reads within a write come as soon as the reader gets a processor; patience is spent only until then. */
    for (long patience = 8; patience <= 1L << 21; patience *= 8) {
        const struct tearing *torn = tear(s, WITH_NOTHING, 16, patience, 1);

        if (torn->halves == 0)
            continue;
        observe_share("shm.record.mixed", torn->mixed, torn->reads);
        expect(torn->mixed >= torn->halves, "%ld reads saw a mixed record, and %ld writes were half done for a read",
               torn->mixed, torn->halves);
        return;
    }
    unresolved("race", "in seven races no read was made within a write");
}

CASE(share_of_mixed_reads_is_measured, PROVES("shmsync.atomic.torn-nonatomic"))
{
    const struct tearing *torn;
    struct sharer s[2];

    share(s, 2, BY_ANONYMOUS, WORDS * sizeof(long));
    torn = tear(s, WITH_NOTHING, 50000, 0, 1);
    observe("shm.record.mixed-share", torn->reads ? 100.0 * (double)torn->mixed / (double)torn->reads : 0, "%");
}

CASE(records_under_a_lock_are_never_mixed, PROVES("shm.sync.required"), LOCK_VARIANTS)
{
    struct sharer s[2];
    const struct tearing *torn;

    share(s, 2, BY_SYSV, WORDS * sizeof(long));
    torn = tear(s, variant, 512, 16, 128);
    expect_equal(torn->mixed, 0, "mixed records");
}

CASE(reader_under_a_lock_waits_for_the_whole_record, PROVES("shm.sync.required"), LOCK_VARIANTS)
{
    struct sharer s[2];
    struct lock *locks;
    struct call *taking;

    share(s, 2, BY_SHM_OPEN, WORDS * sizeof(long));
    locks = lock_new(s, 2, variant);
    must_return(finish(begin_take(s[0].actor, &locks[0])), 0);
    for (size_t i = 0; i < WORDS / 2; i++)
        put(&s[0], i, 1);
    taking = begin_take(s[1].actor, &locks[1]);
    expect_blocked(taking);
    for (size_t i = WORDS / 2; i < WORDS; i++)
        put(&s[0], i, 1);
    must_return(do_give(s[0].actor, &locks[0]), 0);
    expect_returns(finish(taking), 0);
    for (size_t i = 0; i < WORDS; i++)
        expect_equal(look(&s[1], i), 1, "a word of the record");
    must_return(do_give(s[1].actor, &locks[1]), 0);
}
