#include "cases/sysv_shm/segment.h"

struct segment segment_made(void)
{
    struct segment segment = {.maker = actor_new("maker")};

    segment.id = segment_new(segment.maker, SEGMENT_SIZE);
    return segment;
}

long *attach(struct actor *actor, int id)
{
    struct call *attached = do_shmat(actor, id, NULL, 0);

    must_succeed(attached);
    return address_of(attached);
}

struct shmid_ds stat_of(struct actor *actor, int id)
{
    struct shmid_ds ds;

    memset(&ds, 0, sizeof ds);
    must_return(do_shmctl(actor, id, IPC_STAT, &ds), 0);
    return ds;
}

struct call *removal(struct actor *actor, int id)
{
    return do_shmctl(actor, id, IPC_RMID, NULL);
}
