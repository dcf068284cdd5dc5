/* A local socket's name: a file, which stays when the socket goes. */
#include "cases/socket/wire.h"

CASE(bound_path_is_a_socket_in_the_file_system, PROVES("sock.unix.address-is-path"), CONDITION("bound-to-a-path"))
{
    struct actor *server = actor_new("server");
    struct sockaddr_un address;
    struct stat st;

    listen_at_path(server, SOCK_STREAM, "socket", &address);
    expect_returns(do_stat(server, "socket", &st), 0);
    expect(S_ISSOCK(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
}

CASE(socketpair_has_no_name, REFUTES("sock.unix.address-is-path"), CONDITION("socketpair"), VARIANTS("own", "peer's"))
{
    struct wire wire = wire_open(PAIR_STREAM);
    struct sockaddr_un address = path_address("untouched");
    socklen_t length = sizeof address;

    expect_returns(variant == 0 ? do_getsockname(wire.left, wire.l, (struct sockaddr *)&address, &length)
                                : do_getpeername(wire.left, wire.l, (struct sockaddr *)&address, &length),
                   0);
    expect(length <= offsetof(struct sockaddr_un, sun_path) || address.sun_path[0] == '\0', "the name has %u bytes",
           (unsigned)length);
    expect_word(wire, "nameless");
}

CASE(names_of_a_socketpair_are_empty, PROVES("sock.pair.anonymous"), VARIANTS("first", "second"))
{
    struct wire wire = wire_open(PAIR_STREAM);
    struct sockaddr_un address = path_address("untouched");
    socklen_t length = sizeof address;

    if (variant == 1)
        wire = wire_reversed(wire);
    expect_returns(do_getsockname(wire.left, wire.l, (struct sockaddr *)&address, &length), 0);
    expect(length <= offsetof(struct sockaddr_un, sun_path) || address.sun_path[0] == '\0', "the name has %u bytes",
           (unsigned)length);
}

CASE(path_outlives_its_socket, PROVES("sock.unix.node-not-removed-on-close"))
{
    struct actor *server = actor_new("server");
    struct actor *client = actor_new("client");
    struct sockaddr_un address;
    struct stat st;
    int listener = listen_at_path(server, SOCK_STREAM, "socket", &address);
    int fd = (int)must_succeed(do_socket(client, AF_UNIX, SOCK_STREAM, 0));

    must_return(do_close(server, listener), 0);
    expect_returns(do_stat(client, "socket", &st), 0);
    expect_fails(do_connect(client, fd, (struct sockaddr *)&address, sizeof address), ECONNREFUSED);
}

CASE(path_is_bound_once_even_if_nobody_is_there, PROVES("sock.code.unix-listen-path"),
     VARIANTS("while listening", "after close"))
{
    struct actor *server = actor_new("server");
    struct actor *rival = actor_new("rival");
    struct sockaddr_un address;
    struct stat st;
    int listener = listen_at_path(server, SOCK_STREAM, "socket", &address);
    int fd = (int)must_succeed(do_socket(rival, AF_UNIX, SOCK_STREAM, 0));

    expect_returns(do_stat(server, "socket", &st), 0);
    expect(S_ISSOCK(st.st_mode), "st_mode is 0%o", (unsigned)st.st_mode);
    if (variant == 1)
        must_return(do_close(server, listener), 0);
    expect_fails(do_bind(rival, fd, (struct sockaddr *)&address, sizeof address), EADDRINUSE);
    must_return(do_unlink(rival, "socket"), 0);
    expect_returns(tidy(do_bind(rival, fd, (struct sockaddr *)&address, sizeof address)), 0);
}

CASE(renamed_path_still_reaches_the_listener, PROVES("sock.unix.rename-node"))
{
    struct actor *server = actor_new("server");
    struct actor *client = actor_new("client");
    struct sockaddr_un address, moved = path_address("moved");
    int listener = listen_at_path(server, SOCK_STREAM, "socket", &address);
    struct wire wire = {.left = client, .right = server};

    must_return(do_rename(client, "socket", "moved"), 0);
    wire.l = (int)must_succeed(do_socket(client, AF_UNIX, SOCK_STREAM, 0));
    expect_fails(do_connect(client, wire.l, (struct sockaddr *)&address, sizeof address), ENOENT);
    expect_returns(do_connect(client, wire.l, (struct sockaddr *)&moved, sizeof moved), 0);
    wire.r = (int)expect_succeeds(do_accept(server, listener, NULL, NULL));
    expect_word(wire, "found");
    must_return(do_unlink(client, "moved"), 0);
}
