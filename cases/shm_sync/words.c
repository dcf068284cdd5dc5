#include "cases/shm_sync/words.h"

long load(struct actor *actor, const long *at)
{
    return (long)result_of(do_load(actor, at));
}

void store(struct actor *actor, long *at, long value)
{
    must_succeed(do_store(actor, at, value));
}

void become_nobody(struct actor *actor)
{
    if (geteuid() != 0)
        skip("need-root", "only root can let one of two processes become another user");
    must_return(do_setgid(actor, 65534), 0);
    must_return(do_setuid(actor, 65534), 0);
}
