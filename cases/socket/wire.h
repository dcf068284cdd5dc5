/* Two actors and a connection between them: most cases hold for several kinds of socket. */
#ifndef IPCLAIM_CASES_SOCKET_WIRE_H
#define IPCLAIM_CASES_SOCKET_WIRE_H

#include <netinet/in.h>
#include <sys/un.h>

#include "fixtures/case.h"

enum wire_kind { PAIR_STREAM, PAIR_SEQPACKET, PAIR_DGRAM, PATH_STREAM, PATH_SEQPACKET, PATH_DGRAM, TCP, UDP };

struct wire_variant {
    const char *name;
    enum wire_kind kind;
};

/*
 * For VARIANT_TABLE. A header's constants that nobody uses are no warning, and one table a group keeps the names of the
 * variants the same in all files.
 */
static const struct wire_variant every_kind[] = {{"stream pair", PAIR_STREAM},
                                                 {"seqpacket pair", PAIR_SEQPACKET},
                                                 {"dgram pair", PAIR_DGRAM},
                                                 {"stream by path", PATH_STREAM},
                                                 {"seqpacket by path", PATH_SEQPACKET},
                                                 {"dgram by path", PATH_DGRAM},
                                                 {"TCP", TCP},
                                                 {"UDP", UDP}};
static const struct wire_variant connected[] = {{"stream pair", PAIR_STREAM},
                                                {"seqpacket pair", PAIR_SEQPACKET},
                                                {"stream by path", PATH_STREAM},
                                                {"seqpacket by path", PATH_SEQPACKET},
                                                {"TCP", TCP}};
static const struct wire_variant streams[] = {
    {"stream pair", PAIR_STREAM}, {"stream by path", PATH_STREAM}, {"TCP", TCP}};
static const struct wire_variant local_streams[] = {{"stream pair", PAIR_STREAM}, {"stream by path", PATH_STREAM}};
static const struct wire_variant local_connected[] = {{"stream pair", PAIR_STREAM},
                                                      {"seqpacket pair", PAIR_SEQPACKET},
                                                      {"stream by path", PATH_STREAM},
                                                      {"seqpacket by path", PATH_SEQPACKET}};
static const struct wire_variant datagrams[] = {
    {"dgram pair", PAIR_DGRAM}, {"dgram by path", PATH_DGRAM}, {"UDP", UDP}};

struct wire {
    struct actor *left;
    struct actor *right;
    int l; /* left's descriptor */
    int r; /* right's descriptor */
};

/*
 * Connects two actors. A socketpair is the left one's, and the right one is its child; otherwise they are strangers who
 * find each other by a path or a port of 127.0.0.1. Each holds its own end only. Skips where loopback is down.
 */
struct wire wire_open(enum wire_kind kind);

/* The other actor's view of the same wire. */
struct wire wire_reversed(struct wire wire);

/* A socket of SERVER that listens at a path in the scratch directory, tidied, or at a free port of 127.0.0.1. */
int listen_at_path(struct actor *server, int type, const char *path, struct sockaddr_un *address);
int listen_at_port(struct actor *server, struct sockaddr_in *address);

/* Binds the socket to a free port of 127.0.0.1, and reads which it got. */
void bind_to_port(struct actor *actor, int fd, struct sockaddr_in *address);

/* The address of a path. */
struct sockaddr_un path_address(const char *path);

/* A new socket of the client, connected to the address. */
int connect_to(struct actor *client, int domain, int type, const void *address, socklen_t length);

/* One word from left to right, sent and received whole. */
void expect_word(struct wire wire, const char *word);

#endif
