/* A pipe or FIFO that is full: what blocks, and what wakes it. */
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
