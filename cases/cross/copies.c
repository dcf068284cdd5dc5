/* Copies show in what they keep: the bytes as they were when the call was made. */
#include "cases/cross/channel.h"

#include <fcntl.h>
#include <sys/uio.h>

/* The sender's bytes change after it has sent them, and before they are received. Returns what it had sent. */
static const unsigned char *change_after_sending(struct channel *channel, struct transfer *taken)
{
    struct transfer *put = transfer_new(channel->out, 1);
    unsigned char *sent = scratch(CHANNEL_BYTES);

    random_bytes(put->bytes);
    memcpy(sent, put->bytes, CHANNEL_BYTES);
    must_return(do_scene(channel->sender, put_all, put), 0);
    memset(put->bytes, 0, CHANNEL_BYTES);
    must_return(do_scene(channel->receiver, take_all, taken), 0);
    return sent;
}

CASE(receiver_gets_the_bytes_as_they_were_when_sent, PROVES("copy.via-kernel-buffer"), VARIANT_TABLE(kernel_channels))
{
    struct channel channel = channel_open(kernel_channels[variant].kind);
    struct transfer *taken = transfer_new(channel.in, 1);
    const unsigned char *sent = change_after_sending(&channel, taken);

    expect_match(taken->bytes, sent, CHANNEL_BYTES, "what was received");
}

/*
 * Two copies: after the first the sender's memory does not matter any more, and not even the sender; before the second
 * the receiver's does not hold the bytes, and what it does with its own afterwards changes no other.
 */
CASE(bytes_are_neither_the_senders_nor_the_receivers_in_between, PROVES("perf.copies.two"), CONDITION("read-and-write"),
     VARIANT_TABLE(kernel_channels))
{
    struct channel channel = channel_open(kernel_channels[variant].kind);
    struct transfer *put = transfer_new(channel.out, 2);
    struct transfer *first = transfer_new(channel.in, 1);
    struct transfer *second = transfer_new(channel.in, 1);
    unsigned char sent[CHANNEL_BYTES];

    random_bytes(put->bytes);
    memcpy(sent, put->bytes, CHANNEL_BYTES);
    must_return(do_scene(channel.sender, put_all, put), 0);
    memset(put->bytes, 0, CHANNEL_BYTES);
    actor_exit(channel.sender, 0);
    expect(memcmp(first->bytes, sent, CHANNEL_BYTES) != 0, "the receiver has the bytes before it has received them");
    expect_returns(do_scene(channel.receiver, take_all, first), 0);
    expect_match(first->bytes, sent, CHANNEL_BYTES, "what was received when the sender was gone");
    memset(first->bytes, 0, CHANNEL_BYTES);
    expect_returns(do_scene(channel.receiver, take_all, second), 0);
    expect_match(second->bytes, sent, CHANNEL_BYTES, "what was received after the first was overwritten");
}

CASE(store_is_seen_in_place, PROVES("perf.copies.two"), CONDITION("shared-memory"), VARIANT_TABLE(memory_channels))
{
    struct channel channel = channel_open(memory_channels[variant].kind);
    long *there = (long *)(void *)channel.out.memory;
    const long *here = (const long *)(const void *)channel.in.memory;

    for (long value = 1; value <= 3; value++) {
        must_succeed(do_store(channel.sender, there, value));
        expect_returns(do_load(channel.receiver, here), value);
    }
}

static long lend_page(void *arg)
{
    const struct transfer *transfer = arg;
    struct iovec whole = {.iov_base = (void *)(intptr_t)transfer->bytes, .iov_len = CHANNEL_BYTES};

    return vmsplice(transfer->end.fd, &whole, 1, 0) == CHANNEL_BYTES ? 0 : -errno;
}

CASE(spliced_pages_are_not_copied_by_the_sender, REFUTES("perf.copies.two"), CONDITION("splicing"))
{
    struct channel channel = channel_open(BY_A_PIPE);
    struct transfer *put = transfer_new(channel.out, 1);
    struct transfer *taken = transfer_new(channel.in, 1);
    unsigned char changed[CHANNEL_BYTES];
    struct call *lending;

    random_bytes(put->bytes);
    lending = do_scene(channel.sender, lend_page, put);
    if (result_of(lending) == -ENOSYS)
        unsupported("vmsplice()");
    must_return(lending, 0);
    random_bytes(put->bytes);
    memcpy(changed, put->bytes, CHANNEL_BYTES);
    expect_returns(do_scene(channel.receiver, take_all, taken), 0);
    expect_match(taken->bytes, changed, CHANNEL_BYTES, "what was received of bytes that changed after vmsplice");
}
