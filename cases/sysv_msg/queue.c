#include "cases/sysv_msg/queue.h"

static const struct message *message_with(long type, const char *text)
{
    static struct message message;

    if (strlen(text) > sizeof message.text)
        unresolved("message_with", "the text is longer than TEXT_MAX");
    message.type = type;
    memcpy(message.text, text, strlen(text));
    return &message;
}

struct call *begin_msg_put(struct actor *actor, int queue, long type, const char *text)
{
    return begin_msgsnd(actor, queue, message_with(type, text), strlen(text), 0);
}

struct call *msg_put(struct actor *actor, int queue, long type, const char *text)
{
    return finish(begin_msg_put(actor, queue, type, text));
}

struct call *msg_put_nowait(struct actor *actor, int queue, long type, const char *text)
{
    return do_msgsnd(actor, queue, message_with(type, text), strlen(text), IPC_NOWAIT);
}

void must_put_types(struct actor *actor, int queue, const long *types, size_t count)
{
    for (size_t i = 0; i < count; i++)
        must_put(actor, queue, types[i], ((char[]){(char)('a' + i), '\0'}));
}

struct call *msg_take(struct actor *actor, int queue, long msgtyp, struct message *into)
{
    return do_msgrcv(actor, queue, into, sizeof into->text, msgtyp, IPC_NOWAIT);
}

struct call *begin_msg_take(struct actor *actor, int queue, long msgtyp, struct message *into)
{
    return begin_msgrcv(actor, queue, into, sizeof into->text, msgtyp, 0);
}

void expect_message(struct call *call, const struct message *into, long type, const char *text)
{
    expect_returns(call, (long long)strlen(text));
    expect_equal(into->type, type, "the type of the message received");
    expect_match(into->text, text, strlen(text), "the text of the message received");
}

void expect_takes(struct actor *actor, int queue, long msgtyp, long type, const char *text)
{
    struct message message = {0};

    expect_message(msg_take(actor, queue, msgtyp, &message), &message, type, text);
}

struct msqid_ds msg_stat(struct actor *actor, int queue)
{
    struct msqid_ds ds = {0};

    must_return(do_msgctl(actor, queue, IPC_STAT, &ds), 0);
    return ds;
}

int small_queue_new(struct actor *actor, size_t bytes)
{
    int queue = queue_new(actor);
    struct msqid_ds ds = msg_stat(actor, queue);

    ds.msg_qbytes = bytes;
    must_return(do_msgctl(actor, queue, IPC_SET, &ds), 0);
    return queue;
}

int keyed_queue_new(struct actor *actor, key_t key)
{
    return (int)must_succeed(tidy(do_msgget(actor, key, IPC_CREAT | IPC_EXCL | 0600)));
}
