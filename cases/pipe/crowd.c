#include "cases/pipe/crowd.h"

#include <sched.h>
#include <stdatomic.h>

const struct record_size record_sizes[RECORD_SIZES] = {
    {"1 byte", 0, 1, false, false, false},
    {"2 bytes", 0, 2, false, false, false},
    {"511 bytes", 0, 511, false, false, false},
    {"512 bytes", 0, 512, false, false, false},
    {"513 bytes", 0, 513, false, false, false},
    {"PIPE_BUF-1", 1, -1, false, false, false},
    {"PIPE_BUF", 1, 0, false, false, false},
    {"mixed", 1, 0, false, true, false},
    {"1 byte, O_NONBLOCK", 0, 1, true, false, false},
    {"2 bytes, O_NONBLOCK", 0, 2, true, false, false},
    {"511 bytes, O_NONBLOCK", 0, 511, true, false, false},
    {"512 bytes, O_NONBLOCK", 0, 512, true, false, false},
    {"513 bytes, O_NONBLOCK", 0, 513, true, false, false},
    {"PIPE_BUF-1, O_NONBLOCK", 1, -1, true, false, false},
    {"PIPE_BUF, O_NONBLOCK", 1, 0, true, false, false},
    {"mixed, O_NONBLOCK", 1, 0, true, true, false},
};

enum {
    VOLUME = 256 << 10, /* bytes a writer: several times any pipe's capacity for all but the smallest records */
    FEWEST_RECORDS = 16,
    MOST_RECORDS = 1000,
    PLACES = 32 /* of a record in its writer's row, counted modulo this */
};

/* A record in three parts, none of which is a round number. */
enum { PARTS = 3 };
#define PARTS_OF(record, size)                                                                                         \
    {(record), (size) / 5}, {(record) + (size) / 5, (size) / 2},                                                       \
    {                                                                                                                  \
        (record) + (size) / 5 + (size) / 2, (size) - (size) / 5 - (size) / 2                                           \
    }

/* The writers' common start, and what one of them does. */
struct row {
    _Atomic int *ready;
    int fd;
    int writer;
    size_t size;
    long records;
    const struct record_size *kind;
};

/* What the reader does and finds. */
struct reading {
    int fd;
    const struct record_size *kind;
    struct found found;
};

static unsigned char mark(int writer, long place)
{
    return (unsigned char)(writer * PLACES + place % PLACES);
}

/* The mark says how long its record is, so that a record needs no head. */
static size_t length_of(unsigned char mark, size_t size, bool mixed)
{
    return mixed && size > 1 ? 2 + mark * 2654435761U % (size - 1) : size;
}

static long write_row(void *arg)
{
    const struct row *row = arg;
    unsigned char *record = malloc(row->size);
    long whole = 0;

    if (!record)
        return -1;
    atomic_fetch_add(row->ready, 1);
    while (atomic_load(row->ready) < CROWD)
        sched_yield();
    while (whole < row->records) {
        size_t length = length_of(mark(row->writer, whole), row->size, row->kind->mixed);
        ssize_t n;

        memset(record, mark(row->writer, whole), length);
        if (row->kind->gathered)
            n = subject.writev(row->fd, (struct iovec[PARTS]){PARTS_OF(record, length)}, PARTS);
        else
            n = subject.write(row->fd, record, length);
        if (n == (ssize_t)length) {
            whole++;
        } else if (n == -1 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            struct pollfd ready = {.fd = row->fd, .events = POLLOUT};

            subject.poll(&ready, 1, -1);
        } else {
            break;
        }
    }
    free(record);
    return whole;
}

/* Looks at one record's worth of the stream. */
static void look(struct found *found, const unsigned char *record, size_t length, long next[CROWD])
{
    int writer = record[0] / PLACES;

    found->records++;
    for (size_t i = 1; i < length; i++)
        if (record[i] != record[0]) {
            found->torn++;
            return;
        }
    if (writer >= CROWD || record[0] != mark(writer, next[writer]))
        found->disorder++;
    if (writer < CROWD)
        next[writer] = record[0] % PLACES + 1;
}

static long read_rows(void *arg)
{
    struct reading *reading = arg;
    size_t size = reading->found.size;
    size_t room = 2 * size > 65536 ? 2 * size : 65536;
    unsigned char *stream = malloc(room);
    long next[CROWD] = {0};
    size_t held = 0;
    ssize_t n = 0;

    if (!stream)
        return -1;
    while ((n = subject.read(reading->fd, stream + held, room - held)) > 0) {
        size_t seen = 0;

        held += (size_t)n;
        while (seen < held) {
            size_t length = length_of(stream[seen], size, reading->kind->mixed);

            if (held - seen < length)
                break;
            look(&reading->found, stream + seen, length, next);
            seen += length;
        }
        memmove(stream, stream + seen, held - seen);
        held -= seen;
    }
    free(stream);
    if (held)
        reading->found.torn++;
    return n;
}

