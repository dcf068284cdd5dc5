/*
 * Ways that are no mechanism of the document's, and not portable: reading another's memory, and lending pages of one's
 * own (vmsplice(2)) or of a file (splice(2)).
 */
#include "runner/bench/descriptors.h"
#include "runner/bench/mechanisms.h"
#include "runner/bench/signals.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

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

/* What SIDE sends lies in a file then, and is written there by way of a mapping. */
static int keep_in_file(struct channel *c, int side)
{
    const size_t size = CACHE_LINE + c->size;
    unsigned char *bytes;

    c->file[side] = subject.open("message", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (c->file[side] < 0)
        return channel_fails(c, "open");
    subject.unlink("message");
    if (subject.ftruncate(c->file[side], (off_t)size) != 0)
        return channel_fails(c, "ftruncate");
    bytes = subject.mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, c->file[side], 0);
    if (bytes == MAP_FAILED)
        return channel_fails(c, "mmap");
    memset(bytes, 1, size);
    c->kept[side] = c->out[side];
    c->out[side] = bytes + CACHE_LINE;
    return 0;
}

static int file_open(struct channel *c)
{
    int error = lend_open(c);

    for (int side = 0; side < 2 && !error; side++)
        error = keep_in_file(c, side);
    return error;
}

static void file_close(struct channel *c)
{
    for (int side = 0; side < 2; side++) {
        if (c->kept[side]) {
            subject.munmap(c->out[side] - CACHE_LINE, CACHE_LINE + c->size);
            c->out[side] = c->kept[side];
            c->kept[side] = NULL;
        }
        if (c->file[side] >= 0)
            subject.close(c->file[side]);
        c->file[side] = -1;
    }
    descriptors_close(c);
}

/* The pages of the file go into the pipe as they are. The sender must not change them before the receiver has read. */
static inline bool file_send(struct channel *c, int side)
{
    for (size_t done = 0; done < c->size;) {
        int64_t at = (int64_t)(CACHE_LINE + done);
        ssize_t n = splice(c->file[side], &at, c->fd_out[side], NULL, c->size - done, 0);

        if (n <= 0)
            return channel_stops(c, n < 0 ? "splice" : "splice: end of the file");
        done += (size_t)n;
    }
    return true;
}

static inline bool file_receive(struct channel *c, int side)
{
    return lend_receive(c, side);
}

STREAM_LOOPS(file)

static bool file_fits(struct channel *c)
{
    int64_t at = CACHE_LINE;

    return splice(c->file[0], &at, c->fd_out[0], NULL, c->size, SPLICE_F_NONBLOCK) == (ssize_t)c->size;
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
const struct mechanism mechanism_splice = {
    .name = "splice",
    .title = "splice and read",
    .family = "pipe",
    .traits = CARRIES | ASIDE,
    .open = file_open,
    .close = file_close,
    .fits = file_fits,
    .loops = {THE_STREAM_LOOPS(file)},
};
