/* Two processes that share no network, as if each were on a machine of its own, and a cable between them. */
#ifndef IPCLAIM_CASES_SOCKET_HOSTS_H
#define IPCLAIM_CASES_SOCKET_HOSTS_H

#include "cases/socket/wire.h"

/* A process in a network of its own, in which nothing is up. Skips the case where there are no such networks. */
struct actor *hermit_new(const char *name);

/* A command of ip(8) in the actor's network; whether it has ended well. Skips the case where there is no ip. */
bool configure(struct actor *host, const char *command);

struct hosts {
    struct actor *here;
    struct actor *there;
};

/* Two networks, 192.0.2.1 here and 192.0.2.2 there, loopback up in both. */
struct hosts hosts_open(void);

/* A socket of THERE's at a free port of its address. */
int socket_there(const struct hosts *hosts, int type, struct sockaddr_in *address);

#endif
