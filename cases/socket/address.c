/* Ports and paths as addresses: who has which, and what dialling a wrong one does. */
#include "cases/socket/wire.h"

#include <arpa/inet.h>

CASE(dialling_where_nobody_listens_fails, PROVES("sock.code.dial-needs-listener"),
     VARIANTS("bound port", "missing path", "bound path", "path left behind"))
{
    static const int error[] = {ECONNREFUSED, ENOENT, ECONNREFUSED, ECONNREFUSED};
    struct actor *server = actor_new("server");
    struct actor *client = actor_new("client");
    struct sockaddr_in port;
    struct sockaddr_un path = path_address("socket");
    int domain = variant == 0 ? AF_INET : AF_UNIX;
    int fd = (int)must_succeed(do_socket(server, domain, SOCK_STREAM, 0));
    int dialling = (int)must_succeed(do_socket(client, domain, SOCK_STREAM, 0));

    if (variant == 0)
        bind_to_port(server, fd, &port);
    else if (variant >= 2)
        must_return(tidy(do_bind(server, fd, (struct sockaddr *)&path, sizeof path)), 0);
    if (variant == 3)
        must_return(do_close(server, fd), 0);
    if (variant == 0)
        expect_fails(do_connect(client, dialling, (struct sockaddr *)&port, sizeof port), error[variant]);
    else
        expect_fails(do_connect(client, dialling, (struct sockaddr *)&path, sizeof path), error[variant]);
}

CASE(both_ends_name_the_same_pair_of_ports, PROVES("sock.tcp.address-is-ip-port"))
{
    struct wire wire = wire_open(TCP);
    struct sockaddr_in own[2], peer[2];
    socklen_t length = sizeof own[0];

    for (int end = 0; end < 2; end++) {
        expect_returns(do_getsockname(wire.left, wire.l, (struct sockaddr *)&own[end], &length), 0);
        expect_returns(do_getpeername(wire.left, wire.l, (struct sockaddr *)&peer[end], &length), 0);
        wire = wire_reversed(wire);
    }
    expect_equal(ntohs(peer[0].sin_port), ntohs(own[1].sin_port), "the port that left has dialled");
    expect_equal(ntohs(peer[1].sin_port), ntohs(own[0].sin_port), "left's port as right sees it");
    expect_equal(ntohl(peer[0].sin_addr.s_addr), INADDR_LOOPBACK, "the address that left has dialled");
}

CASE(port_is_taken_once, PROVES("sock.tcp.eaddrinuse-listener"))
{
    struct actor *server = actor_new("server");
    struct actor *rival = actor_new("rival");
    struct sockaddr_in address;
    int fd = (int)must_succeed(do_socket(rival, AF_INET, SOCK_STREAM, 0));

    listen_at_port(server, &address);
    expect_fails(do_bind(rival, fd, (struct sockaddr *)&address, sizeof address), EADDRINUSE);
}

CASE(port_zero_becomes_a_free_port, PROVES("sock.tcp.ephemeral-port"))
{
    struct sockaddr_in first, second;

    listen_at_port(actor_new("first"), &first);
    listen_at_port(actor_new("second"), &second);
    expect(first.sin_port != 0, "the first port is %u", ntohs(first.sin_port));
    expect(second.sin_port != 0, "the second port is %u", ntohs(second.sin_port));
    expect(first.sin_port != second.sin_port, "the ports are %u and %u", ntohs(first.sin_port), ntohs(second.sin_port));
}
