/* System calls by number: what one transfer costs. */
#include "cases/cross/calls.h"

CASE(transfer_costs_one_call_on_each_side, PROVES("perf.syscalls.two-per-transfer"), VARIANT_TABLE(kernel_channels))
{
    struct cost cost = cost_of_four(kernel_channels[variant].kind);

    expect_equal(cost.sending, CHANNEL_MESSAGES / 2, "calls to send 4 messages");
    expect_equal(cost.receiving, CHANNEL_MESSAGES / 2, "calls to receive 4 messages");
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
