/* Who has to wait at a bounded buffer sleeps; what wakes him, and what does not. */
#include "cases/assignments/buffer.h"

CASE(put_into_a_full_buffer_sleeps_until_an_item_is_taken, PROVES("assignment.buffer.put-sleeps"), VARIANTS("1", "10"))
{
    int places = variant == 0 ? 1 : 10;
    struct actor *producer = actor_new("producer");
    struct actor *consumer = actor_new("consumer");
    int buffer = buffer_to_wait_at(consumer, PUTTING, places);
    struct call *putting = begin_bb_put(producer, buffer, places + 1);

    expect_blocked(putting);
    expect_returns(do_bb_count(consumer, buffer), places);
    expect_gets(consumer, buffer, 1);
    expect_returns(finish(putting), 0);
    for (int i = 2; i <= places + 1; i++)
        expect_gets(consumer, buffer, i);
}

CASE(get_from_an_empty_buffer_sleeps_until_an_item_is_put, PROVES("assignment.buffer.get-sleeps"), VARIANTS("1", "10"))
{
    struct actor *producer = actor_new("producer");
    struct actor *consumer = actor_new("consumer");
    int buffer = buffer_new(producer, "buffer", variant == 0 ? 1 : 10);
    int item = 0;
    struct call *getting = begin_bb_get(consumer, buffer, &item);

    expect_blocked(getting);
    expect_returns(do_bb_count(producer, buffer), 0);
    expect_returns(do_bb_put(producer, buffer, 5), 0);
    expect_returns(finish(getting), 0);
    expect_equal(item, 5, "the item");
    expect_returns(do_bb_count(producer, buffer), 0);
}

/* What others do at another buffer, or try at this one, is not what it waits for. */
CASE(sleeper_is_not_served_by_what_is_not_for_it, PROVES("assignment.buffer.get-sleeps"))
{
    struct actor *consumer = actor_new("consumer");
    struct actor *other = actor_new("other");
    int buffer = buffer_new(other, "buffer", 1);
    int another = buffer_new(other, "another", 1);
    int item = 0;
    int nothing;
    struct call *getting = begin_bb_get(consumer, buffer, &item);

    must_block(getting);
    expect_returns(do_bb_put(other, another, 1), 0);
    expect_fails(do_bb_try_get(other, buffer, &nothing), EAGAIN);
    expect_gets(other, another, 1);
    expect_blocked(getting);
    expect_returns(do_bb_put(other, buffer, 2), 0);
    expect_returns(finish(getting), 0);
    expect_equal(item, 2, "the item");
}

/* Who was woken, and finds that another one was quicker, sleeps on. */
CASE(one_change_lets_one_of_two_go, PROVES("assignment.buffer.wakes"), BOTH_SIDES)
{
    struct actor *waiter[] = {actor_new("one"), actor_new("two")};
    struct actor *server = actor_new("server");
    int buffer = buffer_to_wait_at(server, (enum side)variant, 1);
    int item[2] = {11, 12};
    struct call *waiting[2];
    int first;

    for (int i = 0; i < 2; i++) {
        waiting[i] = begin_side(waiter[i], (enum side)variant, buffer, &item[i]);
        must_block(waiting[i]);
    }
    must_serve(server, (enum side)variant, buffer, 21);
    first = finish_first(waiting, 2);
    expect_returns(waiting[first], 0);
    expect_blocked(waiting[!first]);
    expect_returns(do_bb_count(server, buffer), variant == PUTTING ? 1 : 0);
    must_serve(server, (enum side)variant, buffer, 22);
    expect_returns(finish(waiting[!first]), 0);
    if (variant == GETTING) {
        expect_equal(item[first], 21, "the item of the first");
        expect_equal(item[!first], 22, "the item of the second");
    }
}

enum { SLEEPERS = 4, ROUNDS = 3 };

struct burst {
    int buffer;
    enum side side;
};

/* As many changes as there are sleepers, so close that nobody has come to take what the first was about. */
static long serve_all(void *arg)
{
    const struct burst *burst = arg;
    int item;

    for (int i = 0; i < SLEEPERS; i++)
        if ((burst->side == PUTTING ? subject.bb_try_get(burst->buffer, &item)
                                    : subject.bb_try_put(burst->buffer, i)) != 0)
            return -errno;
    return SLEEPERS;
}

CASE(as_many_go_as_can_however_quickly_the_changes_come, PROVES("assignment.buffer.wakes"), BOTH_SIDES)
{
    struct actor *waiter[SLEEPERS];
    struct actor *server = actor_new("server");
    struct burst *burst = scratch_zeroed(sizeof *burst);
    int item[SLEEPERS] = {0};
    struct call *waiting[SLEEPERS];

    burst->side = (enum side)variant;
    burst->buffer = buffer_to_wait_at(server, burst->side, SLEEPERS);
    for (int i = 0; i < SLEEPERS; i++)
        waiter[i] = actor_new("waiter");
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SLEEPERS; i++) {
            waiting[i] = begin_side(waiter[i], burst->side, burst->buffer, &item[i]);
            must_block(waiting[i]);
        }
        must_return(do_scene(server, serve_all, burst), SLEEPERS);
        for (int i = 0; i < SLEEPERS; i++)
            expect_returns(finish(waiting[i]), 0);
        expect_returns(do_bb_count(server, burst->buffer), variant == PUTTING ? SLEEPERS : 0);
    }
}
