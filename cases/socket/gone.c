/* The other side has closed: end of file, EPIPE, SIGPIPE, ECONNRESET. */
#include "cases/socket/wire.h"

static const struct wire_variant connected[] = {
    {"stream pair", PAIR_STREAM}, {"seqpacket pair", PAIR_SEQPACKET}, {"stream by path", PATH_STREAM}, {"TCP", TCP}};
static const struct wire_variant streams[] = {
    {"stream pair", PAIR_STREAM}, {"stream by path", PATH_STREAM}, {"TCP", TCP}};
static const struct wire_variant local[] = {{"stream pair", PAIR_STREAM}, {"stream by path", PATH_STREAM}};

CASE(end_of_file_comes_after_the_data, PROVES("sock.stream.eof-on-close"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    char text[8] = "";

    must_return(do_send(wire.left, wire.l, "bye", 3, 0), 3);
    must_return(do_close(wire.left, wire.l), 0);
    expect_returns(do_recv(wire.right, wire.r, text, 3, MSG_WAITALL), 3);
    expect_match(text, "bye", 3, "what was sent before");
    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, 0), 0);
    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, 0), 0);
}

CASE(close_wakes_who_waits_to_receive, PROVES("sock.stream.eof-on-close"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    char text[8];
    struct call *waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);

    expect_blocked(waiting);
    must_return(do_close(wire.left, wire.l), 0);
    expect_returns(finish(waiting), 0);
}

CASE(killed_peer_is_seen_as_end_of_file, PROVES("sock.tcp.half-open-process-death"))
{
    struct wire wire = wire_open(TCP);
    char text[8];
    struct call *waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);

    expect_blocked(waiting);
    actor_kill(wire.left);
    expect_returns(finish(waiting), 0);
}

/*
 * Closes right's end, and lets left find out: TCP learns from the answer to a first segment that nobody is there. The
 * error that waits to be reported is taken away, so that the next send() is asked anew.
 */
static void lose_peer(struct wire wire, enum wire_kind kind)
{
    struct pollfd gone = {.fd = wire.l, .events = 0};
    socklen_t length = sizeof(int);
    int pending;

    must_return(do_close(wire.right, wire.r), 0);
    if (kind != TCP)
        return;
    must_return(do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL), 1);
    must_return(do_poll(wire.left, &gone, 1, -1), 1);
    must_return(do_getsockopt_int(wire.left, wire.l, SOL_SOCKET, SO_ERROR, &pending, &length), 0);
}

CASE(first_send_to_a_closed_local_peer_fails, PROVES("sock.stream.write-after-peer-close"), VARIANT_TABLE(local))
{
    struct wire wire = wire_open(local[variant].kind);

    must_return(do_close(wire.right, wire.r), 0);
    expect_fails(do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL), EPIPE);
}

CASE(first_send_to_a_closed_tcp_peer_succeeds, PROVES("sock.stream.write-after-peer-close"))
{
    struct wire wire = wire_open(TCP);
    struct pollfd gone = {.fd = wire.l, .events = 0};
    struct call *second;

    must_return(do_close(wire.right, wire.r), 0);
    expect_returns(do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL), 1);
    must_return(do_poll(wire.left, &gone, 1, -1), 1);
    second = do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL);
    expect(call_failed(second) && (error_of(second) == EPIPE || error_of(second) == ECONNRESET),
           "the second send returns %lld, errno %d", result_of(second), error_of(second));
}

CASE(sending_to_nobody_kills, PROVES("sock.stream.sigpipe"), VARIANT_TABLE(streams))
{
    struct wire wire = wire_open(streams[variant].kind);

    lose_peer(wire, streams[variant].kind);
    begin_send(wire.left, wire.l, "x", 1, 0);
    expect_dies_of(wire.left, SIGPIPE);
}

static const struct quiet {
    const char *name;
    enum wire_kind kind;
    bool ignored;
} quiet[] = {{"stream pair, MSG_NOSIGNAL", PAIR_STREAM, false},
             {"stream pair, SIGPIPE ignored", PAIR_STREAM, true},
             {"stream by path, MSG_NOSIGNAL", PATH_STREAM, false},
             {"TCP, MSG_NOSIGNAL", TCP, false},
             {"TCP, SIGPIPE ignored", TCP, true}};

CASE(sender_who_wants_no_signal_gets_epipe, PROVES("sock.stream.sigpipe"), VARIANT_TABLE(quiet))
{
    struct wire wire = wire_open(quiet[variant].kind);

    if (quiet[variant].ignored)
        must_return(do_ignore(wire.left, SIGPIPE), 0);
    lose_peer(wire, quiet[variant].kind);
    expect_fails(do_send(wire.left, wire.l, "x", 1, quiet[variant].ignored ? 0 : MSG_NOSIGNAL), EPIPE);
}

CASE(record_to_nobody_is_refused, PROVES("sock.seqpacket.connection-oriented"))
{
    struct wire wire = wire_open(PAIR_SEQPACKET);

    must_return(do_close(wire.right, wire.r), 0);
    expect_fails(do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL), EPIPE);
}

/* Left has sent, and right closes without having received. */
static struct call *receive_after_careless_close(enum wire_kind kind)
{
    struct wire wire = wire_open(kind);
    char *text = scratch(8);

    must_return(do_send(wire.left, wire.l, "unread", 6, 0), 6);
    must_return(do_close(wire.right, wire.r), 0);
    return do_recv(wire.left, wire.l, text, 8, 0);
}

CASE(tcp_close_with_unread_data_resets, PROVES("sock.stream.unread-data-close-tcp"))
{
    expect_fails(receive_after_careless_close(TCP), ECONNRESET);
}

CASE(what_a_local_close_with_unread_data_says, PROVES("sock.stream.unread-data-close-unix"), VARIANT_TABLE(local))
{
    struct call *got = receive_after_careless_close(local[variant].kind);

    observe_text("socket.unix.close-with-unread-data", !call_failed(got)             ? "end of file"
                                                       : error_of(got) == ECONNRESET ? "ECONNRESET"
                                                                                     : "another error");
}

CASE(reset_loses_what_was_sent_successfully, REFUTES("sock.tcp.reliable-by-protocol"), CONDITION("reset"))
{
    struct wire wire = wire_open(TCP);
    char text[8];

    expect_returns(do_send(wire.left, wire.l, "lost", 4, 0), 4);
    must_return(do_close(wire.right, wire.r), 0);
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
    enum proof proof;

    must_block(waiting);
    must_return(do_close(wire.right, wire.r), 0);
    /* A pair is connected, and some systems tell a connected socket that its peer has gone. */
    proof = prove_blocked(waiting);
    observe_text("socket.dgram.recv-peer-closed", proof == PROOF_BLOCKED ? "waits on" : "returns");
    if (proof == PROOF_BLOCKED)
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
