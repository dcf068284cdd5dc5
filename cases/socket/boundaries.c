/* What a receive gets: one message of those that keep boundaries, what has arrived of a stream. */
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

static void expect_three_messages(struct wire wire)
{
    expect_returns(do_send(wire.left, wire.l, "a", 1, 0), 1);
    expect_returns(do_send(wire.left, wire.l, "bcd", 3, 0), 3);
    expect_returns(do_send(wire.left, wire.l, "ef", 2, 0), 2);
    expect_received(wire, "a");
    expect_received(wire, "bcd");
    expect_received(wire, "ef");
}

CASE(three_datagrams_are_three_receives, PROVES("sock.dgram.boundaries"), VARIANT_TABLE(datagrams))
{
    expect_three_messages(wire_open(datagrams[variant].kind));
}

CASE(dgram_pair_keeps_boundaries_both_ways, PROVES("sock.pair.unix-dgram"))
{
    struct wire wire = wire_open(PAIR_DGRAM);

    expect_three_messages(wire);
    expect_three_messages(wire_reversed(wire));
}

CASE(seqpacket_pair_keeps_boundaries_both_ways, PROVES("sock.pair.unix-seqpacket"))
{
    struct wire wire = wire_open(PAIR_SEQPACKET);

    expect_three_messages(wire);
    expect_three_messages(wire_reversed(wire));
}

/* Ten bytes are received into four; the next message follows. */
static void expect_excess_discarded(struct wire wire)
{
    struct msghdr *message = scratch_zeroed(sizeof *message);
    struct iovec *part = scratch(sizeof *part);

    part->iov_base = scratch(4);
    part->iov_len = 4;
    message->msg_iov = part;
    message->msg_iovlen = 1;
    send_word(wire, "abcdefghij");
    send_word(wire, "next");
    expect_returns(do_recvmsg(wire.right, wire.r, message, 0), 4);
    expect_match(part->iov_base, "abcd", 4, "the beginning of the message");
    expect_equal(message->msg_flags & MSG_TRUNC, MSG_TRUNC, "MSG_TRUNC in msg_flags");
    expect_received(wire, "next");
}

CASE(excess_of_a_datagram_is_discarded, PROVES("sock.dgram.truncation"), VARIANT_TABLE(datagrams))
{
    expect_excess_discarded(wire_open(datagrams[variant].kind));
}

CASE(excess_of_a_record_is_discarded, PROVES("sock.seqpacket.trunc"))
{
    expect_excess_discarded(wire_open(PAIR_SEQPACKET));
}

CASE(empty_datagram_is_received, PROVES("sock.dgram.zero-length"), VARIANT_TABLE(datagrams))
{
    struct wire wire = wire_open(datagrams[variant].kind);
    struct pollfd readable = {.fd = wire.r, .events = POLLIN};
    char text[4];

    expect_returns(do_send(wire.left, wire.l, "", 0, 0), 0);
    expect_returns(do_poll(wire.right, &readable, 1, 5000), 1);
    expect_returns(do_recv(wire.right, wire.r, text, sizeof text, MSG_DONTWAIT), 0);
    /* It was one message, not the end of anything. */
    expect_fails(do_recv(wire.right, wire.r, text, sizeof text, MSG_DONTWAIT), EAGAIN);
}

CASE(peeking_leaves_the_data, PROVES("sock.stream.peek"), VARIANT_TABLE(every_kind))
{
    struct wire wire = wire_open(every_kind[variant].kind);
    char first[8] = "", second[8] = "";

    send_word(wire, "look");
    expect_returns(do_recv(wire.right, wire.r, first, sizeof first, MSG_PEEK), 4);
    expect_returns(do_recv(wire.right, wire.r, second, sizeof second, MSG_DONTWAIT), 4);
    expect_match(first, "look", 4, "what was peeked at");
    expect_match(second, "look", 4, "what was then received");
    expect_fails(do_recv(wire.right, wire.r, second, sizeof second, MSG_DONTWAIT), EAGAIN);
}

CASE(too_long_datagram_is_refused, PROVES("sock.dgram.emsgsize"))
{
    enum { LONGEST = 65507 }; /* 65535 less the headers of IP and UDP */
    struct wire wire = wire_open(UDP);
    char *text = scratch(LONGEST + 1);

    expect_fails(do_send(wire.left, wire.l, text, LONGEST + 1, 0), EMSGSIZE);
}
