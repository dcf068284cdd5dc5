#include "cases/cross/calls.h"
#include "fixtures/platform/platform.h"

long count_puts(void *arg)
{
    struct transfer *transfer = arg;

    return platform_count_calls(put_all, transfer, transfer->names, sizeof transfer->names);
}

long count_takes(void *arg)
{
    struct transfer *transfer = arg;

    return platform_count_calls(take_all, transfer, transfer->names, sizeof transfer->names);
}

long counted(struct call *counting)
{
    long count = (long)result_of(counting);

    if (count == -ENOSYS)
        skip("no-counting", "this system does not tell what system calls a process makes");
    must(count != -ECANCELED, "what was to be counted failed");
    must(count >= 0, "counting failed: %s", strerror((int)-count));
    return count;
}

static struct cost cost_of(struct channel *channel, int times)
{
    struct cost cost;

    cost.sending = counted(do_scene(channel->sender, count_puts, transfer_new(channel->out, times)));
    cost.receiving = counted(do_scene(channel->receiver, count_takes, transfer_new(channel->in, times)));
    return cost;
}

struct cost cost_of_four(enum channel_kind kind)
{
    struct channel channel = channel_open(kind);
    struct cost four = cost_of(&channel, CHANNEL_MESSAGES / 2);
    struct cost eight = cost_of(&channel, CHANNEL_MESSAGES);

    observe("calls.sending-8", (double)eight.sending, "system calls");
    observe("calls.receiving-8", (double)eight.receiving, "system calls");
    return (struct cost){eight.sending - four.sending, eight.receiving - four.receiving};
}
