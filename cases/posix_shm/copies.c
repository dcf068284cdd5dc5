/* Who copies what of shared memory: the kernel nothing, a program what it has elsewhere. */
#include "cases/cross/calls.h"

CASE(kernel_copies_nothing_of_shared_memory, PROVES("shm.copy.zero"), CONDITION("kernel"),
     VARIANT_TABLE(memory_channels))
{
    struct channel channel = channel_open(memory_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, CHANNEL_MESSAGES);
    struct transfer *taken = transfer_new(channel.in, CHANNEL_MESSAGES);

    random_bytes(put->bytes);
    expect_equal(counted(do_scene(channel.sender, count_puts, put)), 0, "the writer's system calls");
    expect_equal(counted(do_scene(channel.receiver, count_takes, taken)), 0, "the reader's system calls");
    expect_match(taken->bytes, put->bytes, CHANNEL_BYTES, "what was read");
}

/* What lies elsewhere has to be brought in and taken out, and is then a copy like any other. */
CASE(program_that_has_its_data_elsewhere_copies_it, REFUTES("shm.copy.zero"), CONDITION("program"),
     VARIANT_TABLE(memory_channels))
{
    struct channel channel = channel_open(memory_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, 1);
    struct transfer *taken = transfer_new(channel.in, 1);
    unsigned char first[CHANNEL_BYTES];

    random_bytes(put->bytes);
    memcpy(first, put->bytes, CHANNEL_BYTES);
    must_return(do_scene(channel.sender, put_all, put), 0);
    random_bytes(put->bytes);
    must_return(do_scene(channel.receiver, take_all, taken), 0);
    expect_match(taken->bytes, first, CHANNEL_BYTES, "what was read after the source had changed");
    must_return(do_scene(channel.sender, put_all, put), 0);
    expect_match(taken->bytes, first, CHANNEL_BYTES, "what was read before the second was put");
}