static long records_of(size_t size)
{
    long records = (long)(VOLUME / size);

    if (records < FEWEST_RECORDS)
        return FEWEST_RECORDS;
    return records < MOST_RECORDS ? records : MOST_RECORDS;
}

static size_t bytes_of(const struct record_size *row, size_t buf)
{
    return (size_t)((long)buf * row->pipe_bufs + row->bytes);
}

struct found crowd_runs(int by, const struct record_size *size)
{
    static const char *const names[CROWD] = {"writer", "second writer", "third writer", "fourth writer"};
    struct ends ends = ends_open(by);
    struct hand hands[CROWD] = {{ends.writer, ends.out}};
    struct reading *reading = scratch_zeroed(sizeof *reading);
    _Atomic int *ready = scratch_zeroed(sizeof *ready);
    size_t bytes = bytes_of(size, pipe_buf(ends.writer, ends.out));
    struct call *writing[CROWD];
    struct call *read;

    for (int i = 1; i < CROWD; i++)
        hands[i] = ends_join(&ends, by, names[i]);
    for (int i = 0; i < CROWD; i++)
        set_nonblocking(hands[i].actor, hands[i].out, size->nonblocking);
    reading->fd = ends.in;
    reading->kind = size;
    reading->found.size = bytes;
    read = begin_scene(ends.reader, read_rows, reading);
    for (int i = 0; i < CROWD; i++) {
        struct row *row = scratch(sizeof *row);

        *row = (struct row){ready, hands[i].out, i, bytes, records_of(bytes), size};
        writing[i] = begin_scene(hands[i].actor, write_row, row);
    }
    for (int i = 0; i < CROWD; i++) {
        reading->found.written += result_of(finish(writing[i]));
        must_return(do_close(hands[i].actor, hands[i].out), 0);
    }
    must_return(finish(read), 0);
    return reading->found;
}

void records_stay_whole(int by, const struct record_size *row)
{
    struct found found = crowd_runs(by, row);

    expect_equal(found.written, records_of(found.size) * CROWD, "writes that returned their size");
    expect_equal(found.torn, 0, "records that were torn");
    expect_equal(found.disorder, 0, "records out of their writer's order");
    expect_equal(found.records, records_of(found.size) * CROWD, "records");
}

/* How many bytes that are not MINE lie between the first and the last of MINE. */
static long strangers(const unsigned char *stream, size_t count, unsigned char mine, size_t *mines)
{
    long between = 0, pending = 0;

    *mines = 0;
    for (size_t i = 0; i < count; i++) {
        if (stream[i] == mine) {
            between += pending;
            pending = 0;
            ++*mines;
        } else if (*mines) {
            pending++;
        }
    }
    return between;
}

long foreign_bytes_inside(int by, const struct record_size *row)
{
    struct ends ends = ends_open(by);
    struct hand other = ends_join(&ends, by, "other writer");
    size_t buf = pipe_buf(ends.writer, ends.out);
    size_t size = bytes_of(row, buf);
    size_t before = leave_room(&ends, size - 1);
    size_t known = before; /* in the pipe or taken, whatever the waiting writer has put in */
    unsigned char *record = scratch(size);
    unsigned char *stream = scratch(before + size + MOST_RECORDS);
    struct iovec *parts = scratch(PARTS * sizeof *parts);
    struct call *waiting, *single;
    size_t got = 0, mines;
    long inside;

    memset(record, 'A', size);
    memcpy(parts, (struct iovec[PARTS]){PARTS_OF(record, size)}, PARTS * sizeof *parts);
    waiting = row->gathered ? begin_writev(ends.writer, ends.out, parts, PARTS)
                            : begin_write(ends.writer, ends.out, record, size);
    must_block(waiting);
    single = begin_write(other.actor, other.out, "b", 1);
    while (!has_returned(waiting) && got < known) {
        size_t chunk = known - got < buf / 2 ? known - got : buf / 2;

        take(&ends, stream + got, chunk, chunk);
        got += chunk;
        if (has_returned(single) && known - before < MOST_RECORDS - 1) {
            must_return(single, 1);
            known++;
            single = begin_write(other.actor, other.out, "b", 1);
        }
    }
    known++; /* The last one returns as soon as there is room. */
    take(&ends, stream + got, known + size - got, buf);
    expect_returns(finish(waiting), (long long)size);
    must_return(finish(single), 1);
    inside = strangers(stream, known + size, 'A', &mines);
    must_equal(mines, size, "bytes of the record");
    return inside;
}
