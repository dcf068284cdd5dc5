/* open() of a FIFO: the rendezvous in both orders, and what O_NONBLOCK makes of it. */
#include "cases/fifo/pair.h"

static const int one_way[] = {O_RDONLY, O_WRONLY};
static const int other_way[] = {O_WRONLY, O_RDONLY};

/* The first comes WAY, is blocked, and returns when the second has come the other way. */
static void expect_rendezvous(int way)
{
    struct actor *first = actor_new("first");
    struct actor *second = actor_new("second");
    const char *name = fifo_new(first, "fifo");
    struct call *waiting = begin_open(first, name, one_way[way], 0);

    expect_blocked(waiting);
    expect_succeeds(do_open(second, name, other_way[way], 0));
    expect_succeeds(finish(waiting));
}

CASE(open_waits_for_the_other_side, PROVES("fifo.open.blocks-by-default"), VARIANTS("reader first", "writer first"))
{
    expect_rendezvous(variant);
}

CASE(reader_waits_in_open_for_a_writer, PROVES("fifo.open.rdonly-blocks"))
{
    expect_rendezvous(0);
}

CASE(writer_waits_in_open_for_a_reader, PROVES("fifo.open.wronly-blocks"))
{
    expect_rendezvous(1);
}

CASE(opening_is_a_rendezvous, PROVES("cmp.fifo.synchronous"), CONDITION("open"),
     VARIANTS("reader first", "writer first"))
{
    expect_rendezvous(variant);
}

CASE(write_returns_before_anybody_reads, REFUTES("cmp.fifo.synchronous"), CONDITION("write-below-capacity"))
{
    struct pair pair = pair_open();
    char text[8];

    expect_returns(do_write(pair.writer, pair.out, "early", 5), 5);
    expect_returns(do_read(pair.reader, pair.in, text, sizeof text), 5);
}

CASE(write_to_a_full_fifo_waits_for_the_reader, PROVES("cmp.fifo.synchronous"), CONDITION("write-at-capacity"))
{
    struct pair pair = pair_open();
    size_t room = fill(pair.writer, pair.out);
    struct call *last = begin_write(pair.writer, pair.out, "x", 1);

    expect_blocked(last);
    expect_returns(do_read(pair.reader, pair.in, scratch(room), room), (long long)room);
    expect_returns(finish(last), 1);
}

CASE(one_comer_lets_all_in_who_wait, PROVES("fifo.open.blocks-by-default"), VARIANTS("three readers", "three writers"))
{
    struct actor *comer = actor_new("comer");
    const char *name = fifo_new(comer, "fifo");
    struct call *waiting[3];

    for (int i = 0; i < 3; i++) {
        waiting[i] = begin_open(actor_new((const char *[]){"first", "second", "third"}[i]), name, one_way[variant], 0);
        expect_blocked(waiting[i]);
    }
    expect_succeeds(do_open(comer, name, other_way[variant], 0));
    for (int i = 0; i < 3; i++)
        expect_succeeds(finish(waiting[i]));
}

CASE(nonblocking_reader_gets_in_alone, PROVES("fifo.open.rdonly-nonblock"), VARIANTS("never opened", "opened before"))
{
    struct pair pair = pair_new();

    if (variant == 1) {
        pair_join(&pair);
        must_return(do_close(pair.writer, pair.out), 0);
        must_return(do_close(pair.reader, pair.in), 0);
    }
    expect_succeeds(do_open(pair.reader, pair.name, O_RDONLY | O_NONBLOCK, 0));
}

CASE(nonblocking_writer_is_refused_without_reader, PROVES("fifo.open.wronly-nonblock-enxio"),
     VARIANTS("never opened", "all have left", "another writer waits"))
{
    struct pair pair = pair_new();
    struct actor *waiter = actor_new("waiter");
    struct call *waiting = NULL;

    if (variant == 1) {
        pair_join(&pair);
        must_return(do_close(pair.writer, pair.out), 0);
        must_return(do_close(pair.reader, pair.in), 0);
    } else if (variant == 2) {
        waiting = begin_open(waiter, pair.name, O_WRONLY, 0);
        must_block(waiting);
    }
    expect_fails(do_open(pair.writer, pair.name, O_WRONLY | O_NONBLOCK, 0), ENXIO);
    if (waiting) {
        must_succeed(do_open(pair.reader, pair.name, O_RDONLY | O_NONBLOCK, 0));
        must_succeed(finish(waiting));
    }
}

CASE(nonblocking_writer_gets_in_beside_a_reader, PROVES("fifo.open.wronly-nonblock-with-reader"),
     VARIANTS("reader blocks", "reader does not block"))
{
    struct pair pair = pair_new();
    struct call *opened = begin_open(pair.reader, pair.name, variant == 0 ? O_RDONLY : O_RDONLY | O_NONBLOCK, 0);

    if (variant == 0)
        must_block(opened);
    else
        must_succeed(opened);
    if (variant == 1) {
        expect_succeeds(do_open(pair.writer, pair.name, O_WRONLY | O_NONBLOCK, 0));
        return;
    }
    /* A reader that still waits in open() may or may not count as one that has it open. */
    struct call *entry = do_open(pair.writer, pair.name, O_WRONLY | O_NONBLOCK, 0);

    observe_text("fifo.open.writer-beside-waiting-reader", call_failed(entry) ? "refused" : "let in");
    if (call_failed(entry))
        must_succeed(do_open(pair.writer, pair.name, O_WRONLY, 0));
    must_succeed(finish(opened));
}

CASE(blocking_writer_does_not_wait_beside_a_nonblocking_reader, PROVES("fifo.open.rdonly-nonblock"))
{
    struct pair pair = pair_new();

    must_succeed(do_open(pair.reader, pair.name, O_RDONLY | O_NONBLOCK, 0));
    expect_succeeds(do_open(pair.writer, pair.name, O_WRONLY, 0));
}

CASE(waiting_reader_gets_in_though_the_writer_left_at_once, PROVES("fifo.open.rendezvous-peer-closed"))
{
    struct pair pair = pair_new();
    struct line *nothing = line_new(pair.name, "");
    struct call *waiting = begin_open(pair.reader, pair.name, O_RDONLY, 0);
    bool waits_on;

    must_block(waiting);
    must_return(do_scene(pair.writer, write_line, nothing), 0);
    /* POSIX does not say whether a writer that is gone again has been there. */
    waits_on = is_blocked(waiting);
    if (waits_on)
        abandon(waiting);
    else
        must_succeed(waiting);
    observe_text("fifo.open.writer-left-at-once", waits_on ? "reader waits on" : "reader gets in");
}
