/* A pipe beside a socket: one way against two, and two pipes in the place of one socketpair. */
#include "cases/socket/flow.h"

/* A pipe whose two ends both belong to a parent and its child. */
struct shared_pipe {
    struct actor *parent, *child;
    int fd[2];
};

static struct shared_pipe shared_pipe(void)
{
    struct shared_pipe pipe = {.parent = actor_new("parent")};

    must_return(do_pipe(pipe.parent, pipe.fd), 0);
    pipe.child = actor_fork(pipe.parent, "child");
    return pipe;
}

/*
 * POSIX leaves open whether the ends go both ways. Where they do not, both wrong uses fail with EBADF; where they do,
 * that is only written down. Returns whether the pipe goes one way.
 */
static bool goes_one_way(const struct shared_pipe *pipe)
{
    struct call *written = do_write(pipe->child, pipe->fd[0], "x", 1);
    bool one_way = call_failed(written);

    observe_text("pipe.reverse-write", one_way ? "refused" : "taken");
    if (one_way)
        expect_fails(written, EBADF);
    return one_way;
}

CASE(pipe_refuses_the_way_back, PROVES("pipe.dir.unidirectional"))
{
    struct shared_pipe pipe = shared_pipe();
    char text[4];

    if (goes_one_way(&pipe))
        expect_fails(do_read(pipe.parent, pipe.fd[1], text, sizeof text), EBADF);
}

CASE(idle_pipe_refuses_the_way_back_too, REFUTES("pipe.dir.term-half-duplex"))
{
    struct shared_pipe pipe = shared_pipe();
    char text[4];

    /* Half duplex would be either way, one at a time: here the first way is over, and the other still closed. */
    must_return(do_write(pipe.parent, pipe.fd[1], "x", 1), 1);
    must_return(do_read(pipe.child, pipe.fd[0], text, sizeof text), 1);
    if (goes_one_way(&pipe))
        expect_fails(do_write(pipe.child, pipe.fd[0], "y", 1), EBADF);
}

CASE(descriptors_of_a_pipe_have_one_direction_each, PROVES("pipe.fd.one-direction-each"), VARIANTS("fd[0]", "fd[1]"))
{
    struct shared_pipe pipe = shared_pipe();
    int mode = (int)must_succeed(do_fcntl(pipe.parent, pipe.fd[variant], F_GETFL, 0)) & O_ACCMODE;

    observe_text(variant == 0 ? "pipe.fd0.mode" : "pipe.fd1.mode", mode == O_RDONLY   ? "O_RDONLY"
                                                                   : mode == O_WRONLY ? "O_WRONLY"
                                                                                      : "O_RDWR");
    if (mode != O_RDWR)
        expect_equal(mode, variant == 0 ? O_RDONLY : O_WRONLY, "the access mode");
}

CASE(one_kernel_has_one_way_and_two_way_channels, REFUTES("pipe.why.hardware"))
{
    struct wire wire = wire_open(PAIR_STREAM);

    /* The same machine that has the pipe goes both ways with a call more to the kernel. */
    expect_word(wire, "there");
    expect_word(wire_reversed(wire), "and back");
}

CASE(pipe_too_is_configured_not_to_wait, REFUTES("cmp.sync.only-sockets-configurable"))
{
    struct shared_pipe pipe = shared_pipe();
    char text[4];

    set_nonblocking(pipe.child, pipe.fd[0], true);
    expect_fails(do_read(pipe.child, pipe.fd[0], text, sizeof text), EAGAIN);
    fill(pipe.parent, pipe.fd[1]);
    set_nonblocking(pipe.parent, pipe.fd[1], true);
    expect_fails(do_write(pipe.parent, pipe.fd[1], "x", 1), EAGAIN);
}
