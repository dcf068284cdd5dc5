#include "cases/pipe/ends.h"

static struct ends open_pipe(void)
{
    struct ends ends = {.writer = actor_new("writer")};
    int fd[2];

    must_return(do_pipe(ends.writer, fd), 0);
    ends.reader = actor_fork(ends.writer, "reader");
    must_return(do_close(ends.writer, fd[0]), 0);
    must_return(do_close(ends.reader, fd[1]), 0);
    ends.in = fd[0];
    ends.out = fd[1];
    return ends;
}

static struct ends open_fifo(void)
{
    struct ends ends = {.writer = actor_new("writer"), .reader = actor_new("reader")};
    const char *name = fifo_new(ends.writer, "fifo");
    struct call *opened = begin_open(ends.reader, name, O_RDONLY, 0);

    ends.out = (int)must_succeed(do_open(ends.writer, name, O_WRONLY, 0));
    ends.in = (int)must_succeed(opened);
    return ends;
}

struct ends ends_open(int by)
{
    return by == BY_FIFO ? open_fifo() : open_pipe();
}
