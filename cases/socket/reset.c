/* A peer that closed without having received, and datagram sockets, which have no end. */
#include "cases/socket/wire.h"

/* Left has sent, and right closes without having received what has come: even on one machine that may take a while. */
static void close_carelessly(const struct wire *wire)
{
    char first;

    must_return(do_recv(wire->right, wire->r, &first, 1, MSG_PEEK), 1);
    must_return(do_close(wire->right, wire->r), 0);
}

static struct call *receive_after_careless_close(enum wire_kind kind)
{
    struct wire wire = wire_open(kind);
    char *text = scratch(8);

    must_return(do_send(wire.left, wire.l, "unread", 6, 0), 6);
    close_carelessly(&wire);
    return do_recv(wire.left, wire.l, text, 8, 0);
}

CASE(tcp_close_with_unread_data_resets, PROVES("sock.stream.unread-data-close-tcp"))
{
    expect_fails(receive_after_careless_close(TCP), ECONNRESET);
}

CASE(what_a_local_close_with_unread_data_says, PROVES("sock.stream.unread-data-close-unix"),
     VARIANT_TABLE(local_streams))
{
    struct call *got = receive_after_careless_close(local_streams[variant].kind);

    observe_text("socket.unix.close-with-unread-data", !call_failed(got)             ? "end of file"
                                                       : error_of(got) == ECONNRESET ? "ECONNRESET"
                                                                                     : "another error");
}

CASE(reset_loses_what_was_sent_successfully, REFUTES("sock.tcp.reliable-by-protocol"), CONDITION("reset"))
{
    struct wire wire = wire_open(TCP);
    char text[8];

    expect_returns(do_send(wire.left, wire.l, "lost", 4, 0), 4);
    close_carelessly(&wire);
    /* The sender was told of success, nobody has read, and what tells it is an error of a later call. */
    expect_fails(do_recv(wire.left, wire.l, text, sizeof text, 0), ECONNRESET);
}

CASE(what_sending_to_a_closed_dgram_peer_says, PROVES("sock.dgram.peer-closed"))
{
    struct wire wire = wire_open(PAIR_DGRAM);
    struct call *sent;

    must_return(do_close(wire.right, wire.r), 0);
    sent = do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL);
    observe("socket.dgram.peer-closed.errno", call_failed(sent) ? error_of(sent) : 0, "");
}

CASE(what_receiving_from_a_closed_dgram_peer_does, PROVES("sock.dgram.recv-peer-closed-blocks"))
{
    struct wire wire = wire_open(PAIR_DGRAM);
    char text[4];
    struct call *waiting = begin_recv(wire.left, wire.l, text, sizeof text, 0);
    bool waits_on;

    must_block(waiting);
    must_return(do_close(wire.right, wire.r), 0);
    /* A pair is connected, and some systems tell a connected socket that its peer has gone. */
    waits_on = is_blocked(waiting);
    observe_text("socket.dgram.recv-peer-closed", waits_on ? "waits on" : "returns");
    if (waits_on)
        abandon(waiting);
}

CASE(unconnected_udp_socket_waits_on, PROVES("sock.dgram.recv-peer-closed-blocks"))
{
    struct actor *receiver = actor_new("receiver");
    struct actor *sender = actor_new("sender");
    struct sockaddr_in address;
    int in = (int)must_succeed(do_socket(receiver, AF_INET, SOCK_DGRAM, 0));
    int out = (int)must_succeed(do_socket(sender, AF_INET, SOCK_DGRAM, 0));
    char text[4];
    struct call *waiting;

    bind_to_port(receiver, in, &address);
    must_return(do_sendto(sender, out, "x", 1, 0, (struct sockaddr *)&address, sizeof address), 1);
    must_return(do_recv(receiver, in, text, sizeof text, 0), 1);
    must_return(do_close(sender, out), 0);
    waiting = begin_recv(receiver, in, text, sizeof text, 0);
    expect_blocked(waiting);
    abandon(waiting);
}
