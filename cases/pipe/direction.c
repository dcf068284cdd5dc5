/* Which end is for what. POSIX leaves it open whether each end works the other way, too. */
#include "cases/pipe/ends.h"

struct pair {
    struct actor *both;
    int fd[2];
    bool one_way; /* a write to fd[0] fails with EBADF */
};

static struct pair pair_new(void)
{
    struct pair pair = {.both = actor_new("both")};
    struct call *reverse;

    must_return(do_pipe(pair.both, pair.fd), 0);
    reverse = do_write(pair.both, pair.fd[0], "x", 1);
    pair.one_way = call_failed(reverse);
    observe_text("pipe.direction", pair.one_way ? "one way" : "both ways");
    return pair;
}

CASE(write_to_the_read_end_carries_nothing, PROVES("pipe.dir.unidirectional"))
{
    struct pair pair = pair_new();
    struct pollfd ready;

    if (!pair.one_way)
        return;
    ready = (struct pollfd){.fd = pair.fd[0], .events = POLLIN};
    expect_returns(do_poll(pair.both, &ready, 1, 0), 0);
    must_return(do_write(pair.both, pair.fd[1], "y", 1), 1);
    expect_returns(do_read(pair.both, pair.fd[0], &(char){0}, 1), 1);
}

CASE(byte_goes_from_the_read_end_to_the_write_end, REFUTES("pipe.dir.unidirectional"))
{
    struct pair pair = pair_new();
    char byte = 0;

    if (pair.one_way)
        return;
    expect_returns(do_read(pair.both, pair.fd[1], &byte, 1), 1);
    expect_equal(byte, 'x', "the byte that came back");
}

CASE(ends_are_one_way_or_both_at_once_but_never_in_turn, REFUTES("pipe.dir.term-half-duplex"))
{
    struct pair pair = pair_new();
    char byte = 0;

    expect_returns(do_write(pair.both, pair.fd[1], "y", 1), 1);
    if (pair.one_way) {
        expect_fails(do_write(pair.both, pair.fd[0], "x", 1), EBADF);
    } else {
        expect_returns(do_read(pair.both, pair.fd[1], &byte, 1), 1);
        expect_equal(byte, 'x', "the byte against the stream");
    }
    expect_returns(do_read(pair.both, pair.fd[0], &byte, 1), 1);
    expect_equal(byte, 'y', "the byte with the stream");
}

CASE(read_of_the_write_end_fails, PROVES("pipe.read.wrong-end-ebadf"))
{
    struct pair pair = pair_new();

    if (!pair.one_way)
        unsupported("pipes are open both ways");
    expect_fails(do_read(pair.both, pair.fd[1], &(char){0}, 1), EBADF);
}

CASE(write_to_the_read_end_fails, PROVES("pipe.write.wrong-end-ebadf"))
{
    struct pair pair = pair_new();

    if (!pair.one_way)
        unsupported("pipes are open both ways");
    expect_fails(do_write(pair.both, pair.fd[0], "x", 1), EBADF);
}

CASE(one_process_reads_what_it_wrote, REFUTES("pipe.end.role-per-process"))
{
    struct pair pair = {.both = actor_new("both")};
    char byte = 0;

    must_return(do_pipe(pair.both, pair.fd), 0);
    expect_returns(do_write(pair.both, pair.fd[1], "x", 1), 1);
    expect_returns(do_read(pair.both, pair.fd[0], &byte, 1), 1);
    expect_equal(byte, 'x', "the byte that was read");
}
