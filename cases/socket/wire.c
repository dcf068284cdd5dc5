#include "cases/socket/wire.h"

#include <arpa/inet.h>

static struct wire open_pair(int type)
{
    struct wire wire = {.left = actor_new("left")};
    int fd[2];

    must_return(do_socketpair(wire.left, AF_UNIX, type, 0, fd), 0);
    wire.right = actor_fork(wire.left, "right");
    must_return(do_close(wire.left, fd[1]), 0);
    must_return(do_close(wire.right, fd[0]), 0);
    wire.l = fd[0];
    wire.r = fd[1];
    return wire;
}

struct sockaddr_un path_address(const char *path)
{
    struct sockaddr_un address;

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    return address;
}

int listen_at_path(struct actor *server, int type, const char *path, struct sockaddr_un *address)
{
    int fd = (int)must_succeed(do_socket(server, AF_UNIX, type, 0));

    *address = path_address(path);
    must_return(tidy(do_bind(server, fd, (struct sockaddr *)address, sizeof *address)), 0);
    must_return(do_listen(server, fd, 8), 0);
    return fd;
}

void bind_to_port(struct actor *actor, int fd, struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;

    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    must_return(do_bind(actor, fd, (struct sockaddr *)address, sizeof *address), 0);
    must_return(do_getsockname(actor, fd, (struct sockaddr *)address, &length), 0);
}

int listen_at_port(struct actor *server, struct sockaddr_in *address)
{
    int fd = (int)must_succeed(do_socket(server, AF_INET, SOCK_STREAM, 0));

    bind_to_port(server, fd, address);
    must_return(do_listen(server, fd, 8), 0);
    return fd;
}

int connect_to(struct actor *client, int domain, int type, const void *address, socklen_t length)
{
    int fd = (int)must_succeed(do_socket(client, domain, type, 0));
    struct call *dialled = do_connect(client, fd, address, length);

    if (call_failed(dialled) && (error_of(dialled) == ENETUNREACH || error_of(dialled) == ENETDOWN))
        skip("no-loopback", "the loopback interface is down here");
    must_return(dialled, 0);
    return fd;
}

static struct wire open_path(int type)
{
    struct wire wire = {.left = actor_new("left"), .right = actor_new("right")};
    struct sockaddr_un address;
    int listener = listen_at_path(wire.right, type, "socket", &address);

    wire.l = connect_to(wire.left, AF_UNIX, type, &address, sizeof address);
    wire.r = (int)must_succeed(do_accept(wire.right, listener, NULL, NULL));
    must_return(do_close(wire.right, listener), 0);
    return wire;
}

static struct wire open_path_dgram(void)
{
    struct wire wire = {.left = actor_new("left"), .right = actor_new("right")};
    struct sockaddr_un left = path_address("left"), right = path_address("right");

    wire.l = (int)must_succeed(do_socket(wire.left, AF_UNIX, SOCK_DGRAM, 0));
    wire.r = (int)must_succeed(do_socket(wire.right, AF_UNIX, SOCK_DGRAM, 0));
    must_return(tidy(do_bind(wire.left, wire.l, (struct sockaddr *)&left, sizeof left)), 0);
    must_return(tidy(do_bind(wire.right, wire.r, (struct sockaddr *)&right, sizeof right)), 0);
    must_return(do_connect(wire.left, wire.l, (struct sockaddr *)&right, sizeof right), 0);
    must_return(do_connect(wire.right, wire.r, (struct sockaddr *)&left, sizeof left), 0);
    return wire;
}

static struct wire open_tcp(void)
{
    struct wire wire = {.left = actor_new("left"), .right = actor_new("right")};
    struct sockaddr_in address;
    int listener = listen_at_port(wire.right, &address);

    wire.l = connect_to(wire.left, AF_INET, SOCK_STREAM, &address, sizeof address);
    wire.r = (int)must_succeed(do_accept(wire.right, listener, NULL, NULL));
    must_return(do_close(wire.right, listener), 0);
    return wire;
}

static struct wire open_udp(void)
{
    struct wire wire = {.left = actor_new("left"), .right = actor_new("right")};
    struct sockaddr_in left, right;

    wire.l = (int)must_succeed(do_socket(wire.left, AF_INET, SOCK_DGRAM, 0));
    wire.r = (int)must_succeed(do_socket(wire.right, AF_INET, SOCK_DGRAM, 0));
    bind_to_port(wire.left, wire.l, &left);
    bind_to_port(wire.right, wire.r, &right);
    struct call *dialled = do_connect(wire.left, wire.l, (struct sockaddr *)&right, sizeof right);
    if (call_failed(dialled) && error_of(dialled) == ENETUNREACH)
        skip("no-loopback", "the loopback interface is down here");
    must_return(dialled, 0);
    must_return(do_connect(wire.right, wire.r, (struct sockaddr *)&left, sizeof left), 0);
    return wire;
}

struct wire wire_open(enum wire_kind kind)
{
    switch (kind) {
    case PAIR_STREAM:
        return open_pair(SOCK_STREAM);
    case PAIR_SEQPACKET:
        return open_pair(SOCK_SEQPACKET);
    case PAIR_DGRAM:
        return open_pair(SOCK_DGRAM);
    case PATH_STREAM:
        return open_path(SOCK_STREAM);
    case PATH_SEQPACKET:
        return open_path(SOCK_SEQPACKET);
    case PATH_DGRAM:
        return open_path_dgram();
    case TCP:
        return open_tcp();
    case UDP:
        return open_udp();
    }
    judge_broken("no such kind of wire: %d", (int)kind);
}

struct wire wire_reversed(struct wire wire)
{
    return (struct wire){.left = wire.right, .right = wire.left, .l = wire.r, .r = wire.l};
}

void expect_word(struct wire wire, const char *word)
{
    char text[64] = "";
    size_t length = strlen(word);

    expect_returns(do_send(wire.left, wire.l, word, length, 0), (long long)length);
    expect_returns(do_recv(wire.right, wire.r, text, length, MSG_WAITALL), (long long)length);
    expect_match(text, word, length, "what was received");
}
