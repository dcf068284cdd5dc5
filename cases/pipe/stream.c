/* What goes in comes out: in order, without boundaries, and without the writer's help. */
#include "cases/pipe/ends.h"

CASE(writes_run_together, PROVES("pipe.stream.byte-stream"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char bytes[100];

    must_return(do_write(ends.writer, ends.out, "abc", 3), 3);
    must_return(do_write(ends.writer, ends.out, "defgh", 5), 5);
    must_return(do_write(ends.writer, ends.out, "ijklmno", 7), 7);
    expect_returns(do_read(ends.reader, ends.in, bytes, sizeof bytes), 15);
    expect_match(bytes, "abcdefghijklmno", 15, "what was read");
}

CASE(one_write_can_be_read_in_parts, PROVES("pipe.stream.byte-stream"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char bytes[8] = {0};

    must_return(do_write(ends.writer, ends.out, "abcdefg", 7), 7);
    expect_returns(do_read(ends.reader, ends.in, bytes, 2), 2);
    expect_returns(do_read(ends.reader, ends.in, bytes + 2, 1), 1);
    expect_returns(do_read(ends.reader, ends.in, bytes + 3, 5), 4);
    expect_match(bytes, "abcdefg", 7, "what was read");
}

CASE(bytes_arrive_in_the_order_written, PROVES("pipe.read.fifo-order"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t size = leave_room(&ends, 0) * 3 + 17;
    unsigned char *sent = pattern_new(size);
    unsigned char *got = scratch(size);
    struct call *writing;

    must(drain(&ends, got, size) > 0, "nothing was drained");
    writing = begin_write(ends.writer, ends.out, sent, size);
    take(&ends, got, size, 1009);
    must_return(finish(writing), (long long)size);
    expect_match(got, sent, size, "what was read");
}

CASE(writers_append_in_the_order_of_their_writes, PROVES("pipe.write.append-order"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    struct hand second = ends_join(&ends, variant, "second writer");
    struct hand third = ends_join(&ends, variant, "third writer");
    char bytes[10] = {0};

    must_return(do_write(ends.writer, ends.out, "a", 1), 1);
    must_return(do_write(second.actor, second.out, "bb", 2), 2);
    must_return(do_write(third.actor, third.out, "ccc", 3), 3);
    must_return(do_write(ends.writer, ends.out, "d", 1), 1);
    must_return(do_write(third.actor, third.out, "ee", 2), 2);
    take(&ends, bytes, 9, sizeof bytes);
    expect_match(bytes, "abbcccdee", 9, "what was read");
}

CASE(two_readers_never_get_the_same_byte, PROVES("pipe.read.two-readers-disjoint"))
{
    struct ends ends = ends_open(BY_PIPE);
    struct actor *second = actor_fork(ends.reader, "second reader");
    char bytes[4] = {0};

    must_return(do_write(ends.writer, ends.out, "abc", 3), 3);
    expect_returns(do_read(ends.reader, ends.in, bytes, 1), 1);
    expect_returns(do_read(second, ends.in, bytes + 1, 1), 1);
    expect_returns(do_read(ends.reader, ends.in, bytes + 2, 2), 1);
    expect_match(bytes, "abc", 3, "what both read");
}

/* Only one of two blocked readers can have the byte; the other one waits on. */
CASE(one_byte_serves_one_of_two_blocked_readers, PROVES("pipe.read.two-readers-disjoint"))
{
    struct ends ends = ends_open(BY_PIPE);
    struct actor *second = actor_fork(ends.reader, "second reader");
    char bytes[2];
    struct call *reading[2] = {begin_read(ends.reader, ends.in, bytes, 1), begin_read(second, ends.in, bytes + 1, 1)};
    int served;

    must_block(reading[0]);
    must_block(reading[1]);
    must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    served = finish_first(reading, 2);
    expect_returns(reading[served], 1);
    expect_blocked(reading[!served]);
    must_return(do_write(ends.writer, ends.out, "y", 1), 1);
    expect_returns(finish(reading[!served]), 1);
    expect_equal(bytes[!served], 'y', "the second reader's byte");
}

CASE(data_outlives_the_writers_buffer_and_the_writer, PROVES("pipe.store.kernel-buffer"),
     VARIANTS("1 byte", "PIPE_BUF"))
{
    struct ends ends = ends_open(BY_PIPE);
    size_t size = variant ? pipe_buf(ends.writer, ends.out) : 1;
    struct hand child = ends_join(&ends, BY_PIPE, "child");
    unsigned char *sent = pattern_new(size);
    unsigned char *got = scratch(size);

    must_return(do_write(child.actor, child.out, sent, size), (long long)size);
    memset(sent, 0xff, size);
    actor_exit(child.actor, 0);
    must_return(do_close(ends.writer, ends.out), 0);
    expect_returns(do_read(ends.reader, ends.in, got, size), (long long)size);
    expect_match(got, pattern_new(size), size, "what was read");
    expect_returns(do_read(ends.reader, ends.in, got, 1), 0);
}

CASE(samples_line_arrives_whole_and_then_the_end, PROVES("pipe.code.hello"))
{
    struct ends ends = ends_open(BY_PIPE);
    char bytes[1024];

    expect_returns(do_write(ends.writer, ends.out, "Hello from pipe\n", 16), 16);
    must_return(do_close(ends.writer, ends.out), 0);
    expect_returns(do_read(ends.reader, ends.in, bytes, sizeof bytes), 16);
    expect_match(bytes, "Hello from pipe\n", 16, "what was read");
    expect_returns(do_read(ends.reader, ends.in, bytes, sizeof bytes), 0);
}

/* A megabyte through a buffer of a few pages. */
CASE(stream_is_longer_than_the_buffer, REFUTES("sel.pipe.small-data-only"))
{
    struct ends ends = ends_open(BY_PIPE);
    size_t size = 1 << 20;
    unsigned char *sent = pattern_new(size);
    unsigned char *got = scratch(size);
    struct call *writing = begin_write(ends.writer, ends.out, sent, size);

    take(&ends, got, size, 65536);
    expect_returns(finish(writing), (long long)size);
    expect_match(got, sent, size, "what was read");
}
