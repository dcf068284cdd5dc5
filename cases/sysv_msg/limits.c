/* How large a message may be. */
#include "cases/sysv_msg/queue.h"

enum { MOST = 1 << 20 };

struct probe {
    int queue;
    long most; /* the largest size tried */
    long type;
    char text[MOST];
};

/* Bisects for the largest size that msgsnd() takes on an empty queue; -1: it did not come out again. */
static long largest_message(void *arg)
{
    struct probe *probe = arg;
    long good = 0, bad = probe->most + 1;

    while (bad - good > 1) {
        long size = good + (bad - good) / 2;

        if (subject.msgsnd(probe->queue, &probe->type, (size_t)size, IPC_NOWAIT) == 0) {
            good = size;
            /* No room beyond the message: a system may refuse a size that no message can have. */
            if (subject.msgrcv(probe->queue, &probe->type, (size_t)size, 0, IPC_NOWAIT) != size)
                return -1;
            probe->type = 1;
        } else {
            bad = size;
        }
    }
    return good;
}

static long long find_largest(struct actor *sender, struct probe **into)
{
    struct probe *probe = scratch(sizeof *probe);
    long long largest;

    probe->queue = queue_new(sender);
    probe->most = MOST;
    probe->type = 1;
    largest = result_of(do_scene(sender, largest_message, probe));
    must(largest > 0, "the search for the largest message ended with %lld", largest);
    observe("sysv_msg.largest-message", (double)largest, "bytes");
    *into = probe;
    return largest;
}

CASE(a_message_is_refused_above_some_size, PROVES("sysvmsg.limit.message-size"))
{
    struct actor *sender = actor_new("sender");
    struct probe *probe;
    long long largest = find_largest(sender, &probe);
    struct call *sent;

    if (largest == MOST)
        unresolved("largest message", "this system takes messages of 1 MiB, and larger ones are not tried");
    sent = do_msgsnd(sender, probe->queue, &probe->type, (size_t)largest + 1, IPC_NOWAIT);
    expect(call_failed(sent), "%lld bytes were sent", largest + 1);
    expect(error_of(sent) == EINVAL || error_of(sent) == EAGAIN, "the refusal is errno %d", error_of(sent));
    expect_returns(do_msgsnd(sender, probe->queue, &probe->type, (size_t)largest, IPC_NOWAIT), 0);
}

CASE(msgsnd_refuses_more_than_the_system_s_limit_with_EINVAL, PROVES("sysvmsg.snd.too-large-einval"))
{
    struct actor *sender = actor_new("sender");
    struct probe *probe;
    long long largest = find_largest(sender, &probe);

    if (largest == MOST)
        unresolved("largest message", "this system takes messages of 1 MiB, and larger ones are not tried");
    if ((unsigned long long)largest == msg_stat(sender, probe->queue).msg_qbytes)
        note("here the capacity of a queue is the limit");
    expect_fails(do_msgsnd(sender, probe->queue, &probe->type, MOST, IPC_NOWAIT), EINVAL);
    expect_equal(msg_stat(sender, probe->queue).msg_qnum, 0, "messages queued");
}

CASE(msgsnd_refuses_a_size_of_minus_one_with_EINVAL, PROVES("sysvmsg.snd.negative-size-einval"))
{
    struct actor *sender = actor_new("sender");
    struct message *message = scratch(sizeof *message);
    int queue = queue_new(sender);

    message->type = 1;
    expect_fails(do_msgsnd(sender, queue, message, (size_t)-1, IPC_NOWAIT), EINVAL);
    expect_equal(msg_stat(sender, queue).msg_qnum, 0, "messages queued");
}

CASE(limits_of_message_queues_as_found, PROVES("sysvmsg.limits.report"))
{
    struct actor *sender = actor_new("sender");
    struct probe *probe;

    find_largest(sender, &probe);
    observe("sysv_msg.msg_qbytes", (double)msg_stat(sender, probe->queue).msg_qbytes, "bytes");
}
