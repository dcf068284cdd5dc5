/*
 * Signals: what one process tells another without bytes, by a semaphore or its like. post() of a side adds one to its
 * direction; await() of a side takes one from the other direction, or waits for it. Each lies in the shared memory.
 */
#ifndef IPCLAIM_BENCH_SIGNALS_H
#define IPCLAIM_BENCH_SIGNALS_H

#include <errno.h>
#include <pthread.h>

#include "fixtures/platform/bench.h"
#include "runner/bench/channel.h"

/* Each direction's parts on lines of their own, so that the two do not slow each other down. */
struct shared {
    struct {
        _Alignas(CACHE_LINE) _Atomic uint32_t posted; /* of spinning, and the futex's word */
        _Alignas(CACHE_LINE) sem_t sem;
        _Alignas(CACHE_LINE) pthread_mutex_t mutex;
        pthread_cond_t cond;
        unsigned count; /* under the mutex */
    } direction[2];
    _Alignas(CACHE_LINE) unsigned char bytes[];
};

/* Maps the shared memory, with room for 2 * CHANNEL_PLACES messages. 0 or -errno. */
int shared_open(struct channel *channel);
void shared_close(struct channel *channel);

/* Each maps the shared memory and makes its signals in it. 0 or -errno. */
int spin_open(struct channel *channel);
int sem_open_both(struct channel *channel);
int named_open(struct channel *channel);
int sysv_sem_open(struct channel *channel);
int mutex_cond_open(struct channel *channel);
int eventfd_open(struct channel *channel);

/* Ends what any of these has made. */
void signals_close(struct channel *channel);

/* Whether an error number is 0; where not, it becomes errno. */
static inline bool code_is_good(struct channel *c, int code, const char *call)
{
    errno = code;
    return code == 0 || channel_stops(c, call);
}

static inline bool spin_post(struct channel *c, int side)
{
    _Atomic uint32_t *posted = &c->shared->direction[side].posted;

    /* There is one who posts, so no other store can come in between. */
    atomic_store_explicit(posted, atomic_load_explicit(posted, memory_order_relaxed) + 1, memory_order_release);
    return true;
}

static inline bool spin_await(struct channel *c, int side)
{
    const _Atomic uint32_t *posted = &c->shared->direction[1 - side].posted;

    while (atomic_load_explicit(posted, memory_order_acquire) == c->taken[side])
        ;
    c->taken[side]++;
    return true;
}

static inline bool sem_signal_post(struct channel *c, int side)
{
    return subject.sem_post(&c->shared->direction[side].sem) == 0 || channel_stops(c, "sem_post");
}

static inline bool sem_signal_await(struct channel *c, int side)
{
    while (subject.sem_wait(&c->shared->direction[1 - side].sem) != 0)
        if (errno != EINTR)
            return channel_stops(c, "sem_wait");
    return true;
}

static inline bool named_post(struct channel *c, int side)
{
    return subject.sem_post(c->named[side]) == 0 || channel_stops(c, "sem_post");
}

static inline bool named_await(struct channel *c, int side)
{
    while (subject.sem_wait(c->named[1 - side]) != 0)
        if (errno != EINTR)
            return channel_stops(c, "sem_wait");
    return true;
}

static inline bool sysv_sem_change(struct channel *c, int direction, short by)
{
    struct sembuf change = {.sem_num = (unsigned short)direction, .sem_op = by};

    return subject.semop(c->id[0], &change, 1) == 0 || channel_stops(c, "semop");
}

static inline bool sysv_sem_post(struct channel *c, int side)
{
    return sysv_sem_change(c, side, 1);
}

static inline bool sysv_sem_await(struct channel *c, int side)
{
    return sysv_sem_change(c, 1 - side, -1);
}

static inline bool mutex_cond_post(struct channel *c, int side)
{
    pthread_mutex_t *mutex = &c->shared->direction[side].mutex;

    if (!code_is_good(c, subject.mutex_lock(mutex), "pthread_mutex_lock"))
        return false;
    c->shared->direction[side].count++;
    return code_is_good(c, subject.cond_signal(&c->shared->direction[side].cond), "pthread_cond_signal") &&
           code_is_good(c, subject.mutex_unlock(mutex), "pthread_mutex_unlock");
}

static inline bool mutex_cond_await(struct channel *c, int side)
{
    int from = 1 - side;
    pthread_mutex_t *mutex = &c->shared->direction[from].mutex;

    if (!code_is_good(c, subject.mutex_lock(mutex), "pthread_mutex_lock"))
        return false;
    while (c->shared->direction[from].count == 0)
        if (!code_is_good(c, subject.cond_wait(&c->shared->direction[from].cond, mutex), "pthread_cond_wait"))
            return false;
    c->shared->direction[from].count--;
    return code_is_good(c, subject.mutex_unlock(mutex), "pthread_mutex_unlock");
}

static inline bool futex_post(struct channel *c, int side)
{
    int error;

    spin_post(c, side);
    error = platform_futex_wake(&c->shared->direction[side].posted);
    return error == 0 || code_is_good(c, -error, "futex");
}

/* No spinning before the call, so that what is measured is the call. */
static inline bool futex_await(struct channel *c, int side)
{
    _Atomic uint32_t *posted = &c->shared->direction[1 - side].posted;

    while (atomic_load_explicit(posted, memory_order_acquire) == c->taken[side])
        platform_futex_wait(posted, c->taken[side]);
    c->taken[side]++;
    return true;
}

static inline bool eventfd_post(struct channel *c, int side)
{
    uint64_t one = 1;

    return subject.write(c->fd_out[side], &one, sizeof one) == (ssize_t)sizeof one || channel_stops(c, "write");
}

static inline bool eventfd_await(struct channel *c, int side)
{
    uint64_t one;

    return subject.read(c->fd_in[side], &one, sizeof one) == (ssize_t)sizeof one || channel_stops(c, "read");
}

#endif
