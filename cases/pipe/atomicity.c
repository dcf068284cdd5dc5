/* Records of several writers: whole up to PIPE_BUF, and who knows above. */
#include "cases/pipe/crowd.h"

CASE(records_of_concurrent_writers_stay_whole, PROVES("pipe.write.no-interleave-le-pipe-buf"),
     VARIANT_TABLE(record_sizes))
{
    records_stay_whole(BY_PIPE, &record_sizes[variant]);
}

static const struct record_size waiting_sizes[] = {
    {"2 bytes", 0, 2, false, false, false},     {"512 bytes", 0, 512, false, false, false},
    {"513 bytes", 0, 513, false, false, false}, {"PIPE_BUF-1", 1, -1, false, false, false},
    {"PIPE_BUF", 1, 0, false, false, false},
};

CASE(record_that_waits_for_room_goes_in_whole, PROVES("pipe.write.no-interleave-le-pipe-buf"),
     VARIANT_TABLE(waiting_sizes))
{
    expect_equal(foreign_bytes_inside(BY_PIPE, &waiting_sizes[variant]), 0, "foreign bytes inside the record");
}

static const struct record_size gathered_sizes[] = {
    {"2 bytes", 0, 2, false, false, true},  {"513 bytes", 0, 513, false, false, true},
    {"PIPE_BUF", 1, 0, false, false, true}, {"PIPE_BUF, O_NONBLOCK", 1, 0, true, false, true},
    {"mixed", 1, 0, false, true, true},
};

CASE(gathered_records_of_concurrent_writers_stay_whole, PROVES("pipe.write.writev-atomic"),
     VARIANT_TABLE(gathered_sizes))
{
    records_stay_whole(BY_PIPE, &gathered_sizes[variant]);
}

CASE(gathered_record_that_waits_for_room_goes_in_whole, PROVES("pipe.write.writev-atomic"))
{
    expect_equal(foreign_bytes_inside(BY_PIPE, &gathered_sizes[2]), 0, "foreign bytes inside the record");
}

/* The document's 4 KiB are Linux's PIPE_BUF. Where PIPE_BUF is less, nobody promises them, and nobody forbids them. */
static bool promises_4k(void)
{
    struct actor *asker = actor_new("asker");
    int fd[2];
    size_t buf;

    must_return(do_pipe(asker, fd), 0);
    buf = pipe_buf(asker, fd[0]);
    observe("pipe.pipe-buf", (double)buf, "bytes");
    actor_exit(asker, 0);
    return buf >= 4096;
}

static const struct record_size document_sizes[] = {
    {"1 KiB", 0, 1024, false, false, false},
    {"4 KiB", 0, 4096, false, false, false},
    {"4 KiB, O_NONBLOCK", 0, 4096, true, false, false},
};

static void observe_torn(struct found found)
{
    observe_share("pipe.torn-records", found.torn, found.records);
}

CASE(free_running_writes_of_4k_stay_whole, PROVES("pipe.write.atomic-le-4k"), VARIANT_TABLE(document_sizes))
{
    if (promises_4k())
        records_stay_whole(BY_PIPE, &document_sizes[variant]);
    else
        observe_torn(crowd_runs(BY_PIPE, &document_sizes[variant]));
}

static const struct record_size document_waiting_sizes[] = {
    {"1 KiB", 0, 1024, false, false, false},
    {"4 KiB", 0, 4096, false, false, false},
};

CASE(waiting_write_of_4k_goes_in_whole, PROVES("pipe.write.atomic-le-4k"), VARIANT_TABLE(document_waiting_sizes))
{
    bool promised = promises_4k();
    long inside = foreign_bytes_inside(BY_PIPE, &document_waiting_sizes[variant]);

    if (promised)
        expect_equal(inside, 0, "foreign bytes inside the record");
    else
        observe("pipe.foreign-bytes-inside", (double)inside, "bytes");
}

static const struct record_size large_sizes[] = {
    {"PIPE_BUF+1", 1, 1, false, false, false},
    {"2 PIPE_BUF", 2, 0, false, false, false},
    {"16 PIPE_BUF", 16, 0, false, false, false},
};

CASE(records_above_pipe_buf_may_be_torn, PROVES("pipe.write.interleave-gt-pipe-buf"), VARIANT_TABLE(large_sizes))
{
    observe_torn(crowd_runs(BY_PIPE, &large_sizes[variant]));
}

/*
 * The small write queues up behind a large one that waits for the rest of its room. What the reader frees goes to the
 * large one first, which then waits again, behind the small one where waiting writers stand in line.
 */
CASE(small_write_may_land_inside_a_large_one, PROVES("pipe.write.interleave-gt-pipe-buf"), VARIANTS("pipe", "fifo"))
{
    struct ends ends = ends_open(variant);
    struct hand other = ends_join(&ends, variant, "other writer");
    size_t buf = pipe_buf(ends.writer, ends.out);
    size_t size = leave_room(&ends, 0) + 4 * buf;
    unsigned char *stream = scratch(size + 1);
    struct call *large, *small;
    size_t got = 0, at = 0;

    must_equal(drain(&ends, stream, size), size - 4 * buf, "bytes drained of a full pipe");
    memset(stream, 'A', size);
    large = begin_write(ends.writer, ends.out, stream, size);
    must_block(large);
    small = begin_write(other.actor, other.out, "b", 1);
    must_block(small);
    while (!has_returned(small) && prove_blocked(large) == PROOF_BLOCKED && got < size - buf) {
        take(&ends, stream + got, buf, buf);
        got += buf;
    }
    take(&ends, stream + got, size + 1 - got, buf);
    must_return(finish(large), (long long)size);
    must_return(finish(small), 1);
    while (at <= size && stream[at] != 'b')
        at++;
    observe("pipe.foreign-bytes-inside-large-write", at > 0 && at < size ? 1 : 0, "bytes");
    observe("pipe.bytes-before-foreign-byte", (double)at, "bytes");
}
