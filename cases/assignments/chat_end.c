/* How a chat ends: in order, by SIGINT, or because the other side is gone. */
#include "cases/assignments/chat.h"

CASE(end_of_input_ends_the_chat, PROVES("assignment.fifo-chat.end-of-input"), SIDES)
{
    struct chat chat = chat_open(variant);

    program_type(&chat.program, "that is all\n");
    program_type_end(&chat.program);
    expect_heard(&chat, "that is all\n.\n", 14);
    /* The other side may have something to say still. */
    peer_says(&chat, "good night\n.\n");
    expect_ended(&chat.program, 0, variant == HOST ? "guest: good night\n" : "host: good night\n", "");
}

CASE(last_line_needs_no_newline, PROVES("assignment.fifo-chat.end-of-input"), SIDES)
{
    struct chat chat = chat_open(variant);

    program_type(&chat.program, "that is");
    program_type_end(&chat.program);
    expect_heard(&chat, "that is\n.\n", 10);
    peer_says(&chat, ".\n");
    expect_ended(&chat.program, 0, "", "");
}

CASE(end_of_the_other_side_is_answered, PROVES("assignment.fifo-chat.other-ends"), SIDES)
{
    struct chat chat = chat_open(variant);

    peer_says(&chat, "bye\n.\n");
    expect_heard(&chat, ".\n", 2);
    expect_ended(&chat.program, 0, variant == HOST ? "guest: bye\n" : "host: bye\n", "");
}

CASE(two_programs_end_together, PROVES("assignment.fifo-chat.other-ends"), VARIANTS("host's input", "guest's input"))
{
    struct program side[2];

    chat_make_fifos(actor_new("maker"));
    side[HOST] = chat_program(HOST);
    side[GUEST] = chat_program(GUEST);
    program_type_end(&side[variant]);
    expect_ended(&side[variant], 0, "", "");
    expect_ended(&side[!variant], 0, "", "");
}

CASE(interrupt_ends_a_chat, PROVES("assignment.fifo-chat.interrupted"), SIDES)
{
    struct chat chat = chat_open(variant);

    must_block(chat.program.running);
    actor_signal(chat.program.actor, SIGINT);
    expect_ended(&chat.program, 130, "", "");
}

CASE(interrupt_ends_the_wait_for_the_other_side, PROVES("assignment.fifo-chat.interrupted"), SIDES)
{
    struct program program = chat_program(variant);

    must_block(program.running);
    expect_fifo(TO_HOST);
    expect_fifo(TO_GUEST);
    actor_signal(program.actor, SIGINT);
    expect_ended(&program, 130, "", "");
    expect_no_fifo(TO_HOST);
    expect_no_fifo(TO_GUEST);
}

static const char *complaint(const struct chat *chat)
{
    static char text[64];

    snprintf(text, sizeof text, "chat: %s is gone\n", chat->peer_name);
    return text;
}

CASE(sudden_death_is_told, PROVES("assignment.fifo-chat.other-dies"), SIDES)
{
    struct chat chat = chat_open(variant);

    peer_says(&chat, "I feel\n");
    actor_kill(chat.peer);
    expect_ended(&chat.program, 1, variant == HOST ? "guest: I feel\n" : "host: I feel\n", complaint(&chat));
}

CASE(line_for_nobody_is_told_and_kills_nobody, PROVES("assignment.fifo-chat.no-sigpipe"), SIDES)
{
    struct chat chat = chat_open(variant);

    must_return(do_close(chat.peer, chat.hears), 0);
    /* A program that has noticed already reads no more of what is typed. */
    do_write(chat.program.user, chat.program.keys, "hello?\n", 7);
    expect_ended(&chat.program, 1, "", complaint(&chat));
}
