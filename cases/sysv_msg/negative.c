/*
 * msgtyp below zero: POSIX wants the lowest type that is not above its magnitude, and of that type the first message.
 * Systems differ in four ways here, and the queue 5, 2, 4, 3, 9 tells them apart.
 */
#include "cases/sysv_msg/queue.h"

static const long grid[] = {5, 2, 4, 3, 9};

/* NEXT is what POSIX takes for each: always the lowest type, 2, once that is within the bound. */
static const struct {
    const char *name;
    long msgtyp;
} bounds[] = {{"-1", -1}, {"-2", -2}, {"-3", -3}, {"-4", -4}, {"-5", -5},
              {"-6", -6}, {"-7", -7}, {"-8", -8}, {"-9", -9}};

CASE(of_5_2_4_3_9_a_negative_msgtyp_takes_the_lowest_within_its_bound, PROVES("sysvmsg.rcv.type-negative-lowest"),
     VARIANT_TABLE(bounds))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    long msgtyp = bounds[variant].msgtyp;
    struct message message = {0};
    int queue = queue_new(sender);
    struct call *taken;

    must_put_types(sender, queue, grid, COUNT_OF(grid));
    taken = msg_take(receiver, queue, msgtyp, &message);
    observe("msgrcv.negative.type-taken", call_failed(taken) ? 0 : (double)message.type, "");
    if (msgtyp == -1) {
        expect_fails(taken, ENOMSG);
        expect_equal(msg_stat(sender, queue).msg_qnum, COUNT_OF(grid), "messages that are still queued");
        return;
    }
    expect_message(taken, &message, 2, "b");
    /* Without the 2, each further one is again the lowest that is left, up to the bound and no further. */
    for (long type = 3; type <= -msgtyp && type <= 5; type++)
        expect_takes(receiver, queue, msgtyp, type, type == 3 ? "d" : type == 4 ? "c" : "a");
    if (msgtyp == -9)
        expect_takes(receiver, queue, msgtyp, 9, "e");
    expect_fails(msg_take(receiver, queue, msgtyp, &message), ENOMSG);
}

/* The same bound again, and the one demand that no message above it goes out, whatever the order of the others. */
CASE(a_negative_msgtyp_leaves_every_type_above_its_bound, PROVES("sysvmsg.rcv.type-negative-excludes-higher"),
     VARIANT_TABLE(bounds))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    long msgtyp = bounds[variant].msgtyp;
    struct message message = {0};
    int queue = queue_new(sender);
    struct call *taken;

    must_put_types(sender, queue, grid, COUNT_OF(grid));
    while (taken = msg_take(receiver, queue, msgtyp, &message), !call_failed(taken))
        expect(message.type <= -msgtyp, "msgrcv(%ld) took type %ld", msgtyp, message.type);
    expect_fails(taken, ENOMSG);
    for (size_t i = 0; i < COUNT_OF(grid); i++)
        if (grid[i] > -msgtyp)
            expect_takes(receiver, queue, grid[i], grid[i], ((char[]){(char)('a' + i), '\0'}));
}

CASE(a_negative_msgtyp_takes_the_one_message_of_exactly_its_magnitude, PROVES("sysvmsg.rcv.type-negative-lowest"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put(sender, queue, 5, "equal");
    expect_takes(receiver, queue, -5, 5, "equal");
    must_put(sender, queue, 1, "least");
    expect_takes(receiver, queue, -1, 1, "least");
}

CASE(msgtyp_LONG_MIN_takes_the_lowest_of_all_types, PROVES("sysvmsg.rcv.type-long-min"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put_types(sender, queue, (const long[]){LONG_MAX, 7}, 2);
    expect_takes(receiver, queue, LONG_MIN, 7, "b");
    expect_takes(receiver, queue, LONG_MIN, LONG_MAX, "a");
}
