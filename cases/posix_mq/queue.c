#include "cases/posix_mq/queue.h"

struct mq_attr mq_attributes(long messages)
{
    return (struct mq_attr){.mq_maxmsg = messages, .mq_msgsize = MQ_SIZE};
}

mqd_t mq_new(struct actor *actor, const char *name, int oflag, long messages)
{
    struct mq_attr attr = mq_attributes(messages);

    return (mqd_t)must_succeed(tidy(do_mq_open(actor, name, oflag | O_CREAT | O_EXCL, 0600, &attr)));
}

mqd_t mq_join(struct actor *actor, const char *name, int oflag)
{
    return (mqd_t)must_succeed(do_mq_open(actor, name, oflag, 0, NULL));
}

struct call *begin_mq_put(struct actor *actor, mqd_t queue, unsigned priority, const char *text)
{
    return begin_mq_send(actor, queue, text, strlen(text), priority);
}

struct call *mq_put(struct actor *actor, mqd_t queue, unsigned priority, const char *text)
{
    return finish(begin_mq_put(actor, queue, priority, text));
}

struct call *begin_mq_take(struct actor *actor, mqd_t queue, struct mail *into)
{
    return begin_mq_receive(actor, queue, into->text, sizeof into->text, &into->priority);
}

struct call *mq_take(struct actor *actor, mqd_t queue, struct mail *into)
{
    return finish(begin_mq_take(actor, queue, into));
}

void expect_mail(struct call *call, const struct mail *into, unsigned priority, const char *text)
{
    expect_returns(call, (long long)strlen(text));
    expect_match(into->text, text, strlen(text), "the text of the message received");
    expect_equal(into->priority, priority, "the priority of the message received");
}

void expect_mq_takes(struct actor *actor, mqd_t queue, unsigned priority, const char *text)
{
    struct mail mail = {0};

    expect_mail(mq_take(actor, queue, &mail), &mail, priority, text);
}

struct mq_attr mq_stat(struct actor *actor, mqd_t queue)
{
    struct mq_attr attr = {0};

    must_return(do_mq_getattr(actor, queue, &attr), 0);
    return attr;
}

struct mq_pair mq_pair_new(int out, int in, long messages)
{
    struct mq_pair pair = {.sender = actor_new("sender"), .receiver = actor_new("receiver")};
    const char *name = scratch_name("q");

    pair.out = mq_new(pair.sender, name, O_WRONLY | out, messages);
    pair.in = mq_join(pair.receiver, name, O_RDONLY | in);
    return pair;
}
