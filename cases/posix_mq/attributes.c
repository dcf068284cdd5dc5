/* Attributes, and sizes of messages. */
#include "cases/posix_mq/queue.h"

CASE(a_queue_is_made_with_the_attributes_asked_for, PROVES("mq.open.create-attr"))
{
    struct actor *maker = actor_new("maker");
    mqd_t queue = mq_new(maker, scratch_name("q"), O_RDWR, 3);
    struct mq_attr attr = mq_stat(maker, queue);

    expect_equal(attr.mq_maxmsg, 3, "mq_maxmsg");
    expect_equal(attr.mq_msgsize, MQ_SIZE, "mq_msgsize");
    expect_equal(attr.mq_curmsgs, 0, "mq_curmsgs");
    expect_equal(attr.mq_flags & O_NONBLOCK, 0, "O_NONBLOCK of mq_flags");
}

static const struct {
    const char *name;
    long messages, size;
} refused[] = {{"no messages", 0, 64}, {"-1 messages", -1, 64}, {"no bytes", 8, 0}, {"-1 bytes", 8, -1}};

CASE(attributes_below_one_are_EINVAL, PROVES("mq.open.bad-attr-einval"), VARIANT_TABLE(refused))
{
    struct actor *maker = actor_new("maker");
    struct mq_attr attr = {.mq_maxmsg = refused[variant].messages, .mq_msgsize = refused[variant].size};

    expect_fails(tidy(do_mq_open(maker, scratch_name("q"), O_CREAT | O_EXCL | O_RDWR, 0600, &attr)), EINVAL);
}

CASE(opening_an_existing_queue_ignores_the_attributes, PROVES("mq.open.existing-attr-ignored"))
{
    struct actor *maker = actor_new("maker");
    struct actor *other = actor_new("other");
    struct mq_attr attr = mq_attributes(2);
    const char *name = scratch_name("q");
    mqd_t queue;

    mq_new(maker, name, O_RDWR, 4);
    queue = (mqd_t)expect_succeeds(do_mq_open(other, name, O_CREAT | O_RDWR, 0600, &attr));
    expect_equal(mq_stat(other, queue).mq_maxmsg, 4, "mq_maxmsg");
}

CASE(mq_curmsgs_counts_the_messages_queued, PROVES("mq.attr.curmsgs"))
{
    struct mq_pair pair = mq_pair_new(0, O_NONBLOCK, 3);
    struct mail mail;

    for (int i = 0; i < 3; i++) {
        expect_equal(mq_stat(pair.receiver, pair.in).mq_curmsgs, i, "mq_curmsgs");
        must_mq_put(pair.sender, pair.out, 1, "x");
    }
    for (int i = 3; i > 0; i--) {
        expect_equal(mq_stat(pair.sender, pair.out).mq_curmsgs, i, "mq_curmsgs");
        must_return(mq_take(pair.receiver, pair.in, &mail), 1);
    }
    expect_equal(mq_stat(pair.sender, pair.out).mq_curmsgs, 0, "mq_curmsgs");
}

CASE(mq_setattr_changes_O_NONBLOCK_and_nothing_else, PROVES("mq.attr.setattr-only-nonblock"))
{
    struct mq_pair pair = mq_pair_new(0, 0, 3);
    struct mq_attr wish = {.mq_flags = O_NONBLOCK, .mq_maxmsg = 1, .mq_msgsize = 1, .mq_curmsgs = 5}, old, now;
    struct mail mail;

    must_mq_put(pair.sender, pair.out, 1, "x");
    expect_returns(do_mq_setattr(pair.receiver, pair.in, &wish, &old), 0);
    now = mq_stat(pair.receiver, pair.in);
    expect_equal(now.mq_flags & O_NONBLOCK, O_NONBLOCK, "O_NONBLOCK of mq_flags");
    expect_equal(now.mq_maxmsg, 3, "mq_maxmsg");
    expect_equal(now.mq_msgsize, MQ_SIZE, "mq_msgsize");
    expect_equal(now.mq_curmsgs, 1, "mq_curmsgs");
    expect_mq_takes(pair.receiver, pair.in, 1, "x");
    expect_fails(mq_take(pair.receiver, pair.in, &mail), EAGAIN);
}

