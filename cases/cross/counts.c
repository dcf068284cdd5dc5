/* System calls by number: what one transfer costs, and what a channel costs before the first. */
#include "cases/cross/channel.h"
#include "cases/posix_sem/semaphore.h"
#include "fixtures/platform/platform.h"

/* How many calls TIMES transfers cost, on the sender's side or on the receiver's. */
struct cost {
    long sending;
    long receiving;
};

static struct cost cost_of(struct channel *channel, int times)
{
    struct cost cost;

    cost.sending = counted(do_scene(channel->sender, count_puts, transfer_new(channel->out, times)));
    cost.receiving = counted(do_scene(channel->receiver, count_takes, transfer_new(channel->in, times)));
    return cost;
}

/* What as many transfers again cost: whatever a process does once does not count. */
static struct cost cost_of_four(enum channel_kind kind)
{
    struct channel channel = channel_open(kind);
    struct cost four = cost_of(&channel, CHANNEL_MESSAGES / 2);
    struct cost eight = cost_of(&channel, CHANNEL_MESSAGES);

    observe("calls.sending-8", (double)eight.sending, "system calls");
    observe("calls.receiving-8", (double)eight.receiving, "system calls");
    return (struct cost){eight.sending - four.sending, eight.receiving - four.receiving};
}

CASE(transfer_costs_one_call_on_each_side, PROVES("perf.syscalls.two-per-transfer"), VARIANT_TABLE(kernel_channels))
{
    struct cost cost = cost_of_four(kernel_channels[variant].kind);

    expect_equal(cost.sending, CHANNEL_MESSAGES / 2, "calls to send 4 messages");
    expect_equal(cost.receiving, CHANNEL_MESSAGES / 2, "calls to receive 4 messages");
}

CASE(message_never_costs_less_than_two_calls, REFUTES("perf.syscalls.msgq-one-to-two"),
     VARIANTS("System V queue", "POSIX queue"))
{
    struct cost cost = cost_of_four(variant == 0 ? BY_MSGSND : BY_MQ_SEND);

    expect_equal(cost.sending + cost.receiving, 2 * (CHANNEL_MESSAGES / 2), "calls for 4 messages");
}

CASE(bytes_pass_through_a_call_on_both_sides, PROVES("cross.path.syscall-on-both-sides"), CONDITION("kernel-channels"),
     VARIANT_TABLE(kernel_channels))
{
    struct channel channel = channel_open(kernel_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, 1);
    struct transfer *taken = transfer_new(channel.in, 1);

    random_bytes(put->bytes);
    expect_equal(counted(do_scene(channel.sender, count_puts, put)), 1, "the sender's calls");
    expect_equal(counted(do_scene(channel.receiver, count_takes, taken)), 1, "the receiver's calls");
    expect_match(taken->bytes, put->bytes, CHANNEL_BYTES, "what was received");
    observe_text("calls.sender", put->names);
    observe_text("calls.receiver", taken->names);
}

CASE(bytes_in_shared_memory_pass_without_a_call, REFUTES("cross.path.syscall-on-both-sides"),
     CONDITION("shared-memory"), VARIANT_TABLE(memory_channels))
{
    struct channel channel = channel_open(memory_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, 1);
    struct transfer *taken = transfer_new(channel.in, 1);

    random_bytes(put->bytes);
    expect_equal(counted(do_scene(channel.sender, count_puts, put)), 0, "the sender's calls");
    expect_equal(counted(do_scene(channel.receiver, count_takes, taken)), 0, "the receiver's calls");
    expect_match(taken->bytes, put->bytes, CHANNEL_BYTES, "what was received");
}

enum { PAIRS = 8 };

/* So many rounds of taking and giving a unit that nobody else wants. */
static long take_and_give(void *arg)
{
    const struct semaphore *semaphore = arg;

    for (int i = 0; i < PAIRS; i++)
        if (semaphore_down(semaphore) != 0 || semaphore_up(semaphore) != 0)
            return -1;
    return 0;
}

static long count_pairs(void *arg)
{
    char names[8];

    return platform_count_calls(take_and_give, arg, names, sizeof names);
}

CASE(every_semop_enters_the_kernel, PROVES("sem.impl.kernel-atomic"), CONDITION("system-v"))
{
    struct actor *actor = actor_new("actor");
    struct semaphore *semaphore = semaphore_new(actor, BY_SYSTEM_V, 1);

    expect_equal(counted(do_scene(actor, count_pairs, semaphore)), 2 * PAIRS, "calls for 8 pairs");
}

CASE(unit_that_nobody_waits_for_needs_no_kernel, REFUTES("sem.impl.kernel-atomic"), CONDITION("sem_t"),
     VARIANTS("unnamed", "named"))
{
    struct actor *actor = actor_new("actor");
    struct semaphore *semaphore = semaphore_new(actor, variant == 0 ? BY_UNNAMED : BY_NAMED, 1);

    expect_equal(counted(do_scene(actor, count_pairs, semaphore)), 0, "calls for 8 pairs");
    expect_equal(semaphore_value(actor, semaphore), 1, "the value afterwards");
}
