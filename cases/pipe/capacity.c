/* How much a pipe holds: the document says 64 KB or 4 KB, and POSIX nothing. */
#include "cases/pipe/capacity.h"

struct filling {
    int fd;
    size_t size;
    unsigned char *bytes;
};

enum { NO_PIPE_HOLDS = 16 << 20 };

static long fill_by(void *arg)
{
    const struct filling *filling = arg;
    long total = 0;
    ssize_t n;

    do {
        n = subject.write(filling->fd, filling->bytes, filling->size);
        total += n > 0 ? n : 0;
    } while (n == (ssize_t)filling->size && total < NO_PIPE_HOLDS);
    return n < 0 && errno != EAGAIN && errno != EWOULDBLOCK ? -1 : total;
}

size_t capacity_by(int by, size_t size)
{
    struct ends ends = ends_open(by);
    struct filling *filling = scratch(sizeof *filling);
    long long total;

    set_nonblocking(ends.writer, ends.out, true);
    *filling = (struct filling){ends.out, size, pattern_new(size)};
    total = result_of(do_scene(ends.writer, fill_by, filling));
    must(total > 0, "filling by writes of %zu bytes put in %lld", size, total);
    return (size_t)total;
}

CASE(single_bytes_end_at_a_full_pipe, PROVES("pipe.cap.finite"))
{
    size_t total = capacity_by(BY_PIPE, 1);

    observe("pipe.capacity", (double)total, "bytes");
    expect(total < NO_PIPE_HOLDS, "%zu bytes went in, and no end is in sight", total);
}

static const struct {
    const char *name;
    size_t size;
} document_writes[] = {{"1 byte", 1}, {"512 bytes", 512}, {"4096 bytes", 4096}};

/* The document's numbers are two systems' defaults; another one, or a user with many pipes, may have others. */
CASE(new_pipe_holds_64k_or_4k, PROVES("pipe.cap.64k-or-4k"), VARIANT_TABLE(document_writes))
{
    size_t total = capacity_by(BY_PIPE, document_writes[variant].size);

    observe("pipe.capacity", (double)total, "bytes");
    if (total < 65536 && total > 4096)
        return;
    expect(total == 65536 || total == 4096, "a new pipe holds %zu bytes", total);
}

CASE(new_pipe_holds_pipe_buf, PROVES("pipe.limit.capacity-ge-pipe-buf"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t buf = pipe_buf(ends.writer, ends.out);

    set_nonblocking(ends.writer, ends.out, true);
    expect_returns(do_write(ends.writer, ends.out, scratch(buf), buf), (long long)buf);
}

CASE(pipe_buf_is_at_least_512, PROVES("pipe.limit.pipe-buf-min"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    long long of_out = must_succeed(do_fpathconf(ends.writer, ends.out, _PC_PIPE_BUF));
    long long of_in = must_succeed(do_fpathconf(ends.reader, ends.in, _PC_PIPE_BUF));

    observe("pipe.pipe-buf", (double)of_out, "bytes");
    expect(of_out >= 512, "PIPE_BUF is %lld", of_out);
    expect_equal(of_in, of_out, "PIPE_BUF of the read end");
#ifdef PIPE_BUF
    expect_equal(of_out, PIPE_BUF, "PIPE_BUF of <limits.h>");
#endif
}

static const struct {
    const char *name;
    size_t size;
} write_sizes[] = {{"1 byte", 1},        {"5 bytes", 5},       {"511 bytes", 511},   {"1535 bytes", 1535},
                   {"2049 bytes", 2049}, {"4097 bytes", 4097}, {"64 KiB", 64 << 10}, {"1 MiB", 1 << 20}};

CASE(capacity_depends_on_the_size_of_writes, PROVES("pipe.limit.capacity-by-write-size"), VARIANT_TABLE(write_sizes))
{
    observe("pipe.capacity", (double)capacity_by(BY_PIPE, write_sizes[variant].size), "bytes");
}

/* One large O_NONBLOCK write tells how much goes in at once; that a byte more blocks shows that no less was counted. */
CASE(largest_write_that_needs_no_reader, PROVES("pipe.limit.single-write-capacity"))
{
    struct ends ends = ends_open(BY_PIPE);
    size_t most = capacity_by(BY_PIPE, 1 << 20);
    unsigned char *bytes = scratch(most + 1);
    struct call *writing = begin_write(ends.writer, ends.out, bytes, most + 1);

    must_block(writing);
    abandon(writing);
    observe("pipe.single-write-capacity", (double)most, "bytes");
}
