/* What wakes a writer that is blocked on a full pipe. */
#include "cases/pipe/ends.h"

/* Takes single bytes until a byte goes in again; returns how many it took. The argument has both ends. */
struct threshold {
    int in;
    int out;
};

static long find_threshold(void *arg)
{
    const struct threshold *ends = arg;
    char byte;

    for (long taken = 1; subject.read(ends->in, &byte, 1) == 1; taken++)
        if (subject.write(ends->out, "x", 1) == 1)
            return taken;
    return -1;
}

/* How many bytes of a full pipe have to be read until a byte has room: 1, or a page, or what the system likes. */
static size_t threshold_of_system(void)
{
    struct actor *both = actor_new("both");
    struct threshold *ends = scratch(sizeof *ends);
    int fd[2];
    long long taken;

    must_return(do_pipe(both, fd), 0);
    fill(both, fd[1]);
    set_nonblocking(both, fd[1], true);
    *ends = (struct threshold){fd[0], fd[1]};
    taken = result_of(do_scene(both, find_threshold, ends));
    must(taken > 0, "room for a byte after %lld bytes", taken);
    actor_exit(both, 0);
    return (size_t)taken;
}

CASE(one_byte_read_leaves_the_writer_blocked, REFUTES("pipe.full.read-wakes-writer"), CONDITION("less-than-threshold"),
     VARIANTS("pipe", "fifo"))
{
    size_t threshold = threshold_of_system();
    struct ends ends = ends_open(variant);
    size_t size = fill(ends.writer, ends.out);
    char *bytes = scratch(size);
    struct call *blocked = begin_write(ends.writer, ends.out, "x", 1);

    observe("pipe.wake-threshold", (double)threshold, "bytes");
    must_block(blocked);
    must_return(do_read(ends.reader, ends.in, bytes, 1), 1);
    /* How much must be free is the system's to say; where a byte is enough, nothing is refuted. */
    if (threshold == 1 && !is_blocked(blocked))
        return;
    expect_blocked(blocked);
    if (threshold > 2) {
        take(&ends, bytes, threshold - 2, threshold);
        expect_blocked(blocked);
        size -= threshold - 2;
    }
    take(&ends, bytes, size - 1, size);
    expect_returns(finish(blocked), 1);
}

CASE(read_that_makes_room_wakes_the_writer, PROVES("pipe.full.read-wakes-writer"), CONDITION("room-made"),
     VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    size_t size = fill(ends.writer, ends.out);
    struct call *blocked = begin_write(ends.writer, ends.out, "x", 1);
    char *bytes = scratch(size);

    must_block(blocked);
    must_return(do_read(ends.reader, ends.in, bytes, size), (long long)size);
    expect_returns(finish(blocked), 1);
    expect_returns(do_read(ends.reader, ends.in, bytes, size), 1);
}

CASE(blocked_writer_continues_when_pipe_buf_is_free, PROVES("pipe.full.read-wakes-writer"), CONDITION("room-made"),
     VARIANTS("pipe", "fifo"))
{
    size_t threshold = threshold_of_system();
    struct ends ends = ends_open(variant);
    size_t buf = pipe_buf(ends.writer, ends.out);
    unsigned char *bytes = pattern_new(buf);
    struct call *blocked;

    fill(ends.writer, ends.out);
    blocked = begin_write(ends.writer, ends.out, bytes, buf);
    must_block(blocked);
    take(&ends, scratch(buf), buf, buf);
    /* Some systems let a writer sleep on until more is free than it needs. */
    if (threshold > buf)
        take(&ends, scratch(threshold - buf), threshold - buf, buf);
    expect_returns(finish(blocked), (long long)buf);
}
