/* Semaphores around shared memory: the bounded buffer with two counts, and a holder that dies. */
#include "cases/shm_sync/racers.h"

enum { PLACES = 10, PRODUCERS = 2, CONSUMERS = 2, ITEMS = 60 };

/* The counts say how many places are free and how many are filled; the third semaphore guards the rest. */
struct buffer {
    sem_t places;
    sem_t items;
    sem_t guard;
    long data[PLACES];
    long head;
    long tail;
};

struct hand {
    struct buffer *buffer;
    long first; /* of a producer's items */
    _Atomic long *taken;
};

static long fill_places(void *arg)
{
    const struct hand *hand = arg;
    struct buffer *buffer = hand->buffer;

    for (long i = 0; i < ITEMS; i++) {
        if (subject.sem_wait(&buffer->places) != 0 || subject.sem_wait(&buffer->guard) != 0)
            return i;
        buffer->data[buffer->tail] = hand->first + i;
        if (i % 8 == 0)
            step_aside();
        buffer->tail = (buffer->tail + 1) % PLACES;
        if (subject.sem_post(&buffer->guard) != 0 || subject.sem_post(&buffer->items) != 0)
            return i;
    }
    return ITEMS;
}

static long empty_places(void *arg)
{
    const struct hand *hand = arg;
    struct buffer *buffer = hand->buffer;

    for (long i = 0; i < ITEMS; i++) {
        long item;

        if (subject.sem_wait(&buffer->items) != 0 || subject.sem_wait(&buffer->guard) != 0)
            return i;
        item = buffer->data[buffer->head];
        if (i % 8 == 0)
            step_aside();
        buffer->head = (buffer->head + 1) % PLACES;
        if (subject.sem_post(&buffer->guard) != 0 || subject.sem_post(&buffer->places) != 0)
            return i;
        if (item >= 0 && item < PRODUCERS * ITEMS)
            atomic_fetch_add(&hand->taken[item], 1);
    }
    return ITEMS;
}

CASE(two_counting_semaphores_make_a_bounded_buffer, PROVES("shmsync.ring.sem-two-counting"), SHARED_VARIANTS)
{
    struct sharer s[PRODUCERS + CONSUMERS];
    _Atomic long *taken = scratch_zeroed(PRODUCERS * ITEMS * sizeof *taken);
    struct hand *hands = scratch((PRODUCERS + CONSUMERS) * sizeof *hands);
    struct call *calls[PRODUCERS + CONSUMERS];
    struct buffer *buffer;

    share(s, PRODUCERS + CONSUMERS, variant, sizeof *buffer);
    buffer = (struct buffer *)(void *)s[0].at;
    must_return(do_sem_init(s[0].actor, &buffer->places, 1, PLACES), 0);
    must_return(do_sem_init(s[0].actor, &buffer->items, 1, 0), 0);
    must_return(do_sem_init(s[0].actor, &buffer->guard, 1, 1), 0);
    for (int i = 0; i < PRODUCERS + CONSUMERS; i++) {
        hands[i] = (struct hand){(struct buffer *)(void *)s[i].at, (long)i * ITEMS, taken};
        calls[i] = i < PRODUCERS ? begin_scene(s[i].actor, fill_places, &hands[i])
                                 : begin_scene(s[i].actor, empty_places, &hands[i]);
    }
    for (int i = 0; i < PRODUCERS + CONSUMERS; i++)
        expect_returns(finish(calls[i]), ITEMS);
    for (int i = 0; i < PRODUCERS * ITEMS; i++)
        expect(taken[i] == 1, "item %d was taken %ld times", i, (long)taken[i]);
}

CASE(semaphore_stays_taken_when_its_holder_is_killed, PROVES("shmsync.death.sem-holder"),
     VARIANTS("sysv semaphore", "named semaphore", "unnamed semaphore"))
{
    struct sharer s[2];
    struct lock *locks;
    struct call *next;

    share(s, 2, BY_SYSV, sizeof(long));
    locks = lock_new(s, 2, variant);
    must_return(finish(begin_take(s[0].actor, &locks[0])), 0);
    actor_kill(s[0].actor);
    next = begin_take(s[1].actor, &locks[1]);
    expect_blocked(next);
    abandon(next);
}

CASE(semaphore_taken_with_undo_comes_back_when_its_holder_is_killed, PROVES("shmsync.death.sem-holder"))
{
    struct sembuf p = {.sem_num = 0, .sem_op = -1, .sem_flg = SEM_UNDO};
    struct sharer s[2];
    struct lock *locks;
    struct call *next;

    share(s, 2, BY_SYSV, sizeof(long));
    locks = lock_new(s, 2, WITH_SYSV);
    must_return(do_semop(s[0].actor, locks[0].semid, &p, 1), 0);
    next = begin_take(s[1].actor, &locks[1]);
    must_block(next);
    actor_kill(s[0].actor);
    expect_returns(finish(next), 0);
}
