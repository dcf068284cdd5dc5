/* Pipes and FIFOs: one for each direction. */
#include "runner/bench/descriptors.h"
#include "runner/bench/mechanisms.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int pipe_open(struct channel *c)
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

/* Opened for both at once by its first opener, which waits for nobody then; POSIX leaves that open, and all do it. */
static int fifo_open(struct channel *c)
{
    for (int direction = 0; direction < 2; direction++) {
        int both;

        if (subject.mkfifo("fifo", 0600) != 0)
            return channel_fails(c, "mkfifo");
        both = subject.open("fifo", O_RDWR | O_CLOEXEC, 0);
        c->fd_out[direction] = subject.open("fifo", O_WRONLY | O_CLOEXEC, 0);
        c->fd_in[1 - direction] = subject.open("fifo", O_RDONLY | O_CLOEXEC, 0);
        subject.unlink("fifo");
        if (both < 0 || c->fd_out[direction] < 0 || c->fd_in[1 - direction] < 0)
            return channel_fails(c, "open");
        subject.close(both);
    }
    return 0;
}

static inline bool pipe_send(struct channel *c, int side)
{
    return descriptor_write(c, c->fd_out[side], c->out[side]);
}

static inline bool pipe_receive(struct channel *c, int side)
{
    return descriptor_read(c, c->fd_in[side], c->in[side]);
}

STREAM_LOOPS(pipe)

const struct mechanism mechanism_pipe = {
    .name = "pipe",
    .title = "pipe",
    .family = "pipe",
    .traits = CARRIES,
    .open = pipe_open,
    .close = descriptors_close,
    .fits = descriptors_fit,
    .loops = {THE_STREAM_LOOPS(pipe)},
};
const struct mechanism mechanism_fifo = {
    .name = "fifo",
    .title = "FIFO",
    .family = "fifo",
    .traits = CARRIES,
    .open = fifo_open,
    .close = descriptors_close,
    .fits = descriptors_fit,
    .loops = {THE_STREAM_LOOPS(pipe)},
};
