/* Semaphores and their like by themselves: a transfer is a signal. */
#include "runner/bench/mechanisms.h"
#include "runner/bench/signals.h"

/* Acquires what one process at a time may have, and releases it: first taken by side 1, as direction 0 says. */
#define EXCLUDE_LOOP(name)                                                                                             \
    static bool name##_exclude(struct channel *c, unsigned count)                                                      \
    {                                                                                                                  \
        for (unsigned i = 0; i < count; i++)                                                                           \
            if (!name##_await(c, 1) || !name##_post(c, 0))                                                             \
                return false;                                                                                          \
        return true;                                                                                                   \
    }

#define SIGNAL_LOOPS(name)                                                                                             \
    static inline bool name##_send(struct channel *c, int side)                                                        \
    {                                                                                                                  \
        return name##_post(c, side);                                                                                   \
    }                                                                                                                  \
    static inline bool name##_receive(struct channel *c, int side)                                                     \
    {                                                                                                                  \
        return name##_await(c, side);                                                                                  \
    }                                                                                                                  \
    TRANSFER_LOOPS(name)

SIGNAL_LOOPS(sem_signal)
EXCLUDE_LOOP(sem_signal)
SIGNAL_LOOPS(named)
EXCLUDE_LOOP(named)
SIGNAL_LOOPS(sysv_sem)
EXCLUDE_LOOP(sysv_sem)
SIGNAL_LOOPS(mutex_cond)
SIGNAL_LOOPS(futex)
SIGNAL_LOOPS(eventfd)
EXCLUDE_LOOP(eventfd)

static bool mutex_exclude(struct channel *c, unsigned count)
{
    pthread_mutex_t *mutex = &c->shared->direction[0].mutex;

    for (unsigned i = 0; i < count; i++)
        if (!code_is_good(c, subject.mutex_lock(mutex), "pthread_mutex_lock") ||
            !code_is_good(c, subject.mutex_unlock(mutex), "pthread_mutex_unlock"))
            return false;
    return true;
}

const struct mechanism mechanism_sysv_sem = {
    .name = "sysv-sem",
    .title = "System V semaphore",
    .family = "sysv_sem",
    .open = sysv_sem_open,
    .close = signals_close,
    .loops = {THE_LOOPS(sysv_sem), .exclude = sysv_sem_exclude},
};
const struct mechanism mechanism_posix_sem = {
    .name = "posix-sem",
    .title = "POSIX semaphore",
    .family = "posix_sem",
    .open = sem_open_both,
    .close = signals_close,
    .loops = {THE_LOOPS(sem_signal), .exclude = sem_signal_exclude},
};
const struct mechanism mechanism_posix_sem_named = {
    .name = "posix-sem-named",
    .title = "POSIX semaphore, name",
    .family = "posix_sem",
    .open = named_open,
    .close = signals_close,
    .loops = {THE_LOOPS(named), .exclude = named_exclude},
};
const struct mechanism mechanism_mutex = {
    .name = "mutex",
    .title = "mutex",
    .family = "shm_sync",
    .traits = PAIR_ONLY,
    .open = mutex_cond_open,
    .close = signals_close,
    .loops = {.pairs = mutex_exclude, .exclude = mutex_exclude},
};
const struct mechanism mechanism_mutex_cond = {
    .name = "mutex-cond",
    .title = "mutex and condition",
    .family = "shm_sync",
    .open = mutex_cond_open,
    .close = signals_close,
    .loops = {THE_LOOPS(mutex_cond)},
};
const struct mechanism mechanism_futex = {
    .name = "futex",
    .title = "futex",
    .family = "shm_sync",
    .traits = ASIDE,
    .open = spin_open,
    .close = signals_close,
    .loops = {THE_LOOPS(futex)},
};
const struct mechanism mechanism_eventfd = {
    .name = "eventfd",
    .title = "eventfd",
    .family = "shm_sync",
    .traits = ASIDE,
    .open = eventfd_open,
    .close = signals_close,
    .loops = {THE_LOOPS(eventfd), .exclude = eventfd_exclude},
};
