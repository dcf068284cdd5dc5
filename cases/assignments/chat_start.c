/* What a chat makes of its arguments and of what it finds in its folder. */
#include "cases/assignments/chat.h"

static const struct {
    const char *name;
    const char *arguments;
} wrong_uses[] = {
    {"no arguments", ""}, {"no folder", "host"}, {"one too many", "guest . ."}, {"unknown side", "third ."}};

CASE(wrong_usage_is_told, PROVES("assignment.fifo-chat.usage"), VARIANT_TABLE(wrong_uses))
{
    struct program program = program_start("chat", wrong_uses[variant].arguments);

    expect_ended(&program, 2, "", "usage: chat host|guest FOLDER\n");
}

static void end_in_order(struct chat *chat)
{
    program_type_end(&chat->program);
    expect_heard(chat, ".\n", 2);
    must_return(do_write(chat->peer, chat->says, ".\n", 2), 2);
    expect_exits(chat->program.actor, 0);
}

CASE(fifos_that_were_made_are_removed, PROVES("assignment.fifo-chat.removes-fifos"), SIDES)
{
    struct chat chat = {.program = chat_program(variant), .peer = actor_new("peer")};

    must_return(do_ignore(chat.peer, SIGPIPE), 0);
    must_block(chat.program.running);
    chat_join(&chat, variant);
    end_in_order(&chat);
    expect_no_fifo(TO_HOST);
    expect_no_fifo(TO_GUEST);
}

CASE(fifos_that_were_found_are_used_and_left, PROVES("assignment.fifo-chat.keeps-fifos"), SIDES)
{
    struct chat chat = chat_open(variant);

    end_in_order(&chat);
    expect_fifo(TO_HOST);
    expect_fifo(TO_GUEST);
}

static const struct {
    const char *name; /* of the file that is no FIFO */
    const char *other;
    int side;
} misplaced[] = {{TO_HOST, TO_GUEST, HOST}, {TO_GUEST, TO_HOST, GUEST}};

CASE(file_in_the_place_of_a_fifo_is_refused, PROVES("assignment.fifo-chat.refuses-file"), VARIANT_TABLE(misplaced))
{
    struct actor *owner = actor_new("owner");
    const char *name = misplaced[variant].name;
    int fd = (int)must_succeed(tidy(do_open(owner, name, O_RDWR | O_CREAT, 0600)));
    struct program program;
    char text[8] = "";
    const char *complaint;

    must_return(do_write(owner, fd, "precious", 8), 8);
    program = chat_program(misplaced[variant].side);
    expect_exits(program.actor, 1);
    complaint = program_rest(&program, program.errors);
    expect(strstr(complaint, name) != NULL, "standard error does not name %s: \"%s\"", name, complaint);
    must_return(do_lseek(owner, fd, 0, SEEK_SET), 0);
    expect_returns(do_read(owner, fd, text, sizeof text), 8);
    expect_match(text, "precious", 8, "what is in the file");
    expect_no_fifo(misplaced[variant].other);
}
