#include "runner/bench/signals.h"
#include "fixtures/ledger.h"
#include "fixtures/platform/platform.h"
#include "runner/bench/descriptors.h"
#include "runner/bench/mechanisms.h"

#include <stdio.h>

static size_t shared_size(const struct channel *c)
{
    return sizeof *c->shared + 2 * CHANNEL_PLACES * c->stride;
}

int shared_open(struct channel *c)
{
    /* No two messages share a line, or two processors would fight for it. */
    c->stride = (c->size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    c->shared = platform_share_memory(shared_size(c));
    if (!c->shared)
        return channel_fails(c, "mmap");
    for (int direction = 0; direction < 2; direction++)
        c->place[direction] = c->shared->bytes + (size_t)direction * CHANNEL_PLACES * c->stride;
    return 0;
}

void shared_close(struct channel *c)
{
    if (c->shared)
        munmap(c->shared, shared_size(c));
    c->shared = NULL;
}

int spin_open(struct channel *c)
{
    return shared_open(c);
}

int sem_open_both(struct channel *c)
{
    int error = shared_open(c);

    for (int direction = 0; direction < 2 && !error; direction++)
        if (subject.sem_init(&c->shared->direction[direction].sem, 1, 0) != 0)
            error = channel_fails(c, "sem_init");
    return error;
}

int named_open(struct channel *c)
{
    char name[40];

    snprintf(name, sizeof name, "%ss", channel_names);
    ledger_foresee_name(LEDGER_NAMED_SEM, name);
    for (int direction = 0; direction < 2; direction++) {
        c->named[direction] = subject.sem_open(name, O_CREAT | O_EXCL, 0600, 0);
        if (c->named[direction] == SEM_FAILED)
            return channel_fails(c, "sem_open");
        subject.sem_unlink(name);
    }
    ledger_forget_name(LEDGER_NAMED_SEM, name);
    return shared_open(c);
}

int sysv_sem_open(struct channel *c)
{
    int error = shared_open(c);

    if (error)
        return error;
    c->id[0] = subject.semget(IPC_PRIVATE, 2, IPC_CREAT | 0600);
    if (c->id[0] < 0)
        return channel_fails(c, "semget");
    ledger_note_id(LEDGER_SEM, c->id[0]);
    /* What values a new set has, POSIX leaves open. */
    for (int direction = 0; direction < 2; direction++)
        if (subject.semctl_value(c->id[0], direction, SETVAL, 0) != 0)
            return channel_fails(c, "semctl");
    return 0;
}

int mutex_cond_open(struct channel *c)
{
    int error = shared_open(c);

    for (int direction = 0; direction < 2 && !error; direction++) {
        errno = stage_mutex(&c->shared->direction[direction].mutex, 0);
        if (!errno)
            errno = stage_cond(&c->shared->direction[direction].cond);
        if (errno)
            error = channel_fails(c, "pthread_mutex_init");
    }
    return error;
}

int eventfd_open(struct channel *c)
{
    int error = shared_open(c);

    for (int direction = 0; direction < 2 && !error; direction++) {
        int fd = platform_counting_descriptor();

        if (fd < 0) {
            errno = -fd;
            return channel_fails(c, "eventfd");
        }
        c->fd_out[direction] = fd;
        c->fd_in[1 - direction] = fd;
    }
    return error;
}

void signals_close(struct channel *c)
{
    if (c->id[0] >= 0) {
        subject.semctl(c->id[0], 0, IPC_RMID);
        ledger_forget_id(LEDGER_SEM, c->id[0]);
    }
    for (int direction = 0; direction < 2; direction++)
        if (c->named[direction] != SEM_FAILED)
            subject.sem_close(c->named[direction]);
    /* A descriptor that one side writes, the other reads; it is closed once. */
    for (int side = 0; side < 2; side++) {
        if (c->fd_out[side] >= 0)
            subject.close(c->fd_out[side]);
        c->fd_out[side] = c->fd_in[side] = -1;
    }
    shared_close(c);
}
