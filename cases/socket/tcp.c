/* Who finds whom: addresses, listening and connecting, by path and by port of the loopback interface. */
#include "cases/socket/wire.h"

#include <arpa/inet.h>

enum family { BY_PATH, BY_PORT, BY_PORT_6 };

/* A listening socket of one actor and its address. */
struct door {
    struct actor *server;
    int listener;
    int domain;
    socklen_t length;
    union {
        struct sockaddr any;
        struct sockaddr_un path;
        struct sockaddr_in port;
        struct sockaddr_in6 port6;
    } address;
};

static void bind_to_port_6(struct door *door)
{
    struct call *bound;

    memset(&door->address, 0, sizeof door->address);
    door->address.port6.sin6_family = AF_INET6;
    door->address.port6.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
    door->listener = (int)must_succeed(do_socket(door->server, AF_INET6, SOCK_STREAM, 0));
    bound = do_bind(door->server, door->listener, &door->address.any, door->length);
    if (call_failed(bound) && error_of(bound) == EADDRNOTAVAIL)
        skip("no-ipv6", "the loopback interface has no address ::1 here");
    must_return(bound, 0);
    must_return(do_getsockname(door->server, door->listener, &door->address.any, &door->length), 0);
    must_return(do_listen(door->server, door->listener, 8), 0);
}

static struct door door_open(enum family family)
{
    struct door door = {.server = actor_new("server")};

    switch (family) {
    case BY_PATH:
        door.domain = AF_UNIX;
        door.length = sizeof door.address.path;
        door.listener = listen_at_path(door.server, SOCK_STREAM, "socket", &door.address.path);
        break;
    case BY_PORT:
        door.domain = AF_INET;
        door.length = sizeof door.address.port;
        door.listener = listen_at_port(door.server, &door.address.port);
        break;
    case BY_PORT_6:
        door.domain = AF_INET6;
        door.length = sizeof door.address.port6;
        bind_to_port_6(&door);
        break;
    }
    return door;
}

/* A stranger who knows the address alone comes in. */
static struct wire enter(const struct door *door, const char *name)
{
    struct wire wire = {.left = actor_new(name), .right = door->server};

    wire.l = connect_to(wire.left, door->domain, SOCK_STREAM, &door->address.any, door->length);
    wire.r = (int)must_succeed(do_accept(door->server, door->listener, NULL, NULL));
    return wire;
}

CASE(server_waits_and_answers_the_client, PROVES("sock.code.request-response"), VARIANTS("by path", "by port"))
{
    struct door door = door_open(variant == 0 ? BY_PATH : BY_PORT);
    struct call *waiting = begin_accept(door.server, door.listener, NULL, NULL);
    struct wire wire = {.left = actor_new("client"), .right = door.server};

    expect_blocked(waiting);
    wire.l = connect_to(wire.left, door.domain, SOCK_STREAM, &door.address.any, door.length);
    wire.r = (int)expect_succeeds(finish(waiting));
    expect_word(wire, "Hello from client");
    expect_word(wire_reversed(wire), "Hello from server");
}

CASE(echo_comes_back_locally_and_over_the_network, PROVES("sock.domain.local-and-network"),
     VARIANTS("AF_UNIX", "AF_INET", "AF_INET6"))
{
    struct door door = door_open((enum family)variant);
    struct wire wire = enter(&door, "client");

    expect_word(wire, "echo");
    expect_word(wire_reversed(wire), "echo");
}

CASE(strangers_need_the_address_alone, PROVES("sock.kin.unrelated"), VARIANTS("by path", "by port"))
{
    struct door door = door_open(variant == 0 ? BY_PATH : BY_PORT);
    struct wire wire = enter(&door, "stranger");
    char nonce[16];

    snprintf(nonce, sizeof nonce, "%08x", (unsigned)scratch_random());
    expect_word(wire, nonce);
    expect_word(wire_reversed(wire), nonce);
}

CASE(clients_are_accepted_in_their_order, PROVES("sock.accept.order"), VARIANTS("by path", "by port"))
{
    static const char *const names[] = {"first", "second", "third"};
    struct door door = door_open(variant == 0 ? BY_PATH : BY_PORT);
    char text[8];

    for (int i = 0; i < 3; i++) {
        struct actor *client = actor_new(names[i]);
        int fd = connect_to(client, door.domain, SOCK_STREAM, &door.address.any, door.length);

        must_return(do_send(client, fd, &names[i][0], 1, 0), 1);
    }
    for (int i = 0; i < 3; i++) {
        int fd = (int)must_succeed(do_accept(door.server, door.listener, NULL, NULL));

        expect_returns(do_recv(door.server, fd, text, sizeof text, 0), 1);
        expect_match(text, names[i], 1, "the client's letter");
    }
}

CASE(accept_without_client_is_refused_when_nonblocking, PROVES("sock.accept.nonblock-eagain"),
     VARIANTS("by path", "by port"))
{
    struct door door = door_open(variant == 0 ? BY_PATH : BY_PORT);

    set_nonblocking(door.server, door.listener, true);
    expect_fails(do_accept(door.server, door.listener, NULL, NULL), EAGAIN);
}
