/* Which sockets go from one network to another, and which need none. */
#include <arpa/inet.h>

#include "cases/socket/hosts.h"

/* A connection from here to there, by an address of the other network. */
static struct wire wire_across(const struct hosts *hosts, int type)
{
    struct wire wire = {.left = hosts->here, .right = hosts->there};
    struct sockaddr_in address;
    int fd = socket_there(hosts, type, &address);

    if (type == SOCK_STREAM)
        must_return(do_listen(hosts->there, fd, 1), 0);
    wire.l = (int)must_succeed(do_socket(hosts->here, AF_INET, type, 0));
    expect_returns(do_connect(hosts->here, wire.l, (struct sockaddr *)&address, sizeof address), 0);
    wire.r = type == SOCK_STREAM ? (int)expect_succeeds(do_accept(hosts->there, fd, NULL, NULL)) : fd;
    return wire;
}

CASE(bytes_go_from_one_network_to_another, PROVES("sock.scope.cross-machine"), VARIANTS("TCP", "UDP"))
{
    struct hosts hosts = hosts_open();
    struct wire wire = wire_across(&hosts, variant == 0 ? SOCK_STREAM : SOCK_DGRAM);

    expect_word(wire, "from one machine to another");
    if (variant == 0)
        expect_word(wire_reversed(wire), "and back");
}

CASE(tcp_joins_neighbours_and_networks, PROVES("sock.tcp.local-or-network"), VARIANTS("loopback", "another network"))
{
    struct wire wire;

    if (variant == 0) {
        wire = wire_open(TCP);
    } else {
        struct hosts hosts = hosts_open();

        wire = wire_across(&hosts, SOCK_STREAM);
    }
    expect_word(wire, "there");
    expect_word(wire_reversed(wire), "and back");
}

/* An abstract name of Linux: unlike a path it belongs to the network, which stands for the machine here. */
static struct sockaddr_un abstract_address(void)
{
    struct sockaddr_un address = path_address("");

    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", scratch_name("l"));
    return address;
}

/* What a client does, whoever it dials: it knows an address and nothing else. */
struct dialling {
    int domain;
    struct sockaddr_storage address;
    socklen_t length;
    int error;
};

/* glibc declares connect() with a transparent union where POSIX has struct sockaddr *. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
static long dial(void *arg)
{
    struct dialling *dialling = arg;
    int fd = subject.socket(dialling->domain, SOCK_STREAM, 0);
    char answer = 0;

    if (fd < 0 || subject.connect(fd, (struct sockaddr *)&dialling->address, dialling->length) != 0 ||
        subject.recv(fd, &answer, 1, 0) != 1)
        dialling->error = errno;
    subject.close(fd);
    return answer;
}
#pragma GCC diagnostic pop

static long dial_at(struct actor *client, struct actor *server, int listener, struct dialling *dialling)
{
    struct call *dialled = begin_scene(client, dial, dialling);
    int fd = (int)must_succeed(do_accept(server, listener, NULL, NULL));

    must_return(do_send(server, fd, "y", 1, 0), 1);
    must_return(do_close(server, fd), 0);
    return (long)result_of(finish(dialled));
}

static struct dialling *dialling_new(int domain, const void *address, socklen_t length)
{
    struct dialling *dialling = scratch_zeroed(sizeof *dialling);

    dialling->domain = domain;
    dialling->length = length;
    memcpy(&dialling->address, address, length);
    return dialling;
}

CASE(client_of_tcp_need_not_know_where_the_server_is, PROVES("sock.net.transparency"))
{
    struct hosts hosts = hosts_open();
    struct actor *neighbour = actor_fork(hosts.here, "neighbour");
    struct sockaddr_in near, far;
    int near_by = listen_at_port(neighbour, &near);
    int far_away = socket_there(&hosts, SOCK_STREAM, &far);

    must_return(do_listen(hosts.there, far_away, 1), 0);
    expect_equal(dial_at(hosts.here, neighbour, near_by, dialling_new(AF_INET, &near, sizeof near)), 'y',
                 "the neighbour's answer");
    expect_equal(dial_at(hosts.here, hosts.there, far_away, dialling_new(AF_INET, &far, sizeof far)), 'y',
                 "the answer of the other network");
}

CASE(client_of_a_local_name_finds_its_own_machine_only, PROVES("sock.net.transparency"))
{
    struct hosts hosts = hosts_open();
    struct actor *neighbour = actor_fork(hosts.here, "neighbour");
    struct sockaddr_un name = abstract_address();
    struct dialling *dialling = dialling_new(AF_UNIX, &name, sizeof name);
    int fd = (int)must_succeed(do_socket(neighbour, AF_UNIX, SOCK_STREAM, 0));

    must_return(do_bind(neighbour, fd, (struct sockaddr *)&name, sizeof name), 0);
    must_return(do_listen(neighbour, fd, 1), 0);
    expect_equal(dial_at(hosts.here, neighbour, fd, dialling), 'y', "the neighbour's answer");
    expect_returns(do_scene(hosts.there, dial, dialling), 0);
    expect_equal(dialling->error, ECONNREFUSED, "the errno of dialling from the other network");
}

CASE(local_socket_takes_no_address_of_the_network, PROVES("sock.unix.local-only"), VARIANTS("connect", "bind"))
{
    struct actor *client = actor_new("client");
    struct sockaddr_in address;
    int fd = (int)must_succeed(do_socket(client, AF_UNIX, SOCK_STREAM, 0));
    struct call *tried;

    listen_at_port(actor_new("server"), &address);
    tried = variant == 0 ? do_connect(client, fd, (struct sockaddr *)&address, sizeof address)
                         : do_bind(client, fd, (struct sockaddr *)&address, sizeof address);
    /* POSIX says EAFNOSUPPORT; Linux says EINVAL. */
    observe_text("unix.network-address", strerror(error_of(tried)));
    expect(call_failed(tried), "a local socket took an address of the network");
}

