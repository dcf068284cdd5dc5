/* Sockets: Unix ones as a pair and by a path, TCP and UDP over the loopback interface. One goes both ways. */
#include "runner/bench/descriptors.h"
#include "runner/bench/mechanisms.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/* glibc declares addresses with a transparent union where POSIX has struct sockaddr *. */
#pragma GCC diagnostic ignored "-Wpedantic"

static void use(struct channel *c, int side, int fd)
{
    c->fd_out[side] = c->fd_in[side] = fd;
}

static int pair_open(struct channel *c, int type)
{
    int fd[2];

    if (subject.socketpair(AF_UNIX, type, 0, fd) != 0)
        return channel_fails(c, "socketpair");
    use(c, 0, fd[0]);
    use(c, 1, fd[1]);
    return 0;
}

static int stream_pair(struct channel *c)
{
    return pair_open(c, SOCK_STREAM);
}

static int dgram_pair(struct channel *c)
{
    return pair_open(c, SOCK_DGRAM);
}

static int seqpacket_pair(struct channel *c)
{
    return pair_open(c, SOCK_SEQPACKET);
}

/* An address of either kind. */
struct address {
    union {
        struct sockaddr any;
        struct sockaddr_un path;
        struct sockaddr_in inet;
    } at;
    socklen_t length;
};

static struct address path_of(int side)
{
    struct address address = {.length = sizeof address.at.path};

    address.at.path.sun_family = AF_UNIX;
    snprintf(address.at.path.sun_path, sizeof address.at.path.sun_path, "s%d", side);
    return address;
}

/* The system chooses the port. */
static struct address loopback(void)
{
    struct address address = {.length = sizeof address.at.inet};

    address.at.inet.sin_family = AF_INET;
    address.at.inet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A socket bound to the address, which becomes the one that it got. Its descriptor, or -1 with errno. */
static int bound(int type, struct address *address)
{
    int fd = subject.socket(address->at.any.sa_family, type, 0);

    if (fd >= 0 && subject.bind(fd, &address->at.any, address->length) == 0 &&
        (address->at.any.sa_family == AF_UNIX || subject.getsockname(fd, &address->at.any, &address->length) == 0))
        return fd;
    if (fd >= 0)
        subject.close(fd);
    return -1;
}

/* A connection through a listener, which is closed afterwards. */
static int connected_open(struct channel *c, int type, struct address address)
{
    int listener = bound(type, &address);
    int error = 0;

    if (listener < 0)
        return channel_fails(c, "socket");
    use(c, 0, subject.socket(address.at.any.sa_family, type, 0));
    if (subject.listen(listener, 1) != 0)
        error = channel_fails(c, "listen");
    else if (subject.connect(c->fd_out[0], &address.at.any, address.length) != 0)
        error = channel_fails(c, "connect");
    if (!error) {
        use(c, 1, subject.accept(listener, NULL, NULL));
        if (c->fd_out[1] < 0)
            error = channel_fails(c, "accept");
    }
    subject.close(listener);
    if (address.at.any.sa_family == AF_UNIX)
        subject.unlink(address.at.path.sun_path);
    return error;
}

static int stream_path(struct channel *c)
{
    return connected_open(c, SOCK_STREAM, path_of(0));
}

static int seqpacket_path(struct channel *c)
{
    return connected_open(c, SOCK_SEQPACKET, path_of(0));
}

/* Two sockets that are connected to each other's address. */
static int addressed_open(struct channel *c, struct address first, struct address second)
{
    int error = 0;

    use(c, 0, bound(SOCK_DGRAM, &first));
    if (c->fd_out[0] < 0)
        error = channel_fails(c, "bind");
    use(c, 1, bound(SOCK_DGRAM, &second));
    if (!error && c->fd_out[1] < 0)
        error = channel_fails(c, "bind");
    if (!error && (subject.connect(c->fd_out[0], &second.at.any, second.length) != 0 ||
                   subject.connect(c->fd_out[1], &first.at.any, first.length) != 0))
        error = channel_fails(c, "connect");
    if (first.at.any.sa_family == AF_UNIX) {
        subject.unlink(first.at.path.sun_path);
        subject.unlink(second.at.path.sun_path);
    }
    return error;
}

static int dgram_path(struct channel *c)
{
    return addressed_open(c, path_of(0), path_of(1));
}

static int udp_open(struct channel *c)
{
    return addressed_open(c, loopback(), loopback());
}

static int tcp_open_with(struct channel *c, int no_delay)
{
    int error = connected_open(c, SOCK_STREAM, loopback());

    for (int side = 0; side < 2 && !error; side++)
        if (subject.setsockopt_int(c->fd_out[side], IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof no_delay) != 0)
            error = channel_fails(c, "setsockopt");
    return error;
}

static int tcp_open(struct channel *c)
{
    return tcp_open_with(c, 1);
}

static int nagle_open(struct channel *c)
{
    return tcp_open_with(c, 0);
}

static inline bool send_bytes(struct channel *c, int side, const unsigned char *from, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t n = subject.send(c->fd_out[side], from + done, size - done, 0);

        if (n < 0)
            return channel_stops(c, "send");
        done += (size_t)n;
    }
    return true;
}

