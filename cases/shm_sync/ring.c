#include "cases/shm_sync/ring.h"

struct ring *ring_of(const struct sharer *sharer)
{
    return (struct ring *)(void *)sharer->at;
}

void ring_share(struct sharer *sharers, int count, int by)
{
    struct ring *ring;

    share(sharers, count, by, sizeof *ring);
    ring = ring_of(&sharers[0]);
    must_return(do_mutex_make(sharers[0].actor, &ring->mutex, 0), 0);
    must_return(do_cond_make(sharers[0].actor, &ring->not_empty), 0);
    must_return(do_cond_make(sharers[0].actor, &ring->not_full), 0);
}

static void check_invariant(struct ring *ring)
{
    if (ring->count < 0 || ring->count > RING_PLACES || (ring->head + ring->count) % RING_PLACES != ring->tail)
        ring->broken++;
}

/* Half way through a change, so that a lock that excludes nobody shows on one processor too. */
static void linger(long item)
{
    if (item % 8 == 0)
        step_aside();
}

long ring_produce(struct ring *ring, long item)
{
    if (subject.mutex_lock(&ring->mutex) != 0)
        return -1;
    while (ring->count == RING_PLACES)
        if (subject.cond_wait(&ring->not_full, &ring->mutex) != 0)
            return -1;
    ring->data[ring->tail] = item;
    linger(item);
    ring->tail = (ring->tail + 1) % RING_PLACES;
    ring->count++;
    check_invariant(ring);
    subject.cond_signal(&ring->not_empty);
    return subject.mutex_unlock(&ring->mutex) == 0 ? 0 : -1;
}

long ring_consume(struct ring *ring)
{
    long item;

    if (subject.mutex_lock(&ring->mutex) != 0)
        return -1;
    while (ring->count == 0)
        if (subject.cond_wait(&ring->not_empty, &ring->mutex) != 0)
            return -1;
    item = ring->data[ring->head];
    linger(item);
    ring->head = (ring->head + 1) % RING_PLACES;
    ring->count--;
    check_invariant(ring);
    subject.cond_signal(&ring->not_full);
    return subject.mutex_unlock(&ring->mutex) == 0 ? item : -1;
}

struct part {
    struct ring *ring;
    struct start *start;
    long *log;
    long first;
    long count;
};

static long produce_items(void *arg)
{
    const struct part *part = arg;

    start_together(part->start);
    for (long i = 0; i < part->count; i++)
        if (ring_produce(part->ring, part->first + i) != 0)
            return i;
    return part->count;
}

static long consume_items(void *arg)
{
    const struct part *part = arg;

    start_together(part->start);
    for (long i = 0; i < part->count; i++) {
        part->log[i] = ring_consume(part->ring);
        if (part->log[i] < 0)
            return i;
    }
    return part->count;
}

struct call *begin_producer(const struct sharer *sharer, int p, long count, struct start *start)
{
    struct part *part = scratch(sizeof *part);

    *part = (struct part){ring_of(sharer), start, NULL, (long)p * ITEMS_A_PRODUCER + 1, count};
    return begin_scene(sharer->actor, produce_items, part);
}

struct call *begin_consumer(const struct sharer *sharer, long *log, long count, struct start *start)
{
    struct part *part = scratch(sizeof *part);

    *part = (struct part){ring_of(sharer), start, log, 0, count};
    return begin_scene(sharer->actor, consume_items, part);
}
