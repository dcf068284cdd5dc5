/* Half close each way: one direction ends, the other goes on. */
#include "cases/socket/wire.h"

static const struct half {
    const char *name;
    enum wire_kind kind;
    bool right;
} halves[] = {{"stream pair, first end", PAIR_STREAM, false},
              {"stream pair, second end", PAIR_STREAM, true},
              {"seqpacket pair, first end", PAIR_SEQPACKET, false},
              {"seqpacket pair, second end", PAIR_SEQPACKET, true},
              {"stream by path, client", PATH_STREAM, false},
              {"stream by path, server", PATH_STREAM, true},
              {"TCP, client", TCP, false},
              {"TCP, server", TCP, true}};

CASE(half_close_ends_one_way_and_leaves_the_other, PROVES("sock.stream.shutdown-wr-halfclose"), VARIANT_TABLE(halves))
{
    struct wire wire = wire_open(halves[variant].kind);
    char text[8];
    struct call *waiting;

    if (halves[variant].right)
        wire = wire_reversed(wire);
    waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);
    expect_blocked(waiting);
    expect_returns(do_shutdown(wire.left, wire.l, SHUT_WR), 0);
    expect_returns(finish(waiting), 0);
    expect_word(wire_reversed(wire), "still");
    /* End of file stays, and the other way goes on. */
    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, 0), 0);
    expect_word(wire_reversed(wire), "flowing");
}

CASE(half_close_comes_after_the_data, PROVES("sock.stream.shutdown-wr-halfclose"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    char text[8] = "";

    must_return(do_send(wire.left, wire.l, "last", 4, 0), 4);
    expect_returns(do_shutdown(wire.left, wire.l, SHUT_WR), 0);
    expect_returns(do_recv(wire.right, wire.r, text, 4, MSG_WAITALL), 4);
    expect_match(text, "last", 4, "what was sent before");
    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, 0), 0);
}

CASE(both_halves_close_one_after_the_other, PROVES("sock.stream.shutdown-wr-halfclose"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    char text[8];

    expect_returns(do_shutdown(wire.left, wire.l, SHUT_WR), 0);
    expect_word(wire_reversed(wire), "answer");
    expect_returns(do_shutdown(wire.right, wire.r, SHUT_WR), 0);
    expect_returns(do_recv(wire.left, wire.l, text, sizeof text, 0), 0);
    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, 0), 0);
}

CASE(own_half_close_breaks_own_sending, PROVES("sock.stream.shutdown-wr-own-write-epipe"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);

    must_return(do_shutdown(wire.left, wire.l, SHUT_WR), 0);
    expect_fails(do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL), EPIPE);
}

CASE(own_half_close_makes_a_write_fatal, PROVES("sock.stream.shutdown-wr-own-write-epipe"), VARIANT_TABLE(streams))
{
    struct wire wire = wire_open(streams[variant].kind);

    must_return(do_shutdown(wire.left, wire.l, SHUT_WR), 0);
    begin_write(wire.left, wire.l, "x", 1);
    expect_dies_of(wire.left, SIGPIPE);
}

static const char *outcome_text(struct call *call)
{
    if (!call_failed(call))
        return result_of(call) == 0 ? "0" : "data";
    return error_of(call) == EPIPE ? "EPIPE" : error_of(call) == EAGAIN ? "EAGAIN" : "another error";
}

CASE(what_shutting_the_receiving_half_does, PROVES("sock.stream.shutdown-rd"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    char text[8];
    struct call *sent;

    must_return(do_shutdown(wire.left, wire.l, SHUT_RD), 0);
    /* POSIX says that receiving is disabled; neither what recv() answers nor what the peer's send() does. */
    observe_text("socket.shut-rd.recv", outcome_text(do_recv(wire.left, wire.l, text, sizeof text, MSG_DONTWAIT)));
    sent = do_send(wire.right, wire.r, "late", 4, MSG_NOSIGNAL);
    observe_text("socket.shut-rd.peer-send", call_failed(sent) ? outcome_text(sent) : "succeeds");
    observe_text("socket.shut-rd.recv-after-send",
                 outcome_text(do_recv(wire.left, wire.l, text, sizeof text, MSG_DONTWAIT)));
}

CASE(receiving_half_shut_leaves_sending, PROVES("sock.stream.shutdown-rd"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);

    expect_returns(do_shutdown(wire.left, wire.l, SHUT_RD), 0);
    expect_word(wire, "out");
}

CASE(shutdown_ends_what_close_of_one_copy_does_not, PROVES("sock.stream.shutdown-affects-all-dups"),
     VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    int copy = (int)must_succeed(do_dup(wire.left, wire.l));
    char text[8];
    struct call *waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);

    must_return(do_close(wire.left, copy), 0);
    expect_blocked(waiting);
    copy = (int)must_succeed(do_dup(wire.left, wire.l));
    must_return(do_shutdown(wire.left, copy, SHUT_WR), 0);
    expect_returns(finish(waiting), 0);
    expect_fails(do_send(wire.left, wire.l, "x", 1, MSG_NOSIGNAL), EPIPE);
}

CASE(child_holds_the_connection_open, PROVES("sock.fork.shared-connection"), VARIANT_TABLE(connected))
{
    struct wire wire = wire_open(connected[variant].kind);
    struct actor *child = actor_fork(wire.left, "child");
    char text[8];
    struct call *waiting = begin_recv(wire.right, wire.r, text, sizeof text, 0);

    must_return(do_close(wire.left, wire.l), 0);
    expect_blocked(waiting);
    must_return(do_close(child, wire.l), 0);
    expect_returns(finish(waiting), 0);
}
