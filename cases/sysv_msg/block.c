/* What blocks a receiver and a sender, and what alone wakes them. */
#include "cases/sysv_msg/queue.h"

static const struct {
    const char *name;
    long msgtyp;
    long others[2]; /* arrive, and are not for this receiver */
    long own;
} waits[] = {{"type 2", 2, {1, 3}, 2}, {"types up to 2", -2, {3, 9}, 1}};

CASE(a_blocked_receiver_is_woken_by_its_type_only, PROVES("sysvmsg.rcv.blocks"), VARIANT_TABLE(waits))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);
    struct message message = {0};
    struct call *taken = begin_msg_take(receiver, queue, waits[variant].msgtyp, &message);

    expect_blocked(taken);
    must_put(sender, queue, waits[variant].others[0], "other");
    must_put(sender, queue, waits[variant].others[1], "another");
    expect_blocked(taken);
    must_put(sender, queue, waits[variant].own, "own");
    expect_message(finish(taken), &message, waits[variant].own, "own");
    expect_takes(sender, queue, 0, waits[variant].others[0], "other");
}

CASE(of_two_blocked_receivers_each_is_woken_by_its_own_type, PROVES("sysvmsg.rcv.blocks"),
     VARIANTS("the first to wait", "the second to wait"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver[] = {actor_new("one"), actor_new("two")};
    int queue = queue_new(sender);
    struct message message[2] = {0};
    struct call *taken[2];
    int first = variant;

    for (int i = 0; i < 2; i++) {
        taken[i] = begin_msg_take(receiver[i], queue, i + 1, &message[i]);
        must_block(taken[i]);
    }
    must_put(sender, queue, first + 1, "early");
    expect_message(finish(taken[first]), &message[first], first + 1, "early");
    expect_blocked(taken[!first]);
    must_put(sender, queue, !first + 1, "late");
    expect_message(finish(taken[!first]), &message[!first], !first + 1, "late");
}

CASE(one_message_wakes_one_of_two_receivers_for_good, PROVES("sysvmsg.rcv.each-message-once"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver[] = {actor_new("one"), actor_new("two")};
    int queue = queue_new(sender);
    struct message message[2] = {0};
    struct call *taken[2];
    int first;

    for (int i = 0; i < 2; i++) {
        taken[i] = begin_msg_take(receiver[i], queue, 7, &message[i]);
        must_block(taken[i]);
    }
    must_put(sender, queue, 7, "early");
    first = finish_first(taken, 2);
    expect_message(taken[first], &message[first], 7, "early");
    expect_blocked(taken[!first]);
    must_put(sender, queue, 7, "late");
    expect_message(finish(taken[!first]), &message[!first], 7, "late");
}

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
