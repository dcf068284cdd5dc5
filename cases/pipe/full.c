/* A pipe or FIFO that is full: what blocks, how far a large write gets, and what it returns. */
#include "cases/pipe/ends.h"

CASE(write_to_full_pipe_blocks_until_drained, PROVES("pipe.full.block"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t room = fill(ends.writer, ends.out);
    struct call *last = begin_write(ends.writer, ends.out, "x", 1);

    observe("pipe.capacity", (double)room, "bytes");
    expect_blocked(last);
    expect_returns(do_read(ends.reader, ends.in, scratch(room), room), (long long)room);
    expect_returns(finish(last), 1);
}

CASE(write_of_pipe_buf_blocks_until_all_of_it_fits, PROVES("pipe.full.block"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t buf = pipe_buf(ends.writer, ends.out);
    size_t before = leave_room(&ends, buf - 1);
    unsigned char *sent = pattern_new(buf);
    unsigned char *got = scratch(before + buf);
    struct call *last = begin_write(ends.writer, ends.out, sent, buf);

    expect_blocked(last);
    take(&ends, got, before, before);
    expect_returns(finish(last), (long long)buf);
    take(&ends, got + before, buf, buf);
    expect_match(got + before, sent, buf, "what had waited");
}

/* Begins a write of twice what the pipe holds. */
static struct call *begin_large(struct ends *ends, size_t *capacity, size_t *size)
{
    *capacity = leave_room(ends, 0);
    must_equal(drain(ends, scratch(*capacity), *capacity), *capacity, "bytes drained of a full pipe");
    *size = 2 * *capacity;
    return begin_write(ends->writer, ends->out, pattern_new(*size), *size);
}

CASE(blocking_write_returns_only_when_all_is_in, PROVES("pipe.write.block-returns-nbyte"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t capacity, size;
    struct call *large = begin_large(&ends, &capacity, &size);
    unsigned char *got = scratch(size);

    expect_blocked(large);
    /* Half of it is in at most, so that after a little more the rest still has no room. */
    take(&ends, got, capacity / 2, capacity);
    expect_blocked(large);
    take(&ends, got + capacity / 2, size - capacity / 2, capacity);
    expect_returns(finish(large), (long long)size);
    expect_match(got, pattern_new(size), size, "what was read");
}

CASE(large_write_goes_on_in_parts, PROVES("pipe.read.partial"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t capacity, size;
    struct call *large = begin_large(&ends, &capacity, &size);
    unsigned char *got = scratch(size);
    long long part;

    must_block(large);
    part = expect_succeeds(do_read(ends.reader, ends.in, got, size));
    observe("pipe.first-part-of-large-write", (double)part, "bytes");
    expect(part >= 1 && part < (long long)size, "a read while the writer waits gave %lld of %zu bytes", part, size);
    take(&ends, got + part, size - (size_t)part, capacity);
    must_return(finish(large), (long long)size);
    expect_match(got, pattern_new(size), size, "what was read");
}

CASE(write_below_capacity_waits_for_no_reader, REFUTES("cmp.pipe.synchronous"), CONDITION("below-capacity"))
{
    struct ends ends = ends_open(BY_PIPE);
    char byte;

    expect_returns(do_write(ends.writer, ends.out, "x", 1), 1);
    expect_returns(do_read(ends.reader, ends.in, &byte, 1), 1);
}

CASE(write_at_capacity_waits_for_the_reader, PROVES("cmp.pipe.synchronous"), CONDITION("at-capacity"))
{
    struct ends ends = ends_open(BY_PIPE);
    size_t room = fill(ends.writer, ends.out);
    struct call *last = begin_write(ends.writer, ends.out, "x", 1);

    expect_blocked(last);
    must_return(do_read(ends.reader, ends.in, scratch(room), room), (long long)room);
    expect_returns(finish(last), 1);
}
