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

/* Two pipes, one a direction, each end with its owner: a wire whose ends are two descriptors each. */
struct two_pipes {
    struct actor *left, *right;
    int left_in, left_out, right_in, right_out;
};

static struct two_pipes two_pipes(void)
{
    struct two_pipes pipes = {.left = actor_new("left")};
    int there[2], back[2];

    must_return(do_pipe(pipes.left, there), 0);
    must_return(do_pipe(pipes.left, back), 0);
    pipes.right = actor_fork(pipes.left, "right");
    must_return(do_close(pipes.left, there[0]), 0);
    must_return(do_close(pipes.left, back[1]), 0);
    must_return(do_close(pipes.right, there[1]), 0);
    must_return(do_close(pipes.right, back[0]), 0);
    pipes.left_out = there[1];
    pipes.right_in = there[0];
    pipes.right_out = back[1];
    pipes.left_in = back[0];
    return pipes;
}

CASE(two_pipes_answer_each_question, PROVES("pipe.bidir.two-pipes"), CONDITION("pipes-alone"))
{
    struct two_pipes pipes = two_pipes();
    char text[8] = "";

    for (int i = 0; i < 3; i++) {
        struct call *waiting = begin_read(pipes.right, pipes.right_in, text, sizeof text);

        expect_blocked(waiting);
        expect_returns(do_write(pipes.left, pipes.left_out, "ping", 4), 4);
        expect_returns(finish(waiting), 4);
        expect_match(text, "ping", 4, "the question");
        expect_returns(do_write(pipes.right, pipes.right_out, "gong", 4), 4);
        expect_returns(do_read(pipes.left, pipes.left_in, text, sizeof text), 4);
        expect_match(text, "gong", 4, "the answer");
    }
}

CASE(two_pipes_carry_volume_both_ways_at_once, PROVES("pipe.bidir.two-pipes"), CONDITION("pipes-alone"))
{
    enum { VOLUME = 1 << 20 };
    struct two_pipes pipes = two_pipes();
    struct flow *left = flow_new(), *right = flow_new();
    struct call *working;

    left->in = pipes.left_in;
    left->out = pipes.left_out;
    right->in = pipes.right_in;
    right->out = pipes.right_out;
    left->to_send = left->to_receive = right->to_send = right->to_receive = VOLUME;
    left->sending = right->receiving = scratch_random() | 1;
    right->sending = left->receiving = scratch_random() | 1;
    set_nonblocking(pipes.left, pipes.left_out, true);
    set_nonblocking(pipes.right, pipes.right_out, true);
    working = begin_scene(pipes.left, exchange_all, left);
    expect_returns(do_scene(pipes.right, exchange_all, right), 0);
    expect_returns(finish(working), 0);
    expect_equal(left->received, VOLUME, "bytes received by left");
    expect_equal(right->received, VOLUME, "bytes received by right");
    expect_equal(left->wrong + right->wrong, 0, "bytes other than were sent");
}

CASE(two_full_pipes_deadlock_until_one_is_drained, PROVES("pipe.bidir.two-pipes"), CONDITION("pipes-alone"))
{
    struct two_pipes pipes = two_pipes();
    struct actor *helper = actor_fork(pipes.right, "right's second");
    size_t there = fill(pipes.left, pipes.left_out);
    size_t back = fill(pipes.right, pipes.right_out);
    struct call *left = begin_write(pipes.left, pipes.left_out, "x", 1);
    struct call *right = begin_write(pipes.right, pipes.right_out, "y", 1);

    expect_blocked(left);
    expect_blocked(right);
    expect_returns(do_read(helper, pipes.right_in, scratch(there), there), (long long)there);
    expect_returns(finish(left), 1);
    expect_blocked(right);
    expect_returns(do_read(pipes.left, pipes.left_in, scratch(back), back), (long long)back);
    expect_returns(finish(right), 1);
}

CASE(one_socketpair_does_what_two_pipes_do, REFUTES("pipe.bidir.two-pipes"), CONDITION("any-channel"))
{
    struct wire wire = wire_open(PAIR_STREAM);

    for (int i = 0; i < 3; i++) {
        expect_word(wire, "ping");
        expect_word(wire_reversed(wire), "gong");
    }
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
