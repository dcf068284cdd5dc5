/* What a receive of a stream returns: what has arrived, or as much as was asked for. */
#include "cases/socket/wire.h"

static void send_word(struct wire wire, const char *word)
{
    must_return(do_send(wire.left, wire.l, word, strlen(word), 0), (long long)strlen(word));
}

static void expect_received(struct wire wire, const char *word)
{
    char text[32] = "";

    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, 0), (long long)strlen(word));
    expect_match(text, word, strlen(word), "the message");
}

CASE(stream_pair_is_connected_both_ways, PROVES("sock.pair.unix-stream"))
{
    struct wire wire = wire_open(PAIR_STREAM);

    expect_word(wire, "there");
    expect_word(wire_reversed(wire), "and back");
}

CASE(three_sends_are_one_receive_of_a_stream, PROVES("sock.stream.no-boundaries"), VARIANT_TABLE(streams))
{
    struct wire wire = wire_open(streams[variant].kind);
    char text[6];

    send_word(wire, "a");
    send_word(wire, "bcd");
    send_word(wire, "ef");
    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, MSG_WAITALL), 6);
    expect_match(text, "abcdef", 6, "the merged data");
}

CASE(one_send_is_two_receives_of_a_stream, PROVES("sock.stream.no-boundaries"), VARIANT_TABLE(streams))
{
    struct wire wire = wire_open(streams[variant].kind);
    char text[6];

    send_word(wire, "abcdef");
    expect_returns(do_recv(wire.right, wire.r, text, 2, MSG_WAITALL), 2);
    expect_returns(do_recv(wire.right, wire.r, text + 2, 4, MSG_WAITALL), 4);
    expect_match(text, "abcdef", 6, "the divided data");
}

CASE(small_message_sent_at_once_is_read_whole, PROVES("sock.code.single-read-is-message"), CONDITION("sent-at-once"))
{
    struct wire wire = wire_open(TCP);

    send_word(wire, "Hello from server");
    expect_received(wire, "Hello from server");
}

CASE(read_returns_the_part_that_has_arrived, REFUTES("sock.code.single-read-is-message"), CONDITION("sent-in-parts"))
{
    struct wire wire = wire_open(TCP);
    char text[1024];

    send_word(wire, "H");
    expect_returns(do_read(wire.right, wire.r, text, sizeof text), 1);
    send_word(wire, "ello from server");
    expect_returns(do_read(wire.right, wire.r, text + 1, sizeof text - 1), 16);
}

CASE(waitall_waits_for_the_whole_amount, PROVES("sock.stream.waitall"), VARIANT_TABLE(streams))
{
    struct wire wire = wire_open(streams[variant].kind);
    char text[8] = "";
    struct call *waiting = begin_recv(wire.right, wire.r, text, 6, MSG_WAITALL);

    send_word(wire, "abc");
    expect_blocked(waiting);
    send_word(wire, "def");
    expect_returns(finish(waiting), 6);
    expect_match(text, "abcdef", 6, "what was waited for");
    send_word(wire, "gh");
    must_return(do_shutdown(wire.left, wire.l, SHUT_WR), 0);
    expect_returns(do_recv(wire.right, wire.r, text, 6, MSG_WAITALL), 2);
}
