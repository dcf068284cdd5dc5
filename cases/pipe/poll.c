/* What poll() says of the ends. Where POSIX leaves bits open, they are recorded. */
#include "cases/pipe/ends.h"

/* The bits of one end, asked without waiting. */
static short bits_of(struct actor *actor, int fd, short events)
{
    struct pollfd asked = {.fd = fd, .events = events};

    must_succeed(do_poll(actor, &asked, 1, 0));
    return asked.revents;
}

CASE(empty_pipe_is_not_readable, PROVES("pipe.poll.read-empty"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);

    expect_equal(bits_of(ends.reader, ends.in, POLLIN), 0, "bits of the read end");
}

CASE(poll_waits_until_there_is_data, PROVES("pipe.poll.read-data"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    struct pollfd asked = {.fd = ends.in, .events = POLLIN};
    struct call *polling = begin_poll(ends.reader, &asked, 1, -1);

    expect_blocked(polling);
    must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    expect_returns(finish(polling), 1);
    expect_equal(asked.revents, POLLIN, "bits of the read end");
}

CASE(poll_wakes_when_the_last_writer_closes, PROVES("pipe.poll.read-hup-empty"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    struct pollfd asked = {.fd = ends.in, .events = POLLIN};
    struct call *polling = begin_poll(ends.reader, &asked, 1, -1);

    must_block(polling);
    must_return(do_close(ends.writer, ends.out), 0);
    expect_returns(finish(polling), 1);
    expect(asked.revents & (POLLHUP | POLLIN), "the bits of the read end are %#x", (unsigned)asked.revents);
    observe("pipe.poll-bits-at-end", asked.revents, "");
}

CASE(rest_of_the_data_shows_beside_the_end, PROVES("pipe.poll.read-hup-data"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);

    must_return(do_write(ends.writer, ends.out, "x", 1), 1);
    must_return(do_close(ends.writer, ends.out), 0);
    expect_equal(bits_of(ends.reader, ends.in, POLLIN), POLLIN | POLLHUP, "bits of the read end");
}

CASE(write_end_without_reader_shows_an_error, PROVES("pipe.poll.write-no-reader"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    short bits;

    must_return(do_close(ends.reader, ends.in), 0);
    bits = bits_of(ends.writer, ends.out, POLLOUT);
    expect(bits & (POLLERR | POLLHUP), "the bits of the write end are %#x", (unsigned)bits);
    observe("pipe.poll-bits-without-reader", bits, "");
}

/* The promise of POLLOUT is a write that does not block, and PIPE_BUF bytes are the most that can be in one piece. */
CASE(writable_means_that_pipe_buf_fits, PROVES("pipe.poll.write-space"), VARIANTS("pipe", "fifo"))
{
    static const int rooms[] = {0, 1, 2, 3}; /* of: none, a byte, PIPE_BUF less one, PIPE_BUF */
    struct ends ends = ends_open(variant);
    size_t buf = pipe_buf(ends.writer, ends.out);
    unsigned char *bytes = scratch(buf);

    for (size_t i = 0; i < COUNT_OF(rooms); i++) {
        size_t room = rooms[i] == 0 ? 0 : rooms[i] == 1 ? 1 : rooms[i] == 2 ? buf - 1 : buf;
        size_t inside = leave_room(&ends, room);
        bool writable = bits_of(ends.writer, ends.out, POLLOUT) & POLLOUT;
        bool fits;

        set_nonblocking(ends.writer, ends.out, true);
        fits = !call_failed(do_write(ends.writer, ends.out, bytes, buf));
        set_nonblocking(ends.writer, ends.out, false);
        expect_equal(writable, fits, "POLLOUT, beside whether PIPE_BUF bytes went in");
        must(drain(&ends, scratch(inside + buf), inside + buf) > 0 || inside == 0, "nothing was drained");
    }
}

CASE(poll_for_writing_waits_while_the_pipe_is_full, PROVES("pipe.poll.write-space"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t size = fill(ends.writer, ends.out);
    struct pollfd asked = {.fd = ends.out, .events = POLLOUT};
    struct call *polling = begin_poll(ends.writer, &asked, 1, -1);

    expect_blocked(polling);
    must_return(do_read(ends.reader, ends.in, scratch(size), size), (long long)size);
    expect_returns(finish(polling), 1);
    expect_equal(asked.revents, POLLOUT, "bits of the write end");
}
