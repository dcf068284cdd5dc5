#include "cases/posix_sem/semaphore.h"

static int semop_one(int set, short delta)
{
    struct sembuf change = {0, delta, 0};

    return subject.semop(set, &change, 1);
}

static struct call *begin_change(struct actor *actor, int set, short delta, short flags)
{
    struct sembuf change = {0, delta, flags};

    return begin_semop(actor, set, &change, 1);
}

sem_t *unnamed_new(struct actor *maker, unsigned value)
{
    sem_t *sem = scratch(sizeof *sem);

    must_return(do_sem_init(maker, sem, 1, value), 0);
    return sem;
}

sem_t *named_new(struct actor *maker, const char *name, unsigned value)
{
    struct call *opened = do_sem_open(maker, name, O_CREAT | O_EXCL, 0600, value);

    must_succeed(tidy(opened));
    return address_of(opened);
}

struct semaphore *semaphore_new(struct actor *maker, int kind, int value)
{
    static int made;
    struct semaphore *semaphore = scratch_zeroed(sizeof *semaphore);
    char tag[8];

    semaphore->kind = kind;
    switch (kind) {
    case BY_SYSTEM_V:
        semaphore->set = semaphores_new(maker, 1);
        must_return(do_semctl_value(maker, semaphore->set, 0, SETVAL, value), 0);
        break;
    case BY_UNNAMED:
        semaphore->sem = unnamed_new(maker, (unsigned)value);
        break;
    default:
        snprintf(tag, sizeof tag, "s%d", made++ % 1000);
        semaphore->sem = named_new(maker, scratch_name(tag), (unsigned)value);
        break;
    }
    return semaphore;
}

struct call *begin_down(struct actor *actor, const struct semaphore *semaphore)
{
    if (semaphore->kind == BY_SYSTEM_V)
        return begin_change(actor, semaphore->set, -1, 0);
    return begin_sem_wait(actor, semaphore->sem);
}

struct call *do_down(struct actor *actor, const struct semaphore *semaphore)
{
    return finish(begin_down(actor, semaphore));
}

struct call *do_try_down(struct actor *actor, const struct semaphore *semaphore)
{
    if (semaphore->kind == BY_SYSTEM_V)
        return finish(begin_change(actor, semaphore->set, -1, IPC_NOWAIT));
    return do_sem_trywait(actor, semaphore->sem);
}

struct call *do_up(struct actor *actor, const struct semaphore *semaphore)
{
    if (semaphore->kind == BY_SYSTEM_V)
        return finish(begin_change(actor, semaphore->set, 1, 0));
    return do_sem_post(actor, semaphore->sem);
}

int semaphore_value(struct actor *actor, const struct semaphore *semaphore)
{
    int value = INT_MIN;

    if (semaphore->kind == BY_SYSTEM_V)
        return (int)must_succeed(do_semctl(actor, semaphore->set, 0, GETVAL));
    must_return(do_sem_getvalue(actor, semaphore->sem, &value), 0);
    return value;
}

int semaphore_down(const struct semaphore *semaphore)
{
    return semaphore->kind == BY_SYSTEM_V ? semop_one(semaphore->set, -1) : subject.sem_wait(semaphore->sem);
}

int semaphore_up(const struct semaphore *semaphore)
{
    return semaphore->kind == BY_SYSTEM_V ? semop_one(semaphore->set, 1) : subject.sem_post(semaphore->sem);
}
