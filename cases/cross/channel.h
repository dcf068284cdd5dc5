/* Every mechanism that carries bytes, under one interface: for the claims that compare them. */
#ifndef IPCLAIM_CASES_CROSS_CHANNEL_H
#define IPCLAIM_CASES_CROSS_CHANNEL_H

#include "cases/socket/wire.h"

enum channel_kind {
    BY_A_PIPE,
    BY_A_FIFO,
    BY_MSGSND,
    BY_MQ_SEND,
    BY_STREAM,
    BY_SEQPACKET,
    BY_DGRAM,
    BY_TCP,
    BY_UDP,
    BY_SHMAT,
    BY_SHM_OPEN,
    BY_ANONYMOUS_MAPPING
};

struct channel_variant {
    const char *name;
    enum channel_kind kind;
};

/* For VARIANT_TABLE. A header's constants that nobody uses are no warning. */
#define KERNEL_CHANNELS                                                                                                \
    {"pipe", BY_A_PIPE}, {"fifo", BY_A_FIFO}, {"System V queue", BY_MSGSND}, {"POSIX queue", BY_MQ_SEND},              \
        {"stream pair", BY_STREAM}, {"seqpacket pair", BY_SEQPACKET}, {"dgram pair", BY_DGRAM}, {"TCP", BY_TCP},       \
    {                                                                                                                  \
        "UDP", BY_UDP                                                                                                  \
    }
#define MEMORY_CHANNELS                                                                                                \
    {"System V segment", BY_SHMAT}, {"named object", BY_SHM_OPEN},                                                     \
    {                                                                                                                  \
        "anonymous mapping", BY_ANONYMOUS_MAPPING                                                                      \
    }
static const struct channel_variant kernel_channels[] = {KERNEL_CHANNELS};
static const struct channel_variant memory_channels[] = {MEMORY_CHANNELS};
static const struct channel_variant all_channels[] = {KERNEL_CHANNELS, MEMORY_CHANNELS};

enum { CHANNEL_BYTES = 64, CHANNEL_MESSAGES = 8 };

/* One side's hands on a channel: a descriptor, a queue's number, or where its memory is mapped. */
struct end {
    enum channel_kind kind;
    int fd;
    mqd_t queue;
    unsigned char *memory;
};

/* Two actors, the receiver a child of the sender or a stranger, and what each of them has. */
struct channel {
    struct actor *sender;
    struct actor *receiver;
    struct end in, out;
};

struct channel channel_open(enum channel_kind kind);

/* So many transfers of CHANNEL_BYTES each, from or to BYTES; in memory that actors share. */
struct transfer {
    struct end end;
    int times;
    unsigned char bytes[CHANNEL_BYTES];
    char names[256]; /* of the system calls, where they are counted */
};

struct transfer *transfer_new(struct end end, int times);

/* Scenes over a transfer: 0 when all went through whole. Each makes exactly the calls that its mechanism needs. */
long put_all(void *transfer);
long take_all(void *transfer);

/* Fills BYTES with random ones. */
void random_bytes(unsigned char bytes[CHANNEL_BYTES]);

#endif
