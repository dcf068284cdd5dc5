/* The assignment's interface: four calls of POSIX semaphores. <semaphore.h> declares them, and has sem_t, which is
 * yours. */
#ifndef COUNTER_H
#define COUNTER_H

#include <semaphore.h>

/* The greatest value of a semaphore. */
enum { COUNTER_MOST = 0x7fffffff };

int sem_init(sem_t *sem, int pshared, unsigned value);
int sem_trywait(sem_t *sem);
int sem_post(sem_t *sem);
int sem_getvalue(sem_t *sem, int *value);

#endif
