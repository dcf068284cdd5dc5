#include "cases/sysv_msg/flow.h"

struct flow *msg_flow_new(struct actor *owner, int types, int messages)
{
    struct flow *flow = scratch_zeroed(sizeof *flow);

    flow->queue = queue_new(owner);
    flow->types = types;
    flow->messages = messages;
    return flow;
}

struct part *msg_part_new(struct flow *flow, int index)
{
    struct part *part = scratch(sizeof *part);

    part->flow = flow;
    part->index = index;
    return part;
}

bool parcel_is_whole(const struct parcel *parcel, ssize_t size)
{
    return size == (ssize_t)sizeof parcel->text && parcel->text.type == parcel->type;
}

void expect_all_well(struct call *const scenes[], int count)
{
    for (int i = 0; i < count; i++)
        expect_returns(finish(scenes[i]), 0);
}
