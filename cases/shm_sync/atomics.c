/* C11 atomics and plain stores in shared memory: what one process publishes, and when another sees it. */
#include "cases/shm_sync/racers.h"

/* An atomic that the library guards by a lock of the process would not exclude another process. */
CASE(atomic_words_are_lock_free, PROVES("shmsync.atomic.lock-free"))
{
    expect_equal(ATOMIC_INT_LOCK_FREE, 2, "ATOMIC_INT_LOCK_FREE");
    expect_equal(ATOMIC_LONG_LOCK_FREE, 2, "ATOMIC_LONG_LOCK_FREE");
}

enum { MESSAGES = 24, PAYLOAD = 16 };

/* What writer and reader share: the number of the message that is ready, and of the last that was taken. */
struct post {
    _Atomic long ready;
    _Atomic long taken;
    long payload[PAYLOAD];
};

static long publish(void *arg)
{
    struct post *post = arg;

    for (long n = 1; n <= MESSAGES; n++) {
        for (int i = 0; i < PAYLOAD; i++)
            post->payload[i] = n;
        atomic_store_explicit(&post->ready, n, memory_order_release);
        while (atomic_load_explicit(&post->taken, memory_order_acquire) < n)
            step_aside();
    }
    return MESSAGES;
}

/* Returns how many words were not yet those of the message that was announced. */
static long receive(void *arg)
{
    struct post *post = arg;
    long stale = 0;

    for (long n = 1; n <= MESSAGES; n++) {
        while (atomic_load_explicit(&post->ready, memory_order_acquire) < n)
            step_aside();
        for (int i = 0; i < PAYLOAD; i++)
            stale += post->payload[i] != n;
        atomic_store_explicit(&post->taken, n, memory_order_release);
    }
    return stale;
}

CASE(release_and_acquire_hand_a_payload_over_whole, PROVES("shmsync.atomic.release-acquire"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct call *receiving, *publishing;

    share(s, 2, variant, sizeof(struct post));
    receiving = begin_scene(s[1].actor, receive, s[1].at);
    publishing = begin_scene(s[0].actor, publish, s[0].at);
    expect_returns(finish(publishing), MESSAGES);
    expect_returns(finish(receiving), 0);
}

enum { PLACES = 16, ITEMS = 240 };

/* One producer moves the tail only, one consumer the head only: no lock is needed. */
struct lane {
    _Atomic unsigned long head;
    _Atomic unsigned long tail;
    long data[PLACES];
};

static long send_items(void *arg)
{
    struct lane *lane = arg;

    for (unsigned long n = 0; n < ITEMS; n++) {
        while (n - atomic_load_explicit(&lane->head, memory_order_acquire) == PLACES)
            step_aside();
        lane->data[n % PLACES] = (long)n + 1;
        atomic_store_explicit(&lane->tail, n + 1, memory_order_release);
    }
    return ITEMS;
}

/* Returns how many items came that were not the next. */
static long take_items(void *arg)
{
    struct lane *lane = arg;
    long wrong = 0;

    for (unsigned long n = 0; n < ITEMS; n++) {
        while (atomic_load_explicit(&lane->tail, memory_order_acquire) == n)
            step_aside();
        wrong += lane->data[n % PLACES] != (long)n + 1;
        atomic_store_explicit(&lane->head, n + 1, memory_order_release);
    }
    return wrong;
}

CASE(ring_without_a_lock_serves_one_producer_and_one_consumer, PROVES("shmsync.ring.spsc-lockfree"), SHARED_VARIANTS)
{
    struct sharer s[2];
    struct call *taking, *sending;

    share(s, 2, variant, sizeof(struct lane));
    taking = begin_scene(s[1].actor, take_items, s[1].at);
    sending = begin_scene(s[0].actor, send_items, s[0].at);
    expect_returns(finish(sending), ITEMS);
    expect_returns(finish(taking), 0);
}

CASE(store_is_seen_without_msync, PROVES("shmsync.visibility.no-msync"), SHARED_VARIANTS)
{
    struct sharer s[2];

    share(s, 2, variant, 2 * sizeof(long));
    for (long value = 1; value <= 3; value++) {
        put(&s[0], 0, value);
        expect_equal(look(&s[1], 0), value, "the word as the other process sees it");
        put(&s[1], 1, -value);
        expect_equal(look(&s[0], 1), -value, "the word as the first process sees it");
    }
}

CASE(stores_of_a_process_are_there_when_its_parent_has_waited_for_it, PROVES("shmsync.visibility.after-wait"))
{
    struct sharer s[2];

    share(s, 2, BY_ANONYMOUS, sizeof(long));
    put(&s[1], 0, 42);
    actor_exit(s[1].actor, 0);
    must_return(do_reap(s[0].actor, s[1].actor->pid), 0);
    expect_equal(look(&s[0], 0), 42, "the word as the parent sees it");
}

/* The ends of a pipe, and the word that a byte in it announces. */
struct announced {
    int fd;
    long *word;
};

static long store_and_write(void *arg)
{
    const struct announced *announced = arg;

    for (long n = 1; n <= MESSAGES; n++) {
        announced->word[n] = n;
        if (subject.write(announced->fd, "x", 1) != 1)
            return n;
    }
    return 0;
}

static long read_and_load(void *arg)
{
    const struct announced *announced = arg;
    char byte;

    for (long n = 1; n <= MESSAGES; n++)
        if (subject.read(announced->fd, &byte, 1) != 1 || announced->word[n] != n)
            return n;
    return 0;
}

CASE(stores_before_a_write_are_seen_after_the_read, PROVES("shmsync.visibility.via-pipe"))
{
    struct announced *ends = scratch(2 * sizeof *ends);
    struct sharer s[2] = {{actor_new("writer"), NULL}};
    struct call *mapped = do_mmap(s[0].actor, NULL, (MESSAGES + 1) * sizeof(long), PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct call *reading, *writing;
    int fd[2];

    must_succeed(mapped);
    must_return(do_pipe(s[0].actor, fd), 0);
    s[1].actor = actor_fork(s[0].actor, "reader");
    for (int i = 0; i < 2; i++)
        ends[i] = (struct announced){fd[1 - i], address_of(mapped)};
    reading = begin_scene(s[1].actor, read_and_load, &ends[1]);
    writing = begin_scene(s[0].actor, store_and_write, &ends[0]);
    expect_returns(finish(writing), 0);
    expect_returns(finish(reading), 0);
}
