/* The bounded buffer while nobody has to wait: what is found, what comes out, and how much has room. */
#include "cases/assignments/buffer.h"

CASE(buffer_is_found_by_its_name, PROVES("assignment.buffer.open"))
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = actor_new("finder");
    int buffer = buffer_new(maker, "apples", 2);

    expect_returns(do_bb_open(finder, "apples", 2), buffer);
    expect_returns(do_bb_open(finder, "apples", 0), buffer);
    must_return(do_bb_put(maker, buffer, 17), 0);
    expect_returns(do_bb_count(finder, buffer), 1);
    expect_gets(finder, buffer, 17);
    expect_returns(do_bb_count(maker, buffer), 0);
}

CASE(buffers_of_two_names_are_two, PROVES("assignment.buffer.open"))
{
    struct actor *maker = actor_new("maker");
    struct actor *finder = actor_new("finder");
    int apples = buffer_new(maker, "apples", 2);
    int pears = buffer_new(finder, "pears", 3);

    expect(apples != pears, "both are %d", apples);
    must_return(do_bb_put(maker, apples, 1), 0);
    must_return(do_bb_put(maker, pears, 2), 0);
    expect_gets(finder, apples, 1);
    expect_gets(finder, pears, 2);
}

CASE(eight_buffers_have_room_and_a_ninth_is_enospc, PROVES("assignment.buffer.open"))
{
    struct actor *maker = actor_new("maker");
    char name[] = "0";

    for (; name[0] < '0' + BB_BUFFERS; name[0]++)
        buffer_new(maker, name, 1);
    expect_fails(do_bb_open(maker, name, 1), ENOSPC);
    expect_succeeds(do_bb_open(maker, "0", 1));
}

static const struct refusal {
    const char *name;
    const char *buffer;
    int places;
} refusals[] = {
    {"no name", "", 1},
    {"too long a name", "abcdefghijklmnopqrstuvwxyz012345", 1},
    {"no places", "new", 0},
    {"less than none", "new", -1},
    {"too many places", "new", BB_PLACES + 1},
    {"other places than it has", "apples", 3},
};

CASE(what_cannot_be_opened_is_einval, PROVES("assignment.buffer.open"), VARIANT_TABLE(refusals))
{
    struct actor *maker = actor_new("maker");

    buffer_new(maker, "apples", 2);
    expect_fails(do_bb_open(maker, refusals[variant].buffer, refusals[variant].places), EINVAL);
}

CASE(number_of_no_buffer_is_einval, PROVES("assignment.buffer.open"), VARIANTS("-1", "7", "8"))
{
    static const int numbers[] = {-1, BB_BUFFERS - 1, BB_BUFFERS};
    struct actor *actor = actor_new("actor");
    int number = numbers[variant];
    int item;

    buffer_new(actor, "apples", 2);
    expect_fails(do_bb_put(actor, number, 1), EINVAL);
    expect_fails(do_bb_try_get(actor, number, &item), EINVAL);
    expect_fails(do_bb_end(actor, number), EINVAL);
    expect_fails(do_bb_count(actor, number), EINVAL);
    expect_succeeds(do_bb_open(actor, "apples", 2));
}

CASE(items_come_out_in_the_order_in_which_they_went_in, PROVES("assignment.buffer.order"), VARIANTS("3", "10"))
{
    int places = variant == 0 ? 3 : 10;
    struct actor *producer = actor_new("producer");
    struct actor *consumer = actor_new("consumer");
    int buffer = buffer_new(producer, "buffer", places);

    /* Two and a half times round the ring, and never empty in between. */
    must_put_items(producer, buffer, 0, places - 1);
    for (int i = 0; i < 5 * places / 2; i++) {
        must_return(do_bb_put(producer, buffer, places - 1 + i), 0);
        expect_gets(consumer, buffer, i);
    }
}

CASE(any_number_is_an_item, PROVES("assignment.buffer.order"))
{
    static const int numbers[] = {0, -1, INT_MIN, INT_MAX};
    struct actor *producer = actor_new("producer");
    struct actor *consumer = actor_new("consumer");
    int buffer = buffer_new(producer, "buffer", COUNT_OF(numbers));

    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        expect_returns(do_bb_put(producer, buffer, numbers[i]), 0);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        expect_gets(consumer, buffer, numbers[i]);
}

CASE(as_many_items_have_room_as_there_are_places, PROVES("assignment.buffer.places"), VARIANTS("1", "10", "64"))
{
    static const int places[] = {1, 10, BB_PLACES};
    struct actor *producer = actor_new("producer");
    struct actor *consumer = actor_new("consumer");
    int buffer = buffer_new(producer, "buffer", places[variant]);

    for (int i = 0; i < places[variant]; i++)
        expect_returns(do_bb_try_put(producer, buffer, i), 0);
    expect_returns(do_bb_count(consumer, buffer), places[variant]);
    expect_fails(do_bb_try_put(producer, buffer, -1), EAGAIN);
    for (int i = 0; i < places[variant]; i++)
        expect_gets(consumer, buffer, i);
    expect_returns(do_bb_count(consumer, buffer), 0);
}

/* Each refusal is followed by others' calls, which must not find the buffer locked. */
CASE(trying_fails_where_it_would_wait_and_leaves_the_buffer_to_others, PROVES("assignment.buffer.try"), BOTH_SIDES)
{
    struct actor *trier = actor_new("trier");
    struct actor *other = actor_new("other");
    int buffer = buffer_to_wait_at(other, (enum side)variant, 2);
    int item = 0;

    expect_fails(variant == PUTTING ? do_bb_try_put(trier, buffer, 3) : do_bb_try_get(trier, buffer, &item), EAGAIN);
    expect_returns(do_bb_count(other, buffer), variant == PUTTING ? 2 : 0);
    must_serve(other, (enum side)variant, buffer, 8);
    expect_returns(variant == PUTTING ? do_bb_try_put(trier, buffer, 3) : do_bb_try_get(trier, buffer, &item), 0);
    if (variant == GETTING)
        expect_equal(item, 8, "the item");
}
