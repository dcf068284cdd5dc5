/* Which protocols sockets speak, and what of a network a listener listens to. */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include "cases/socket/wire.h"

CASE(socket_speaks_each_protocol, PROVES("sock.proto.multiple"), VARIANT_TABLE(every_kind))
{
    struct wire wire = wire_open(every_kind[variant].kind);
    int type = 0;
    socklen_t length = sizeof type;

    expect_word(wire, "word");
    expect_word(wire_reversed(wire), "answer");
    must_return(do_getsockopt_int(wire.left, wire.l, SOL_SOCKET, SO_TYPE, &type, &length), 0);
    observe("socket.type", type, "");
}

/* The wildcard address and loopback of a family. */
struct family {
    const char *name;
    int domain;
    int type;
};

static const struct family families[] = {{"IPv4 stream", AF_INET, SOCK_STREAM},
                                         {"IPv4 datagrams", AF_INET, SOCK_DGRAM},
                                         {"IPv6 stream", AF_INET6, SOCK_STREAM},
                                         {"IPv6 datagrams", AF_INET6, SOCK_DGRAM}};

union address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
};

static socklen_t length_of(const union address *address)
{
    return address->any.sa_family == AF_INET ? sizeof address->in : sizeof address->in6;
}

static union address loopback_of(int domain)
{
    union address address;

    memset(&address, 0, sizeof address);
    if (domain == AF_INET) {
        address.in.sin_family = AF_INET;
        address.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else {
        address.in6.sin6_family = AF_INET6;
        address.in6.sin6_addr = in6addr_loopback;
    }
    return address;
}

/* Binds to a free port of the address, and reads which. */
static void bind_anywhere(struct actor *server, int fd, union address *address)
{
    socklen_t length = length_of(address);
    struct call *bound = do_bind(server, fd, &address->any, length);

    if (call_failed(bound) && error_of(bound) == EADDRNOTAVAIL)
        skip("no-ipv6", "there is no address of IPv6 here, not even loopback");
    must_return(bound, 0);
    must_return(do_getsockname(server, fd, &address->any, &length), 0);
}

CASE(sockets_of_both_families_carry_bytes, PROVES("sock.def.network-basis"), VARIANT_TABLE(families))
{
    const struct family *family = &families[variant];
    struct wire wire = {.left = actor_new("client"), .right = actor_new("server")};
    union address address = loopback_of(family->domain);
    int fd = (int)expect_succeeds(do_socket(wire.right, family->domain, family->type, 0));

    bind_anywhere(wire.right, fd, &address);
    if (family->type == SOCK_STREAM)
        must_return(do_listen(wire.right, fd, 1), 0);
    wire.l = connect_to(wire.left, family->domain, family->type, &address, length_of(&address));
    wire.r = family->type == SOCK_STREAM ? (int)must_succeed(do_accept(wire.right, fd, NULL, NULL)) : fd;
    expect_word(wire, "over the network's protocols");
}

enum { ADDRESSES_MOST = 8 };

/* The machine's own addresses of IPv4, loopback among them. */
static int own_addresses(struct in_addr addresses[ADDRESSES_MOST])
{
    struct ifaddrs *all = NULL;
    int count = 0;

    must(getifaddrs(&all) == 0, "getifaddrs: %s", strerror(errno));
    for (const struct ifaddrs *one = all; one && count < ADDRESSES_MOST; one = one->ifa_next) {
        union address address;

        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET)
            continue;
        memcpy(&address.in, one->ifa_addr, sizeof address.in);
        addresses[count++] = address.in.sin_addr;
    }
    freeifaddrs(all);
    must(count > 0, "the machine has no address of IPv4");
    return count;
}

/* Go's ":8888" is one socket of IPv6 for both families; the document's word for it in C would be INADDR_ANY. */
CASE(listener_without_an_address_is_reached_by_every_address, PROVES("sock.code.wildcard-bind"),
     VARIANTS("0.0.0.0", "[::] for both families"))
{
    struct wire wire = {.left = actor_new("client"), .right = actor_new("server")};
    struct in_addr addresses[ADDRESSES_MOST];
    int count = own_addresses(addresses);
    union address any;
    int domain = variant == 0 ? AF_INET : AF_INET6;
    int listener = (int)must_succeed(do_socket(wire.right, domain, SOCK_STREAM, 0));

    memset(&any, 0, sizeof any);
    any.any.sa_family = (sa_family_t)domain;
    if (variant == 1)
        must_return(do_setsockopt_int(wire.right, listener, IPPROTO_IPV6, IPV6_V6ONLY, &(int){0}, sizeof(int)), 0);
    bind_anywhere(wire.right, listener, &any);
    if (variant == 0)
        expect_equal(any.in.sin_addr.s_addr, INADDR_ANY, "the address that getsockname tells");
    must_return(do_listen(wire.right, listener, ADDRESSES_MOST), 0);
    for (int i = 0; i < count; i++) {
        union address address = loopback_of(AF_INET);

        address.in.sin_addr = addresses[i];
        address.in.sin_port = variant == 0 ? any.in.sin_port : any.in6.sin6_port;
        wire.l = (int)must_succeed(do_socket(wire.left, AF_INET, SOCK_STREAM, 0));
        expect_returns(do_connect(wire.left, wire.l, &address.any, sizeof address.in), 0);
        wire.r = (int)expect_succeeds(do_accept(wire.right, listener, NULL, NULL));
        expect_word(wire, "found");
    }
    observe("wildcard.addresses", count, "addresses");
}
