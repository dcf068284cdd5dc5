#include "cases/sysv_sem/sets.h"

enum { NOBODY = 65534 };

struct call *begin_change(struct actor *actor, int set, int number, int delta, int flags)
{
    struct sembuf change = {(unsigned short)number, (short)delta, (short)flags};

    return begin_semop(actor, set, &change, 1);
}

struct call *do_change(struct actor *actor, int set, int number, int delta, int flags)
{
    struct call *call = begin_change(actor, set, number, delta, flags);

    return finish(call);
}

int asked(struct actor *actor, int set, int number, int command)
{
    return (int)must_succeed(do_semctl(actor, set, number, command));
}

void set_value(struct actor *actor, int set, int number, int value)
{
    must_succeed(do_semctl_value(actor, set, number, SETVAL, value));
}

int greatest_value(struct actor *actor, int set)
{
    int taken = 1;
    int refused = 1 << 20;

    while (refused - taken > 1) {
        int middle = taken + (refused - taken) / 2;

        if (call_failed(do_semctl_value(actor, set, 0, SETVAL, middle)))
            refused = middle;
        else
            taken = middle;
    }
    set_value(actor, set, 0, taken);
    return taken;
}

void become_ordinary(struct actor *actor)
{
    if (geteuid() != 0)
        return;
    if (call_failed(do_setuid(actor, NOBODY)))
        skip("need-second-uid", "root could not become another user");
}
