/*
 * A small POSIX queue: at most 8 messages of at most 64 bytes. All queues of a user share RLIMIT_MSGQUEUE, and many
 * cases run at once.
 */
#ifndef IPCLAIM_CASES_POSIX_MQ_QUEUE_H
#define IPCLAIM_CASES_POSIX_MQ_QUEUE_H

#include "fixtures/case.h"

enum { MQ_MESSAGES = 8, MQ_SIZE = 64 };

/* The usual attributes with room for so many messages. */
struct mq_attr mq_attributes(long messages);

/* Makes a queue of this case, tidied, for MESSAGES messages; OFLAG beside O_CREAT | O_EXCL. Returns its descriptor. */
mqd_t mq_new(struct actor *actor, const char *name, int oflag, long messages);

/* Opens what mq_new() made. */
mqd_t mq_join(struct actor *actor, const char *name, int oflag);

/* mq_send() of the text without its null byte. */
struct call *mq_put(struct actor *actor, mqd_t queue, unsigned priority, const char *text);
struct call *begin_mq_put(struct actor *actor, mqd_t queue, unsigned priority, const char *text);
#define must_mq_put(actor, queue, priority, text) must_return(mq_put(actor, queue, priority, text), 0)

/* A message received, and the call that does it. */
struct mail {
    unsigned priority;
    char text[MQ_SIZE];
};
struct call *mq_take(struct actor *actor, mqd_t queue, struct mail *into);
struct call *begin_mq_take(struct actor *actor, mqd_t queue, struct mail *into);

/* The call has returned with this message. */
void expect_mail(struct call *call, const struct mail *into, unsigned priority, const char *text);

/* mq_take(), and it is this message; the queue must not be empty. */
void expect_mq_takes(struct actor *actor, mqd_t queue, unsigned priority, const char *text);

/* mq_getattr(). */
struct mq_attr mq_stat(struct actor *actor, mqd_t queue);

/* A stranger that can send only, and one that can receive only; OUT and IN are flags as O_NONBLOCK for each. */
struct mq_pair {
    struct actor *sender;
    struct actor *receiver;
    mqd_t out;
    mqd_t in;
};
struct mq_pair mq_pair_new(int out, int in, long messages);

#endif
