/* An empty pipe or FIFO that has a writer: the reader waits, or is told to come again. */
#include "cases/pipe/ends.h"

CASE(read_of_empty_pipe_blocks_until_written, PROVES("pipe.read.blocks-empty"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char bytes[8];
    struct call *reading = begin_read(ends.reader, ends.in, bytes, sizeof bytes);

    expect_blocked(reading);
    must_return(do_write(ends.writer, ends.out, "data", 4), 4);
    expect_returns(finish(reading), 4);
    expect_match(bytes, "data", 4, "what was read");
}

CASE(nonblocking_read_of_empty_pipe_fails, PROVES("pipe.read.nonblock-eagain"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char byte;

    set_nonblocking(ends.reader, ends.in, true);
    expect_fails(do_read(ends.reader, ends.in, &byte, 1), EAGAIN);
    must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    expect_returns(do_read(ends.reader, ends.in, &byte, 1), 1);
    expect_fails(do_read(ends.reader, ends.in, &byte, 1), EAGAIN);
}

CASE(short_read_does_not_wait_for_the_rest, PROVES("pipe.read.partial"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char bytes[100];

    must_return(do_write(ends.writer, ends.out, "abc", 3), 3);
    expect_returns(do_read(ends.reader, ends.in, bytes, sizeof bytes), 3);
}

CASE(read_of_nothing_returns_at_once, PROVES("pipe.read.zero-length"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char byte;

    expect_returns(do_read(ends.reader, ends.in, &byte, 0), 0);
    must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    expect_returns(do_read(ends.reader, ends.in, &byte, 0), 0);
    expect_returns(do_read(ends.reader, ends.in, &byte, 1), 1);
}

/* XSH write() leaves open what a write of nothing does to other than a regular file; that it leaves no byte is sure. */
CASE(write_of_nothing_is_no_end, PROVES("pipe.read.eof"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    struct call *nothing = do_write(ends.writer, ends.out, "", 0);
    char byte;
    struct call *reading;

    observe("pipe.write-of-nothing", (double)result_of(nothing), "");
    reading = begin_read(ends.reader, ends.in, &byte, 1);
    expect_blocked(reading);
    must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    expect_returns(finish(reading), 1);
}

CASE(status_flags_are_shared_by_duplicates, PROVES("pipe.dup.shared-description"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    int copy = (int)must_succeed(do_dup(ends.reader, ends.in));
    char byte;

    set_nonblocking(ends.reader, copy, true);
    expect_fails(do_read(ends.reader, ends.in, &byte, 1), EAGAIN);
}
