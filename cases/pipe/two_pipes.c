/* Two pipes, one a direction, in the place of one channel for both. */
#include "cases/socket/flow.h"

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
