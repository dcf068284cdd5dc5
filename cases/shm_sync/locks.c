#include "cases/shm_sync/locks.h"

static void open_named(const struct sharer *sharers, struct lock *locks, int count)
{
    const char *name = scratch_name("lock");

    for (int i = 0; i < count; i++) {
        struct call *opened = do_sem_open(sharers[i].actor, name, i ? 0 : O_CREAT | O_EXCL, 0600, 1);

        must_succeed(opened);
        locks[i].sem = address_of(opened);
    }
    must_return(do_sem_unlink(sharers[0].actor, name), 0);
}

struct lock *lock_new(const struct sharer *sharers, int count, int with)
{
    struct lock *locks = scratch_zeroed((size_t)count * sizeof *locks);
    struct lock common = {.with = with};

    if (with == WITH_SYSV) {
        common.semid = semaphores_new(sharers[0].actor, 1);
        must_succeed(do_semctl_value(sharers[0].actor, common.semid, 0, SETVAL, 1));
    } else if (with == WITH_UNNAMED) {
        common.sem = scratch(sizeof *common.sem);
        must_return(do_sem_init(sharers[0].actor, common.sem, 1, 1), 0);
    } else if (with == WITH_MUTEX) {
        common.mutex = scratch(sizeof *common.mutex);
        must_return(do_mutex_make(sharers[0].actor, common.mutex, 0), 0);
    }
    for (int i = 0; i < count; i++)
        locks[i] = common;
    if (with == WITH_NAMED)
        open_named(sharers, locks, count);
    return locks;
}

static struct sembuf by(int amount)
{
    return (struct sembuf){.sem_num = 0, .sem_op = (short)amount, .sem_flg = 0};
}

struct call *begin_take(struct actor *actor, const struct lock *lock)
{
    struct sembuf p = by(-1);

    if (lock->with == WITH_SYSV)
        return begin_semop(actor, lock->semid, &p, 1);
    if (lock->with == WITH_MUTEX)
        return begin_mutex_lock(actor, lock->mutex);
    return begin_sem_wait(actor, lock->sem);
}

struct call *do_give(struct actor *actor, const struct lock *lock)
{
    struct sembuf v = by(1);

    if (lock->with == WITH_SYSV)
        return do_semop(actor, lock->semid, &v, 1);
    if (lock->with == WITH_MUTEX)
        return do_mutex_unlock(actor, lock->mutex);
    return do_sem_post(actor, lock->sem);
}

int lock_take(const struct lock *lock)
{
    struct sembuf p = by(-1);

    switch (lock->with) {
    case WITH_SYSV:
        return subject.semop(lock->semid, &p, 1);
    case WITH_MUTEX:
        return subject.mutex_lock(lock->mutex);
    case WITH_NOTHING:
        return 0;
    default:
        return subject.sem_wait(lock->sem);
    }
}

int lock_give(const struct lock *lock)
{
    struct sembuf v = by(1);

    switch (lock->with) {
    case WITH_SYSV:
        return subject.semop(lock->semid, &v, 1);
    case WITH_MUTEX:
        return subject.mutex_unlock(lock->mutex);
    case WITH_NOTHING:
        return 0;
    default:
        return subject.sem_post(lock->sem);
    }
}
