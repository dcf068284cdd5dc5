/* Datagrams that are sent to an address, not to whom the socket is connected to. */
#include "cases/socket/wire.h"

/* A datagram socket of the actor, bound to a path in the scratch directory. */
static int bound_at(struct actor *actor, const char *path, struct sockaddr_un *address)
{
    int fd = (int)must_succeed(do_socket(actor, AF_UNIX, SOCK_DGRAM, 0));

    *address = path_address(path);
    must_return(tidy(do_bind(actor, fd, (struct sockaddr *)address, sizeof *address)), 0);
    return fd;
}

CASE(sendto_of_a_connected_socket_goes_to_the_address_or_nowhere, PROVES("sock.dgram.sendto-connected"))
{
    struct actor *sender = actor_new("sender"), *peer = actor_new("peer"), *other = actor_new("other");
    struct sockaddr_un to_peer, to_other;
    int at_peer = bound_at(peer, "peer", &to_peer);
    int at_other = bound_at(other, "other", &to_other);
    int out = (int)must_succeed(do_socket(sender, AF_UNIX, SOCK_DGRAM, 0));
    char text[8];
    struct call *sent;

    must_return(do_connect(sender, out, (struct sockaddr *)&to_peer, sizeof to_peer), 0);
    sent = do_sendto(sender, out, "word", 4, 0, (struct sockaddr *)&to_other, sizeof to_other);
    if (call_failed(sent)) {
        expect_fails(sent, EISCONN);
        observe_text("socket.sendto-connected", "EISCONN");
    } else {
        expect_returns(do_recv(other, at_other, text, sizeof text, MSG_DONTWAIT), 4);
        observe_text("socket.sendto-connected", "accepted");
    }
    expect_fails(do_recv(peer, at_peer, text, sizeof text, MSG_DONTWAIT), EAGAIN);
}
