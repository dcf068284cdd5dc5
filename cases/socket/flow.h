/* Volume over a descriptor: scenes that send and receive a pseudo-random sequence that both sides know. */
#ifndef IPCLAIM_CASES_SOCKET_FLOW_H
#define IPCLAIM_CASES_SOCKET_FLOW_H

#include "cases/socket/wire.h"

/* One side's work; in memory that actors share. */
struct flow {
    int in, out; /* -1: not this way */
    size_t to_send, to_receive;
    size_t chunk;     /* bytes a call, at most FLOW_CHUNK */
    uint32_t sending; /* seeds; the receiver's is the sender's */
    uint32_t receiving;
    size_t sent, received, wrong; /* results: bytes, and bytes that were not as sent */
    int error;                    /* errno where it stopped early, 0 at the end of file */
};

enum { FLOW_CHUNK = 16384 };

struct flow *flow_new(void);

/* Blocking, one way each; they return 0 when all went through, -1 otherwise. */
long send_all(void *flow);
long receive_all(void *flow);

/* Both ways in one process: non-blocking descriptors and poll(). */
long exchange_all(void *flow);

#endif
