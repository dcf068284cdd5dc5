/* The other side has gone: strangers that share a FIFO learn of it as parent and child on a pipe do. */
#include "cases/pipe/broken.h"
#include "cases/pipe/eof.h"

CASE(write_without_reader_raises_sigpipe, PROVES("fifo.write.sigpipe"), SIGPIPE_VARIANTS)
{
    write_without_reader_breaks(BY_FIFO, variant);
}

CASE(blocked_writer_breaks_when_the_last_reader_closes, PROVES("fifo.write.sigpipe"), SIGPIPE_VARIANTS)
{
    blocked_write_breaks(BY_FIFO, variant);
}

CASE(end_comes_with_the_last_of_three_writers, PROVES("fifo.multi.writers"))
{
    end_comes_with_the_last_writer(BY_FIFO);
}

CASE(writer_breaks_only_after_the_last_reader, PROVES("fifo.multi.reader-leaves"))
{
    struct ends ends = ends_open(BY_FIFO);
    struct actor *second = actor_new("second reader");
    int in = (int)must_succeed(do_open(second, "fifo", O_RDONLY, 0));
    char byte;

    must_return(do_ignore(ends.writer, SIGPIPE), 0);
    must_return(do_close(ends.reader, ends.in), 0);
    expect_returns(do_write(ends.writer, ends.out, "x", 1), 1);
    expect_returns(do_read(second, in, &byte, 1), 1);
    must_return(do_close(second, in), 0);
    expect_fails(do_write(ends.writer, ends.out, "x", 1), EPIPE);
}
