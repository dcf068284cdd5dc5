#include "cases/assignments/buffer.h"

int buffer_new(struct actor *actor, const char *name, int places)
{
    return (int)must_succeed(do_bb_open(actor, name, places));
}

void must_put_items(struct actor *actor, int buffer, int first, int count)
{
    for (int i = 0; i < count; i++)
        must_return(do_bb_try_put(actor, buffer, first + i), 0);
}

void expect_gets(struct actor *actor, int buffer, int item)
{
    int got = -1;

    expect_returns(do_bb_get(actor, buffer, &got), 0);
    expect_equal(got, item, "the item");
}

int buffer_to_wait_at(struct actor *actor, enum side side, int places)
{
    int buffer = buffer_new(actor, "buffer", places);

    if (side == PUTTING)
        must_put_items(actor, buffer, 1, places);
    return buffer;
}

struct call *begin_side(struct actor *actor, enum side side, int buffer, int *item)
{
    return side == PUTTING ? begin_bb_put(actor, buffer, *item) : begin_bb_get(actor, buffer, item);
}

void must_serve(struct actor *actor, enum side side, int buffer, int item)
{
    int taken;

    if (side == PUTTING)
        must_return(do_bb_try_get(actor, buffer, &taken), 0);
    else
        must_return(do_bb_try_put(actor, buffer, item), 0);
}
