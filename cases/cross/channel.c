#include "cases/cross/channel.h"
#include "cases/pipe/ends.h"
#include "cases/posix_mq/queue.h"
#include "cases/posix_shm/objects.h"
#include "cases/sysv_shm/segment.h"

/* What a queue of either kind takes: a type, and the bytes. */
struct letter {
    long type;
    unsigned char bytes[CHANNEL_BYTES];
};

static struct channel by_descriptors(struct actor *sender, int out, struct actor *receiver, int in)
{
    return (struct channel){.sender = sender, .receiver = receiver, .in = {.fd = in}, .out = {.fd = out}};
}

static struct channel by_ends(int by)
{
    struct ends ends = ends_open(by);

    return by_descriptors(ends.writer, ends.out, ends.reader, ends.in);
}

static struct channel by_wire(enum wire_kind kind)
{
    struct wire wire = wire_open(kind);

    return by_descriptors(wire.left, wire.l, wire.right, wire.r);
}

static struct channel by_system_v_queue(void)
{
    struct actor *sender = actor_new("sender");
    int queue = queue_new(sender);

    return by_descriptors(sender, queue, actor_new("receiver"), queue);
}

static struct channel by_posix_queue(void)
{
    struct mq_pair pair = mq_pair_new(0, 0, CHANNEL_MESSAGES);

    /* Some systems open queues and have nothing else of them (gVisor); a scene could not say so. */
    mq_stat(pair.sender, pair.out);
    return (struct channel){pair.sender, pair.receiver, {.queue = pair.in}, {.queue = pair.out}};
}

static struct channel by_memory(enum channel_kind kind)
{
    struct channel channel = {.sender = actor_new("sender")};
    const char *name = scratch_name("o");

    if (kind == BY_ANONYMOUS_MAPPING) {
        channel.out.memory = channel.in.memory =
            address_of(do_mmap(channel.sender, NULL, CHANNEL_BYTES, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
        channel.receiver = actor_fork(channel.sender, "receiver");
        return channel;
    }
    channel.receiver = actor_new("receiver");
    if (kind == BY_SHMAT) {
        int id = segment_new(channel.sender, CHANNEL_BYTES);

        channel.out.memory = (unsigned char *)attach(channel.sender, id);
        channel.in.memory = (unsigned char *)attach(channel.receiver, id);
    } else {
        int fd = object_new(channel.sender, name, CHANNEL_BYTES);

        channel.out.memory = (unsigned char *)map_shared(channel.sender, fd, CHANNEL_BYTES);
        fd = (int)must_succeed(do_shm_open(channel.receiver, name, O_RDWR, 0));
        channel.in.memory = (unsigned char *)map_shared(channel.receiver, fd, CHANNEL_BYTES);
    }
    return channel;
}

static struct channel open_kind(enum channel_kind kind)
{
    switch (kind) {
    case BY_A_PIPE:
        return by_ends(BY_PIPE);
    case BY_A_FIFO:
        return by_ends(BY_FIFO);
    case BY_MSGSND:
        return by_system_v_queue();
    case BY_MQ_SEND:
        return by_posix_queue();
    case BY_STREAM:
        return by_wire(PAIR_STREAM);
    case BY_SEQPACKET:
        return by_wire(PAIR_SEQPACKET);
    case BY_DGRAM:
        return by_wire(PAIR_DGRAM);
    case BY_TCP:
        return by_wire(TCP);
    case BY_UDP:
        return by_wire(UDP);
    case BY_SHMAT:
    case BY_SHM_OPEN:
    case BY_ANONYMOUS_MAPPING:
        return by_memory(kind);
    }
    judge_broken("no such kind of channel: %d", (int)kind);
}

struct channel channel_open(enum channel_kind kind)
{
    struct channel channel = open_kind(kind);

    channel.in.kind = channel.out.kind = kind;
    return channel;
}

struct transfer *transfer_new(struct end end, int times)
{
    struct transfer *transfer = scratch_zeroed(sizeof *transfer);

    transfer->end = end;
    transfer->times = times;
    return transfer;
}

static bool put_one(const struct end *end, const unsigned char *bytes)
{
    struct letter letter = {.type = 1};

    switch (end->kind) {
    case BY_A_PIPE:
    case BY_A_FIFO:
        return subject.write(end->fd, bytes, CHANNEL_BYTES) == CHANNEL_BYTES;
    case BY_MSGSND:
        memcpy(letter.bytes, bytes, CHANNEL_BYTES);
        return subject.msgsnd(end->fd, &letter, CHANNEL_BYTES, 0) == 0;
    case BY_MQ_SEND:
        return subject.mq_send(end->queue, (const char *)bytes, CHANNEL_BYTES, 0) == 0;
    case BY_SHMAT:
    case BY_SHM_OPEN:
    case BY_ANONYMOUS_MAPPING:
        memcpy(end->memory, bytes, CHANNEL_BYTES);
        return true;
    default:
        return subject.send(end->fd, bytes, CHANNEL_BYTES, 0) == CHANNEL_BYTES;
    }
}

static bool take_one(const struct end *end, unsigned char *bytes)
{
    struct letter letter;

    switch (end->kind) {
    case BY_A_PIPE:
    case BY_A_FIFO:
        return subject.read(end->fd, bytes, CHANNEL_BYTES) == CHANNEL_BYTES;
    case BY_MSGSND:
        if (subject.msgrcv(end->fd, &letter, CHANNEL_BYTES, 0, 0) != CHANNEL_BYTES)
            return false;
        memcpy(bytes, letter.bytes, CHANNEL_BYTES);
        return true;
    case BY_MQ_SEND:
        return subject.mq_receive(end->queue, (char *)bytes, CHANNEL_BYTES, NULL) == CHANNEL_BYTES;
    case BY_SHMAT:
    case BY_SHM_OPEN:
    case BY_ANONYMOUS_MAPPING:
        memcpy(bytes, end->memory, CHANNEL_BYTES);
        return true;
    default:
        return subject.recv(end->fd, bytes, CHANNEL_BYTES, 0) == CHANNEL_BYTES;
    }
}

long put_all(void *arg)
{
    const struct transfer *transfer = arg;

    for (int i = 0; i < transfer->times; i++)
        if (!put_one(&transfer->end, transfer->bytes))
            return -1;
    return 0;
}

long take_all(void *arg)
{
    struct transfer *transfer = arg;

    for (int i = 0; i < transfer->times; i++)
        if (!take_one(&transfer->end, transfer->bytes))
            return -1;
    return 0;
}

void random_bytes(unsigned char bytes[CHANNEL_BYTES])
{
    for (int i = 0; i < CHANNEL_BYTES; i++)
        bytes[i] = (unsigned char)scratch_random();
}
