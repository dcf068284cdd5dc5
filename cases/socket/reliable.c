/* What arrives is what was sent, as long as somebody receives it. */
#include "cases/socket/flow.h"

/* A blocking sender and a blocking receiver, CHUNK bytes a call. */
static void expect_all_arrives(enum wire_kind kind, size_t chunk)
{
    enum { VOLUME = 2 << 20 };
    struct wire wire = wire_open(kind);
    struct flow *there = flow_new(), *here = flow_new();
    struct call *sending;

    there->out = wire.l;
    here->in = wire.r;
    there->to_send = here->to_receive = VOLUME;
    there->chunk = chunk;
    there->sending = here->receiving = scratch_random() | 1;
    sending = begin_scene(wire.left, send_all, there);
    expect_returns(do_scene(wire.right, receive_all, here), 0);
    expect_returns(finish(sending), 0);
    expect_equal(here->received, VOLUME, "bytes received");
    expect_equal(here->wrong, 0, "bytes other than were sent");
}

static const struct volume {
    const char *name;
    enum wire_kind kind;
    size_t chunk;
} local[] = {{"stream pair by 1000", PAIR_STREAM, 1000},
             {"stream pair by 16384", PAIR_STREAM, 16384},
             {"seqpacket pair by 1000", PAIR_SEQPACKET, 1000},
             {"stream by path by 4096", PATH_STREAM, 4096}},
  network[] = {{"by 1000", TCP, 1000}, {"by 16384", TCP, 16384}};

CASE(local_stream_loses_nothing, PROVES("sock.unix.reliable-by-kernel"), CONDITION("streams"), VARIANT_TABLE(local))
{
    expect_all_arrives(local[variant].kind, local[variant].chunk);
}

CASE(tcp_connection_loses_nothing, PROVES("sock.tcp.reliable-by-protocol"), CONDITION("while-connected"),
     VARIANT_TABLE(network))
{
    expect_all_arrives(network[variant].kind, network[variant].chunk);
}
