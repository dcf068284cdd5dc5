/* What it costs to have a channel: to open one and close it again; and of sockets, to connect and to accept. */
#include "runner/bench/leader.h"

#include <sys/socket.h>

/* glibc declares addresses with a transparent union where POSIX has struct sockaddr *. */
#pragma GCC diagnostic ignored "-Wpedantic"

static bool setup_begins(struct leader *leader)
{
    channel_shut(&leader->channel);
    return true;
}

static bool open_and_close(struct leader *leader, unsigned count)
{
    const struct mechanism *mechanism = leader->variant->mechanism;

    for (unsigned i = 0; i < count; i++) {
        struct channel *c = &leader->channel;

        if (mechanism->open(c) != 0)
            return leader_fails(leader, c->failed);
        channel_shut(c);
    }
    return true;
}

/* The address of a listener that stands for as long as the block. */
static int listener;
static struct sockaddr_storage address;
static socklen_t address_length;

static bool listener_begins(struct leader *leader)
{
    listener = leader->variant->mechanism->listen((struct sockaddr *)(void *)&address, &address_length);
    return listener >= 0 || leader_fails(leader, "listen");
}

/* Both ends are the leader's: connect() returns as soon as the connection waits to be accepted. */
static bool connect_and_accept(struct leader *leader, unsigned count)
{
    int type = leader->variant->mechanism->socket_type;

    for (unsigned i = 0; i < count; i++) {
        int caller = subject.socket(address.ss_family, type, 0);
        int called;

        if (caller < 0)
            return leader_fails(leader, "socket");
        if (subject.connect(caller, (const struct sockaddr *)(const void *)&address, address_length) != 0)
            return leader_fails(leader, "connect");
        called = subject.accept(listener, NULL, NULL);
        if (called < 0)
            return leader_fails(leader, "accept");
        subject.close(caller);
        subject.close(called);
    }
    return true;
}

const struct measuring measuring_setup = {setup_begins, open_and_close, 1, NULL, NULL};
const struct measuring measuring_connect = {listener_begins, connect_and_accept, 1, NULL, NULL};
