/* Many messages: order, boundaries, and what a full receiver makes of them. */
#include "cases/socket/wire.h"

enum { RECORDS = 1000, LONGEST = 512 };

struct records {
    int fd;
    long count;
    uint32_t seed;
    long wrong; /* messages of another length or number than were sent */
    int flags;
};

/* The length of record NUMBER: 4 to LONGEST, which sender and receiver compute alike. */
static size_t length_of(const struct records *records, long number)
{
    return 4 + (records->seed + (uint32_t)number * 2654435761u) % (LONGEST - 3);
}

static long send_records(void *arg)
{
    struct records *records = arg;
    char block[LONGEST];

    memset(block, 'r', sizeof block);
    for (long i = 0; i < records->count; i++) {
        uint32_t number = (uint32_t)i;

        memcpy(block, &number, sizeof number);
        if (subject.send(records->fd, block, length_of(records, i), records->flags) != (ssize_t)length_of(records, i))
            return i;
    }
    return records->count;
}

/* Receives until COUNT have come or none is left (MSG_DONTWAIT); returns how many came. */
static long receive_records(void *arg)
{
    struct records *records = arg;
    char block[2 * LONGEST];
    long got = 0;

    for (; got < records->count; got++) {
        ssize_t n = subject.recv(records->fd, block, sizeof block, records->flags);
        uint32_t number;

        if (n < (ssize_t)sizeof number)
            return got;
        memcpy(&number, block, sizeof number);
        records->wrong += number != (uint32_t)got || n != (ssize_t)length_of(records, got);
    }
    return got;
}

static struct records *records_new(int fd, uint32_t seed)
{
    struct records *records = scratch_zeroed(sizeof *records);

    records->fd = fd;
    records->count = RECORDS;
    records->seed = seed;
    return records;
}

CASE(records_arrive_whole_and_in_order, PROVES("sock.seqpacket.boundaries"))
{
    struct wire wire = wire_open(PAIR_SEQPACKET);
    uint32_t seed = scratch_random();
    struct records *there = records_new(wire.l, seed), *here = records_new(wire.r, seed);
    struct call *sending = begin_scene(wire.left, send_records, there);

    expect_returns(do_scene(wire.right, receive_records, here), RECORDS);
    expect_returns(finish(sending), RECORDS);
    expect_equal(here->wrong, 0, "records that came late, early or torn");
}

CASE(sender_of_local_datagrams_learns_of_a_full_receiver, PROVES("sock.unix.reliable-by-kernel"),
     CONDITION("datagrams"))
{
    struct wire wire = wire_open(PAIR_DGRAM);
    uint32_t seed = scratch_random();
    struct records *there = records_new(wire.l, seed), *here = records_new(wire.r, seed);
    long sent;

    there->count = 1000000;
    there->flags = MSG_DONTWAIT;
    here->count = there->count;
    here->flags = MSG_DONTWAIT;
    sent = (long)result_of(do_scene(wire.left, send_records, there));
    /* How long the records are, and so how many fit, is random. */
    observe_share("socket.dgram.queue", sent, there->count);
    must(sent < there->count, "%ld messages were taken", sent);
    /* What was taken is there; what was not was refused aloud. */
    expect_returns(do_scene(wire.right, receive_records, here), sent);
    expect_equal(here->wrong, 0, "messages that came late, early or torn");
}

CASE(udp_loses_without_telling_the_sender, PROVES("sock.dgram.udp-silent-loss"))
{
    struct wire wire = wire_open(UDP);
    uint32_t seed = scratch_random();
    struct records *there = records_new(wire.l, seed), *here = records_new(wire.r, seed);
    int small = 2048;
    long received;

    must_return(do_setsockopt_int(wire.right, wire.r, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    expect_returns(do_scene(wire.left, send_records, there), RECORDS);
    here->flags = MSG_DONTWAIT;
    received = (long)result_of(do_scene(wire.right, receive_records, here));
    observe_share("socket.udp.received", received, RECORDS);
    expect(received < RECORDS, "%ld of %d messages were received", received, (int)RECORDS);
}
