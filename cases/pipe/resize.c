/* Where a pipe tells its size, and takes another one: F_GETPIPE_SZ and F_SETPIPE_SZ. */
#include "cases/pipe/ends.h"

static size_t pipe_size(struct ends *ends)
{
    return (size_t)must_succeed(do_fcntl(ends->writer, ends->out, F_GETPIPE_SZ, 0));
}

CASE(getpipe_sz_is_what_single_bytes_fill, PROVES("pipe.linux.getpipe-sz"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    long long size = expect_succeeds(do_fcntl(ends.reader, ends.in, F_GETPIPE_SZ, 0));

    expect_equal(fill(ends.writer, ends.out), size, "bytes that filled the pipe");
}

/* Growing may be forbidden to a user who owns many pipes; a pipe of one page is anybody's. */
static const struct {
    const char *name;
    int pages; /* asked for, and a byte more */
    int pages_got;
} pipe_sizes[] = {{"0 pages and 1 byte", 0, 1}, {"1 page and 1 byte", 1, 2}, {"2 pages and 1 byte", 2, 4}};

CASE(setpipe_sz_rounds_up_to_a_power_of_two, PROVES("pipe.linux.setpipe-sz"), VARIANT_TABLE(pipe_sizes))
{
    struct ends ends = ends_open(BY_PIPE);
    long page = sysconf(_SC_PAGESIZE);
    int asked = (int)(page * pipe_sizes[variant].pages + 1);
    long long wanted = page * pipe_sizes[variant].pages_got;
    struct call *set = do_fcntl(ends.writer, ends.out, F_SETPIPE_SZ, asked);

    if (call_failed(set) && error_of(set) == EPERM)
        skip("rlimit", "this user owns too many pipes to change the size of one");
    expect_returns(set, wanted);
    expect_equal(pipe_size(&ends), wanted, "size of the pipe afterwards");
    expect_equal(fill(ends.writer, ends.out), wanted, "bytes that filled the pipe");
}

CASE(pipe_does_not_shrink_below_its_data, PROVES("pipe.linux.setpipe-sz-ebusy"))
{
    struct ends ends = ends_open(BY_PIPE);
    int page = (int)sysconf(_SC_PAGESIZE);
    size_t size = fill(ends.writer, ends.out);
    unsigned char *bytes = scratch(size);

    if (size <= (size_t)page)
        skip("rlimit", "this user owns so many pipes that a new one has a page only");
    expect_fails(do_fcntl(ends.writer, ends.out, F_SETPIPE_SZ, page), EBUSY);
    expect_equal(pipe_size(&ends), size, "size of the pipe afterwards");
    must_return(do_read(ends.reader, ends.in, bytes, size), (long long)size);
    expect_returns(do_fcntl(ends.writer, ends.out, F_SETPIPE_SZ, page), page);
}

CASE(blocked_writer_goes_on_when_the_pipe_grows, PROVES("pipe.linux.setpipe-sz"))
{
    struct ends ends = ends_open(BY_PIPE);
    struct call *grown, *blocked;
    size_t size;

    must_succeed(do_fcntl(ends.writer, ends.out, F_SETPIPE_SZ, (int)sysconf(_SC_PAGESIZE)));
    size = fill(ends.writer, ends.out);
    blocked = begin_write(ends.writer, ends.out, "x", 1);
    expect_blocked(blocked);
    grown = do_fcntl(ends.reader, ends.in, F_SETPIPE_SZ, (int)(2 * size));
    if (call_failed(grown) && error_of(grown) == EPERM) {
        abandon(blocked);
        skip("rlimit", "this user owns too many pipes to change the size of one");
    }
    must_return(grown, (long long)(2 * size));
    expect_returns(finish(blocked), 1);
}
