/* How a queue is made and found: keys, and IPC_PRIVATE. */
#include "cases/sysv_msg/queue.h"

CASE(strangers_exchange_messages_by_a_key, PROVES("sysvmsg.kin.unrelated"), VARIANTS("a number", "ftok of a file"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    key_t key, same;
    int queue;

    if (variant == 0) {
        key = same = scratch_key();
    } else {
        must_return(do_close(one, (int)must_succeed(tidy(do_open(one, "meeting", O_CREAT | O_WRONLY, 0600)))), 0);
        key = (key_t)must_succeed(do_ftok(one, "meeting", 'q'));
        same = (key_t)must_succeed(do_ftok(other, "meeting", 'q'));
    }
    queue = keyed_queue_new(one, key);
    expect_returns(do_msgget(other, same, 0), queue);
    must_put(one, queue, 1, "hello");
    expect_takes(other, queue, 1, 1, "hello");
    must_put(other, queue, 2, "hello yourself");
    expect_takes(one, queue, 2, 2, "hello yourself");
}

CASE(IPC_PRIVATE_makes_another_queue_each_time, PROVES("sysvmsg.get.private-unique"))
{
    struct actor *one = actor_new("one");
    int first = queue_new(one);
    int second = queue_new(one);

    expect(first != second, "both queues are %d", first);
    must_put(one, first, 1, "x");
    expect_equal(msg_stat(one, second).msg_qnum, 0, "messages on the other queue");
}

CASE(a_stranger_uses_a_private_queue_whose_identifier_it_knows, PROVES("sysvmsg.code.ipc-private-unreachable"),
     CONDITION("by-identifier"))
{
    struct actor *one = actor_new("one");
    struct actor *stranger = actor_new("stranger");
    int queue = queue_new(one);

    must_put(one, queue, 1, "found");
    expect_takes(stranger, queue, 0, 1, "found");
}

CASE(asking_for_IPC_PRIVATE_does_not_find_another_s_private_queue, REFUTES("sysvmsg.code.ipc-private-unreachable"),
     CONDITION("by-key"))
{
    struct actor *one = actor_new("one");
    struct actor *stranger = actor_new("stranger");
    int queue = queue_new(one);
    struct call *found = do_msgget(stranger, IPC_PRIVATE, 0600);

    must_succeed(tidy(found));
    expect(result_of(found) != queue, "msgget(IPC_PRIVATE) found queue %d", queue);
    must_put(one, queue, 1, "hidden");
    expect_equal(msg_stat(stranger, (int)result_of(found)).msg_qnum, 0, "messages on what it got");
}

CASE(IPC_CREAT_finds_the_queue_that_exists, PROVES("sysvmsg.get.creat-then-existing"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    key_t key = scratch_key();
    int queue = keyed_queue_new(one, key);

    expect_returns(do_msgget(other, key, IPC_CREAT | 0600), queue);
}

CASE(IPC_EXCL_refuses_the_queue_that_exists, PROVES("sysvmsg.get.excl-eexist"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    key_t key = scratch_key();

    keyed_queue_new(one, key);
    expect_fails(do_msgget(other, key, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
}

CASE(a_key_without_a_queue_is_ENOENT, PROVES("sysvmsg.get.enoent"))
{
    expect_fails(do_msgget(actor_new("seeker"), scratch_key(), 0600), ENOENT);
}

CASE(ftok_gives_one_key_for_one_file_and_id_and_others_for_others, PROVES("sysvmsg.ftok.stable"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    long long key;

    must_return(do_close(one, (int)must_succeed(tidy(do_open(one, "meeting", O_CREAT | O_WRONLY, 0600)))), 0);
    key = expect_succeeds(do_ftok(one, "meeting", 1));
    expect_returns(do_ftok(other, "meeting", 1), key);
    expect_returns(do_ftok(other, scratch_path("meeting"), 1), key);
    for (int id = 2; id <= 255; id++) {
        long long another = expect_succeeds(do_ftok(one, "meeting", id));

        expect(another != key, "the ids 1 and %d give the same key", id);
    }
}

CASE(ftok_of_no_file_fails_with_ENOENT, PROVES("sysvmsg.ftok.errors"))
{
    expect_fails(do_ftok(actor_new("seeker"), "nothing", 1), ENOENT);
}
