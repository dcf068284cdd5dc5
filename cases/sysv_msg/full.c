/* A full queue: what blocks a sender, and what wakes it. */
#include "cases/sysv_msg/queue.h"

enum { PIECE = 256 };

/* Messages of PIECE bytes and then of one, without waiting, until there is no room; returns how many bytes went in. */
static long fill_queue(void *arg)
{
    struct {
        long type;
        char text[PIECE];
    } message = {.type = 1};
    int queue = *(int *)arg;
    long bytes = 0;

    for (size_t size = PIECE; size > 0; size = size == PIECE ? 1 : 0)
        while (subject.msgsnd(queue, &message, size, IPC_NOWAIT) == 0)
            bytes += (long)size;
    return errno == EAGAIN ? bytes : -1;
}

static void fill_up(struct actor *sender, int queue)
{
    int *arg = scratch(sizeof *arg);
    long long bytes;

    *arg = queue;
    bytes = result_of(do_scene(sender, fill_queue, arg));
    must(bytes > 0, "%lld bytes went into the queue", bytes);
    observe("sysv_msg.queue.capacity", (double)bytes, "bytes");
}

CASE(msgsnd_to_a_full_queue_blocks_until_a_message_is_taken, PROVES("sysvmsg.snd.full-blocks"),
     VARIANTS("of the usual capacity", "of 64 bytes"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = variant == 0 ? queue_new(sender) : small_queue_new(sender, 64);
    char *taken = scratch(sizeof(long) + PIECE);
    struct call *last;

    if (variant == 0)
        fill_up(sender, queue);
    else
        must_put(sender, queue, 1, "1234567890123456789012345678901234567890123456789012345678901234");
    last = begin_msg_put(sender, queue, 2, "x");
    expect_blocked(last);
    expect_succeeds(do_msgrcv(receiver, queue, taken, PIECE, 1, IPC_NOWAIT));
    expect_returns(finish(last), 0);
    expect_takes(receiver, queue, 2, 2, "x");
}

CASE(msgsnd_stays_blocked_while_the_room_is_too_small_for_it, PROVES("sysvmsg.snd.full-blocks"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = small_queue_new(receiver, 16);
    struct call *last;

    must_put(sender, queue, 1, "12345678");
    must_put(sender, queue, 1, "1234");
    last = begin_msg_put(sender, queue, 2, "123456789");
    expect_blocked(last);
    expect_takes(receiver, queue, 0, 1, "12345678");
    expect_returns(finish(last), 0);
    last = begin_msg_put(sender, queue, 3, "1234567890123456");
    must_block(last);
    expect_takes(receiver, queue, 0, 1, "1234");
    expect_blocked(last);
    expect_takes(receiver, queue, 0, 2, "123456789");
    expect_returns(finish(last), 0);
}

CASE(a_raised_msg_qbytes_wakes_a_blocked_sender, PROVES("sysvmsg.snd.full-blocks"))
{
    struct actor *sender = actor_new("sender");
    struct actor *owner = actor_new("owner");
    int queue = small_queue_new(owner, 8);
    struct msqid_ds ds = msg_stat(owner, queue);
    struct call *last, *raised;

    must_put(sender, queue, 1, "12345678");
    last = begin_msg_put(sender, queue, 1, "x");
    expect_blocked(last);
    ds.msg_qbytes = 9;
    raised = do_msgctl(owner, queue, IPC_SET, &ds);
    if (call_failed(raised) && error_of(raised) == EPERM) {
        abandon(last);
        skip("need-root", "to raise msg_qbytes needs appropriate privileges here");
    }
    must_return(raised, 0);
    expect_returns(finish(last), 0);
}

CASE(msgsnd_with_IPC_NOWAIT_to_a_full_queue_fails_and_sends_nothing, PROVES("sysvmsg.snd.full-nowait-eagain"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = small_queue_new(sender, 8);

    must_put(sender, queue, 1, "12345678");
    expect_fails(msg_put_nowait(sender, queue, 2, "x"), EAGAIN);
    expect_equal(msg_stat(sender, queue).msg_qnum, 1, "messages queued");
    expect_takes(receiver, queue, 0, 1, "12345678");
    expect_returns(msg_put_nowait(sender, queue, 2, "x"), 0);
}

CASE(a_lowered_msg_qbytes_holds_for_the_next_msgsnd, PROVES("sysvmsg.ctl.set-qbytes-lower-blocks"))
{
    struct actor *sender = actor_new("sender");
    int queue = small_queue_new(sender, 10);

    expect_equal(msg_stat(sender, queue).msg_qbytes, 10, "msg_qbytes");
    must_put(sender, queue, 1, "123456789");
    expect_fails(msg_put_nowait(sender, queue, 1, "12"), EAGAIN);
    expect_returns(msg_put_nowait(sender, queue, 1, "1"), 0);
    expect_fails(msg_put_nowait(sender, queue, 1, "1"), EAGAIN);
}
