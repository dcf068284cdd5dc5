/* The other side has closed: end of file, EPIPE, SIGPIPE, ECONNRESET. */
#include "cases/socket/wire.h"

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

CASE(first_send_to_a_closed_local_peer_fails, PROVES("sock.stream.write-after-peer-close"),
     VARIANT_TABLE(local_streams))
{
    struct wire wire = wire_open(local_streams[variant].kind);

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