static inline bool stream_send(struct channel *c, int side)
{
    return send_bytes(c, side, c->out[side], c->size);
}

static inline bool stream_receive(struct channel *c, int side)
{
    for (size_t done = 0; done < c->size;) {
        ssize_t n = subject.recv(c->fd_in[side], c->in[side] + done, c->size - done, 0);

        if (n <= 0)
            return channel_stops(c, n < 0 ? "recv" : "recv: end of the stream");
        done += (size_t)n;
    }
    return true;
}

STREAM_LOOPS(stream)

static inline bool message_send(struct channel *c, int side)
{
    if (subject.send(c->fd_out[side], c->out[side], c->size, 0) != (ssize_t)c->size)
        return channel_stops(c, "send");
    return true;
}

static inline bool message_receive(struct channel *c, int side)
{
    ssize_t n = subject.recv(c->fd_in[side], c->in[side], c->size, 0);

    if (n != (ssize_t)c->size)
        return channel_stops(c, n < 0 ? "recv" : "recv: not the whole message");
    return true;
}

STREAM_LOOPS(message)

/* A message in two parts, a header and a body, as programs write that know no writev(). */
static inline bool split_send(struct channel *c, int side)
{
    return send_bytes(c, side, c->out[side], c->size / 2) &&
           send_bytes(c, side, c->out[side] + c->size / 2, c->size - c->size / 2);
}

static inline bool split_receive(struct channel *c, int side)
{
    return stream_receive(c, side);
}

STREAM_LOOPS(split)

/* A listener for connections that come and go. */
static int listen_at(int type, struct address address, struct sockaddr *at, socklen_t *length)
{
    enum { BACKLOG = 16 };
    int fd = bound(type, &address);

    if (fd < 0)
        return -1;
    memcpy(at, &address.at, address.length);
    *length = address.length;
    return subject.listen(fd, BACKLOG) == 0 ? fd : -1;
}

static int stream_listen(struct sockaddr *at, socklen_t *length)
{
    return listen_at(SOCK_STREAM, path_of(0), at, length);
}

static int seqpacket_listen(struct sockaddr *at, socklen_t *length)
{
    return listen_at(SOCK_SEQPACKET, path_of(0), at, length);
}

static int tcp_listen(struct sockaddr *at, socklen_t *length)
{
    return listen_at(SOCK_STREAM, loopback(), at, length);
}

#define SOCKET(id, its_name, its_title, how_to_open, its_loops, ...)                                                   \
    const struct mechanism mechanism_##id = {.name = its_name,                                                         \
                                             .title = its_title,                                                       \
                                             .family = "socket",                                                       \
                                             .traits = CARRIES,                                                        \
                                             .open = how_to_open,                                                      \
                                             .close = descriptors_close,                                               \
                                             .fits = descriptors_fit,                                                  \
                                             .loops = {THE_STREAM_LOOPS(its_loops)},                                   \
                                             __VA_ARGS__}

SOCKET(unix_stream, "unix-stream", "Unix stream, pair", stream_pair, stream, .listen = NULL);
SOCKET(unix_dgram, "unix-dgram", "Unix dgram, pair", dgram_pair, message, .listen = NULL);
SOCKET(unix_seqpacket, "unix-seqpacket", "Unix seqpacket, pair", seqpacket_pair, message, .listen = NULL);
SOCKET(unix_stream_path, "unix-stream-path", "Unix stream, path", stream_path, stream, .listen = stream_listen,
       .socket_type = SOCK_STREAM);
SOCKET(unix_dgram_path, "unix-dgram-path", "Unix dgram, path", dgram_path, message, .listen = NULL);
SOCKET(unix_seqpacket_path, "unix-seqpacket-path", "Unix seqpacket, path", seqpacket_path, message,
       .listen = seqpacket_listen, .socket_type = SOCK_SEQPACKET);
SOCKET(tcp, "tcp", "TCP, no delay", tcp_open, stream, .listen = tcp_listen, .socket_type = SOCK_STREAM);
SOCKET(udp, "udp", "UDP", udp_open, message, .listen = NULL);

#define SPLIT(id, its_name, its_title, how_to_open)                                                                    \
    const struct mechanism mechanism_##id = {.name = its_name,                                                         \
                                             .title = its_title,                                                       \
                                             .family = "socket",                                                       \
                                             .traits = CARRIES | SPECIAL,                                              \
                                             .open = how_to_open,                                                      \
                                             .close = descriptors_close,                                               \
                                             .fits = descriptors_fit,                                                  \
                                             .loops = {THE_STREAM_LOOPS(split)}}

SPLIT(tcp_split, "tcp-split", "TCP, two writes", tcp_open);
SPLIT(tcp_split_nagle, "tcp-split-nagle", "TCP, two, Nagle", nagle_open);
