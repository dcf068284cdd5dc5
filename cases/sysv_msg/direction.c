/* Whether one queue serves two sides that both send and receive. */
#include "cases/sysv_msg/queue.h"

/* Ping-pong: each side takes its own type, so that neither gets what it sent itself. */
CASE(with_types_each_side_gets_the_answers_and_not_its_own, PROVES("sysvmsg.dir.bidirectional"), CONDITION("by-type"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    int queue = queue_new(one);

    for (int i = 0; i < 3; i++) {
        must_put(one, queue, 1, "question");
        must_put(other, queue, 2, "answer");
        expect_takes(one, queue, 2, 2, "answer");
        expect_takes(other, queue, 1, 1, "question");
    }
}

CASE(without_types_a_process_receives_what_it_sent_itself, REFUTES("sysvmsg.dir.bidirectional"),
     CONDITION("by-arrival"))
{
    struct actor *one = actor_new("one");
    struct actor *other = actor_new("other");
    int queue = queue_new(one);

    must_put(one, queue, 1, "question");
    must_put(other, queue, 2, "answer");
    expect_takes(one, queue, 0, 1, "question");
}
