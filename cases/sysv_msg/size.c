/* Boundaries and sizes of messages. */
#include "cases/sysv_msg/queue.h"

CASE(each_msgrcv_takes_one_whole_message, PROVES("sysvmsg.def.message-unit"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = queue_new(sender);

    must_put(sender, queue, 1, "abc");
    must_put(sender, queue, 1, "");
    must_put(sender, queue, 1, "defgh");
    expect_takes(receiver, queue, 0, 1, "abc");
    expect_takes(receiver, queue, 0, 1, "");
    expect_takes(receiver, queue, 0, 1, "defgh");
}

CASE(a_message_of_no_text_is_a_message, PROVES("sysvmsg.snd.zero-length"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    struct message message;
    int queue = queue_new(sender);

    must_put(sender, queue, 5, "");
    expect_equal(msg_stat(sender, queue).msg_qnum, 1, "messages queued");
    expect_returns(do_msgrcv(receiver, queue, &message, 0, 5, IPC_NOWAIT), 0);
    expect_equal(message.type, 5, "the type of the message received");
}

CASE(a_message_too_long_for_the_buffer_is_E2BIG_and_stays, PROVES("sysvmsg.rcv.e2big-keeps-message"),
     VARIANTS("msgtyp 0", "msgtyp > 0", "msgtyp < 0"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    struct message message = {.type = -1, .text = "untouched"};
    long msgtyp = (const long[]){0, 4, -4}[variant];
    int queue = queue_new(sender);

    must_put(sender, queue, 4, "0123456789");
    must_put(sender, queue, 6, "fits");
    expect_fails(do_msgrcv(receiver, queue, &message, 9, msgtyp, IPC_NOWAIT), E2BIG);
    expect_equal(msg_stat(sender, queue).msg_qnum, 2, "messages that are still queued");
    expect_takes(receiver, queue, 0, 4, "0123456789");
}

CASE(MSG_NOERROR_cuts_the_message_and_the_rest_is_lost, PROVES("sysvmsg.rcv.noerror-truncates"),
     VARIANTS("to 9 bytes", "to nothing"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    struct message message = {.text = "##########"};
    size_t room = variant == 0 ? 9 : 0;
    int queue = queue_new(sender);

    must_put(sender, queue, 4, "0123456789");
    expect_returns(do_msgrcv(receiver, queue, &message, room, 0, IPC_NOWAIT | MSG_NOERROR), (long long)room);
    expect_equal(message.type, 4, "the type of the message received");
    expect_match(message.text, room ? "012345678#" : "##########", 10, "the buffer and the byte behind it");
    expect_fails(msg_take(receiver, queue, 0, &message), ENOMSG);
}

CASE(the_receivers_buffer_and_MSG_NOERROR_control_the_size, PROVES("sysvmsg.size.control"))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    struct message message = {0};
    int queue = queue_new(sender);

    must_put(sender, queue, 1, "0123456789");
    expect_fails(do_msgrcv(receiver, queue, &message, 4, 0, IPC_NOWAIT), E2BIG);
    expect_returns(do_msgrcv(receiver, queue, &message, 4, 0, IPC_NOWAIT | MSG_NOERROR), 4);
    expect_match(message.text, "0123", 4, "the text of the message received");
    expect_fails(msg_take(receiver, queue, 0, &message), ENOMSG);
}

CASE(msgsz_is_the_length_of_the_text_alone, PROVES("sysvmsg.code.msgsz-is-text-only"))
{
    const char *text = "Hello from message queue";
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    int queue = small_queue_new(sender, 2 * strlen(text));

    /* Two of them fill a queue of twice 24 bytes: had the type counted, the second would find no room. */
    expect_returns(msg_put_nowait(sender, queue, 1, text), 0);
    expect_returns(msg_put_nowait(sender, queue, 1, text), 0);
    expect_takes(receiver, queue, 0, 1, text);
    expect_takes(receiver, queue, 0, 1, text);
}

static const struct {
    const char *name;
    size_t size;
} texts[] = {{"0 bytes", 0},     {"1 byte", 1},      {"255 bytes", 255},
             {"256 bytes", 256}, {"257 bytes", 257}, {"1024 bytes", 1024}};

CASE(the_text_may_have_any_length_up_to_the_limit, REFUTES("sysvmsg.struct.msgbuf"), VARIANT_TABLE(texts))
{
    struct actor *sender = actor_new("sender");
    struct actor *receiver = actor_new("receiver");
    size_t size = texts[variant].size;
    char *sent = scratch(sizeof(long) + 1024);
    char *got = scratch(sizeof(long) + 1024);
    int queue = queue_new(sender);

    *(long *)(void *)sent = 1;
    memset(sent + sizeof(long), 'm', size);
    expect_returns(do_msgsnd(sender, queue, sent, size, 0), 0);
    expect_returns(do_msgrcv(receiver, queue, got, 1024, 1, IPC_NOWAIT), (long long)size);
    expect_match(got, sent, sizeof(long) + size, "type and text of the message received");
}