CASE(local_name_of_one_network_is_unknown_in_another, PROVES("sock.unix.local-only"))
{
    struct hosts hosts = hosts_open();
    struct sockaddr_un name = abstract_address();
    int listener = (int)must_succeed(do_socket(hosts.there, AF_UNIX, SOCK_STREAM, 0));
    int fd = (int)must_succeed(do_socket(hosts.here, AF_UNIX, SOCK_STREAM, 0));

    must_return(do_bind(hosts.there, listener, (struct sockaddr *)&name, sizeof name), 0);
    must_return(do_listen(hosts.there, listener, 1), 0);
    expect_fails(do_connect(hosts.here, fd, (struct sockaddr *)&name, sizeof name), ECONNREFUSED);
}

/* One process where no interface is up at all: what it does goes through no driver of a card. */
CASE(local_sockets_work_where_no_interface_is_up, REFUTES("sock.impl.via-nic-driver"), VARIANTS("pair", "path"))
{
    struct actor *hermit = hermit_new("hermit");
    struct wire wire = {.left = hermit, .right = actor_fork(hermit, "neighbour")};
    struct sockaddr_in loopback = {.sin_family = AF_INET, .sin_port = 9};
    int udp = (int)must_succeed(do_socket(hermit, AF_INET, SOCK_DGRAM, 0));
    struct call *reached;

    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    reached = do_connect(hermit, udp, (struct sockaddr *)&loopback, sizeof loopback);
    if (!call_failed(reached))
        skip("need-namespace", "a new network has an interface that is up from the beginning here");
    must_fail(reached, ENETUNREACH);
    if (variant == 0) {
        int fd[2];

        expect_returns(do_socketpair(hermit, AF_UNIX, SOCK_STREAM, 0, fd), 0);
        wire.right = actor_fork(hermit, "child");
        wire.l = fd[0];
        wire.r = fd[1];
    } else {
        struct sockaddr_un address;
        int listener = listen_at_path(wire.right, SOCK_STREAM, "socket", &address);

        wire.l = connect_to(hermit, AF_UNIX, SOCK_STREAM, &address, sizeof address);
        wire.r = (int)must_succeed(do_accept(wire.right, listener, NULL, NULL));
    }
    expect_word(wire, "without any network");
}

CASE(loopback_works_where_no_card_is, REFUTES("sock.impl.via-nic-driver"))
{
    struct actor *hermit = hermit_new("hermit");
    struct wire wire = {.left = hermit, .right = actor_fork(hermit, "neighbour")};
    struct sockaddr_in address;
    int listener;

    must(configure(hermit, "ip link set lo up && test \"$(ip -o link show up | wc -l)\" -eq 1"),
         "loopback is not the one interface that is up");
    listener = listen_at_port(wire.right, &address);
    wire.l = connect_to(hermit, AF_INET, SOCK_STREAM, &address, sizeof address);
    wire.r = (int)must_succeed(do_accept(wire.right, listener, NULL, NULL));
    expect_word(wire, "without any card");
}
