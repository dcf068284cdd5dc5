/* A signal whose handler runs while a read or write is blocked. */
#include "cases/pipe/ends.h"

CASE(handler_interrupts_a_blocked_read, PROVES("pipe.read.eintr"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char byte;
    struct call *reading;

    must_return(do_catch(ends.reader, SIGUSR1, 0), 0);
    reading = begin_read(ends.reader, ends.in, &byte, 1);
    must_block(reading);
    actor_signal(ends.reader, SIGUSR1);
    expect_fails(finish(reading), EINTR);
    expect_equal(signals_caught(ends.reader, SIGUSR1), 1, "runs of the handler");
}

CASE(restarting_handler_leaves_a_read_blocked, PROVES("pipe.read.sa-restart"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char byte = 0;
    struct call *reading;

    must_return(do_catch(ends.reader, SIGUSR1, SA_RESTART), 0);
    reading = begin_read(ends.reader, ends.in, &byte, 1);
    must_block(reading);
    actor_signal(ends.reader, SIGUSR1);
    await_signals(ends.reader, SIGUSR1, 1);
    expect_blocked(reading);
    must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    expect_returns(finish(reading), 1);
    expect_equal(byte, 'x', "the byte that was read");
}

CASE(interrupted_write_has_written_nothing, PROVES("pipe.write.eintr-nothing-written"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t buf = pipe_buf(ends.writer, ends.out);
    size_t before = leave_room(&ends, buf - 1);
    struct call *writing;

    must_return(do_catch(ends.writer, SIGUSR1, 0), 0);
    writing = begin_write(ends.writer, ends.out, pattern_new(buf), buf);
    must_block(writing);
    actor_signal(ends.writer, SIGUSR1);
    expect_fails(finish(writing), EINTR);
    expect_equal(drain(&ends, scratch(before + buf), before + buf), before, "bytes in the pipe afterwards");
}

CASE(interrupted_large_write_returns_what_went_in, PROVES("pipe.write.eintr-nothing-written"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t capacity = leave_room(&ends, 0);
    size_t size = 4 * capacity;
    unsigned char *sent = pattern_new(size);
    unsigned char *got = scratch(size);
    struct call *writing;
    long long count;

    must_equal(drain(&ends, got, size), capacity, "bytes drained of a full pipe");
    must_return(do_catch(ends.writer, SIGUSR1, 0), 0);
    writing = begin_write(ends.writer, ends.out, sent, size);
    must_block(writing);
    actor_signal(ends.writer, SIGUSR1);
    count = expect_succeeds(finish(writing));
    expect(count >= 1 && count < (long long)size, "the interrupted write gave %lld of %zu", count, size);
    expect_equal(drain(&ends, got, size), count, "bytes in the pipe afterwards");
    expect_match(got, sent, (size_t)count, "what went in");
}

CASE(restarting_handler_leaves_a_write_blocked, PROVES("pipe.write.eintr-nothing-written"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t before = fill(ends.writer, ends.out);
    unsigned char *got = scratch(before + 1);
    struct call *writing;

    must_return(do_catch(ends.writer, SIGUSR1, SA_RESTART), 0);
    writing = begin_write(ends.writer, ends.out, "x", 1);
    must_block(writing);
    actor_signal(ends.writer, SIGUSR1);
    await_signals(ends.writer, SIGUSR1, 1);
    expect_blocked(writing);
    take(&ends, got, before, before);
    expect_returns(finish(writing), 1);
    expect_equal(drain(&ends, got, before + 1), 1, "bytes in the pipe afterwards");
}
