/* Both directions of one connection at once. */
#include "cases/socket/flow.h"

CASE(both_sides_send_before_either_receives, PROVES("sock.dir.full-duplex"), VARIANT_TABLE(every_kind))
{
    struct wire wire = wire_open(every_kind[variant].kind);
    char text[8] = "";

    expect_returns(do_send(wire.left, wire.l, "ping", 4, 0), 4);
    expect_returns(do_send(wire.right, wire.r, "gong", 4, 0), 4);
    expect_returns(do_recv(wire.left, wire.l, text, 4, MSG_WAITALL), 4);
    expect_match(text, "gong", 4, "what left receives");
    expect_returns(do_recv(wire.right, wire.r, text, 4, MSG_WAITALL), 4);
    expect_match(text, "ping", 4, "what right receives");
}

CASE(both_sides_wait_and_each_wakes_the_other, PROVES("sock.dir.full-duplex"), VARIANT_TABLE(every_kind))
{
    struct wire wire = wire_open(every_kind[variant].kind);
    struct actor *second = actor_fork(wire.left, "left's second");
    char mine[4], theirs[4];
    struct call *left = begin_recv(wire.left, wire.l, mine, 1, 0);
    struct call *right = begin_recv(wire.right, wire.r, theirs, 1, 0);

    expect_blocked(left);
    expect_blocked(right);
    /* Left's descriptor sends while left itself is asleep receiving on it. */
    expect_returns(do_send(second, wire.l, "x", 1, 0), 1);
    expect_returns(finish(right), 1);
    expect_blocked(left);
    expect_returns(do_send(wire.right, wire.r, "y", 1, 0), 1);
    expect_returns(finish(left), 1);
    expect_match(mine, "y", 1, "what left receives");
    expect_match(theirs, "x", 1, "what right receives");
}

/* FLOOD is more than two buffers of BUFFER bytes hold, however the system rounds them up. */
enum { BUFFER = 128 << 10, FLOOD = 3 << 19 };

/* TCP would let its buffers grow to some megabytes; small ones make a flood small. */
static struct wire open_narrow(enum wire_kind kind)
{
    struct wire wire = wire_open(kind);
    int size = BUFFER;

    /* A side that finds the other gone is to say so, not to die. */
    must_return(do_ignore(wire.left, SIGPIPE), 0);
    must_return(do_ignore(wire.right, SIGPIPE), 0);
    for (int option = SO_SNDBUF;; option = SO_RCVBUF) {
        must_return(do_setsockopt_int(wire.left, wire.l, SOL_SOCKET, option, &size, sizeof size), 0);
        must_return(do_setsockopt_int(wire.right, wire.r, SOL_SOCKET, option, &size, sizeof size), 0);
        if (option == SO_RCVBUF)
            return wire;
    }
}

/* An actor sends FLOOD bytes, in blocking calls. */
static struct call *begin_flood(struct actor *actor, int fd, struct flow **flow)
{
    *flow = flow_new();
    (*flow)->out = fd;
    (*flow)->to_send = FLOOD;
    (*flow)->chunk = FLOW_CHUNK;
    (*flow)->sending = 1;
    return begin_scene(actor, send_all, *flow);
}

static struct flow *drain(int fd)
{
    struct flow *flow = flow_new();

    flow->in = fd;
    flow->to_receive = FLOOD;
    flow->receiving = 1;
    return flow;
}

CASE(one_full_direction_leaves_the_other_free, PROVES("duplex.flow-control.two-directions"), VARIANT_TABLE(connected))
{
    struct wire wire = open_narrow(connected[variant].kind);
    struct actor *second = actor_fork(wire.left, "left's second");
    struct flow *flow;
    struct call *flood = begin_flood(wire.left, wire.l, &flow);
    size_t back;
    char text[4];

    expect_blocked(flood);
    expect_returns(do_send(wire.right, wire.r, "b", 1, 0), 1);
    expect_returns(do_recv(second, wire.l, text, 1, 0), 1);
    back = fill(wire.right, wire.r);
    expect_blocked(flood);
    observe("socket.capacity.back", (double)back, "bytes");
    observe("socket.capacity.there", (double)flow->sent, "bytes");
    abandon(flood);
}

CASE(both_full_directions_deadlock_until_one_is_drained, PROVES("duplex.flow-control.two-directions"),
     VARIANT_TABLE(connected), TIMEOUT(30))
{
    struct wire wire = open_narrow(connected[variant].kind);
    struct actor *helper = actor_fork(wire.right, "right's second");
    struct flow *there, *back;
    struct call *left = begin_flood(wire.left, wire.l, &there);
    struct call *right = begin_flood(wire.right, wire.r, &back);
    struct flow *got_there = drain(wire.r);
    struct flow *got_back = drain(wire.l);

    expect_blocked(left);
    expect_blocked(right);
    /* Nobody receives, so nobody will ever go on; a second process at the right end frees one direction. */
    expect_returns(do_scene(helper, receive_all, got_there), 0);
    expect_returns(finish(left), 0);
    expect_equal(got_there->wrong, 0, "wrong bytes at the right");
    /* The other direction has not moved meanwhile: right still sleeps, until left, free again, drains it. */
    expect_blocked(right);
    expect_returns(do_scene(wire.left, receive_all, got_back), 0);
    expect_returns(finish(right), 0);
    expect_equal(got_back->wrong, 0, "wrong bytes at the left");
}
