/* What every channel does for its processes: bytes of one come to another. */
#include "cases/cross/channel.h"

CASE(bytes_of_one_process_come_to_another, PROVES("cross.ipc.exchanges-data"), VARIANT_TABLE(all_channels))
{
    struct channel channel = channel_open(all_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, 1);
    struct transfer *taken = transfer_new(channel.in, 1);

    for (int i = 0; i < 3; i++) {
        random_bytes(put->bytes);
        expect_returns(do_scene(channel.sender, put_all, put), 0);
        expect_returns(do_scene(channel.receiver, take_all, taken), 0);
        expect_match(taken->bytes, put->bytes, CHANNEL_BYTES, "what the other process has now");
    }
}

/* A buffer shows in what it holds while nobody receives; memory holds its last bytes and no others. */
CASE(kernel_holds_what_nobody_has_received, PROVES("perf.buffer.kernel-table"), VARIANT_TABLE(kernel_channels))
{
    struct channel channel = channel_open(kernel_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, 1);
    struct transfer *taken = transfer_new(channel.in, 1);
    unsigned char sent[4][CHANNEL_BYTES];

    for (int i = 0; i < 4; i++) {
        random_bytes(put->bytes);
        memcpy(sent[i], put->bytes, CHANNEL_BYTES);
        expect_returns(do_scene(channel.sender, put_all, put), 0);
    }
    for (int i = 0; i < 4; i++) {
        expect_returns(do_scene(channel.receiver, take_all, taken), 0);
        expect_match(taken->bytes, sent[i], CHANNEL_BYTES, "what was sent when nobody received");
    }
}

CASE(shared_memory_holds_only_what_was_stored_last, PROVES("perf.buffer.kernel-table"), VARIANT_TABLE(memory_channels))
{
    struct channel channel = channel_open(memory_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, 1);
    struct transfer *taken = transfer_new(channel.in, 1);

    for (int i = 0; i < 4; i++) {
        random_bytes(put->bytes);
        expect_returns(do_scene(channel.sender, put_all, put), 0);
    }
    for (int i = 0; i < 2; i++) {
        expect_returns(do_scene(channel.receiver, take_all, taken), 0);
        expect_match(taken->bytes, put->bytes, CHANNEL_BYTES, "what was stored last");
    }
}
