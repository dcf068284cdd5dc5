/* What is said in a chat goes by lines, whole and unchanged, in both directions at once. */
#include "cases/assignments/chat.h"

CASE(typed_line_goes_out, PROVES("assignment.fifo-chat.line-out"), SIDES)
{
    struct chat chat = chat_open(variant);

    program_type(&chat.program, "hello\n");
    expect_heard(&chat, "hello\n", 6);
    program_type(&chat.program, "one\n\nthree\n");
    expect_heard(&chat, "one\n\nthree\n", 11);
    chat_leave(&chat);
}

CASE(line_of_the_other_side_is_printed, PROVES("assignment.fifo-chat.line-in"), SIDES)
{
    struct chat chat = chat_open(variant);

    peer_says(&chat, "good day\n");
    expect_shows(&chat, "good day");
    chat_leave(&chat);
}

CASE(half_a_line_waits_for_its_rest, PROVES("assignment.fifo-chat.framing"), SIDES)
{
    struct chat chat = chat_open(variant);

    peer_says(&chat, "hel");
    peer_says(&chat, "lo\nhow are");
    peer_says(&chat, " you\n");
    expect_shows(&chat, "hello");
    expect_shows(&chat, "how are you");
    chat_leave(&chat);
}

CASE(lines_of_one_write_are_lines_still, PROVES("assignment.fifo-chat.framing"), SIDES)
{
    struct chat chat = chat_open(variant);

    peer_says(&chat, "one\ntwo\n\nfour\n");
    expect_shows(&chat, "one");
    expect_shows(&chat, "two");
    expect_shows(&chat, "");
    expect_shows(&chat, "four");
    chat_leave(&chat);
}

CASE(nobody_waits_for_his_turn, PROVES("assignment.fifo-chat.both-ways"), SIDES)
{
    struct chat chat = chat_open(variant);

    peer_says(&chat, "first\n");
    expect_shows(&chat, "first");
    peer_says(&chat, "second\n");
    expect_shows(&chat, "second");
    for (int i = 0; i < 3; i++) {
        program_type(&chat.program, "mine\n");
        expect_heard(&chat, "mine\n", 5);
    }
    peer_says(&chat, "third\n");
    expect_shows(&chat, "third");
    chat_leave(&chat);
}

CASE(typed_dot_is_no_end, PROVES("assignment.fifo-chat.dots"), SIDES)
{
    struct chat chat = chat_open(variant);

    program_type(&chat.program, ".\n.x\na.\n");
    expect_heard(&chat, "..\n..x\na.\n", 10);
    chat_leave(&chat);
}

CASE(dot_that_was_added_is_taken_off, PROVES("assignment.fifo-chat.dots"), SIDES)
{
    struct chat chat = chat_open(variant);

    peer_says(&chat, "..\n..x\na.\n");
    expect_shows(&chat, ".");
    expect_shows(&chat, ".x");
    expect_shows(&chat, "a.");
    chat_leave(&chat);
}

/* So many letters and a newline; PREFIX stands before them. */
static char *long_line(const char *prefix, size_t letters)
{
    size_t length = strlen(prefix);
    char *line = scratch(length + letters + 1);

    snprintf(line, length + 1, "%s", prefix);
    for (size_t i = 0; i < letters; i++)
        line[length + i] = (char)('a' + i % 23);
    line[length + letters] = '\n';
    return line;
}

/* No multiple of PIPE_BUF or of a page, and three times either. */
enum { LONG = 3 * 4096 + 17, LONGER = 100000 };

CASE(long_line_goes_out_whole, PROVES("assignment.fifo-chat.long-lines"), SIDES)
{
    struct chat chat = chat_open(variant);
    char *line = long_line("", LONG);

    must_return(do_write(chat.program.user, chat.program.keys, line, LONG + 1), LONG + 1);
    expect_heard(&chat, line, LONG + 1);
    chat_leave(&chat);
}

CASE(long_line_is_printed_whole, PROVES("assignment.fifo-chat.long-lines"), SIDES)
{
    struct chat chat = chat_open(variant);
    const char *prefix = variant == HOST ? "guest: " : "host: ";

    must_return(do_write(chat.peer, chat.says, long_line("", LONG), LONG + 1), LONG + 1);
    expect_prints(&chat.program, long_line(prefix, LONG), strlen(prefix) + LONG + 1);
    chat_leave(&chat);
}

/* Neither FIFO holds so much, and the peer listens only when it has said all: whoever does the same waits for ever. */
CASE(longer_lines_cross, PROVES("assignment.fifo-chat.long-lines"), SIDES)
{
    struct chat chat = chat_open(variant);
    const char *prefix = variant == HOST ? "guest: " : "host: ";
    char *line = long_line("", LONGER);
    struct call *typing = begin_write(chat.program.user, chat.program.keys, line, LONGER + 1);
    struct call *saying;

    must_return(finish(typing), LONGER + 1);
    saying = begin_write(chat.peer, chat.says, line, LONGER + 1);
    expect_prints(&chat.program, long_line(prefix, LONGER), strlen(prefix) + LONGER + 1);
    expect_returns(finish(saying), LONGER + 1);
    expect_heard(&chat, line, LONGER + 1);
    chat_leave(&chat);
}
