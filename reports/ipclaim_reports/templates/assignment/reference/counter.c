/* Semaphores that are never waited for: the value is the first number in sem_t, where the C library has it, too. */
#include "counter.h"

#include <errno.h>
#include <stdatomic.h>

static atomic_uint *value_of(sem_t *sem)
{
    return (atomic_uint *)(void *)sem;
}

int sem_init(sem_t *sem, int pshared, unsigned value)
{
    (void)pshared;
    if (value > COUNTER_MOST) {
        errno = EINVAL;
        return -1;
    }
    atomic_init(value_of(sem), value);
    return 0;
}

int sem_trywait(sem_t *sem)
{
    unsigned value = atomic_load(value_of(sem));

    do
        if (value == 0) {
            errno = EAGAIN;
            return -1;
        }
    while (!atomic_compare_exchange_weak(value_of(sem), &value, value - 1));
    return 0;
}

int sem_post(sem_t *sem)
{
    unsigned value = atomic_load(value_of(sem));

    do
        if (value == COUNTER_MOST) {
            errno = EOVERFLOW;
            return -1;
        }
    while (!atomic_compare_exchange_weak(value_of(sem), &value, value + 1));
    return 0;
}

int sem_getvalue(sem_t *sem, int *value)
{
    *value = (int)atomic_load(value_of(sem));
    return 0;
}
