/* What O_NONBLOCK makes of a write for which there is room enough, some room, or none. */
#include "cases/pipe/nonblock.h"

const struct small_write small_writes[SMALL_WRITES] = {
    {"1 byte, no room", {0, 1}, {0, 0}},
    {"1 byte, room for 1", {0, 1}, {0, 1}},
    {"2 bytes, room for 1", {0, 2}, {0, 1}},
    {"512 bytes, room for 511", {0, 512}, {0, 511}},
    {"512 bytes, room for 512", {0, 512}, {0, 512}},
    {"PIPE_BUF, no room", {1, 0}, {0, 0}},
    {"PIPE_BUF, room for one less", {1, 0}, {1, -1}},
    {"PIPE_BUF-1, room for as many", {1, -1}, {1, -1}},
    {"PIPE_BUF, room for as many", {1, 0}, {1, 0}},
};

static size_t in_bytes(struct measure measure, size_t buf)
{
    return (size_t)((long)buf * measure.pipe_bufs + measure.bytes);
}

void small_write_is_all_or_nothing(int by, const struct small_write *row)
{
    struct ends ends = ends_open(by);
    size_t buf = pipe_buf(ends.writer, ends.out);
    size_t size = in_bytes(row->size, buf);
    size_t room = in_bytes(row->room, buf);
    unsigned char *sent = pattern_new(size);
    size_t before = leave_room(&ends, room);
    size_t after = before + (size <= room ? size : 0);
    unsigned char *got = scratch(before + size);
    struct call *written;

    set_nonblocking(ends.writer, ends.out, true);
    written = do_write(ends.writer, ends.out, sent, size);
    if (size <= room)
        expect_returns(written, (long long)size);
    else
        expect_fails(written, EAGAIN);
    expect_equal(drain(&ends, got, before + size), after, "bytes in the pipe afterwards");
    expect_match(got + before, sent, after - before, "what the write put in");
}

void large_write_transfers_what_fits(int by, struct measure size, struct measure room)
{
    struct ends ends = ends_open(by);
    size_t buf = pipe_buf(ends.writer, ends.out);
    size_t wanted = in_bytes(size, buf);
    size_t fits = in_bytes(room, buf);
    unsigned char *sent = pattern_new(wanted);
    size_t before = leave_room(&ends, fits);
    unsigned char *got = scratch(before + wanted);
    long long count;

    set_nonblocking(ends.writer, ends.out, true);
    count = result_of(do_write(ends.writer, ends.out, sent, wanted));
    /* A byte that goes in afterwards shows that the write above could have transferred one. */
    if (count < 0)
        must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    expect(count >= 1 && count <= (long long)fits, "the write gave %lld with room for %zu", count, fits);
    expect_equal(drain(&ends, got, before + wanted), before + (size_t)count, "bytes in the pipe afterwards");
    expect_match(got + before, sent, (size_t)count, "what the write put in");
}

void large_write_fails_when_full(int by)
{
    struct ends ends = ends_open(by);
    size_t size = 2 * pipe_buf(ends.writer, ends.out);
    size_t before = fill(ends.writer, ends.out);
    unsigned char *got = scratch(before + size);

    set_nonblocking(ends.writer, ends.out, true);
    expect_fails(do_write(ends.writer, ends.out, pattern_new(size), size), EAGAIN);
    expect_equal(drain(&ends, got, before + size), before, "bytes in the pipe afterwards");
}

void large_write_into_empty(int by, bool drained)
{
    struct ends ends = ends_open(by);
    size_t buf = pipe_buf(ends.writer, ends.out);
    size_t capacity = drained ? leave_room(&ends, 0) : 0;
    size_t size = drained ? capacity + buf : buf + 1;
    unsigned char *sent = pattern_new(size);
    unsigned char *got = scratch(size);
    long long count;

    if (drained)
        must_equal(drain(&ends, got, capacity), capacity, "bytes drained of a full pipe");
    set_nonblocking(ends.writer, ends.out, true);
    count = expect_succeeds(do_write(ends.writer, ends.out, sent, size));
    expect(count >= (long long)buf, "%lld of %zu bytes went into an empty pipe, PIPE_BUF is %zu", count, size, buf);
    expect_equal(drain(&ends, got, size), count, "bytes in the pipe afterwards");
    expect_match(got, sent, (size_t)count, "what the write put in");
}

CASE(nonblocking_write_up_to_pipe_buf_is_all_or_nothing, PROVES("pipe.write.le-pipe-buf-nonblock-all-or-nothing"),
     VARIANT_TABLE(small_writes))
{
    small_write_is_all_or_nothing(BY_PIPE, &small_writes[variant]);
}

CASE(nonblocking_large_write_fills_a_free_page, PROVES("pipe.write.gt-pipe-buf-nonblock-partial"),
     CONDITION("whole-page-free"))
{
    large_write_transfers_what_fits(BY_PIPE, (struct measure){3, 0}, (struct measure){1, 0});
}

CASE(nonblocking_large_write_fills_the_last_bytes, PROVES("pipe.write.gt-pipe-buf-nonblock-partial"),
     CONDITION("last-page-only"))
{
    large_write_transfers_what_fits(BY_PIPE, (struct measure){2, 0}, (struct measure){1, -1});
}

CASE(nonblocking_large_write_to_full_pipe_fails, PROVES("pipe.write.gt-pipe-buf-nonblock-partial"))
{
    large_write_fails_when_full(BY_PIPE);
}

CASE(nonblocking_large_write_into_empty_pipe_transfers_pipe_buf,
     PROVES("pipe.write.gt-pipe-buf-empty-at-least-pipe-buf"), VARIANTS("fresh", "drained"))
{
    large_write_into_empty(BY_PIPE, variant == 1);
}
