/* Full and empty POSIX queues: who waits, and what ends the wait. */
#include "cases/posix_mq/queue.h"

/* Room for two messages; both sides block, unless OFLAG says O_NONBLOCK. */
static struct mq_pair pair_new(int oflag)
{
    return mq_pair_new(oflag, oflag, 2);
}

static void fill_pair(const struct mq_pair *pair)
{
    must_mq_put(pair->sender, pair->out, 1, "first");
    must_mq_put(pair->sender, pair->out, 1, "second");
}

CASE(mq_receive_from_an_empty_queue_blocks_until_a_message_comes, PROVES("mq.receive.blocks"))
{
    struct mq_pair pair = pair_new(0);
    struct mail mail = {0};
    struct call *taken = begin_mq_take(pair.receiver, pair.in, &mail);

    expect_blocked(taken);
    must_mq_put(pair.sender, pair.out, 3, "hello");
    expect_mail(finish(taken), &mail, 3, "hello");
}

CASE(mq_send_to_a_full_queue_blocks_until_a_message_is_taken, PROVES("mq.send.full-blocks"),
     VARIANTS("the same priority", "a higher priority"))
{
    struct mq_pair pair = pair_new(0);
    unsigned priority = variant == 0 ? 1 : 9;
    struct call *sent;

    fill_pair(&pair);
    sent = begin_mq_put(pair.sender, pair.out, priority, "third");
    expect_blocked(sent);
    expect_mq_takes(pair.receiver, pair.in, 1, "first");
    expect_returns(finish(sent), 0);
    if (variant == 0)
        expect_mq_takes(pair.receiver, pair.in, 1, "second");
    expect_mq_takes(pair.receiver, pair.in, priority, "third");
}

CASE(mq_send_with_O_NONBLOCK_to_a_full_queue_fails_and_sends_nothing, PROVES("mq.send.full-nonblock-eagain"))
{
    struct mq_pair pair = pair_new(O_NONBLOCK);
    struct mail mail;

    fill_pair(&pair);
    expect_fails(mq_put(pair.sender, pair.out, 9, "third"), EAGAIN);
    expect_mq_takes(pair.receiver, pair.in, 1, "first");
    expect_mq_takes(pair.receiver, pair.in, 1, "second");
    expect_fails(mq_take(pair.receiver, pair.in, &mail), EAGAIN);
}

CASE(mq_receive_with_O_NONBLOCK_from_an_empty_queue_fails, PROVES("mq.receive.empty-nonblock-eagain"))
{
    struct mq_pair pair = pair_new(O_NONBLOCK);
    struct mail mail;

    expect_fails(mq_take(pair.receiver, pair.in, &mail), EAGAIN);
    must_mq_put(pair.sender, pair.out, 1, "x");
    expect_mq_takes(pair.receiver, pair.in, 1, "x");
}

CASE(a_caught_signal_ends_a_blocked_call_with_EINTR, PROVES("mq.send.blocked-eintr"), VARIANTS("mq_send", "mq_receive"))
{
    struct mq_pair pair = pair_new(0);
    struct actor *waiter = variant == 0 ? pair.sender : pair.receiver;
    struct mail mail = {0};
    struct call *call;

    if (variant == 0)
        fill_pair(&pair);
    must_return(do_catch(waiter, SIGUSR1, 0), 0);
    call = variant == 0 ? begin_mq_put(waiter, pair.out, 1, "third") : begin_mq_take(waiter, pair.in, &mail);
    must_block(call);
    actor_signal(waiter, SIGUSR1);
    /* Now what it waited for: a call that began anew would come back with success and not hold up the case. */
    await_signals(waiter, SIGUSR1, 1);
    if (variant == 0)
        must_return(mq_take(pair.receiver, pair.in, &mail), 5);
    else
        must_mq_put(pair.sender, pair.out, 1, "late");
    expect_fails(finish(call), EINTR);
    expect_equal(mq_stat(waiter, variant == 0 ? pair.out : pair.in).mq_curmsgs, 1, "messages queued");
}

CASE(O_NONBLOCK_of_one_description_lets_another_block, PROVES("mq.attr.nonblock-per-description"))
{
    struct actor *eager = actor_new("eager");
    struct actor *patient = actor_new("patient");
    const char *name = scratch_name("q");
    mqd_t mine = mq_new(eager, name, O_RDWR | O_NONBLOCK, 2);
    mqd_t theirs = mq_join(patient, name, O_RDONLY);
    struct mail mail = {0};
    struct call *taken;

    expect_fails(mq_take(eager, mine, &mail), EAGAIN);
    taken = begin_mq_take(patient, theirs, &mail);
    expect_blocked(taken);
    must_mq_put(eager, mine, 1, "x");
    expect_mail(finish(taken), &mail, 1, "x");
}

CASE(of_two_blocked_receivers_one_gets_the_message, PROVES("mq.receive.each-once"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver[] = {actor_new("one"), actor_new("two")};
    const char *name = scratch_name("q");
    mqd_t out = mq_new(sender, name, O_WRONLY, 2);
    struct mail mail[2] = {0};
    struct call *taken[2];
    int first;

    for (int i = 0; i < 2; i++) {
        taken[i] = begin_mq_take(receiver[i], mq_join(receiver[i], name, O_RDONLY), &mail[i]);
        must_block(taken[i]);
    }
    must_mq_put(sender, out, 1, "early");
    first = finish_first(taken, 2);
    expect_mail(taken[first], &mail[first], 1, "early");
    expect_blocked(taken[!first]);
    must_mq_put(sender, out, 1, "late");
    expect_mail(finish(taken[!first]), &mail[!first], 1, "late");
}
