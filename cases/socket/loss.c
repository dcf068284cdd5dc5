/* Sending faster than anybody receives: which protocols refuse, and which lose. */
#include "cases/socket/wire.h"

enum { PIECE = 512, PIECES_MOST = 4000 };

/* In memory that actors share. */
struct flood {
    int fd;
    bool refused;
    size_t sent, received;
};

/* Sends pieces until one is refused, or as many as no small buffer holds. */
static long flood_it(void *arg)
{
    struct flood *flood = arg;
    char piece[PIECE] = {0};

    for (int i = 0; i < PIECES_MOST && !flood->refused; i++) {
        ssize_t n = subject.send(flood->fd, piece, sizeof piece, MSG_DONTWAIT);

        if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != ENOBUFS)
            return -1;
        if (n <= 0)
            flood->refused = true;
        else
            flood->sent += (size_t)n;
    }
    return 0;
}

/* Takes what is there: to the end of file of a connection, as far as it goes without waiting otherwise. */
static long drain_it(void *arg, int flags)
{
    struct flood *flood = arg;
    char piece[PIECE];
    ssize_t n;

    while ((n = subject.recv(flood->fd, piece, sizeof piece, flags)) > 0)
        flood->received += (size_t)n;
    return n == 0 || errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
}

static long drain_connection(void *flood)
{
    return drain_it(flood, 0);
}

static long drain_datagrams(void *flood)
{
    return drain_it(flood, MSG_DONTWAIT);
}

/* Nobody receives until all is sent or one piece is refused. */
static struct flood flooded(enum wire_kind kind)
{
    struct wire wire = wire_open(kind);
    bool is_datagrams = kind == PAIR_DGRAM || kind == PATH_DGRAM || kind == UDP;
    struct flood *there = scratch_zeroed(sizeof *there);
    struct flood *here = scratch_zeroed(sizeof *here);

    there->fd = wire.l;
    here->fd = wire.r;
    /* A small window would only make a connection slow. */
    if (kind == UDP)
        must_return(do_setsockopt_int(wire.right, wire.r, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int)), 0);
    must_return(do_scene(wire.left, flood_it, there), 0);
    if (is_datagrams) {
        must_return(do_scene(wire.right, drain_datagrams, here), 0);
    } else {
        must_return(do_shutdown(wire.left, wire.l, SHUT_WR), 0);
        must_return(do_scene(wire.right, drain_connection, here), 0);
    }
    there->received = here->received;
    observe("flood.sent", (double)there->sent, "bytes");
    observe("flood.received", (double)there->received, "bytes");
    return *there;
}

CASE(connection_delivers_all_that_it_took, PROVES("sock.reliability.by-protocol"), VARIANT_TABLE(connected))
{
    struct flood flood = flooded(connected[variant].kind);

    expect_equal(flood.received, flood.sent, "bytes received of those that were taken");
}

/* Local datagrams are refused when there is no room, here by EAGAIN, elsewhere by ENOBUFS; those of UDP are lost. */
CASE(datagrams_are_refused_or_lost, PROVES("sock.reliability.by-protocol"), VARIANT_TABLE(datagrams))
{
    struct flood flood = flooded(datagrams[variant].kind);

    if (flood.refused)
        expect_equal(flood.received, flood.sent, "bytes received of those that were taken before the refusal");
    else
        expect(flood.received < flood.sent, "nothing was lost of %zu bytes that nobody received in time", flood.sent);
}
