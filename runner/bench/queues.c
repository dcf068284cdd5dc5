/* Message queues, System V's and POSIX's: one for each direction. */
#include "fixtures/ledger.h"
#include "runner/bench/mechanisms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/msg.h>

static int sysv_open(struct channel *c)
{
    for (int direction = 0; direction < 2; direction++) {
        c->id[direction] = subject.msgget(IPC_PRIVATE, IPC_CREAT | 0600);
        if (c->id[direction] < 0)
            return channel_fails(c, "msgget");
        ledger_note_id(LEDGER_MSG, c->id[direction]);
    }
    return 0;
}

static void sysv_close(struct channel *c)
{
    for (int direction = 0; direction < 2; direction++) {
        if (c->id[direction] < 0)
            continue;
        subject.msgctl(c->id[direction], IPC_RMID, NULL);
        ledger_forget_id(LEDGER_MSG, c->id[direction]);
    }
}

/* The type is a long before the bytes; buffers have the room. */
static inline void *with_type(unsigned char *bytes)
{
    return bytes - sizeof(long);
}

static inline bool sysv_send(struct channel *c, int side)
{
    if (subject.msgsnd(c->id[side], with_type(c->out[side]), c->size, 0) != 0)
        return channel_stops(c, "msgsnd");
    return true;
}

static inline bool sysv_receive(struct channel *c, int side)
{
    ssize_t n = subject.msgrcv(c->id[1 - side], with_type(c->in[side]), c->size, 0, 0);

    if (n != (ssize_t)c->size)
        return channel_stops(c, n < 0 ? "msgrcv" : "msgrcv: not the whole message");
    return true;
}

STREAM_LOOPS(sysv)

/* Tries it, for the limit on bytes in a queue may be below that on bytes of a message. */
static bool sysv_fits(struct channel *c)
{
    return subject.msgsnd(c->id[0], with_type(c->out[0]), c->size, IPC_NOWAIT) == 0 || errno != EAGAIN;
}

static int mq_channel_open(struct channel *c)
{
    struct mq_attr attributes = {.mq_maxmsg = 8, .mq_msgsize = (long)c->size};
    char name[40];

    snprintf(name, sizeof name, "%sq", channel_names);
    ledger_foresee_name(LEDGER_MQ, name);
    for (int direction = 0; direction < 2; direction++) {
        c->queue[direction] = subject.mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, &attributes);
        if (c->queue[direction] == (mqd_t)-1)
            return channel_fails(c, "mq_open");
        subject.mq_unlink(name);
    }
    ledger_forget_name(LEDGER_MQ, name);
    return 0;
}

static void mq_channel_close(struct channel *c)
{
    for (int direction = 0; direction < 2; direction++)
        if (c->queue[direction] != (mqd_t)-1)
            subject.mq_close(c->queue[direction]);
}

static inline bool mq_channel_send(struct channel *c, int side)
{
    if (subject.mq_send(c->queue[side], (const char *)c->out[side], c->size, 0) != 0)
        return channel_stops(c, "mq_send");
    return true;
}

static inline bool mq_channel_receive(struct channel *c, int side)
{
    ssize_t n = subject.mq_receive(c->queue[1 - side], (char *)c->in[side], c->size, NULL);

    if (n != (ssize_t)c->size)
        return channel_stops(c, n < 0 ? "mq_receive" : "mq_receive: not the whole message");
    return true;
}

STREAM_LOOPS(mq_channel)

const struct mechanism mechanism_sysv_msg = {
    .name = "sysv-msg",
    .title = "System V queue",
    .family = "sysv_msg",
    .traits = CARRIES,
    .open = sysv_open,
    .close = sysv_close,
    .fits = sysv_fits,
    .loops = {THE_STREAM_LOOPS(sysv)},
};
const struct mechanism mechanism_posix_mq = {
    .name = "posix-mq",
    .title = "POSIX queue",
    .family = "posix_mq",
    .traits = CARRIES,
    .open = mq_channel_open,
    .close = mq_channel_close,
    .loops = {THE_STREAM_LOOPS(mq_channel)},
};
