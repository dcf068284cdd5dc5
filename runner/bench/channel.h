/*
 * A channel: what two processes of one block have to reach each other by, and the mechanisms that make one. Side 0 is
 * the block's leader, side 1 its partner, a child that is forked when the channel is open; where one process does both,
 * it plays either side. Direction 0 goes from side 0 to side 1.
 */
#ifndef IPCLAIM_BENCH_CHANNEL_H
#define IPCLAIM_BENCH_CHANNEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "fixtures/subject.h"

struct mechanism;
struct shared;

enum {
    CHANNEL_PLACES = 8, /* messages that shared memory holds for one-way traffic */
    CHANNEL_HEAD = 16,  /* bytes before a buffer, for the type that a System V message begins with */
    CACHE_LINE = 64
};

struct channel {
    const struct mechanism *mechanism;
    size_t size;           /* of a message, bytes; 0 for what carries none */
    unsigned char *out[2]; /* what a side sends, and where it receives: its own memory */
    unsigned char *in[2];
    int fd_out[2]; /* descriptors by side; -1 where there is none */
    int fd_in[2];
    mqd_t queue[2]; /* POSIX queues by direction */
    int id[2];      /* System V objects by direction */
    sem_t *named[2];
    int file[2];             /* what a side sends from, where that is a file */
    unsigned char *kept[2];  /* its own memory meanwhile */
    struct shared *shared;   /* memory that both sides have, NULL where the mechanism needs none */
    unsigned char *place[2]; /* CHANNEL_PLACES messages each, by direction; in the shared memory */
    size_t stride;           /* from one place to the next, bytes */
    unsigned taken[2];       /* signals that a side has taken so far */
    unsigned passed[2];      /* messages that a side has passed one way */
    unsigned granted;        /* places that the receiver has granted the sender before the first message */
    pid_t pid[2];
    const char *failed; /* the call that failed */
};

/* What a loop does COUNT times. False when a call failed: then errno says why, and channel->failed which. */
typedef bool channel_loop(struct channel *channel, unsigned count);
typedef bool side_loop(struct channel *channel, int side, unsigned count);

/* The same work in loops that have the calls inside, so that no dispatch of ours is measured. */
struct loops {
    side_loop *send, *receive; /* NULL: PAIR_ONLY */
    channel_loop *pairs;       /* side 0 sends, side 1 receives: by one process */
    channel_loop *ping, *pong; /* one round trip: the side that begins, and the other */
    channel_loop *push, *pull; /* one way: side 0 sends, side 1 receives, as fast as they can */
    channel_loop *exclude;     /* acquires and releases what is shared by many */
};

enum {
    CARRIES = 1,   /* messages of bytes, not mere signals */
    SPINS = 2,     /* waits without giving up its processor */
    PAIR_ONLY = 4, /* there is no waiting for the other side */
    ASIDE = 8,     /* not portable, and no mechanism of the document's: in a full run, or by name */
    SPECIAL = 16   /* answers one claim: measured for it, or by name, and only so */
};

struct mechanism {
    const char *name;   /* "sysv-msg" */
    const char *title;  /* "System V queue" */
    const char *family; /* the catalogue's mechanism */
    unsigned traits;
    /* Opens what both sides need, before the partner is forked. 0 or -errno, with channel->failed. */
    int (*open)(struct channel *channel);
    /* Ends what OPEN has made, all of it or a part. */
    void (*close)(struct channel *channel);
    /* Whether a message fits in while nobody receives; leaves the channel unusable. NULL: it does. */
    bool (*fits)(struct channel *channel);
    struct loops loops;
    /* A listener and its address, where one connects to it, and the type of its sockets; NULL where nobody does. */
    int (*listen)(struct sockaddr *address, socklen_t *length);
    int socket_type;
};

/* The mechanisms, families one after the other. */
extern const struct mechanism *const mechanisms[];
extern const size_t mechanism_count;

/* NULL if there is none of that name. */
const struct mechanism *mechanism_named(const char *name);

/* Opens a channel for messages of SIZE bytes. 0 or -errno, with channel->failed, and then nothing is left open. */
int channel_make(struct channel *channel, const struct mechanism *mechanism, size_t size);
void channel_end(struct channel *channel);

/* Ends what its mechanism has opened and keeps the buffers, so that it can be opened again by mechanism->open(). */
void channel_shut(struct channel *channel);

/* For mechanisms: notes the call that failed, and returns -errno. */
int channel_fails(struct channel *channel, const char *call);

/* The same in a loop; returns false. */
bool channel_stops(struct channel *channel, const char *call);

/* Keeps the compiler from moving memory accesses across, or from leaving copies out that nobody looks at. */
#define COMPILER_BARRIER() atomic_signal_fence(memory_order_seq_cst)

/* The loops of a mechanism that has NAME_send and NAME_receive. */
#define TRANSFER_LOOPS(name)                                                                                           \
    static bool name##_sends(struct channel *c, int side, unsigned count)                                              \
    {                                                                                                                  \
        for (unsigned i = 0; i < count; i++)                                                                           \
            if (!name##_send(c, side))                                                                                 \
                return false;                                                                                          \
        return true;                                                                                                   \
    }                                                                                                                  \
    static bool name##_receives(struct channel *c, int side, unsigned count)                                           \
    {                                                                                                                  \
        for (unsigned i = 0; i < count; i++)                                                                           \
            if (!name##_receive(c, side))                                                                              \
                return false;                                                                                          \
        return true;                                                                                                   \
    }                                                                                                                  \
    static bool name##_pairs(struct channel *c, unsigned count)                                                        \
    {                                                                                                                  \
        for (unsigned i = 0; i < count; i++)                                                                           \
            if (!name##_send(c, 0) || !name##_receive(c, 1))                                                           \
                return false;                                                                                          \
        return true;                                                                                                   \
    }                                                                                                                  \
    static bool name##_ping(struct channel *c, unsigned count)                                                         \
    {                                                                                                                  \
        for (unsigned i = 0; i < count; i++)                                                                           \
            if (!name##_send(c, 0) || !name##_receive(c, 0))                                                           \
                return false;                                                                                          \
        return true;                                                                                                   \
    }                                                                                                                  \
    static bool name##_pong(struct channel *c, unsigned count)                                                         \
    {                                                                                                                  \
        for (unsigned i = 0; i < count; i++)                                                                           \
            if (!name##_receive(c, 1) || !name##_send(c, 1))                                                           \
                return false;                                                                                          \
        return true;                                                                                                   \
    }

/* Where the kernel holds what nobody has received yet, one way is sending and receiving, and nothing else. */
#define STREAM_LOOPS(name)                                                                                             \
    TRANSFER_LOOPS(name)                                                                                               \
    static bool name##_push(struct channel *c, unsigned count)                                                         \
    {                                                                                                                  \
        return name##_sends(c, 0, count);                                                                              \
    }                                                                                                                  \
    static bool name##_pull(struct channel *c, unsigned count)                                                         \
    {                                                                                                                  \
        return name##_receives(c, 1, count);                                                                           \
    }

#define THE_LOOPS(name)                                                                                                \
    .send = name##_sends, .receive = name##_receives, .pairs = name##_pairs, .ping = name##_ping, .pong = name##_pong

#define THE_STREAM_LOOPS(name) THE_LOOPS(name), .push = name##_push, .pull = name##_pull

#endif
