/* Ways that are no mechanism of the document's, and not portable: reading another's memory, and lending pages. */
#include "runner/bench/descriptors.h"
#include "runner/bench/mechanisms.h"
#include "runner/bench/signals.h"

/* The sender says by a semaphore that its bytes are there; the receiver fetches them by one call. */
static inline bool reach_send(struct channel *c, int side)
{
    return sem_signal_post(c, side);
}

static inline bool reach_receive(struct channel *c, int side)
{
    ssize_t n;

    if (!sem_signal_await(c, side))
        return false;
    n = platform_read_memory(c->pid[1 - side], c->out[1 - side], c->in[side], c->size);
    if (n == (ssize_t)c->size)
        return true;
    errno = n < 0 ? (int)-n : EIO;
    return channel_stops(c, "process_vm_readv");
}

TRANSFER_LOOPS(reach)

static int lend_open(struct channel *c)
{
    for (int direction = 0; direction < 2; direction++) {
        int fd[2];

        if (subject.pipe(fd) != 0)
            return channel_fails(c, "pipe");
        c->fd_out[direction] = fd[1];
        c->fd_in[1 - direction] = fd[0];
    }
    return 0;
}

/* Lends the pages to the pipe; the receiver copies them out. The sender must not change them before. */
static inline bool lend_send(struct channel *c, int side)
{
    for (size_t done = 0; done < c->size;) {
        struct iovec part = {.iov_base = c->out[side] + done, .iov_len = c->size - done};
        ssize_t n = vmsplice(c->fd_out[side], &part, 1, 0);

        if (n < 0)
            return channel_stops(c, "vmsplice");
        done += (size_t)n;
    }
    return true;
}

static inline bool lend_receive(struct channel *c, int side)
{
    return descriptor_read(c, c->fd_in[side], c->in[side]);
}

STREAM_LOOPS(lend)

/* A page counts as a whole message of the pipe's, so fewer bytes fit than by write(). */
static bool lend_fits(struct channel *c)
{
    struct iovec whole = {.iov_base = c->out[0], .iov_len = c->size};

    return vmsplice(c->fd_out[0], &whole, 1, SPLICE_F_NONBLOCK) == (ssize_t)c->size;
}

const struct mechanism mechanism_process_vm_readv = {
    .name = "process-vm-readv",
    .title = "process_vm_readv",
    .family = "cross",
    .traits = CARRIES | ASIDE,
    .open = sem_open_both,
    .close = signals_close,
    .loops = {THE_LOOPS(reach)},
};
const struct mechanism mechanism_vmsplice = {
    .name = "vmsplice",
    .title = "vmsplice and read",
    .family = "pipe",
    .traits = CARRIES | ASIDE,
    .open = lend_open,
    .close = descriptors_close,
    .fits = lend_fits,
    .loops = {THE_STREAM_LOOPS(lend)},
};
