/* The end of the data: what gives it to the reader, and what withholds it. */
#include "cases/pipe/eof.h"

CASE(read_without_writers_returns_zero, PROVES("pipe.read.eof"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char byte;

    must_return(do_close(ends.writer, ends.out), 0);
    for (int i = 0; i < 3; i++)
        expect_returns(do_read(ends.reader, ends.in, &byte, 1), 0);
}

CASE(writer_that_is_killed_leaves_the_end_behind, PROVES("pipe.read.eof"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char byte;

    if (variant == BY_FIFO) {
        actor_kill(ends.writer);
    } else {
        /* The reader is the writer's child, whose end must not be its own. */
        struct hand child = ends_join(&ends, variant, "last writer");

        must_return(do_close(ends.writer, ends.out), 0);
        actor_kill(child.actor);
    }
    expect_returns(do_read(ends.reader, ends.in, &byte, 1), 0);
}

CASE(what_was_written_comes_before_the_end, PROVES("pipe.read.eof-after-drain"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char bytes[8];

    must_return(do_write(ends.writer, ends.out, "last", 4), 4);
    must_return(do_close(ends.writer, ends.out), 0);
    expect_returns(do_read(ends.reader, ends.in, bytes, 3), 3);
    expect_match(bytes, "las", 3, "the first part");
    expect_returns(do_read(ends.reader, ends.in, bytes, sizeof bytes), 1);
    expect_returns(do_read(ends.reader, ends.in, bytes, sizeof bytes), 0);
}

CASE(blocked_reader_gets_zero_when_the_last_writer_closes, PROVES("pipe.read.eof-wakes-blocked"),
     VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    char byte;
    struct call *reading = begin_read(ends.reader, ends.in, &byte, 1);

    must_block(reading);
    must_return(do_close(ends.writer, ends.out), 0);
    expect_returns(finish(reading), 0);
}

CASE(duplicate_of_the_write_end_withholds_the_end, PROVES("pipe.read.eof-needs-all-writers"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    int copy = (int)must_succeed(do_dup(ends.writer, ends.out));
    char byte;
    struct call *reading;

    must_return(do_close(ends.writer, ends.out), 0);
    reading = begin_read(ends.reader, ends.in, &byte, 1);
    expect_blocked(reading);
    must_return(do_close(ends.writer, copy), 0);
    expect_returns(finish(reading), 0);
}

/* The usual mistake: a process that never writes has inherited the descriptor, and the reader waits for it. */
CASE(third_process_with_a_copy_withholds_the_end, PROVES("pipe.read.eof-needs-all-writers"))
{
    struct ends ends = ends_open(BY_PIPE);
    struct actor *bystander = actor_fork(ends.writer, "bystander");
    char byte;
    struct call *reading;

    must_return(do_close(ends.writer, ends.out), 0);
    reading = begin_read(ends.reader, ends.in, &byte, 1);
    expect_blocked(reading);
    actor_exit(bystander, 0);
    expect_returns(finish(reading), 0);
}

CASE(reader_that_kept_the_write_end_waits_for_itself, PROVES("pipe.read.eof-needs-all-writers"))
{
    struct actor *writer = actor_new("writer");
    struct actor *reader;
    struct call *reading;
    char byte;
    int fd[2];

    must_return(do_pipe(writer, fd), 0);
    reader = actor_fork(writer, "reader");
    must_return(do_close(writer, fd[1]), 0);
    reading = begin_read(reader, fd[0], &byte, 1);
    expect_blocked(reading);
    abandon(reading);
}

void end_comes_with_the_last_writer(int by)
{
    struct ends ends = ends_open(by);
    struct hand second = ends_join(&ends, by, "second writer");
    struct hand third = ends_join(&ends, by, "third writer");
    char byte;
    struct call *reading = begin_read(ends.reader, ends.in, &byte, 1);

    must_block(reading);
    must_return(do_close(second.actor, second.out), 0);
    expect_blocked(reading);
    must_return(do_close(ends.writer, ends.out), 0);
    expect_blocked(reading);
    must_return(do_close(third.actor, third.out), 0);
    expect_returns(finish(reading), 0);
}

CASE(end_comes_with_the_last_of_three_writers, PROVES("pipe.read.eof-needs-all-writers"))
{
    end_comes_with_the_last_writer(BY_PIPE);
}
