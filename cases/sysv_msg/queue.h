/* Short messages on a System V queue: the words that most cases of this folder are told in. */
#ifndef IPCLAIM_CASES_SYSV_MSG_QUEUE_H
#define IPCLAIM_CASES_SYSV_MSG_QUEUE_H

#include "fixtures/case.h"

enum { TEXT_MAX = 64 };

struct message {
    long type;
    char text[TEXT_MAX];
};

/* msgsnd() of the text without its null byte; msg_put() waits where there is no room. */
struct call *msg_put(struct actor *actor, int queue, long type, const char *text);
struct call *begin_msg_put(struct actor *actor, int queue, long type, const char *text);
struct call *msg_put_nowait(struct actor *actor, int queue, long type, const char *text);
#define must_put(actor, queue, type, text) must_return(msg_put(actor, queue, type, text), 0)

/* Puts one message of each type, with the texts "a", "b", … */
void must_put_types(struct actor *actor, int queue, const long *types, size_t count);

/*
 * msgrcv() into INTO. msg_take() has IPC_NOWAIT, so that a message that ought to be there and is not is an answer at
 * once and no endless wait.
 */
struct call *msg_take(struct actor *actor, int queue, long msgtyp, struct message *into);
struct call *begin_msg_take(struct actor *actor, int queue, long msgtyp, struct message *into);

/* The call has returned with this message in INTO. */
void expect_message(struct call *call, const struct message *into, long type, const char *text);

/* msg_take(), and it is this message. */
void expect_takes(struct actor *actor, int queue, long msgtyp, long type, const char *text);

/* What IPC_STAT says. */
struct msqid_ds msg_stat(struct actor *actor, int queue);

/* A queue whose msg_qbytes is lowered to BYTES, so that few small messages fill it on any system. */
int small_queue_new(struct actor *actor, size_t bytes);

/* The queue of a key that had none, tidied. */
int keyed_queue_new(struct actor *actor, key_t key);

#endif
