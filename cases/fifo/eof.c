/* Who is there: reading without writers, after the last of them has left, and writing without readers. */
#include "cases/fifo/pair.h"

CASE(read_returns_zero_where_nobody_writes, PROVES("fifo.read.no-writer-nonblock-zero"))
{
    struct pair pair = pair_new();
    char text[4];

    pair.in = (int)must_succeed(do_open(pair.reader, pair.name, O_RDONLY | O_NONBLOCK, 0));
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 0);
}

CASE(read_is_refused_while_a_writer_has_written_nothing, PROVES("fifo.read.writer-empty-eagain"))
{
    struct pair pair = pair_open();
    char text[4];

    set_nonblocking(pair.reader, pair.in, true);
    expect_fails(do_read(pair.reader, pair.in, text, sizeof text), EAGAIN);
    must_return(do_close(pair.writer, pair.out), 0);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 0);
}

CASE(new_writer_comes_through_after_end_of_file, PROVES("fifo.read.eof-then-new-writer"))
{
    struct pair pair = pair_open();
    struct actor *next = actor_new("next writer");
    char text[8] = "";
    int fd;

    must_return(do_close(pair.writer, pair.out), 0);
    must_return(do_read(pair.reader, pair.in, text, sizeof text), 0);
    fd = (int)must_succeed(do_open(next, pair.name, O_WRONLY, 0));
    must_return(do_write(next, fd, "again", 5), 5);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 5);
    expect_match(text, "again", 5, "what the new writer sent");
    must_return(do_close(next, fd), 0);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 0);
}

CASE(read_waits_again_once_a_new_writer_has_come, PROVES("fifo.read.eof-then-new-writer"))
{
    struct pair pair = pair_open();
    struct actor *next = actor_new("next writer");
    char text[8] = "";
    struct call *read;
    int fd;

    must_return(do_close(pair.writer, pair.out), 0);
    must_return(do_read(pair.reader, pair.in, text, sizeof text), 0);
    fd = (int)must_succeed(do_open(next, pair.name, O_WRONLY, 0));
    read = begin_read(pair.reader, pair.in, text, sizeof text);
    expect_blocked(read);
    must_return(do_write(next, fd, "now", 3), 3);
    expect_returns(finish(read), 3);
}

CASE(read_keeps_returning_zero_while_nobody_writes, PROVES("fifo.read.blocking-returns-zero-after-eof"))
{
    struct pair pair = pair_open();
    char text[4];

    must_return(do_close(pair.writer, pair.out), 0);
    for (int i = 0; i < 3; i++)
        expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 0);
}

CASE(end_of_file_waits_for_the_last_of_three_writers, PROVES("fifo.multi.writers"))
{
    struct pair pair = pair_open();
    struct actor *others[] = {actor_new("second writer"), actor_new("third writer")};
    char text[4];
    struct call *read;
    int fd[2];

    for (int i = 0; i < 2; i++)
        fd[i] = (int)must_succeed(do_open(others[i], pair.name, O_WRONLY, 0));
    read = begin_read(pair.reader, pair.in, text, sizeof text);
    must_return(do_close(pair.writer, pair.out), 0);
    expect_blocked(read);
    must_return(do_close(others[0], fd[0]), 0);
    expect_blocked(read);
    must_return(do_close(others[1], fd[1]), 0);
    expect_returns(finish(read), 0);
}

CASE(writer_goes_on_until_the_last_reader_leaves, PROVES("fifo.multi.reader-leaves"))
{
    struct pair pair = pair_open();
    struct actor *second = actor_new("second reader");
    char text[4] = "";
    int fd = (int)must_succeed(do_open(second, pair.name, O_RDONLY, 0));

    must_return(do_ignore(pair.writer, SIGPIPE), 0);
    must_return(do_close(pair.reader, pair.in), 0);
    expect_returns(do_write(pair.writer, pair.out, "abc", 3), 3);
    expect_returns(do_read(second, fd, text, sizeof text), 3);
    must_return(do_close(second, fd), 0);
    expect_fails(do_write(pair.writer, pair.out, "abc", 3), EPIPE);
}

CASE(write_without_reader_breaks, PROVES("fifo.write.sigpipe"), VARIANTS("killed by SIGPIPE", "EPIPE"))
{
    struct pair pair = pair_open();

    must_return(do_close(pair.reader, pair.in), 0);
    if (variant == 0) {
        begin_write(pair.writer, pair.out, "x", 1);
        expect_dies_of(pair.writer, SIGPIPE);
    } else {
        must_return(do_ignore(pair.writer, SIGPIPE), 0);
        expect_fails(do_write(pair.writer, pair.out, "x", 1), EPIPE);
    }
}

CASE(writer_finds_a_new_reader_after_a_broken_write, PROVES("fifo.write.sigpipe"))
{
    struct pair pair = pair_open();
    char text[4];

    must_return(do_ignore(pair.writer, SIGPIPE), 0);
    must_return(do_close(pair.reader, pair.in), 0);
    expect_fails(do_write(pair.writer, pair.out, "x", 1), EPIPE);
    pair.in = (int)must_succeed(do_open(pair.reader, pair.name, O_RDONLY, 0));
    expect_returns(do_write(pair.writer, pair.out, "y", 1), 1);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 1);
    expect_match(text, "y", 1, "what the new reader gets");
}

static int events_at(struct actor *actor, int fd)
{
    struct pollfd wanted = {.fd = fd, .events = POLLIN};

    must(result_of(do_poll(actor, &wanted, 1, 0)) >= 0, "poll did not fail");
    return wanted.revents;
}

CASE(poll_where_nobody_ever_wrote, PROVES("fifo.poll.never-had-writer"))
{
    struct pair pair = pair_new();

    pair.in = (int)must_succeed(do_open(pair.reader, pair.name, O_RDONLY | O_NONBLOCK, 0));
    observe("fifo.poll.never-had-writer", events_at(pair.reader, pair.in), "revents");
}

CASE(hangup_lasts_until_the_next_writer, PROVES("fifo.poll.after-writer-left"))
{
    struct pair pair = pair_open();

    expect_equal(events_at(pair.reader, pair.in) & POLLHUP, 0, "POLLHUP while the writer is there");
    must_return(do_close(pair.writer, pair.out), 0);
    expect_equal(events_at(pair.reader, pair.in) & POLLHUP, POLLHUP, "POLLHUP after the writer left");
    must_succeed(do_open(pair.writer, pair.name, O_WRONLY, 0));
    expect_equal(events_at(pair.reader, pair.in) & POLLHUP, 0, "POLLHUP after another has come");
}
