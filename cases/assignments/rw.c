#include "cases/assignments/rw.h"

int order_of(int variant)
{
    return variant == 0 ? RW_READERS_FIRST : RW_IN_TURN;
}

int rw_new(struct actor *actor, int order)
{
    return (int)must_succeed(do_rw_open(actor, "lock", order));
}

struct call *begin_enter(struct actor *actor, enum mode mode, int lock)
{
    return mode == READING ? begin_rw_read(actor, lock) : begin_rw_write(actor, lock);
}

struct call *do_try(struct actor *actor, enum mode mode, int lock)
{
    return mode == READING ? do_rw_try_read(actor, lock) : do_rw_try_write(actor, lock);
}

struct call *begin_timed(struct actor *actor, enum mode mode, int lock, const struct timespec *until)
{
    return mode == READING ? begin_rw_timed_read(actor, lock, until) : begin_rw_timed_write(actor, lock, until);
}

struct actor *who_has(const char *name, enum mode mode, int lock)
{
    struct actor *actor = actor_new(name);

    must_return(finish(begin_enter(actor, mode, lock)), 0);
    return actor;
}

struct call *who_waits(const char *name, enum mode mode, int lock)
{
    struct call *waiting = begin_enter(actor_new(name), mode, lock);

    must_block(waiting);
    return waiting;
}
