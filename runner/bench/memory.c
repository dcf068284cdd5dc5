/*
 * Shared memory: the sender copies a message in, the receiver out. By itself, where nobody waits for anybody; and with
 * each way of telling the other side.
 */
#include "fixtures/ledger.h"
#include "runner/bench/mechanisms.h"
#include "runner/bench/signals.h"

#include <stdio.h>
#include <string.h>

static inline void copy_in(struct channel *c, int side, unsigned place)
{
    memcpy(c->place[side] + place * c->stride, c->out[side], c->size);
    COMPILER_BARRIER();
}

static inline void copy_out(struct channel *c, int side, unsigned place)
{
    memcpy(c->in[side], c->place[1 - side] + place * c->stride, c->size);
    COMPILER_BARRIER();
}

/*
 * A round trip has a message of each side on its way at a time, and uses one place. One way, the receiver grants the
 * sender as many places as there are, and one more with each message that it has taken: the bounded buffer.
 */
#define MEMORY_LOOPS(name, signal)                                                                                     \
    static inline bool name##_send(struct channel *c, int side)                                                        \
    {                                                                                                                  \
        copy_in(c, side, 0);                                                                                           \
        return signal##_post(c, side);                                                                                 \
    }                                                                                                                  \
    static inline bool name##_receive(struct channel *c, int side)                                                     \
    {                                                                                                                  \
        if (!signal##_await(c, side))                                                                                  \
            return false;                                                                                              \
        copy_out(c, side, 0);                                                                                          \
        return true;                                                                                                   \
    }                                                                                                                  \
    TRANSFER_LOOPS(name)                                                                                               \
    static bool name##_push(struct channel *c, unsigned count)                                                         \
    {                                                                                                                  \
        for (unsigned i = 0; i < count; i++) {                                                                         \
            if (!signal##_await(c, 0))                                                                                 \
                return false;                                                                                          \
            copy_in(c, 0, c->passed[0]++ % CHANNEL_PLACES);                                                            \
            if (!signal##_post(c, 0))                                                                                  \
                return false;                                                                                          \
        }                                                                                                              \
        return true;                                                                                                   \
    }                                                                                                                  \
    static bool name##_pull(struct channel *c, unsigned count)                                                         \
    {                                                                                                                  \
        for (; c->passed[1] == 0 && c->granted < CHANNEL_PLACES; c->granted++)                                         \
            if (!signal##_post(c, 1))                                                                                  \
                return false;                                                                                          \
        for (unsigned i = 0; i < count; i++) {                                                                         \
            if (!signal##_await(c, 1))                                                                                 \
                return false;                                                                                          \
            copy_out(c, 1, c->passed[1]++ % CHANNEL_PLACES);                                                           \
            if (!signal##_post(c, 1))                                                                                  \
                return false;                                                                                          \
        }                                                                                                              \
        return true;                                                                                                   \
    }

MEMORY_LOOPS(by_spin, spin)
MEMORY_LOOPS(by_sem, sem_signal)
MEMORY_LOOPS(by_sysv_sem, sysv_sem)
MEMORY_LOOPS(by_mutex_cond, mutex_cond)
MEMORY_LOOPS(by_futex, futex)

static bool copy_pairs(struct channel *c, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        copy_in(c, 0, 0);
        copy_out(c, 1, 0);
    }
    return true;
}

/* A segment of the system's own kind, for one message: c->place[0]. */
static size_t segment_size(const struct channel *c)
{
    return c->size ? c->size : 1;
}

static int sysv_shm_open(struct channel *c)
{
    void *at;

    c->id[0] = subject.shmget(IPC_PRIVATE, segment_size(c), IPC_CREAT | 0600);
    if (c->id[0] < 0)
        return channel_fails(c, "shmget");
    ledger_note_id(LEDGER_SHM, c->id[0]);
    at = subject.shmat(c->id[0], NULL, 0);
    if (at == (void *)-1)
        return channel_fails(c, "shmat");
    c->place[0] = at;
    return 0;
}

static void sysv_shm_close(struct channel *c)
{
    if (c->place[0])
        subject.shmdt(c->place[0]);
    if (c->id[0] < 0)
        return;
    subject.shmctl(c->id[0], IPC_RMID, NULL);
    ledger_forget_id(LEDGER_SHM, c->id[0]);
}

static int posix_shm_open(struct channel *c)
{
    char name[40];
    void *at = MAP_FAILED;
    int fd;
    int error = 0;

    snprintf(name, sizeof name, "%sm", channel_names);
    ledger_foresee_name(LEDGER_SHM_NAME, name);
    fd = subject.shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd < 0)
        return channel_fails(c, "shm_open");
    if (subject.ftruncate(fd, (off_t)segment_size(c)) != 0)
        error = channel_fails(c, "ftruncate");
    else if ((at = subject.mmap(NULL, segment_size(c), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) == MAP_FAILED)
        error = channel_fails(c, "mmap");
    else
        c->place[0] = at;
    subject.close(fd);
    subject.shm_unlink(name);
    ledger_forget_name(LEDGER_SHM_NAME, name);
    return error;
}

static void posix_shm_close(struct channel *c)
{
    if (c->place[0])
        subject.munmap(c->place[0], segment_size(c));
}

const struct mechanism mechanism_sysv_shm = {
    .name = "sysv-shm",
    .title = "System V segment",
    .family = "sysv_shm",
    .traits = CARRIES | PAIR_ONLY,
    .open = sysv_shm_open,
    .close = sysv_shm_close,
    .loops = {.pairs = copy_pairs},
};
const struct mechanism mechanism_posix_shm = {
    .name = "posix-shm",
    .title = "POSIX shared memory",
    .family = "posix_shm",
    .traits = CARRIES | PAIR_ONLY,
    .open = posix_shm_open,
    .close = posix_shm_close,
    .loops = {.pairs = copy_pairs},
};
const struct mechanism mechanism_shm_spin = {
    .name = "shm-spin",
    .title = "memory, spinning",
    .family = "shm_sync",
    .traits = CARRIES | SPINS,
    .open = spin_open,
    .close = signals_close,
    .loops = {THE_STREAM_LOOPS(by_spin)},
};
const struct mechanism mechanism_shm_posix_sem = {
    .name = "shm-posix-sem",
    .title = "memory, POSIX sem",
    .family = "shm_sync",
    .traits = CARRIES,
    .open = sem_open_both,
    .close = signals_close,
    .loops = {THE_STREAM_LOOPS(by_sem)},
};
const struct mechanism mechanism_shm_sysv_sem = {
    .name = "shm-sysv-sem",
    .title = "memory, System V sem",
    .family = "shm_sync",
    .traits = CARRIES,
    .open = sysv_sem_open,
    .close = signals_close,
    .loops = {THE_STREAM_LOOPS(by_sysv_sem)},
};
const struct mechanism mechanism_shm_mutex_cond = {
    .name = "shm-mutex-cond",
    .title = "memory, mutex+cond",
    .family = "shm_sync",
    .traits = CARRIES,
    .open = mutex_cond_open,
    .close = signals_close,
    .loops = {THE_STREAM_LOOPS(by_mutex_cond)},
};
const struct mechanism mechanism_shm_futex = {
    .name = "shm-futex",
    .title = "memory, futex",
    .family = "shm_sync",
    .traits = CARRIES | ASIDE,
    .open = spin_open,
    .close = signals_close,
    .loops = {THE_STREAM_LOOPS(by_futex)},
};
