/* Much of it both ways at once, free-running, every byte compared. */
#include "cases/socket/flow.h"

enum { VOLUME = 1 << 20 };

static struct flow *exchange(int fd, uint32_t sending, uint32_t receiving)
{
    struct flow *flow = flow_new();

    flow->in = flow->out = fd;
    flow->to_send = flow->to_receive = VOLUME;
    flow->sending = sending;
    flow->receiving = receiving;
    return flow;
}

static void expect_all_received(const struct flow *flow)
{
    expect_equal(flow->received, VOLUME, "bytes received");
    expect_equal(flow->wrong, 0, "bytes other than were sent");
}

CASE(volume_flows_both_ways_at_once, PROVES("sock.dir.full-duplex"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    uint32_t there = scratch_random() | 1, back = scratch_random() | 1;
    struct flow *left = exchange(wire.l, there, back);
    struct flow *right = exchange(wire.r, back, there);
    struct call *working;

    set_nonblocking(wire.left, wire.l, true);
    set_nonblocking(wire.right, wire.r, true);
    working = begin_scene(wire.left, exchange_all, left);
    expect_returns(do_scene(wire.right, exchange_all, right), 0);
    expect_returns(finish(working), 0);
    expect_all_received(left);
    expect_all_received(right);
}

CASE(four_processes_on_one_connection_send_and_receive, PROVES("sock.dir.full-duplex"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    struct actor *left_receiver = actor_fork(wire.left, "left's second");
    struct actor *right_receiver = actor_fork(wire.right, "right's second");
    uint32_t there = scratch_random() | 1, back = scratch_random() | 1;
    struct flow *left = exchange(wire.l, there, back);
    struct flow *right = exchange(wire.r, back, there);
    struct call *sending[] = {begin_scene(wire.left, send_all, left), begin_scene(wire.right, send_all, right)};
    struct call *receiving = begin_scene(left_receiver, receive_all, left);

    expect_returns(do_scene(right_receiver, receive_all, right), 0);
    expect_returns(finish(receiving), 0);
    expect_returns(finish(sending[0]), 0);
    expect_returns(finish(sending[1]), 0);
    expect_all_received(left);
    expect_all_received(right);
}