CASE(mq_setattr_returns_the_attributes_as_they_were, PROVES("mq.attr.setattr-returns-old"))
{
    struct mq_pair pair = mq_pair_new(0, O_NONBLOCK, 3);
    struct mq_attr wish = {.mq_flags = 0}, old = {0};

    must_mq_put(pair.sender, pair.out, 1, "x");
    expect_returns(do_mq_setattr(pair.receiver, pair.in, &wish, &old), 0);
    expect_equal(old.mq_flags & O_NONBLOCK, O_NONBLOCK, "O_NONBLOCK as it was");
    expect_equal(old.mq_maxmsg, 3, "mq_maxmsg");
    expect_equal(old.mq_msgsize, MQ_SIZE, "mq_msgsize");
    expect_equal(old.mq_curmsgs, 1, "mq_curmsgs");
    expect_equal(mq_stat(pair.receiver, pair.in).mq_flags & O_NONBLOCK, 0, "O_NONBLOCK as it is");
}

CASE(a_message_above_mq_msgsize_is_EMSGSIZE_and_one_of_it_is_taken, PROVES("mq.send.emsgsize"))
{
    struct mq_pair pair = mq_pair_new(0, O_NONBLOCK, 2);
    char text[MQ_SIZE + 2];

    memset(text, 'm', sizeof text);
    text[MQ_SIZE + 1] = '\0';
    expect_fails(mq_put(pair.sender, pair.out, 1, text), EMSGSIZE);
    expect_equal(mq_stat(pair.sender, pair.out).mq_curmsgs, 0, "messages queued");
    text[MQ_SIZE] = '\0';
    expect_returns(mq_put(pair.sender, pair.out, 1, text), 0);
    expect_mq_takes(pair.receiver, pair.in, 1, text);
}

CASE(a_buffer_below_mq_msgsize_is_EMSGSIZE_even_for_a_short_message, PROVES("mq.receive.emsgsize"))
{
    struct mq_pair pair = mq_pair_new(0, O_NONBLOCK, 2);
    char buffer[MQ_SIZE];
    unsigned priority;

    must_mq_put(pair.sender, pair.out, 1, "short");
    expect_fails(do_mq_receive(pair.receiver, pair.in, buffer, MQ_SIZE - 1, &priority), EMSGSIZE);
    expect_equal(mq_stat(pair.receiver, pair.in).mq_curmsgs, 1, "messages that are still queued");
    expect_mq_takes(pair.receiver, pair.in, 1, "short");
}

CASE(a_POSIX_message_may_be_empty, PROVES("mq.send.zero-length"))
{
    struct mq_pair pair = mq_pair_new(0, O_NONBLOCK, 2);

    must_mq_put(pair.sender, pair.out, 1, "behind");
    expect_returns(mq_put(pair.sender, pair.out, 2, ""), 0);
    expect_mq_takes(pair.receiver, pair.in, 2, "");
    expect_mq_takes(pair.receiver, pair.in, 1, "behind");
}

CASE(mq_receive_needs_no_place_for_the_priority, PROVES("mq.receive.prio-null-ok"))
{
    struct mq_pair pair = mq_pair_new(0, O_NONBLOCK, 2);
    char buffer[MQ_SIZE];

    must_mq_put(pair.sender, pair.out, 5, "x");
    expect_returns(do_mq_receive(pair.receiver, pair.in, buffer, sizeof buffer, NULL), 1);
    expect_match(buffer, "x", 1, "the text of the message received");
}

CASE(a_descriptor_serves_the_direction_it_was_opened_for, PROVES("mq.open.access-mode-enforced"))
{
    struct mq_pair pair = mq_pair_new(O_NONBLOCK, O_NONBLOCK, 2);
    struct mail mail;

    must_mq_put(pair.sender, pair.out, 1, "x");
    expect_fails(mq_take(pair.sender, pair.out, &mail), EBADF);
    expect_fails(mq_put(pair.receiver, pair.in, 1, "y"), EBADF);
    expect_mq_takes(pair.receiver, pair.in, 1, "x");
}

CASE(a_million_messages_are_more_than_the_system_allows, PROVES("mq.open.attr-over-limit"))
{
    struct mq_attr attr = mq_attributes(1000000);

    expect_fails(tidy(do_mq_open(actor_new("maker"), scratch_name("q"), O_CREAT | O_EXCL | O_RDWR, 0600, &attr)),
                 EINVAL);
}
