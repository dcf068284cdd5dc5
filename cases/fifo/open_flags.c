/* open() of a FIFO for both ways, with O_TRUNC, and interrupted by a signal. */
#include "cases/fifo/pair.h"

CASE(what_becomes_of_opening_both_ways, PROVES("fifo.open.rdwr"))
{
    struct pair pair = pair_new();
    struct call *opened = begin_open(pair.reader, pair.name, O_RDWR, 0);

    /* Undefined by POSIX, so whatever happens is only written down. */
    if (is_blocked(opened)) {
        observe_text("fifo.open.rdwr", "blocks");
        abandon(opened);
    } else {
        observe_text("fifo.open.rdwr", call_failed(opened) ? "refused" : "returns at once");
    }
}

/* Opens for both ways, or says that this system does not let a FIFO be opened so. */
static int open_both_ways(struct actor *actor, const char *name)
{
    struct call *opened = do_open(actor, name, O_RDWR | O_NONBLOCK, 0);

    if (call_failed(opened))
        unsupported("open(O_RDWR) of a FIFO fails");
    return (int)result_of(opened);
}

CASE(descriptor_for_both_ways_reads_its_own_data, PROVES("fifo.dir.one-queue"))
{
    struct pair pair = pair_new();
    int fd = open_both_ways(pair.writer, pair.name);
    char text[8];
    struct call *got;

    must_return(do_write(pair.writer, fd, "mine", 4), 4);
    got = do_read(pair.writer, fd, text, sizeof text);
    observe_text("fifo.rdwr.own-data", result_of(got) == 4 ? "comes back" : "does not come back");
}

CASE(descriptor_of_a_fifo_goes_one_way, PROVES("fifo.dir.one-queue"),
     VARIANTS("write by the reader", "read by the writer"))
{
    struct pair pair = pair_open();
    char text[4];

    if (variant == 0)
        expect_fails(do_write(pair.reader, pair.in, "x", 1), EBADF);
    else
        expect_fails(do_read(pair.writer, pair.out, text, sizeof text), EBADF);
}

CASE(holder_of_both_ways_keeps_end_of_file_away, PROVES("fifo.open.rdwr-no-eof"))
{
    struct pair pair = pair_open();
    struct actor *holder = actor_new("holder");
    int both = open_both_ways(holder, pair.name);
    char text[4];
    struct call *read;

    must_return(do_close(pair.writer, pair.out), 0);
    read = begin_read(pair.reader, pair.in, text, sizeof text);
    expect_blocked(read);
    must_return(do_close(holder, both), 0);
    expect_returns(finish(read), 0);
}

CASE(truncating_open_leaves_the_data, PROVES("fifo.open.otrunc-ignored"))
{
    struct pair pair = pair_open();
    char text[8] = "";
    struct actor *third = actor_new("third");

    must_return(do_write(pair.writer, pair.out, "abc", 3), 3);
    expect_succeeds(do_open(third, pair.name, O_WRONLY | O_TRUNC | O_NONBLOCK, 0));
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 3);
    expect_match(text, "abc", 3, "the data after O_TRUNC");
}

CASE(caught_signal_ends_a_waiting_open, PROVES("fifo.open.eintr"), VARIANTS("O_RDONLY", "O_WRONLY"))
{
    struct pair pair = pair_new();
    struct call *waiting;

    must_return(do_catch(pair.reader, SIGUSR1, 0), 0);
    waiting = begin_open(pair.reader, pair.name, variant == 0 ? O_RDONLY : O_WRONLY, 0);
    must_block(waiting);
    actor_signal(pair.reader, SIGUSR1);
    expect_fails(finish(waiting), EINTR);
    expect_equal(signals_caught(pair.reader, SIGUSR1), 1, "signals caught");
}

CASE(restarting_handler_lets_open_wait_on, PROVES("fifo.open.eintr"), VARIANTS("O_RDONLY", "O_WRONLY"))
{
    struct pair pair = pair_new();
    struct call *waiting;

    must_return(do_catch(pair.reader, SIGUSR1, SA_RESTART), 0);
    waiting = begin_open(pair.reader, pair.name, variant == 0 ? O_RDONLY : O_WRONLY, 0);
    must_block(waiting);
    actor_signal(pair.reader, SIGUSR1);
    expect_blocked(waiting);
    expect_equal(signals_caught(pair.reader, SIGUSR1), 1, "signals caught");
    expect_succeeds(do_open(pair.writer, pair.name, variant == 0 ? O_WRONLY : O_RDONLY, 0));
    expect_succeeds(finish(waiting));
}

CASE(interrupted_open_leaves_no_writer_behind, PROVES("fifo.open.eintr-leaves-no-writer"))
{
    struct pair pair = pair_new();
    struct call *waiting;
    char text[4];
    int fd;

    must_return(do_catch(pair.writer, SIGUSR1, 0), 0);
    waiting = begin_open(pair.writer, pair.name, O_WRONLY, 0);
    must_block(waiting);
    actor_signal(pair.writer, SIGUSR1);
    must_fail(finish(waiting), EINTR);
    fd = (int)must_succeed(do_open(pair.reader, pair.name, O_RDONLY | O_NONBLOCK, 0));
    /* With a writer that never was, this would be EAGAIN. */
    expect_returns(do_read(pair.reader, fd, text, sizeof text), 0);
}
